"""What is read from files of other systems: one small reader for each set, from its rows to records as they are handed in."""
