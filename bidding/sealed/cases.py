"""A frozen lot as everybody else sees it: all that is public about its opening, read from the rows and the log's files."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from bidding import timing
from bidding.models import CustodyPolicy, Filing, FreezeList, ReceiptObjection
from bidding.sealed import custody, cuts, evidence, proofs, store
from foundation import transparency
from foundation.transparency_files import WITNESSED
from toolkit import cases, filings, history, refusals
from toolkit.cases import Agreed, Case
from toolkit.filings import Filing as Sealed
from toolkit.freezing import LoggedChange
from toolkit.log import checkpoint
from toolkit.log.checkpoint import Head
from toolkit.log.proof import Proof, read_proof
from toolkit.objections import Raised
from toolkit.policies import Custody, Pins
from toolkit.proceedings import Freeze
from toolkit.receipts import Issued
from toolkit.stages import Release
from toolkit.successions import Version


def case_of(row: FreezeList) -> Case:
    """
    Return the case of an issued freeze list.

    :raises Refused: `log_tile_missing` while the log has no witnessed head that proves what the case rests on.
    """
    raised, logged = list(row.objections.order_by("number")), proof_of(row.policy.ref)
    cut = cuts.signed(row)
    return Case(
        custody=custody.custody_of(row.policy),
        lot=row.lot_id,
        log=transparency.files(),
        head=witnessed_head(),
        policy_index=logged.index,
        policy_head=logged.head,
        freeze=(bytes(row.content or b""), bytes(row.signature or b"")),
        freeze_head=proof_of(row.ref).head,
        filings={one.header: load(one) for one in of_case(row, raised)},
        changes=[
            LoggedChange(
                bytes(one.content),
                [bytes(one.first_signature), bytes(one.second_signature)],
                proof_of(one.ref).head,
            )
            for one in row.policy.changes.order_by("number")
        ],
        cut_token=row.token_of_cut,
        objections=[_raised(one) for one in raised],
        stages=[
            Release(
                bytes(one.content),
                [base64.b64decode(signature) for signature in one.signatures],
                proof_of(one.ref).head,
            )
            for one in row.releases.order_by("stage")
        ],
        heads=heads_of(row),
        cut=cut,
        receipts=cuts.issued(of_list(row)) if cut is not None else {},
        others=[Version(bytes(one.content), changes_of(one)) for one in others_of(row.policy)],
    )


def others_of(policy: CustodyPolicy) -> list[CustodyPolicy]:
    """Return the deal's other policies that say whether this one stands: all before it, and those in force since."""
    of_deal = CustodyPolicy.objects.filter(deal=policy.deal_id).exclude(id=policy.id)
    found = of_deal.filter(Q(version__lt=policy.version) | Q(in_force_from__isnull=False))
    return list(found.prefetch_related("changes").order_by("version"))


def changes_of(policy: CustodyPolicy) -> list[bytes]:
    """Return the changes of a policy's deadline, in order."""
    return [bytes(one.content) for one in sorted(policy.changes.all(), key=lambda one: one.number)]


def heads_of(row: FreezeList) -> list[Head]:
    """
    Return the witnessed heads around the leaf of each listed filing, the smallest first: between them it came.

    Three queries, and a proof from its file for each filing.
    """
    bids, under = freeze_of(row).bids, custody.shape_of(row.policy)
    names = [one.name for one in under.witnesses]
    around = transparency.heads_before([one.index for one in bids], names, under.policy.witness_quorum)
    filed = Filing.objects.filter(lot=row.lot_id, header__in=[one.header for one in bids])
    for ref in filed.values_list("ref", flat=True):
        text = proofs.text(ref)
        head = read_proof(text).head if text is not None else None
        # A proof leads to the batch's own head at first, which nobody has seen yet.
        if (
            head is not None
            and len(checkpoint.witnessed(head, under.witnesses)) >= under.policy.witness_quorum
        ):
            around.append(head)
    return [one for _, one in sorted({one.checkpoint.size: one for one in around}.items())]


def freeze_of(row: FreezeList) -> Freeze:
    """Return what an issued list says."""
    return Freeze.from_bytes(bytes(row.content or b""))


def of_list(row: FreezeList) -> list[Filing]:
    """Return the listed filings."""
    headers = [one.header for one in freeze_of(row).bids]
    return list(Filing.objects.filter(lot=row.lot_id, header__in=headers).order_by("header"))


def of_case(row: FreezeList, raised: list[ReceiptObjection]) -> list[Filing]:
    """
    Return the listed filings, those that replaced one of them and count for nothing, and whatever else the bidders who object
    filed: it may answer them.
    """
    headers = {one.header for one in freeze_of(row).bids}
    of_lot = Filing.objects.filter(lot=row.lot_id).order_by("header")
    parties = of_lot.filter(header__in=[one.header for one in raised]).values_list(
        "registration_id", flat=True
    )
    listed = list(of_lot.filter(header__in=headers))
    restored = [one.id for one in listed if one.end_ref is not None]
    of_others = Q(registration__in=list(parties)) | Q(replaces__in=restored)
    others = of_lot.filter(of_others).exclude(header__in=headers)
    return listed + list(others) if raised or restored else listed


def objections_until(row: FreezeList, at: datetime) -> datetime | None:
    """
    Return until when the list may be objected to: the time runs from when a quorum of witnesses saw it, None before. What
    the lot was on hold of it by `at` is given back.

    Cheap, where the whole check reads the log.
    """
    under, times = custody.custody_of(row.policy), []
    if (text := proofs.text(row.ref)) is not None:
        times = sorted(checkpoint.witnessed(read_proof(text).head, under.witnesses).values())
    quorum = under.policy.witness_quorum
    if len(times) < max(quorum, 1):
        return None
    since = datetime.fromtimestamp(times[max(quorum, 1) - 1], UTC)
    return timing.end_of(row.lot, since, since + timedelta(seconds=under.policy.objection_s), at)


def is_shown(row: FreezeList, filing: Filing) -> bool:
    """Tell whether a filing of the lot is one of the case."""
    if filing.header in {one.header for one in freeze_of(row).bids}:
        return True
    return filing.header in {one.header for one in of_case(row, list(row.objections.all()))}


def load(filing: Filing) -> Sealed:
    """Return a filing as the format reads it."""
    return filings.load(store.of(filing))


def ends_of(raised: ReceiptObjection) -> list[tuple[bytes, bytes]]:
    """Return the signed ends that the objecting bidder handed in on the lot."""
    of_lot = Filing.objects.filter(lot=raised.freeze_id)
    own = of_lot.filter(header=raised.header).values_list("registration_id", flat=True)
    rows = of_lot.filter(registration__in=list(own), end_bytes__isnull=False).order_by("seq")
    return [(bytes(one.end_bytes or b""), bytes(one.end_signature or b"")) for one in rows]


def agreed(case: Case, stage: int, at: datetime, read: history.Read = history.read) -> Agreed:
    """
    Return what may be opened at `at`, by the check that custodians, bidders and verifiers make as well.

    :raises Refused: as `toolkit.cases.check`.
    """
    return cases.check(case, stage, pins(case.custody, at), seen=None, at=at, read=read)


def pins(under: Custody, at: datetime) -> Pins:
    """Return what the platform itself trusts, which is what it published."""
    log = transparency.log_key()
    return Pins(
        custody.trust(at),
        frozenset({str(log)} if log else ()),
        frozenset(str(one) for one in transparency.witnesses()) | frozenset(under.policy.witnesses),
    )


def witnessed_head() -> Head:
    """
    Return the newest head that the witnesses cosigned.

    :raises Refused: `checkpoint_unwitnessed` while there is none.
    """
    try:
        return checkpoint.read_head(transparency.files()(WITNESSED).decode())
    except FileNotFoundError as error:
        raise refusals.Refused("checkpoint_unwitnessed") from error


def proof_of(ref: str) -> Proof:
    """
    Return the proof of a leaf.

    :raises Refused: `log_tile_missing` while the log has none.
    """
    text = proofs.text(ref)
    if text is None:
        raise refusals.Refused("log_tile_missing", path=ref)
    return read_proof(text)


def _raised(row: ReceiptObjection) -> Raised:
    issued = Issued(bytes(row.receipt), bytes(row.receipt_signature), bytes(row.receipt_token))
    kept, head = evidence.read(row.evidence), checkpoint.read_head(row.head) if row.head else None
    return Raised(bytes(row.content), bytes(row.signature), issued, ends_of(row), kept, head)
