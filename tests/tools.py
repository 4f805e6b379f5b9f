"""What the command line is given on somebody's own machine: whom it trusts, key files, a clock that goes with the platform's."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from accounts import ca
from bidding.sealed import custody
from config.launch import client
from foundation import clock, transparency
from tests.bidding.sealed.scene import PASSPHRASE
from toolkit import bundles
from toolkit.command.main import main
from toolkit.log.note import Verifier
from toolkit.policies import Pins
from toolkit.signers import KeyAgreement, KeySigner

PASSWORD = "p12"
SECRETS = {"TOOLKIT_KEY_PASSWORD": PASSWORD, "TOOLKIT_PASSPHRASE": PASSPHRASE}
# The client asks its machine for the time, and for nothing else that differs where the platform's clock was moved.
_CLOCK = "import time\n_real = time.time_ns\ntime.time_ns = lambda: _real() + {ahead}\n"


def write_pins(folder: Path, witnesses: Sequence[Verifier], at: datetime) -> Path:
    """Write whom a client trusts anew: the local authority with its lists of `at`, this log, these witnesses."""
    shutil.rmtree(folder, ignore_errors=True)
    keys = frozenset({str(transparency.log_key())}), frozenset(map(str, witnesses))
    bundles.write_pins(folder, Pins(custody.trust(at), *keys))
    return folder


def key_file(path: Path, key: KeySigner | KeyAgreement) -> Path:
    """Write a key with its certificate as a file with a password."""
    assert isinstance(key.key, ec.EllipticCurvePrivateKey)
    path.write_bytes(ca.export_pkcs12(key.key, key.certificate, password=PASSWORD, at=clock.now()))
    return path


def run(*words: object) -> tuple[int, Any]:
    """Run a command of the toolkit in this process; return its exit code and its result."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main([*map(str, words), "--json"])
    return code, json.loads(out.getvalue()) if out.getvalue() else None


def run_alone(folder: Path, *words: object, ahead: int = 0) -> tuple[int, Any]:
    """
    Run a command with the client as it is handed out, which is given no address of a server and no setting of the platform.

    Its machine's clock is `ahead` nanoseconds of this one's.
    """
    folder.mkdir(exist_ok=True)
    if not (folder / "client").exists():
        client.build(folder / "client")
    (folder / "sitecustomize.py").write_text(_CLOCK.format(ahead=ahead))
    environment = SECRETS | {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)}
    ended = subprocess.run(
        [sys.executable, str(folder / "client" / client.PROGRAM), *map(str, words), "--json"],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return ended.returncode, json.loads(ended.stdout) if ended.stdout else ended.stderr
