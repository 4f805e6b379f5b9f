"""
The public files of a lot, by the names that the format gives them (`docs/formats/sealed-bid.md`, section 12).

Whoever has them checks the list before a key is used, and verifies the opening afterwards, without the platform. The log's
own files are below `/log/`.
"""

from __future__ import annotations

import base64
import re
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import BinaryIO

from bidding.models import (
    CustodyPolicy,
    Filing,
    FreezeList,
    OpenedUnit,
    Opening,
    ReceiptObjection,
    Remedy,
    Upload,
)
from bidding.sealed import cases, custody, cuts, evidence, proofs, store
from toolkit import canonical
from toolkit.bundles import OBJECTION_HEAD, OTHERS
from toolkit.filings import BLOCK, CORE, part_name
from toolkit.log.proof import read_proof
from toolkit.objects import Core
from toolkit.opening import PLATFORM_FAULTS
from toolkit.proceedings import Opening as Record
from trading.models import Lot

_FILING = re.compile(r"lots/[^/]+/filings/([0-9a-f]{64})/([a-z0-9.-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the bundle; `open` gives its bytes."""

    name: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO]


def policy_of(lot: Lot) -> CustodyPolicy | None:
    """Return the policy that the lot's files are of: that of its freeze list, or the one in force."""
    row = FreezeList.objects.filter(lot=lot, issued_at__isnull=False).select_related("policy").first()
    return row.policy if row is not None else custody.in_force(lot)


def files(lot: Lot, *, with_list: bool, with_filings: bool) -> Iterator[File]:
    """Yield the files there are; list and objections only `with_list`, filings `with_filings`. None where bids are not sealed."""
    policy = policy_of(lot)
    if policy is None:
        return
    yield from _of_policy(policy)
    row = FreezeList.objects.filter(lot=lot, issued_at__isnull=False).select_related("policy").first()
    if row is None or not with_list:
        return
    raised = list(row.objections.order_by("number"))
    yield from _of_list(row, raised)
    yield from _of_stages(row)
    if with_filings:
        yield from _of_filings(cases.of_case(row, raised), row)


def archive(found: Sequence[File]) -> Iterator[bytes]:
    """Yield the small ones of these files as one archive (`tar`), so that thousands need one request; the others go alone."""
    for one in found:
        if one.size > BLOCK:
            continue
        head = tarfile.TarInfo(one.name)
        head.size = one.size
        with one.open() as file:
            content = file.read()
        yield head.tobuf(tarfile.GNU_FORMAT) + content + bytes(-one.size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def find(lot: Lot, name: str, *, with_list: bool, with_filings: bool) -> File | None:
    """Return a file by its name; one of a filing is found without reading the others."""
    match = _FILING.fullmatch(name)
    if match is None:
        found = files(lot, with_list=with_list, with_filings=False)
        return next((one for one in found if one.name == name), None)
    row = FreezeList.objects.filter(lot=lot, issued_at__isnull=False).select_related("policy").first()
    if row is None or not with_filings:
        return None
    filing = Filing.objects.filter(lot=lot, header=match[1]).first()
    if filing is None or not cases.is_shown(row, filing):
        return None
    return next((one for one in _of_filings([filing], row) if one.name == name), None)


def _of_policy(policy: CustodyPolicy) -> Iterator[File]:
    yield small("policy.json", policy.content)
    yield small("policy.p7s", policy.signature)
    if (text := proofs.text(policy.ref)) is not None:
        yield small("policy.tlog-proof", text.encode())
    for name, digest in policy.evidence.items():
        yield small(f"policy.{name}", evidence.content_of(digest))
    for one in policy.acceptances.order_by("x"):
        yield small(f"acceptance.{one.x}.json", one.content)
        yield small(f"acceptance.{one.x}.p7s", one.signature)
    for change in policy.changes.order_by("number"):
        yield small(f"change.{change.number}.json", change.content)
        for at, signature in enumerate((change.first_signature, change.second_signature), start=1):
            yield small(f"change.{change.number}.{at}.p7s", signature)
        yield from head(f"change.{change.number}.head", change.ref)
    for other in cases.others_of(policy):
        yield small(f"{OTHERS}/{other.version}.json", other.content)
        for number, content in enumerate(cases.changes_of(other), start=1):
            yield small(f"{OTHERS}/{other.version}.{number}.json", content)


def _of_list(row: FreezeList, raised: list[ReceiptObjection]) -> Iterator[File]:
    base = f"lots/{row.lot_id}"
    yield small(f"{base}/freeze.json", row.content or b"")
    yield small(f"{base}/freeze.p7s", row.signature or b"")
    yield from head(f"{base}/freeze.head", row.ref)
    if row.token_of_cut:
        yield small(f"{base}/cut.tst", row.token_of_cut)
    yield from _of_cut(base, row)
    for number, seen in enumerate(cases.heads_of(row), start=1):
        yield small(f"{base}/witnessed.{number}.head", seen.to_text().encode())
    for one in raised:
        own = f"{base}/objections/{one.number}"
        yield small(f"{own}/objection.json", one.content)
        yield small(f"{own}/objection.p7s", one.signature)
        for kind, content in (
            ("json", one.receipt),
            ("p7s", one.receipt_signature),
            ("tst", one.receipt_token),
        ):
            yield small(f"{own}/receipt.{kind}", content)
        if one.head:
            yield small(f"{own}/{OBJECTION_HEAD}", one.head.encode())
        for name, digest in one.evidence.items():
            yield small(f"{own}/{name}", evidence.content_of(digest))
        for at, (end, signature) in enumerate(cases.ends_of(one), start=1):
            yield small(f"{own}/end.{at}.json", end)
            yield small(f"{own}/end.{at}.p7s", signature)


def _of_cut(base: str, row: FreezeList) -> Iterator[File]:
    """Yield the supervisor's cut, where the list stands on one."""
    if (one := cuts.standing(row)) is not None:
        yield small(f"{base}/cut.json", one.content)
        for at, signature in enumerate((one.first_signature, one.second_signature), start=1):
            yield small(f"{base}/cut.{at}.p7s", signature)
        yield from head(f"{base}/cut.head", one.ref)


def _of_stages(row: FreezeList) -> Iterator[File]:
    base = f"lots/{row.lot_id}"
    for release in row.releases.order_by("stage"):
        name, seen = (
            f"{base}/stage.{release.stage}",
            list(head(f"{base}/stage.{release.stage}.head", release.ref)),
        )
        if not seen:
            break  # not in the log yet: nobody could judge it
        yield small(f"{base}/result.{release.stage - 1}", release.result)
        yield small(f"{name}.json", release.content)
        for at, signature in enumerate(release.signatures, start=1):
            yield small(f"{name}.{at}.p7s", base64.b64decode(signature))
        yield from seen
    for one in Remedy.objects.filter(opening__freeze=row).order_by("opening__stage", "number"):
        name = f"{base}/remedy.{one.opening.stage}.{one.number}"
        yield small(f"{name}.json", one.content)
        for at, signature in enumerate((one.first_signature, one.second_signature), start=1):
            yield small(f"{name}.{at}.p7s", signature)
    for opening in row.openings.filter(status="recorded").order_by("stage"):
        yield from _of_record(base, opening)


def _of_record(base: str, opening: Opening) -> Iterator[File]:
    content = bytes(opening.content or b"")
    counted = set(Record.from_bytes(content).posts)
    for post in opening.posts.in_time().order_by("x", "number"):
        # Before the record nobody learns what a custodian said; afterwards, of those that counted. One may have sent the
        # same list again with other shares.
        named = canonical.sha256(bytes(post.content))
        if named in counted:
            counted.remove(named)
            yield small(f"{base}/posted.{opening.stage}.{post.x}.json", post.content)
            yield small(f"{base}/posted.{opening.stage}.{post.x}.p7s", post.signature)
    yield small(f"{base}/opening.{opening.stage}.json", content)
    yield small(f"{base}/opening.{opening.stage}.p7s", opening.signature or b"")


def _of_filings(filings: Sequence[Filing], row: FreezeList) -> Iterator[File]:
    """
    Yield core, header, signature, what is known of the signer's certificate, and capsules; and the sealed parts of units whose
    key is published. Four queries, however many filings there are.

    Under a supervisor's cut the receipts of listed ones as well, which say when they came. Of a filing that only answers an
    objection, or only shows what replaced a listed one, no capsules: it stays closed.
    """
    listed = _listed(row)
    of_list = [one for one in filings if one.header in listed]
    receipts = cuts.issued(of_list) if cuts.standing(row) else {}
    published = OpenedUnit.objects.filter(filing__in=of_list).exclude(key="")
    shown = {
        (filing, unit): cause for filing, unit, cause in published.values_list("filing_id", "unit", "cause")
    }
    uploads = Upload.objects.in_bulk([upload for one in of_list for upload in one.files.values()])
    sizes = evidence.sizes({digest for one in of_list for digest in one.evidence.values()})
    for filing in filings:
        base, kept = f"lots/{filing.lot_id}/filings/{filing.header}", store.of(filing)
        for name, content in kept.small.items():
            yield small(f"{base}/{name}", content)
        if filing.header not in listed:
            continue
        for name, digest in kept.evidence.items():
            if digest in sizes:  # who misses a piece that somebody removed says so
                yield File(f"{base}/{name}", sizes[digest], digest, partial(_kept, digest))
        if (issued := receipts.get(filing.header)) is not None:
            yield small(f"{base}/receipt.json", issued.content)
            yield small(f"{base}/receipt.p7s", issued.signature)
            yield small(f"{base}/receipt.tst", issued.token)
        of_unit = {part_name(one.unit, one.part): one.unit for one in _core(kept).parts}
        for name, upload_id in filing.files.items():
            unit, upload = of_unit.get(name, ""), uploads[upload_id]
            if unit and (filing.id, unit) not in shown:
                continue
            # One bid's lost or spoilt capsule stops nobody's fetching: custodians say of it that it is missing.
            if not unit or shown[filing.id, unit] in PLATFORM_FAULTS:
                yield from _as_it_is(f"{base}/{name}", upload_id)
            elif store.path(upload_id).exists():
                yield File(f"{base}/{name}", upload.size, upload.sha256, partial(_stored, upload_id))


def _core(kept: store.Store) -> Core:
    return Core.from_bytes(kept.small[CORE])


def _kept(digest: str) -> BinaryIO:
    return BytesIO(evidence.content_of(digest))


def _listed(row: FreezeList) -> set[str]:
    return {one.header for one in cases.freeze_of(row).bids}


def _as_it_is(name: str, upload_id: str) -> Iterator[File]:
    """Yield a file that the store may have lost or changed as it is: so that everybody sees that it did."""
    path = store.path(upload_id)
    if path.exists():
        yield File(name, path.stat().st_size, store.digest(upload_id), partial(_stored, upload_id))


def _stored(upload_id: str) -> BinaryIO:
    return store.path(upload_id).open("rb")


def small(name: str, content: bytes | memoryview) -> File:
    """Return a file that is at hand."""
    held = bytes(content)
    return File(name, len(held), canonical.sha256(held), lambda: BytesIO(held))


def head(name: str, ref: str) -> Iterator[File]:
    """Yield the first witnessed head with a leaf, which is what the leaf's proof leads to."""
    if (text := proofs.text(ref)) is not None:
        yield small(name, read_proof(text).head.to_text().encode())
