"""
The API holds to its own document: every operation is asked with generated input, by several roles (`schema_fuzz.py`).

They are tests in a run of their own: to draw their cases takes half a minute, and each worker would draw all of them.
"""

from __future__ import annotations

import subprocess
import sys

from config.environment import BASE


def test_every_operation_answers_as_documented() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/api/schema_fuzz.py"]
    ended = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)
    assert ended.returncode == 0 and " passed" in ended.stdout, ended.stdout[-30_000:] + ended.stderr[-3_000:]
