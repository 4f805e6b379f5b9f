"""
Sealing a bid into a folder: keys drawn, files sealed in one pass, core, capsules, header, signature, and read back.

The folder appears only when all of it is written, flushed and found to open.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from toolkit import canonical, certificates, cms, dealing, files, filings, framing, keeping, names, units
from toolkit.filings import Filing, Folder
from toolkit.hashing import SideHash
from toolkit.objects import Core, CorePart, CoreUnit, Header, HeaderShare, Manifest, ManifestFile
from toolkit.policies import MANIFEST, Custody
from toolkit.proceedings import UnitKey
from toolkit.refusals import Refused
from toolkit.signers import Signer
from toolkit.suites import Suite

KEPT = "keys.locked.json"
SEALED_FOLDER = "filing"

Draw = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into one unit: the form's fields, and files by the name that the opening shows."""

    fields: Mapping[str, Any]
    files: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Before:
    """The filing that this one replaces, or none."""

    bid: str = ""
    seq: int = 0
    header: str = ""


@dataclass(slots=True)
class Sealing:
    """One act of sealing: whose, for which lot, with which randomness."""

    custody: Custody
    lot: str
    signer: Signer
    at: datetime
    before: Before = Before()
    draw: Draw = os.urandom
    suite: Suite | None = None
    progress: units.Progress = lambda _: None

    def seal(self, contents: Mapping[str, Content], into: Path, passphrase: str) -> Filing:
        """
        Seal `contents` by unit; return the filing in `into/filing`. The keys lie beside it in `into/keys.locked.json`.

        :raises Refused: `lot_unknown`, `units_mismatch`, `file_name`, `file_name_twice`, `would_overwrite`,
            `passphrase_too_short`, and what reading back is refused for.
        """
        policy = self.custody.policy
        if self.lot not in policy.lots:
            raise Refused("lot_unknown", lot=self.lot)
        if sorted(contents) != [one.unit for one in policy.units]:
            raise Refused("units_mismatch")
        for content in contents.values():
            names.check_all(list(content.files))
        with files.new_folder(into) as draft:
            (draft / SEALED_FOLDER).mkdir()
            kept = self._write(contents, draft / SEALED_FOLDER)
            files.fill(draft / KEPT, keeping.lock(kept, passphrase))
            read_back(filings.load(Folder(draft / SEALED_FOLDER)), self.custody, kept, self.progress)
        return filings.load(Folder(into / SEALED_FOLDER))

    def _write(self, contents: Mapping[str, Content], folder: Path) -> keeping.Kept:
        bid = self.before.bid or self.draw(16).hex()
        suite = self.suite or self.custody.suite
        keys: dict[str, tuple[dealing.Place, bytes]] = {}
        parts: list[CorePart] = []
        for unit in sorted(contents):
            place = dealing.Place(suite, self.custody.policy.deal, self.lot, bid, self.before.seq + 1, unit)
            keys[unit] = place, self.draw(dealing.KEY_BYTES)
            parts += self._seal_unit(*keys[unit], contents[unit], folder)
        core = Core(
            suite=suite.id,
            deal=self.custody.policy.deal,
            lot=self.lot,
            policy=self.custody.policy.hash,
            bid=bid,
            seq=self.before.seq + 1,
            prev=self.before.header,
            signer=certificates.fingerprint(self.signer.certificate),
            units=[CoreUnit(unit=unit, key_commit=dealing.key_commit(*keys[unit])) for unit in keys],
            parts=parts,
        )
        shares = []
        for unit, (place, key) in keys.items():
            for recipient in self.custody.recipients:
                capsule = dealing.capsule(place, key, core.hash, self.custody.policy.k, recipient)
                files.fill(folder / filings.capsule_name(unit, recipient.x), capsule)
                shares.append(HeaderShare(unit=unit, x=recipient.x, capsule=canonical.sha256(capsule)))
        header = Header(core=core.hash, shares=shares)
        files.fill(folder / filings.CORE, core.to_bytes())
        files.fill(folder / filings.HEADER, header.to_bytes())
        files.fill(folder / filings.SIGNATURE, cms.sign(self.signer, header.to_bytes(), at=self.at))
        return keeping.Kept(
            header=header.hash, keys=[UnitKey(unit=unit, key=key.hex()) for unit, (_, key) in keys.items()]
        )

    def _seal_unit(self, place: dealing.Place, key: bytes, content: Content, folder: Path) -> list[CorePart]:
        parts, listed = [], []
        for number, (name, path) in enumerate(content.files.items(), start=1):
            size = path.stat().st_size
            part = f"f{number:04d}"
            with path.open("rb") as file:
                sealed, digest = self._seal_part(place, key, part, size, file, folder)
            parts.append(sealed)
            listed.append(ManifestFile(part=part, name=name, size=size, sha256=digest))
        manifest = Manifest(
            deal=place.deal,
            lot=place.lot,
            bid=place.bid,
            seq=place.seq,
            unit=place.unit,
            policy=self.custody.policy.hash,
            fields=dict(content.fields),
            files=listed,
            salt=self.draw(32).hex(),
        )
        try:
            written = manifest.to_bytes()
        except ValueError as error:
            raise Refused(
                "object_malformed", object="Manifest", field="fields", why=str(error)[:100]
            ) from error
        message = cms.sign(self.signer, written, at=self.at, attached=True)
        sealed, _ = self._seal_part(place, key, MANIFEST, len(message), BytesIO(message), folder)
        return [*parts, sealed]

    def _seal_part(
        self, place: dealing.Place, key: bytes, part: str, size: int, content: BinaryIO, folder: Path
    ) -> tuple[CorePart, str]:
        stream = place.suite.seal_stream(
            dealing.part_key(place, key, part), dealing.part_context(place, part)
        )
        plain, sealed = _Hashing(content), SideHash()
        with (folder / filings.part_name(place.unit, part)).open("xb") as file:
            for block in framing.frames(size, plain):
                ready = stream.update(block)
                sealed.update(ready)
                file.write(ready)
                self.progress(len(block))
            rest = stream.finalize()
            sealed.update(rest)
            file.write(rest)
            total = file.tell()
        return CorePart(
            unit=place.unit, part=part, size=total, sha256=sealed.hexdigest()
        ), plain.digest.hexdigest()


def read_back(
    filing: Filing, custody: Custody, kept: keeping.Kept, progress: units.Progress = lambda _: None
) -> None:
    """
    Refuse a filing that its own keys would not open: k shares of every unit, every capsule, every part.

    :raises Refused: `dealing_wrong`, and what checks and opening are refused for.
    """
    filings.check_against(filing, custody)
    filings.check_capsules(filing, custody)
    k = custody.policy.k
    for one in filing.core.units:
        place, key = filing.place(one.unit), kept.key(one.unit)
        if k:
            found = {to.x: dealing.share_of(place, key, k, to.x) for to in custody.recipients[-k:]}
            again = dealing.find_key(place, found, k, one.key_commit)
            stated = {x: digest for (unit, x), digest in filing.stated.items() if unit == one.unit}
            if again != key or dealing.wrongly_dealt(
                place, key, filing.header.core, k, custody.recipients, stated
            ):
                raise Refused("dealing_wrong", unit=one.unit)
        units.open_unit(filing, one.unit, key, lambda _: _nowhere, progress)


def sizes(contents: Mapping[str, Content]) -> int:
    """Return about how many bytes sealing reports as progress: each is sealed and read back."""
    plain: Sequence[int] = [path.stat().st_size for one in contents.values() for path in one.files.values()]
    return 2 * (sum(map(framing.padded, plain)) + framing.STEP * 2 * len(contents))


def _nowhere(_: bytes) -> None:
    """Where files go that are only checked."""


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = SideHash()

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block
