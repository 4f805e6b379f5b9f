"""
Experts: who is in the register, who stands aside on a lot, and who was drawn.

Queries; what changes something is in `bidding.actions`. Whom an entry of a draw stands for is read through `seals` alone.
"""
