"""What Django itself checks and whether what is generated is fresh: one process, for to start it takes longer than most of them."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import CommandError, call_command

COMMANDS = (
    ("makemigrations", "--check", "--dry-run"),
    ("check", "--database", "default", "--fail-level", "WARNING"),
    ("write_settings_doc", "--check"),
    ("draw_procedures", "--check"),
    ("write_openapi", "--check"),
    ("write_glossary", "--check"),
    ("write_dictionary", "--check"),
)


def main() -> int:
    """Run each of them; say which failed and return 0 only if none did."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    return 1 if [words for words in COMMANDS if not _passes(*words)] else 0


def _passes(*words: str) -> bool:
    print(f"  {' '.join(words)}", flush=True)
    try:
        call_command(*words)
    except CommandError as refused:
        print(refused, file=sys.stderr)
    except SystemExit as ended:  # as makemigrations says that one is missing
        return not ended.code
    else:
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
