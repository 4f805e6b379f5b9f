"""X.509: what certificates of the local authority look like, and how a presented one is judged. No database."""
