"""A log to try things on: grown in memory, its files in a dictionary or a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from toolkit.log import checkpoint, note
from toolkit.log.checkpoint import Checkpoint, Head
from toolkit.log.note import LOG, WITNESS, Signer
from toolkit.log.policy import Policy
from toolkit.log.tiles import Edge

ORIGIN = "trade.example/log"


def leaf(number: int) -> bytes:
    return hashlib.sha256(b"leaf %d" % number).digest()


class TryLog:
    """A log whose files are a dictionary; called with a path it gives the content, as `tiles.Files` do."""

    def __init__(self, witnesses: int = 2, origin: str = ORIGIN) -> None:
        self.signer = note.generate(origin, LOG)
        self.witnesses: list[Signer] = [note.generate(f"w{n}.example", WITNESS) for n in range(witnesses)]
        self.files: dict[str, bytes] = {}
        self.edge = Edge()
        self.leaves: list[bytes] = []

    def __call__(self, path: str) -> bytes:
        try:
            return self.files[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    @property
    def policy(self) -> Policy:
        return Policy(self.signer.verifier, [one.verifier for one in self.witnesses], len(self.witnesses))

    def grow(self, leaves: Sequence[bytes] | int) -> Head:
        """Add leaves, publish the tree's files and its checkpoint."""
        added = (
            [leaf(len(self.leaves) + n) for n in range(leaves)] if isinstance(leaves, int) else list(leaves)
        )
        self.leaves += added
        for file in self.edge.extend(added):
            self.files[file.path] = file.content
        return self.show()

    def show(self) -> Head:
        """Sign the present tree and publish that."""
        head = checkpoint.sign(Checkpoint(self.signer.name, self.edge.size, self.edge.root()), self.signer)
        self.files["checkpoint"] = head.to_text().encode()
        return head

    def witnessed(self, seconds: int = 1_700_000_000) -> Head:
        """Publish the present checkpoint with every witness's cosignature, and the policy."""
        head = self.show()
        for witness in self.witnesses:
            head = checkpoint.cosign(head, witness, seconds)
        self.files["witnessed"] = head.to_text().encode()
        self.files["policy"] = self.policy.to_text().encode()
        return head

    def write(self, folder: Path) -> Path:
        """Write the files into a folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder
