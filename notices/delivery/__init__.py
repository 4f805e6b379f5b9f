"""
Telling those who asked: from a published notice to mail, webhook, text message and inbox.

A follower of the journal holds each new notice against the saved searches and writes what is to be sent; a process of its own
(`bin/manage deliver`) sends it. What is sent is a row, claimed once.
"""
