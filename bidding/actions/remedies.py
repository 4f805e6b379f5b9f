"""The remedy plan for a platform that failed while bidders were to send their keys: two persons of the organiser sign for it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from accounts.actor import Actor
from bidding import faults
from bidding.actions import openings
from bidding.models import FreezeList, Opening, Remedy
from bidding.sealed import cases, custody, refusing
from foundation import journal, transparency
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import refusals, remedies
from toolkit.certificates import instant
from toolkit.log.leaves import Line
from trading import engine
from trading.models import Lot

LONGEST = timedelta(days=7)
"""How long a remedy may keep an opening waiting, from when it is made."""


@action
def remedy_fault(*, lot_id: str, content: bytes, signatures: Sequence[bytes], by: Actor) -> Remedy:
    """
    Give bidders more time to send their keys, or end it without blame, as two persons of the organiser signed.

    Until the record stands; it goes into the log. The same remedy again returns the one that is there.

    :raises Forbidden: unless the actor is the deal's organiser.
    :raises Conflict: `no_keys_awaited` unless bidders are asked for their keys; `opening_stands_still`.
    :raises Invalid: `remedy_time` for an end before the present one, or beyond a week; `remedy_*`, and what objects,
        signatures and certificates are refused for.
    """
    lot = lock_row(Lot, lot_id)
    if not engine.is_organiser(by, lot.deal):
        raise Forbidden("role_not_allowed", Text("只有招标人可以补救", "Only the organiser remedies it"))
    known = Opening.objects.filter(freeze=lot.id, status="settling", rescue_until__isnull=False).first()
    if known is None:
        raise Conflict(
            "no_keys_awaited", Text("目前没有等待投标人送出密钥", "No bidder's key is awaited now")
        )
    if openings.stands_still(lot):
        raise openings.standing_still()
    row = lock_row(Opening, known.id)
    row.freeze = FreezeList.objects.select_related("policy").get(lot=lot)
    at = journal.instant(lot.id)
    same = [one for one in row.remedies.all() if bytes(one.content) == content]
    if same:
        return same[0]
    number = row.remedies.count() + 1
    under, freeze = custody.custody_of(row.freeze.policy), cases.freeze_of(row.freeze)
    try:
        said = remedies.check(content, signatures, under, freeze, row.stage, number, custody.trust(at), at)
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    standing, until = faults.rescue(lot, row, at), instant(said.until)
    assert standing is not None  # keys are awaited
    # The format writes whole milliseconds.
    if said.until < custody.milliseconds(standing.ends) or until > at + LONGEST:
        words = Text(
            "补救期限不得早于现在的期限，也不得超过七日",
            "The time may not end before it does now, nor in more than a week",
        )
        raise Invalid("remedy_time", words, detail={"ends": standing.ends.isoformat()})
    made = Remedy.objects.create(
        opening=row, number=number, sha256=said.hash, content=content, first_signature=signatures[0],
        second_signature=signatures[1], until=until, at=at, by=by.label, ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    transparency.add(Line("remedy", lot.deal_id, lot.id, number, made.sha256), ref=made.ref)
    openings.tell(
        "remedied", lot, row, by=by, at=at, number=number, until=until.isoformat(), digest=made.digest
    )
    return made
