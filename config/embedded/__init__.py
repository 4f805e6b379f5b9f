"""PostgreSQL and Valkey from wheels: the servers that `bin/run` and `bin/test` bring along. Production brings its own."""
