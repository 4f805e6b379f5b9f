"""Whatever writes in bidding."""
