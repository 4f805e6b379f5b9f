"""Bids under seal, without writing: the platform's own keys, whom it trusts, where bytes lie, which policy is in force."""
