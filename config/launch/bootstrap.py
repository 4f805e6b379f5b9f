"""
Make `.venv` and put the locked packages into it.

Runs on any Python 3.11 with nothing installed (`python -I config/launch/bootstrap.py run|dev`), so it imports the standard
library only.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
RECORD = VENV / "yangguang-locks.json"
# The packages of a lock on the right are all in the lock on the left.
HOLDS = {"run": ("run",), "dev": ("run", "dev")}
BEGUN = time.monotonic()


def main(wanted: str) -> int:
    """Bring the environment up to the lock `wanted`; do nothing if it is there already."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands in a fresh clone must not both install
        if _works() and _recorded().get(wanted) == _digest(wanted):
            return 0
        _make_environment()
        _install(wanted)
        RECORD.write_text(json.dumps(_recorded() | {name: _digest(name) for name in HOLDS[wanted]}))
    return 0


def _make_environment() -> None:
    if _works():
        return
    _say(f"Making .venv with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        import ensurepip  # noqa: F401  Debian ships Python without it
    except ImportError:
        _install_ensurepip()
    venv.create(VENV, with_pip=True, symlinks=True)


def _install_ensurepip() -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"This Python has no ensurepip. Install it (on Debian: {package}) and run again.")
    _say(f"Installing {package}, which this Python lacks")
    subprocess.run(["apt-get", "update", "-q"], check=True)
    subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", package], check=True)


def _install(wanted: str) -> None:
    lock = REQUIREMENTS / f"{wanted}.lock"
    number = sum("==" in line for line in lock.read_text().splitlines())
    if not _has("pip"):
        _run("-m", "ensurepip")
    if not _has("uv"):
        _say("Installing the installer (uv)")
        _run(
            "-m",
            "pip",
            "install",
            "-q",
            "--require-hashes",
            "-r",
            str(REQUIREMENTS / "bootstrap.lock"),
            may_fail=True,
        )
    _say(f"Installing {number} packages of requirements/{wanted}.lock, each checked against its hash")
    with_uv = ("-m", "uv", "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", str(lock))
    if not _has("uv") or not _run(*with_uv, may_fail=True):
        _say("uv could not; installing with pip instead, which takes a minute")
        _run("-m", "pip", "install", "--require-hashes", "-r", str(lock))
    _say("Environment ready")


def _run(*arguments: str, may_fail: bool = False) -> bool:
    done = subprocess.run([str(PYTHON), *arguments], check=False, cwd=ROOT)
    if done.returncode != 0 and not may_fail:
        sys.exit(f"{' '.join(arguments[:3])} failed; see above.")
    return done.returncode == 0


def _has(module: str) -> bool:
    question = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    return subprocess.run([str(PYTHON), "-c", question], check=False).returncode == 0


def _works() -> bool:
    """Tell whether the environment's Python runs: it does not after the clone, or the Python behind it, was moved."""
    if not PYTHON.exists():
        return False
    question = f"import sys; sys.exit(sys.prefix != {str(VENV)!r} or sys.version_info < (3, 11))"
    return (
        subprocess.run([str(PYTHON), "-c", question], check=False, stderr=subprocess.DEVNULL).returncode == 0
    )


def _recorded() -> dict[str, str]:
    try:
        record = json.loads(RECORD.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in record.items()}


def _digest(name: str) -> str:
    return hashlib.sha256((REQUIREMENTS / f"{name}.lock").read_bytes()).hexdigest()


def _say(text: str) -> None:
    print(f"{time.monotonic() - BEGUN:7.1f} s  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
