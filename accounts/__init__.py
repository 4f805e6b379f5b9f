"""Parties, members, roles, certificates, sign-in: who may act, and for whom."""
