"""
What the law says of an auction: the article of each form and outcome, and whether its rules may be announced.

The computation itself is `toolkit.auctions`, which a citizen runs without a platform (decision 0024). Pure: no framework, no clock, no
database.
"""
