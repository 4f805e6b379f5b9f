"""
Builds the client that bidders, custodians and citizens install: `bin/client FOLDER`.

One file of the toolkit's sources that Python runs as it is, the libraries that it needs with their hashes, and the digests of
both; with `--key` those are signed. The same sources give the same bytes on any machine, so whoever builds it anew can tell
whether what a platform hands out is what was published.
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import os
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.environment import BASE
from toolkit import cms, signers

PROGRAM, LIBRARIES, DIGESTS = "yangguang-client.pyz", "requirements.txt", "SHA256SUMS"
NEEDED = ("cryptography", "httpx", "pikepdf", "pydantic", "pypdf", "python-pkcs11")
LOCK = BASE / "requirements" / "production.lock"
# ZIP knows no earlier time. Nothing is compressed: compressors differ from one version to the next.
_TIME = (1980, 1, 1, 0, 0, 0)
_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==.*?(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL)


def main(arguments: list[str] | None = None) -> int:
    """Build into a folder that is not there yet; return 0."""
    parser = argparse.ArgumentParser(
        prog="bin/client", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--key", type=Path, help="a PKCS #12 file that signs the digests; asks for its password"
    )
    asked = parser.parse_args(arguments)
    build(asked.folder)
    if asked.key is not None:
        word = os.environ.get("TOOLKIT_KEY_PASSWORD") or getpass.getpass(f"{asked.key}: ")
        sign(asked.folder, signers.read_pkcs12(asked.key.read_bytes(), word))
    sys.stdout.write((asked.folder / DIGESTS).read_text())
    return 0


def build(folder: Path) -> None:
    """
    Write program, libraries and digests into a new folder.

    :raises FileExistsError: for a folder that is there.
    """
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / PROGRAM, "w", zipfile.ZIP_STORED) as archive:
        sources = {
            path.relative_to(BASE).as_posix(): path.read_bytes() for path in (BASE / "toolkit").rglob("*.py")
        }
        sources["__main__.py"] = sources["toolkit/__main__.py"]
        for name, content in sorted(sources.items()):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    (folder / LIBRARIES).write_text("".join(_locked()))
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in (LIBRARIES, PROGRAM)
    ]
    (folder / DIGESTS).write_text("".join(lines))


def sign(folder: Path, signer: signers.Signer) -> None:
    """Sign the digests: a detached CMS signature beside them, as `openssl cms -verify` reads it."""
    content = (folder / DIGESTS).read_bytes()
    (folder / f"{DIGESTS}.p7s").write_bytes(cms.sign(signer, content, at=datetime.now(UTC)))  # noqa: TID251 - the publisher's own machine


def _locked() -> Iterator[str]:
    """Yield the entries of the lock that the client needs, each with its hashes, in the lock's order."""
    wanted = _with_what_they_need(NEEDED)
    for found in _ENTRY.finditer(LOCK.read_text()):
        if canonicalize_name(found["name"]) in wanted:
            yield found[0]


def _with_what_they_need(names: Sequence[str]) -> set[str]:
    """Return these libraries and what they need on any machine, extras left out: the lock's own markers say where."""
    waiting, found = [canonicalize_name(name) for name in names], set[str]()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            needed = [Requirement(line) for line in metadata.requires(name) or ()]
        except metadata.PackageNotFoundError:
            continue  # one that this machine has no use for
        waiting += [canonicalize_name(one.name) for one in needed if "extra" not in str(one.marker)]
    return found


if __name__ == "__main__":
    sys.exit(main())
