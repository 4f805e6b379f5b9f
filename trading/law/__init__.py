"""
The words in which procedures are written, the statutes they cite and what several of them share.

Pure Python: no framework, no clock, no database.
"""
