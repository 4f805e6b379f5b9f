"""
Blind documents (暗标): a copy of a file without what says whose it is, and where the rest of it still does.

What is removed and what is not stands in `docs/blind.md`. Images are not read.
"""
