"""Where deals are worked on: the page of every step, drafts, and what waits for whom. All of it is derived from the procedures' tables."""
