"""What a dishonest bidder's own client would write: filings that are signed well and dealt or filled badly."""

from __future__ import annotations

import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.toolkit.pki import NOW
from toolkit import canonical, capsules, certificates, cms, dealing, filings, framing, keeping
from toolkit.dealing import Place
from toolkit.filings import Filing, Folder
from toolkit.objects import Core, CorePart, CoreUnit, Header, HeaderShare, Manifest
from toolkit.policies import MANIFEST, Custody
from toolkit.sealing import KEPT, SEALED_FOLDER
from toolkit.signers import KeySigner


def keys_of(folder: Path, passphrase: str) -> dict[str, bytes]:
    kept = keeping.unlock((folder / KEPT).read_bytes(), passphrase)
    return {one.unit: bytes.fromhex(one.key) for one in kept.keys}


def with_capsules(
    filing: Filing, signer: KeySigner, folder: Path, replaced: Mapping[tuple[str, int], bytes]
) -> Filing:
    """The same filing, signed anew over other capsules."""
    target = folder / SEALED_FOLDER
    for (unit, x), content in replaced.items():
        (target / filings.capsule_name(unit, x)).write_bytes(content)
    shares = [
        HeaderShare(
            unit=unit, x=x, capsule=canonical.sha256(replaced[unit, x]) if (unit, x) in replaced else digest
        )
        for (unit, x), digest in filing.stated.items()
    ]
    header = Header(core=filing.header.core, shares=shares)
    (target / filings.HEADER).write_bytes(header.to_bytes())
    (target / filings.SIGNATURE).write_bytes(cms.sign(signer, header.to_bytes(), at=NOW))
    return filings.load(Folder(target))


def capsule_with(filing: Filing, custody: Custody, unit: str, x: int, share: bytes, core: str = "") -> bytes:
    """A well-formed capsule that holds any share."""
    content = dealing.capsule_content(filing.place(unit), core or filing.header.core, x, share)
    return capsules.seal(content, custody.recipients[x - 1].certificate)


def scrambled(filing: Filing, unit: str, x: int) -> bytes:
    """A capsule of the right shape whose ciphertext is noise."""
    content = bytearray(filing.capsule(unit, x))
    content[-60:-20] = os.urandom(40)
    return bytes(content)


def by_hand(
    folder: Path, custody: Custody, signer: KeySigner, lot: str, *, message: bytes | None = None,
    manifest: Mapping[str, Any] | None = None, frame: bytes | None = None, manifest_signer: KeySigner | None = None,
) -> Filing:  # fmt: skip
    """A filing of one unit whose dealing is right and whose content is whatever the test says."""
    policy = custody.policy
    place = Place(custody.suite, policy.deal, lot, os.urandom(16).hex(), 1, "form")
    key = os.urandom(32)
    target = folder / SEALED_FOLDER
    target.mkdir(parents=True)
    values: dict[str, Any] = {
        "deal": place.deal, "lot": lot, "bid": place.bid, "seq": 1, "unit": "form", "policy": policy.hash,
        "fields": {"price": "1.00"}, "files": [], "salt": "0" * 64,
    }  # fmt: skip
    if message is None:
        content = Manifest(**(values | dict(manifest or {}))).to_bytes()
        message = cms.sign(manifest_signer or signer, content, at=NOW, attached=True)
    framed = frame if frame is not None else b"".join(framing.frames(len(message), BytesIO(message)))
    stream = custody.suite.seal_stream(
        dealing.part_key(place, key, MANIFEST), dealing.part_context(place, MANIFEST)
    )
    sealed = stream.update(framed) + stream.finalize()
    (target / filings.part_name("form", MANIFEST)).write_bytes(sealed)
    core = Core(
        suite=policy.suite, deal=policy.deal, lot=lot, policy=policy.hash, bid=place.bid, seq=1, prev="",
        signer=certificates.fingerprint(signer.certificate),
        units=[CoreUnit(unit="form", key_commit=dealing.key_commit(place, key))],
        parts=[CorePart(unit="form", part=MANIFEST, size=len(sealed), sha256=canonical.sha256(sealed))],
    )  # fmt: skip
    made = {to.x: dealing.capsule(place, key, core.hash, policy.k, to) for to in custody.recipients}
    for x, capsule in made.items():
        (target / filings.capsule_name("form", x)).write_bytes(capsule)
    header = Header(
        core=core.hash,
        shares=[HeaderShare(unit="form", x=x, capsule=canonical.sha256(made[x])) for x in made],
    )
    (target / filings.CORE).write_bytes(core.to_bytes())
    (target / filings.HEADER).write_bytes(header.to_bytes())
    (target / filings.SIGNATURE).write_bytes(cms.sign(signer, header.to_bytes(), at=NOW))
    return filings.load(Folder(target))
