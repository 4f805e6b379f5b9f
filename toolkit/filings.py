"""
A filing as it arrives and lies in the store: core, header, signature, capsules, sealed parts; read by hash and by name.

Checks come in four groups, each of which a later one relies on: the filing itself, against the policy, its capsules, its
parts. None of them needs a key; none tells whether the shares in the capsules are good, which nobody can before opening.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

from toolkit import canonical, capsules, certificates, chunks, cms, dealing, framing, revocation
from toolkit.objects import Core, CorePart, Header
from toolkit.policies import MANIFEST, Custody
from toolkit.refusals import Refused
from toolkit.revocation import Evidence
from toolkit.suites import suite

CORE, HEADER, SIGNATURE = "core.json", "header.json", "header.p7s"
BLOCK = 1024 * 1024
LARGEST_CAPSULE = 4096
LARGEST_PART = 2**40


class Store(Protocol):
    """Where a filing's bytes are: a folder, an object store."""

    def open(self, name: str) -> BinaryIO:
        """
        Open a file by its name in the filing.

        :raises FileNotFoundError: if there is none.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """A filing in a folder."""

    path: Path

    def open(self, name: str) -> BinaryIO:
        """Open a file; names come from labels of the format, which hold no separator."""
        return (self.path / name).open("rb")


def capsule_name(unit: str, x: int) -> str:
    """Return the name of a capsule's file."""
    return f"{unit}.{x}.p7m"


def part_name(unit: str, part: str) -> str:
    """Return the name of a sealed part's file."""
    return f"{unit}.{part}.sealed"


def names_of(core: Core, header: Header) -> list[str]:
    """Return the name of every file of a filing."""
    return [
        CORE, HEADER, SIGNATURE,
        *(capsule_name(one.unit, one.x) for one in header.shares),
        *(part_name(one.unit, one.part) for one in core.parts),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing whose three small objects fit together; whether its signer may sign is for `certificates`."""

    core: Core
    header: Header
    signed: cms.Signature
    signature: bytes
    store: Store

    @property
    def name(self) -> str:
        """The hash of the header, which is what was signed: the filing's name everywhere else."""
        return canonical.sha256(self.signed.content)

    @property
    def stated(self) -> Mapping[tuple[str, int], str]:
        """The hash of each capsule by unit and x."""
        return {(one.unit, one.x): one.capsule for one in self.header.shares}

    def place(self, unit: str) -> dealing.Place:
        """Return where a unit belongs."""
        core = self.core
        return dealing.Place(suite(core.suite), core.deal, core.lot, core.bid, core.seq, unit)

    def commitment(self, unit: str) -> str:
        """Return what the unit's key was committed to."""
        return next(one.key_commit for one in self.core.units if one.unit == unit)

    def parts(self, unit: str) -> list[CorePart]:
        """Return a unit's parts in order."""
        return [one for one in self.core.parts if one.unit == unit]

    def capsule(self, unit: str, x: int) -> bytes:
        """
        Return a capsule whose hash is the header's.

        :raises Refused: `capsule_missing`, `capsule_hash`.
        """
        content = read(self.store, capsule_name(unit, x), LARGEST_CAPSULE, "capsule_missing")
        if canonical.sha256(content) != self.stated.get((unit, x)):
            raise Refused("capsule_hash", unit=unit, x=x)
        return content


# How documents begin that somebody may hand in as they are: PDF, ZIP with its office formats, old office files, images, RTF.
DOCUMENTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"{\\rtf",
    b"Rar!",
    b"7z\xbc\xaf",
)


def load(store: Store) -> Filing:
    """
    Read a filing's three small objects.

    :raises Refused: `file_missing`, `unencrypted`, what the JSON and CMS readers raise, `core_hash`, `signer_is_another`.
    """
    small = (
        read(store, HEADER, Header.longest_bytes),
        read(store, CORE, Core.longest_bytes),
        read(store, SIGNATURE, cms.LONGEST_BYTES),
    )
    return Filing(*_read(*small), small[2], store)


@lru_cache(maxsize=256)
def _read(header_bytes: bytes, core_bytes: bytes, signature: bytes) -> tuple[Core, Header, cms.Signature]:
    """Kept, for it follows from the bytes alone: whoever takes a filing reads it, and again when it checks the rest."""
    for name, content in ((HEADER, header_bytes), (CORE, core_bytes)):
        if content.startswith(DOCUMENTS):
            raise Refused("unencrypted", file=name)
    header = Header.from_bytes(header_bytes)
    core = Core.from_bytes(core_bytes)
    if canonical.sha256(core_bytes) != header.core:  # canonical as they are, they are the object's own bytes
        raise Refused("core_hash")
    signed = cms.verify(signature, header_bytes)
    if certificates.fingerprint(signed.certificate) != core.signer:
        raise Refused("signer_is_another")
    return core, header, signed


def evidence(filing: Filing, digest: str) -> Evidence:
    """
    Return what was kept about the signer's certificate when the filing was accepted, by its digest in the list.

    :raises Refused: `freeze_evidence` if another is at hand, or less than all of it.
    """
    kept = _kept(filing)
    if revocation.digest_of_files(kept) != digest:
        raise Refused("freeze_evidence", header=filing.name)
    return revocation.of_files(kept)


def digest_of_evidence(filing: Filing) -> str:
    """Return the digest of what is at hand of it, which list and receipt name."""
    return revocation.digest_of_files(_kept(filing))


def _kept(filing: Filing) -> dict[str, bytes]:
    return revocation.files(lambda name: read(filing.store, name, revocation.LARGEST_KEPT))


def check_against(filing: Filing, custody: Custody) -> None:
    """
    Refuse a filing that is not of the policy's shape.

    :raises Refused: `suite_mismatch`, `context_mismatch`, `units_mismatch`, `parts_malformed`, `unencrypted`, `shares_mismatch`.
    """
    core, policy = filing.core, custody.policy
    if core.suite != policy.suite:
        raise Refused("suite_mismatch")
    if core.deal != policy.deal or core.lot not in policy.lots or core.policy != custody.name:
        raise Refused("context_mismatch")
    units = [one.unit for one in policy.units]
    if [one.unit for one in core.units] != units:
        raise Refused("units_mismatch")
    places = [(one.unit, one.part) for one in core.parts]
    if places != sorted(set(places)) or not {(unit, MANIFEST) for unit in units} <= set(places):
        raise Refused("parts_malformed")
    if not {unit for unit, _ in places} <= set(units) or any(one.size > LARGEST_PART for one in core.parts):
        raise Refused("parts_malformed")
    for one in core.parts:
        if not framing.is_frame(chunks.plain_size(one.size)):
            raise Refused("unencrypted", unit=one.unit, part=one.part, bytes=one.size)
    wanted = [(unit, one.x) for unit in units for one in policy.custodians]
    if [(one.unit, one.x) for one in filing.header.shares] != wanted:
        raise Refused("shares_mismatch")


def check_capsules(filing: Filing, custody: Custody) -> None:
    """
    Refuse a filing with a capsule that is not of the one shape, for the one recipient, on the curve.

    :raises Refused: what `Filing.capsule` and `capsules.read` raise.
    """
    for one in filing.core.units:
        size = dealing.capsule_size(filing.place(one.unit))
        for recipient in custody.recipients:
            capsules.read(filing.capsule(one.unit, recipient.x), recipient.certificate, size)


def check_parts(filing: Filing) -> None:
    """
    Refuse a filing whose sealed parts are not all there, to the byte.

    :raises Refused: `part_missing`, `part_hash`.
    """
    for one in filing.core.parts:
        check_part(filing.store, one)


def check_part(store: Store, part: CorePart) -> None:
    """
    Refuse a sealed part that is not the core's.

    :raises Refused: `part_missing`, `part_hash`.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with store.open(part_name(part.unit, part.part)) as file:
            while size <= part.size and (block := file.read(BLOCK)):
                digest.update(block)
                size += len(block)
    except FileNotFoundError as error:
        raise Refused("part_missing", unit=part.unit, part=part.part) from error
    if size != part.size or digest.hexdigest() != part.sha256:
        raise Refused("part_hash", unit=part.unit, part=part.part)


def read(store: Store, name: str, longest_bytes: int, missing: str = "file_missing") -> bytes:
    """
    Return a small file, never more than one byte beyond `longest_bytes` of it.

    :raises Refused: `missing`.
    """
    try:
        with store.open(name) as file:
            return file.read(longest_bytes + 1)
    except FileNotFoundError as error:
        raise Refused(missing, name=name) from error
