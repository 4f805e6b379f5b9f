#!/usr/bin/env python
"""Run a management command with the platform's settings (`bin/manage` brings the environment along)."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
