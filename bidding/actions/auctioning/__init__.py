"""
What is done in a live auction: scheduled, entered, moved in, hosted, watched over, and brought to its outcome.

`rounds` is the only place that writes moves: whoever moves at the same time is judged in one transaction, each auction by its own row's
lock, at the clock read after it.
"""
