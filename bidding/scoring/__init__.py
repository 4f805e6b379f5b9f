"""
What the law says of an evaluation: the article of each method and reason, and whether a rule may be announced.

The computation itself is `toolkit.scoring`, which a citizen runs without a platform (decision 0022). Pure: no framework, no clock,
no database.
"""
