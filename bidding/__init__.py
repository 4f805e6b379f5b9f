"""Registrations and the deposit ledger; sealed bids, openings, evaluation and live auctions stand here too."""
