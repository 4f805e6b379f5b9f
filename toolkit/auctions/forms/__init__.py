"""
The forms of auctions, one a file. Each has its `Rules`, a frozen `State`, and three functions on the auction's own clock:

`begin(rules)` gives the state before the first move, `take(rules, state, move, now)` the state after a move or why it is not
admissible, `show(rules, state, now)` what there is to see. Time alone changes no state: what it ends, `show` computes.
"""
