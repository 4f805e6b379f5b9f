"""A rehearsal as everybody else sees it, read from its row alone: its policy, its test bid, its case, its files."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bidding.models import Rehearsal
from bidding.sealed import bundle, cases, evidence, proofs
from bidding.sealed.bundle import File
from bidding.sealed.store import Store
from foundation import transparency
from toolkit import canonical, filings
from toolkit.cases import Case
from toolkit.filings import Filing
from toolkit.objects import Rehearsal as Policy
from toolkit.policies import Custody
from toolkit.proceedings import Freeze
from toolkit.proceedings import Opening as Record

STAGE = 1
Part = Literal["awaited", "posted", "good", "wrong", "unreadable", "silent"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A custodian's part in a rehearsal: what it did, and when it last posted."""

    x: int
    org: str
    cert: str
    part: Part
    at: datetime | None


def holders(row: Rehearsal) -> list[Holder]:
    """Return every custodian's part, in order. No query where posts were fetched along."""
    posted = {one.x: one.at for one in row.posts.all()}
    named = policy_of(row).custodians
    return [
        Holder(one.x, one.org, one.cert, _part(row, one.x, set(posted)), posted.get(one.x)) for one in named
    ]


def _part(row: Rehearsal, x: int, posted: set[int]) -> Part:
    if row.status != "recorded":
        return "posted" if x in posted else "awaited"
    if x not in posted:
        return "silent"
    if x in row.unreadable:
        return "unreadable"
    return "wrong" if x in row.blamed else "good"


def policy_of(row: Rehearsal) -> Policy:
    """Return what its policy says."""
    return Policy.from_bytes(bytes(row.content))


def custody_of(row: Rehearsal) -> Custody:
    """Return what it is held under, and what was known of its certificates. A query, or none."""
    return Custody(policy_of(row), bytes(row.signature), {}, evidence.read(row.evidence))


def freeze_of(row: Rehearsal) -> Freeze:
    """Return what its list says; it is frozen."""
    return Freeze.from_bytes(bytes(row.freeze_content or b""))


def store_of(row: Rehearsal) -> Store:
    """Return the files of its test bid."""
    return Store({name: base64.b64decode(one) for name, one in row.files.items()}, {}, row.bid_evidence)


def filing_of(row: Rehearsal) -> Filing:
    """Return its test bid as the format reads it."""
    return filings.load(store_of(row))


def case_of(row: Rehearsal) -> Case:
    """
    Return the case of a frozen rehearsal.

    :raises Refused: `log_tile_missing` while the log has no witnessed head that proves what the case rests on.
    """
    logged = cases.proof_of(row.ref)
    return Case(
        custody=custody_of(row), lot=row.id, log=transparency.files(), head=cases.witnessed_head(), policy_index=logged.index,
        policy_head=logged.head, freeze=(bytes(row.freeze_content or b""), bytes(row.freeze_signature or b"")),
        freeze_head=cases.proof_of(row.freeze_ref).head, filings={row.header: filing_of(row)},
    )  # fmt: skip


def files(row: Rehearsal) -> Iterator[File]:
    """Yield its files, by the names that those of a lot have: nothing before the list is frozen."""
    if row.freeze_content is None:
        return
    base = f"lots/{row.id}"
    yield bundle.small("rehearsal.json", row.content)
    yield bundle.small("rehearsal.p7s", row.signature)
    if (text := proofs.text(row.ref)) is not None:
        yield bundle.small("rehearsal.tlog-proof", text.encode())
    for name, digest in row.evidence.items():
        yield bundle.small(f"rehearsal.{name}", evidence.content_of(digest))
    yield bundle.small(f"{base}/freeze.json", row.freeze_content)
    yield bundle.small(f"{base}/freeze.p7s", row.freeze_signature or b"")
    yield from bundle.head(f"{base}/freeze.head", row.freeze_ref)
    kept = store_of(row)
    for name, content in kept.small.items():
        yield bundle.small(f"{base}/filings/{row.header}/{name}", content)
    for name, digest in kept.evidence.items():
        yield bundle.small(f"{base}/filings/{row.header}/{name}", evidence.content_of(digest))
    if row.record_content is not None:
        yield from _of_record(base, row, bytes(row.record_content))


def _of_record(base: str, row: Rehearsal, content: bytes) -> Iterator[File]:
    """Yield the record, and of the posts those that it counts: one of each custodian."""
    counted = set(Record.from_bytes(content).posts)
    for post in row.posts.order_by("x", "number"):
        named = canonical.sha256(bytes(post.content))
        if named in counted:
            counted.remove(named)
            yield bundle.small(f"{base}/posted.{STAGE}.{post.x}.json", post.content)
            yield bundle.small(f"{base}/posted.{STAGE}.{post.x}.p7s", post.signature)
    yield bundle.small(f"{base}/opening.{STAGE}.json", content)
    yield bundle.small(f"{base}/opening.{STAGE}.p7s", row.record_signature or b"")
