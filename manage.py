#!/usr/bin/env python
"""Run a management command with the platform's settings (`bin/manage` brings the environment along)."""

import os
import sys

from django.core.management import execute_from_command_line

from config.environment import Environment, Refused

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        # Two commands are given the key that opens bids, to use it and to end it; whatever else was told of it goes no further.
        opens = sys.argv[1:2] in (["open_bids"], ["destroy_opening_key"])
        Environment().refuse_keys_of_others("opening" if opens else "")
    except Refused as refused:
        sys.exit(str(refused))
    execute_from_command_line(sys.argv)
