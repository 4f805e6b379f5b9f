"""The demonstration: its stories, told through the HTTP API by the people of `accounts.demo`."""
