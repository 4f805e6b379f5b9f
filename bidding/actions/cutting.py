"""The supervisor's cut: nobody outside saw the log in the deadline's minute, and two persons sign from which head the lot goes on."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.models import Party
from bidding import timing
from bidding.models import Filing, FreezeList, SupervisedCut
from bidding.sealed import custody, cuts, persons, refusing, supervisors
from foundation import clock, journal, transparency
from foundation.errors import Conflict, Forbidden
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import cuts as checks
from toolkit import refusals
from toolkit.log import checkpoint
from toolkit.log.checkpoint import Head
from toolkit.log.leaves import Line
from toolkit.proceedings import Cut
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class Awaited:
    """
    A cut that is awaited or was signed: of whom, and the only head that it may be, None while witnesses saw none; with the one
    that they had seen last in time, and how many leaves have all that is to be listed.
    """

    row: FreezeList
    head: Head | None
    seen: Head | None
    least: int
    cut: SupervisedCut | None

    @property
    def supervisor(self) -> str:
        """The code of the organisation that signs, empty where the policy names nobody."""
        return custody.policy_of(self.row.policy).supervisor


def awaited(lot: Lot) -> Awaited | None:
    """
    Return the cut that a lot waits for, or that it stands on; None where no list is due, or it needs no supervisor.

    :raises Unavailable: `revocation_unknown`, while nobody can tell what the receipts show.
    """
    row = (
        FreezeList.objects.filter(lot=lot, cut_missed_at__isnull=False)
        .select_related("policy", "lot")
        .first()
    )
    if row is None:
        return None
    cut = SupervisedCut.objects.filter(freeze=row).first()
    if cut is None and (row.issued_at is not None or lot.phase not in timing.BEFORE_THE_OPENING):
        return None  # made without one, or ended
    if cut is not None:
        return Awaited(row, None, None, 0, cut)
    try:
        return Awaited(row, *_heads(row), None)
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused


@action
def sign_cut(*, lot_id: str, content: bytes, signatures: Sequence[bytes], by: Actor) -> SupervisedCut:
    """
    Take the cut that two persons of the policy's supervisor signed, log it, and let the list be made.

    It is the earliest head that witnesses saw after the deadline, with all that came in time as somebody outside saw it; and the
    last one that they had seen by the end of its minute. From then on these are what the list stands on. The same again returns
    the one that is there.

    :raises Forbidden: unless the actor acts for the supervisor that the policy names.
    :raises Conflict: `cut_not_awaited` where the lot waits for no supervisor; `cut_signed` for another one.
    :raises Invalid: `signer_unbound`; `cut_*`, and what objects, heads, signatures and certificates are refused for.
    """
    lot = lock_row(Lot, lot_id, strength="update")
    waiting = awaited(lot)
    code = waiting.supervisor if waiting else ""
    if not supervisors.is_of(lot.deal, code, by):
        raise Forbidden(
            "role_not_allowed",
            Text(
                "只有保管方案写明的监督单位可以签署截断",
                "Only the supervisor that the policy names signs a cut",
            ),
        )
    assert waiting is not None  # it has a supervisor
    if waiting.cut is not None and bytes(waiting.cut.content) == content:
        return waiting.cut
    if waiting.cut is not None:
        raise Conflict("cut_signed", Text("截断已经签署，只有一份", "A cut was signed; there is one alone"))
    row, at = waiting.row, journal.instant(lot.id)
    if waiting.head is None or waiting.seen is None:
        raise Conflict(
            "cut_not_awaited",
            Text("截止后还没有可供签署的见证检查点", "Witnesses have seen no head yet that could be signed"),
        )
    under = custody.custody_of(row.policy)
    try:
        said = checks.read(content, under, lot.id, row.change_number, row.deadline_ms)
        head = checkpoint.read_head(said.cut)
        if head.checkpoint != waiting.head.checkpoint:
            raise refusals.Refused("cut_needless", size=waiting.head.checkpoint.size)
        # Witnesses may have seen the minute after all, and their word have come late: then nobody else is asked.
        checks.check_late(head, under, row.deadline_ms, b"")
        seen = checks.check_seen_last(said, under)
        if seen.checkpoint != waiting.seen.checkpoint:
            raise refusals.Refused("cut_seen", size=waiting.seen.checkpoint.size)
        _check_needed(seen, waiting, said, at)
        checks.check_signers(content, signatures, under, custody.trust(at), said)
        persons.check_two(content, signatures, Party.objects.get(code=code).id, "cut_signers")
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    first, second = signatures
    made = SupervisedCut.objects.create(
        freeze=row, sha256=said.hash, content=content, first_signature=first, second_signature=second, reason=said.reason,
        at=at, by=by.label, ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    transparency.add(Line("cut", lot.deal_id, lot.id, 1, made.sha256), ref=made.ref)
    journal.append(
        "bidding.freeze.cut_signed", subject=lot.id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "digest": made.digest},
    )  # fmt: skip
    return made


def _check_needed(seen: Head, waiting: Awaited, said: Cut, at: datetime) -> None:
    """
    Refuse a cut where witnesses saw the minute, as far as the platform knows or the cut itself shows: every verifier would.

    Which cosignatures stand in its texts its signers choose, so neither side's alone is asked.
    """
    has_all = waiting.least <= seen.checkpoint.size
    is_shown = has_all and checks.is_ordinary(seen, custody.shape_of(waiting.row.policy), said.deadline)
    if is_shown or cuts.ordinary(waiting.row, waiting.least, at) is not None:
        raise refusals.Refused("cut_needless", why="witnesses saw the minute")


def _heads(row: FreezeList) -> tuple[Head | None, Head | None, int]:
    """
    Return the head that the supervisor may sign, the one that witnesses had seen last in time, and how many leaves have all that is
    to be listed.
    """
    found = list(Filing.objects.filter(lot=row.lot_id).select_related("policy").order_by("header"))
    if any(one.status == "reserved" for one in found) or cuts.covering(found, row) is None:
        return None, None, 0
    seen = cuts.seen_last(row)
    size = seen.checkpoint.size
    least = cuts.in_time(row, found, size).least
    return cuts.seen_from(row, max(least, size), clock.now()), seen, least
