"""What stands behind `bin/run`, `bin/test` and `bin/manage`."""
