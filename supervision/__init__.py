"""Rules that watch the journal for supervisors."""
