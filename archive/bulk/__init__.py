"""
The open feed as files to keep: releases by month and what they come to by parts of ten thousand processes, each as JSON lines, as
tables of CSV and as a workbook; made by a job when something changed, and served by the web server (docs/decisions/0046-open-formats.md).
"""
