"""Say on the console what is being done, and since when."""

from __future__ import annotations

import time

_BEGUN = time.monotonic()


def say(text: str) -> None:
    """Print one line of progress with the seconds since the command began."""
    print(f"{time.monotonic() - _BEGUN:7.1f} s  {text}", flush=True)
