"""A small record from a fixed key: `python -m tests.toolkit.mirroring.vectors` writes it anew."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.log.note import LOG, Signer
from toolkit.mirroring import manifest, notes
from toolkit.mirroring.manifest import FIRST, GONE, SEGMENT_LINES, Line, by_digest

FILE = Path(__file__).parents[3] / "docs" / "formats" / "vectors" / "record.json"
SIGNER = Signer("trade.example.cn/log", LOG, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
AT = "2026-03-02T01:00:00.{:06d}Z"


def line(number: int, path: str, content: bytes, *, edition: int = 1, withdraws: Sequence[str] = ()) -> Line:
    kind = "text/plain; charset=utf-8" if withdraws else "application/json"
    digest = hashlib.sha256(content).hexdigest()
    return Line(number, path, edition, AT.format(number), digest, len(content), kind, withdraws)


def record(files: Sequence[tuple[str, bytes]], gone: Sequence[str] = ()) -> dict[str, bytes]:
    """Return a whole record as it lies in a folder, by path: files in this order, then the tombstones of some paths."""
    tree: dict[str, bytes] = {}
    lines: list[Line] = []
    editions: Counter[str] = Counter()
    for path, content in files:
        editions[path] += 1
        lines.append(line(len(lines) + 1, path, content, edition=editions[path]))
        tree[path] = tree[by_digest(lines[-1].digest)] = content
    for path in gone:
        old = [one for one in lines if one.path == path]
        withdraws = tuple(one.digest for one in old)
        stone = notes.Tombstone(
            SIGNER.name,
            path,
            withdraws,
            AT.format(len(lines) + 1),
            "政府信息公开条例第十五条",
            "涉及个人隐私",
        )
        content = notes.sign(stone.text, SIGNER).encode()
        lines.append(line(len(lines) + 1, path, content, edition=len(old) + 1, withdraws=withdraws))
        tree[path + GONE] = tree[by_digest(lines[-1].digest)] = content
        for place in (path, *map(by_digest, withdraws)):
            tree.pop(place)
    return tree | listed(lines)


def listed(lines: Sequence[Line]) -> dict[str, bytes]:
    """Return the segments of a manifest, its head and the key."""
    tree, previous = {"key": f"{SIGNER.verifier}\n".encode()}, FIRST
    for number in range(manifest.segment_of(len(lines)) + 1):
        some = lines[number * SEGMENT_LINES : (number + 1) * SEGMENT_LINES]
        content = manifest.segment(SIGNER.name, number, previous, some)
        tree[manifest.segment_path(number)] = content
        previous = manifest.digest_of(content)
    head = notes.RecordHead(SIGNER.name, len(lines), previous, AT.format(999_999))
    return tree | {"head": notes.sign(head.text, SIGNER).encode()}


def small() -> dict[str, bytes]:
    """Return the record of the vectors: two editions of one file, one file that stayed, and one that was withdrawn."""
    files = [
        ("notices/YG-1-abcd/1.json", b'{"number":"YG-1-abcd"}\n'),
        ("ocds/records/ocds-213czf-lot_1.json", b'{"records":[1]}'),
        ("ocds/records/ocds-213czf-lot_1.json", b'{"records":[1,2]}'),
        ("notices/YG-1-efgh/1.json", b'{"name":"somebody"}\n'),
    ]
    return record(files, gone=["notices/YG-1-efgh/1.json"])


def kept() -> bytes:
    """Return the file."""
    found = {path: content.decode() for path, content in small().items()}
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def laid(tree: dict[str, bytes], root: Path) -> Path:
    """Write a record into a folder."""
    for path, content in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


if __name__ == "__main__":
    FILE.write_bytes(kept())
