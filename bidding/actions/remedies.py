"""The remedy plan for a platform that failed while bidders were to send their keys: two persons of the organiser sign for it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actor import Actor
from bidding import faults
from bidding.actions import openings
from bidding.models import FreezeList, Opening, ProposedRemedy, Remedy
from bidding.sealed import cases, custody, persons, refusing
from foundation import journal, transparency
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import proceedings, refusals, remedies
from toolkit.certificates import instant
from toolkit.log.leaves import Line
from toolkit.policies import Custody
from toolkit.proceedings import Freeze
from trading import engine
from trading.models import Lot

LONGEST = timedelta(days=7)
"""How long a remedy may keep an opening waiting, from when it is made."""
MOST_PROPOSED = 5
"""How many other contents of the same remedy one account may propose: each is kept."""


@action
def remedy_fault(*, lot_id: str, content: bytes, signatures: Sequence[bytes], by: Actor) -> Remedy:
    """
    Give bidders more time to send their keys, or end it without blame, as two persons of the organiser signed.

    Until the record stands; it goes into the log. The same remedy again returns the one that is there. One account brings what
    another has proposed with the first signature: whoever holds both keys has not both accounts as well.

    :raises Forbidden: unless the actor is the deal's organiser.
    :raises Conflict: `no_keys_awaited` unless bidders are asked for their keys; `opening_stands_still`;
        `remedy_not_proposed` unless another account proposed it.
    :raises Invalid: `remedy_time` for an end before the present one, or beyond a week, or a fault outside the time for keys;
        `signer_unbound`; `remedy_*`, and what objects, signatures and certificates are refused for.
    """
    asked = _asked(lot_id, by)
    lot, row, at = asked.lot, asked.row, asked.at
    same = [one for one in row.remedies.all() if bytes(one.content) == content]
    if same:
        return same[0]
    try:
        said = remedies.check(
            content, signatures, asked.under, asked.freeze, row.stage, asked.number, custody.trust(at), at
        )
        persons.check_two(content, signatures, lot.deal.organiser_id, "remedy_signers")
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    until = _checked_end(asked, said)
    _check_proposed(asked, content, by)
    made = Remedy.objects.create(
        opening=row, number=asked.number, sha256=said.hash, content=content, first_signature=signatures[0],
        second_signature=signatures[1], until=until, at=at, by=by.label, ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    transparency.add(Line("remedy", lot.deal_id, lot.id, asked.number, made.sha256), ref=made.ref)
    openings.tell(
        "remedied", lot, row, by=by, at=at, number=made.number, until=until.isoformat(), digest=made.digest
    )
    return made


@action
def propose_remedy(*, lot_id: str, content: bytes, signature: bytes, by: Actor) -> ProposedRemedy:
    """
    Keep a remedy that one person of the organiser signed, for another to sign as well; by itself it changes nothing.

    The same content again returns the one that is there; another one takes its place.

    :raises Conflict: `remedies_too_many` for more contents from one account than are kept.
    :raises DomainError: what the remedy itself would be refused for, but the second signature.
    """
    asked = _asked(lot_id, by)
    row, at = asked.row, asked.at
    try:
        said = remedies.check_first(
            content, signature, asked.under, asked.freeze, row.stage, asked.number, custody.trust(at), at
        )
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    until = _checked_end(asked, said)
    proposed = row.proposed_remedies.filter(number=asked.number)
    last = proposed.last()
    if last is not None and bytes(last.content) == content:
        return last
    if proposed.filter(by=by.label).count() >= MOST_PROPOSED:
        raise Conflict(
            "remedies_too_many",
            Text("该账户提出的补救决定已达上限", "This account proposed as many remedies as are kept"),
            detail={"most": MOST_PROPOSED},
        )
    made = ProposedRemedy.objects.create(
        opening=row, number=asked.number, content=content, signature=signature, until=until, reason=said.reason, at=at,
        by=by.label,
    )  # fmt: skip
    openings.tell(
        "remedy_proposed", asked.lot, row, by=by, at=at, number=made.number, until=until.isoformat(), sha256=said.hash
    )  # fmt: skip
    return made


def may_remedy(lot: Lot, by: Actor) -> bool:
    """Tell whether the actor is on the side that signs remedies and releases: the organiser's."""
    return engine.is_organiser(by, lot.deal)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An opening that waits for bidders' keys, locked, and the remedy that would be its next."""

    lot: Lot
    row: Opening
    at: datetime
    number: int
    under: Custody
    freeze: Freeze


def _asked(lot_id: str, by: Actor) -> _Asked:
    lot = lock_row(Lot, lot_id)
    if not may_remedy(lot, by):
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
    number, under = row.remedies.count() + 1, custody.custody_of(row.freeze.policy)
    return _Asked(lot, row, at, number, under, cases.freeze_of(row.freeze))


def _check_proposed(asked: _Asked, content: bytes, by: Actor) -> None:
    """Refuse what nobody proposed from another account."""
    for one in asked.row.proposed_remedies.filter(number=asked.number):
        if bytes(one.content) == content and not persons.is_account_of(one.by, by):
            return
    raise Conflict(
        "remedy_not_proposed",
        Text(
            "须先由另一名经办人以本人账户提出并签名",
            "Another person first proposes and signs it, with an own account",
        ),
    )


def _checked_end(asked: _Asked, said: proceedings.Remedy) -> datetime:
    standing, until = faults.rescue(asked.lot, asked.row, asked.at), instant(said.until)
    assert standing is not None  # keys are awaited
    # The format writes whole milliseconds.
    since, ends = custody.milliseconds(standing.since), custody.milliseconds(standing.ends)
    is_within = since <= said.since and said.to <= ends <= said.until
    if not is_within or until > asked.at + LONGEST or said.ends_it != (until <= asked.at):
        words = Text(
            "补救期限不得早于现在的期限，也不得超过七日；所述故障须在送出密钥的时间之内",
            "The time may not end before it does now, nor in more than a week; the fault lies within the time for keys",
        )
        raise Invalid("remedy_time", words, detail={"ends": standing.ends.isoformat()})
    # More time hurts nobody; that nobody is to blame takes a silence that a quorum of witnesses saw.
    if until <= asked.at and not faults.was_silent(asked.row, instant(said.since), instant(said.to)):
        words = Text(
            "日志没有显示平台中断，不能免除未送密钥者的责任",
            "The log shows no silence of the platform: who sent no key cannot be let off",
        )
        raise Invalid("remedy_fault", words)
    return until
