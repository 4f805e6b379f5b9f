"""
Rehearsals: before the notice goes out a test bid is sealed, filed, frozen and opened with the deal's own custodians and keys.

Everything is as in an opening, under a policy of another kind (`objects.Rehearsal`) with an id in the place of the lot's.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from toolkit import cms, files, filings, policies
from toolkit.filings import Folder
from toolkit.objects import REHEARSED, Policy, PolicyUnit, Rehearsal
from toolkit.policies import Custody, Pins
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER, Content, Sealing
from toolkit.signers import Signer

UNIT = "rehearsal"
CONTENT = Content({"notice": "演练，不是投标 A rehearsal, no bid"})
SECONDS_TO_FILE = 90
"""From when it is made until its list is frozen: as long as the platform takes it."""
_BID = "bid"
_FIRST = {"v": "sbe1/policy", "version": 1, "prev": "", "deadline": 0, "lots": ["-"]}


@dataclass(frozen=True, slots=True)
class Made:
    """A rehearsal as its organiser sends it: the signed policy, and the files of the test bid by name."""

    content: bytes
    signature: bytes
    files: dict[str, bytes]

    @property
    def id(self) -> str:
        """Its id, which custodians name in the place of a lot's."""
        return Rehearsal.from_bytes(self.content).lots[0]


def read_draft(content: bytes) -> Policy:
    """
    Read a draft of the deal's policy: any JSON with its fields; those that follow from the announcement may be missing or null.

    :raises Refused: `json_malformed`, `object_malformed`.
    """
    try:
        said = {name: value for name, value in json.loads(content).items() if value is not None}
        return Policy.model_validate(_FIRST | said)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))[:100]
        raise Refused("object_malformed", object="Policy", field=place) from error
    except (ValueError, AttributeError) as error:
        raise Refused("json_malformed") from error


def prepare(draft: Policy, *, at: datetime, posting_s: int) -> Rehearsal:
    """Return a rehearsal of `draft` under a new id: the same custodians, certificates, log and witnesses; one unit, no objections."""
    values = draft.model_dump() | {
        "v": "sbe1/rehearsal", "lots": [REHEARSED + secrets.token_hex(16)], "version": 1, "prev": "", "objection_s": 0, "rescue_s": 0,
        "deadline": int(at.timestamp()) * 1000 + SECONDS_TO_FILE * 1000, "posting_s": posting_s, "committee_quorum": 0,
        "evaluation_cert": "",
        "units": [PolicyUnit(unit=UNIT, stage=1, audience="public").model_dump()],
    }  # fmt: skip
    return Rehearsal.model_validate(values)


def make(rehearsal: Rehearsal, signer: Signer, pins: Pins, into: Path, *, at: datetime) -> Made:
    """
    Sign a rehearsal as its organiser, seal the test bid under it and read it back; all of it stays in the new folder `into`.

    :raises Refused: as `policies.check`: what custodians would refuse, the organiser hears first; and as `Sealing.seal`.
    """
    content = rehearsal.to_bytes()
    custody = Custody(rehearsal, cms.sign(signer, content, at=at), {})
    policies.check(custody, pins, at)
    if gone := policies.lost(rehearsal, pins.trust, at):
        raise next(
            iter(gone.values())
        )  # an opening would go on without one; before the notice none need be missing
    with files.new_folder(into) as draft:
        files.fill(draft / "rehearsal.json", content)
        files.fill(draft / "rehearsal.p7s", custody.signature)
        # Nobody will ask for the test bid's key: it is locked under a passphrase that nobody knows.
        sealing = Sealing(custody, rehearsal.lots[0], signer, at)
        sealing.seal({UNIT: CONTENT}, draft / _BID, secrets.token_hex(16))
    return read(into)


def read(folder: Path) -> Made:
    """
    Read what `make` left in a folder.

    :raises Refused: `file_missing`, and what a filing's small files are refused for.
    """
    bid = Folder(folder / _BID / SEALED_FOLDER)
    filing = filings.load(bid)
    names = filings.names_of(filing.core, filing.header)
    try:
        content, signature = ((folder / f"rehearsal.{kind}").read_bytes() for kind in ("json", "p7s"))
        return Made(content, signature, {name: (bid.path / name).read_bytes() for name in names})
    except FileNotFoundError as error:
        raise Refused("file_missing", name=Path(str(error.filename)).name) from error
