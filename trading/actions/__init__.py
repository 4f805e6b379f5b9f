"""Whatever writes: each action is one transaction, locks the deal, then its lots, and journals what happened."""
