"""
Rehearsals begin: before the notice goes out a test bid comes in, and is weighed as any bid is.

Nothing here reads or writes a row of a real bid, list or opening; what is signed names the rehearsal in the lot's place.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.actor import Actor
from bidding.actions import custody as policy_actions
from bidding.actions import evidence
from bidding.actions.rehearsing import over, tell
from bidding.models import Rehearsal
from bidding.sealed import cases, custody, refusing, terms
from bidding.sealed.store import Store
from foundation import journal, transparency
from foundation.errors import Conflict, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import canonical, filings, intake, policies, refusals
from toolkit.certificates import instant
from toolkit.intake import Account
from toolkit.log import leaves
from toolkit.objects import Rehearsal as Policy
from toolkit.policies import Custody
from trading.law.grammar import Phase
from trading.models import Lot

LATEST = timedelta(hours=1)
"""How far ahead the deadline of a rehearsal may lie: its organiser waits for it."""
MOST_BYTES = 256 * 1024
MOST_REHEARSALS = 20


@action
def rehearse(
    *, lot_id: str, content: bytes, signature: bytes, files: Mapping[str, bytes], by: Actor
) -> Rehearsal:
    """
    Take a rehearsal for a lot whose notice is not out: the policy that the organiser signed, and its sealed test bid by file names.

    The same again returns the one that is there.

    :raises Forbidden: unless the actor is the deal's organiser.
    :raises Conflict: `rehearsal_over` after the notice; `rehearsals_too_many`, `rehearsal_known`, `method_not_sealed`.
    :raises Invalid: `rehearsal_time`, `policy_not_ours`, and what policies and filings are refused for.
    """
    deal_id = Lot.objects.filter(id=lot_id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise NotFound("lot_not_found", Text("没有这个标段", "There is no such lot"), detail={"id": lot_id})
    deal = policy_actions.organised(deal_id, by)
    lot = lock_row(Lot, lot_id)
    at = journal.instant(lot.id)
    known = Rehearsal.objects.filter(lot=lot, sha256=canonical.sha256(content)).first()
    if known is not None:
        return known
    _check_before_the_notice(lot)
    policy_actions.check_sealed([lot])
    if lot.rehearsals.count() >= MOST_REHEARSALS:
        raise Conflict(
            "rehearsals_too_many",
            Text("此标段演练次数已满", "This lot was rehearsed often enough"),
            detail={"most": MOST_REHEARSALS},
        )
    try:
        under = Custody(Policy.from_bytes(content), signature, {})
        wanted = {name: one for name, one in terms.of(deal).items() if name not in ("version", "prev")}
        if foreign := terms.foreign(under.policy, wanted):
            raise policy_actions.not_ours(foreign)
        _check_time(under.policy.deadline, at)
        policies.check(under, cases.pins(under, at), at)
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    sealed, row_id = _checked(files, under, at), under.policy.lots[0]
    if Rehearsal.objects.filter(id=row_id).exists():
        raise Conflict("rehearsal_known", Text("演练编号已经用过", "This rehearsal's id was used before"))
    about_policy, about_signer = evidence.keep_all([
        evidence.of_policy(under, at), evidence.of_signer(sealed.signed, custody.trust(at), at, row_id),
    ])  # fmt: skip
    row = Rehearsal.objects.create(
        id=row_id, lot=lot, sha256=under.name, content=content, signature=signature, evidence=about_policy, header=sealed.name,
        files={name: base64.b64encode(one).decode() for name, one in files.items()}, bid_evidence=about_signer,
        salt=secrets.token_bytes(32), holders=sorted({one.org for one in under.policy.custodians}), n=under.policy.n,
        deadline_ms=under.policy.deadline, filed_at=at, filed_by=by.label,
        **{name: secrets.token_urlsafe(24) for name in ("ref", "filing_ref", "freeze_ref", "record_ref")},
    )  # fmt: skip
    transparency.add(under.policy.line, ref=row.ref)
    transparency.add(leaves.filed(row.salt.hex(), row.header), ref=row.filing_ref)
    tell("filed", row, lot, by=by, at=at, digest=row.digest)
    return row


def _checked(files: Mapping[str, bytes], under: Custody, at: datetime) -> filings.Filing:
    """Return the test bid, which is weighed as any bid is: its bidder is the organiser."""
    if sum(map(len, files.values())) > MOST_BYTES:
        raise refusing.as_error([refusals.Refused("part_too_large")])
    try:
        sealed = filings.load(Store(files, {}))
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    reasons = intake.weigh(
        sealed, Account(under.policy.organiser), under, custody.trust(at), lot=under.policy.lots[0], received_at=at,
        is_taken=lambda _: False,
    )  # fmt: skip
    if set(files) != set(filings.names_of(sealed.core, sealed.header)):
        reasons.append(refusals.Refused("parts_malformed"))
    if reasons := reasons or intake.check_contents(sealed, under):
        raise refusing.as_error(reasons)
    return sealed


def _check_before_the_notice(lot: Lot) -> None:
    if lot.phase != Phase.PREPARING.value:
        raise over()


def _check_time(deadline: int, at: datetime) -> None:
    if not at < instant(deadline) <= at + LATEST:
        words = "A rehearsal ends soon after it is made; look at this machine's clock"
        raise Invalid("rehearsal_time", Text("演练的截止时间应在一小时以内；请核对本机时钟", words))
