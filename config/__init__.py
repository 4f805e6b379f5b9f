"""Settings, urls, and the entry points of the processes."""
