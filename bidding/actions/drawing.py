"""A draw, from its commitments over its pool to its secrets. Plans are in `planning` and `chance`, the calls of experts in `calling`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.actor import Actor
from bidding import queries
from bidding.actions import chance, purposes
from bidding.actions.planning import EXPERTS, check_desk, locked, tell
from bidding.actions.purposes import Purpose
from bidding.experts import drawn, publishing
from bidding.models import Contribution, Draw, PoolEntry
from bidding.models.draw import LONGEST_REASON
from bidding.sealed import custody
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action
from toolkit.draws import drawing, verifying
from trading.models import Lot

PURPOSES: Mapping[str, Purpose] = {
    EXPERTS: purposes.EXPERTS, chance.COEFFICIENT: chance.OF_COEFFICIENTS, chance.TIE: chance.OF_TIES,
}  # fmt: skip


@action
def commit(*, lot_id: str, commitment: str, by: Actor, purpose: str = EXPERTS) -> Contribution:
    """
    Commit to a secret, as the contributor that the plan names by the actor's role; the same again changes nothing.

    :raises Forbidden: `role_not_allowed` unless the plan asks the actor.
    :raises NotFound: `draw_not_found`. :raises Conflict: `pool_is_fixed`; `committed_already` to another, or by the same party.
    """
    draw, at = locked(lot_id, purpose)
    role = _contributor(draw, by)
    if draw.status != "planned":
        raise Conflict(
            "pool_is_fixed", Text("名单已固定，不再接受承诺", "The pool is fixed: it is too late to commit")
        )
    assert by.party_id is not None  # `_contributor` refuses who acts for nobody
    known = draw.contributions.filter(contributor=role).first()
    if known is not None and known.commitment == commitment:
        return known
    if known is not None or draw.contributions.filter(party=by.party_id).exists():
        raise Conflict("committed_already", Text("已经提交承诺", "There is a commitment already"))
    made = Contribution.objects.create(
        draw=draw,
        contributor=role,
        party_id=by.party_id,
        commitment=commitment,
        committed_at=at,
        committed_by=by.label,
    )
    tell("committed", draw, by=by, at=at, contributor=role, commitment=commitment)
    return made  # fmt: skip


@action
def fix_pool(*, lot_id: str, by: Actor, purpose: str = EXPERTS) -> Draw:
    """
    Fix who or what may be drawn, and announce the digest of it; secrets are revealed from now on.

    :raises Forbidden: `role_not_allowed` unless the centre asks, in whose scope the lot lies.
    :raises NotFound: `draw_not_found`.
    :raises Conflict: `not_committed` with who has not; `pool_is_fixed`; what the purpose refuses: of experts `not_frozen` while bids may
        still come, and `pool_too_small` for a major whose places people of different units cannot all take.
    """
    draw, at = locked(lot_id, purpose)
    check_desk(draw.lot, by)
    if draw.status != "planned":
        raise Conflict("pool_is_fixed", Text("名单已经固定", "The pool is fixed"))
    of = PURPOSES[draw.purpose]
    of.check(draw, at)
    # The file writes whole milliseconds, and a commitment in that of the pool would not be before it.
    now = custody.milliseconds(at)
    came = list(draw.contributions.all())
    early = {one.contributor for one in came if custody.milliseconds(one.committed_at) < now}
    if lacking := sorted({*draw.contributors, *(one.contributor for one in came)} - early):
        raise Conflict(
            "not_committed",
            Text("尚有提供方未提交承诺", "Not everybody has committed"),
            detail={"contributors": lacking},
        )
    PoolEntry.objects.bulk_create(sorted(of.pool(draw, at), key=lambda one: one.entry))
    draw.fix(at=at, reveal_by=at + timedelta(minutes=draw.reveal_minutes))
    draw.fixed = drawing.fixed(publishing.file(draw))
    draw.save()
    tell("fixed", draw, by=by, at=at, number=draw.number, fixed=draw.fixed)
    return draw  # fmt: skip


@action
def reveal(*, lot_id: str, secret: str, by: Actor, purpose: str = EXPERTS) -> Draw:
    """
    Reveal the secret that was committed to; with the last one the order is known, and what is to follow follows.

    :raises Forbidden: `role_not_allowed` unless the plan asks the actor.
    :raises NotFound: `draw_not_found`. :raises Conflict: `pool_not_fixed`; `reveal_too_late`.
    :raises Invalid: `secret_differs` from the one committed to.
    """
    draw, at = locked(lot_id, purpose)
    role = _contributor(draw, by)
    own = draw.contributions.filter(contributor=role).first() if draw.status != "planned" else None
    if own is None:
        raise Conflict(
            "pool_not_fixed", Text("名单固定之后才能揭示", "Secrets are revealed once the pool is fixed")
        )
    if own.secret == secret:
        return draw
    # In whole milliseconds, as the file writes both: else it would be unsound for good.
    is_late = draw.reveal_by is None or custody.milliseconds(at) >= custody.milliseconds(draw.reveal_by)
    if draw.status != "fixed" or is_late:
        raise Conflict("reveal_too_late", Text("揭示时间已过", "It is too late to reveal"))
    kept = verifying.kept_of(publishing.file(draw), own.contributor, secret)
    if own.secret or drawing.commitment(kept) != own.commitment:
        words = Text("与承诺不符", "It is not what was committed to")
        raise Invalid("secret_differs", words, fields={"secret": [words]})
    own.secret, own.revealed_at = secret, at
    own.save(update_fields=["secret", "revealed_at"])
    tell("revealed", draw, by=by, at=at, contributor=own.contributor, secret=secret)
    written = publishing.file(draw)
    if not drawing.missing(written.contributors):
        seed = drawing.seed(written)
        orders = drawing.orders(written.groups, written.pool, seed)
        draw.begin(seed=seed, orders=[one.model_dump(mode="json") for one in orders])
        draw.save()
        tell("ordered", draw, by=by, at=at, seed=seed)
        PURPOSES[draw.purpose].follow(draw, by, at)
    return draw


@action
def void(*, draw_id: str, by: Actor) -> Draw | None:
    """End a draw in which somebody did not reveal in time, as the clock; None where there is none, or not yet."""
    draw, at = locked(*Draw.objects.values_list("lot_id", "purpose").get(id=draw_id))
    if draw.id != draw_id or draw.status != "fixed" or draw.reveal_by is None or at < draw.reveal_by:
        return None
    purposes.end(draw, "void", by=by, at=at, missing=drawing.missing(publishing.file(draw).contributors))
    return draw


@action
def conclude(*, lot_id: str, by: Actor, reason: str = "") -> Draw:
    """
    End the calls: complete once every place is taken, exhausted when nobody is left to call, otherwise set aside for a `reason`. The
    centre reads the names: so it stops no draw that does not suit it, but whoever supervises does (招标投标法实施条例 art. 46).

    :raises Forbidden: `role_not_allowed` unless the centre asks, in whose scope the lot lies, or who supervises the deal; of calls that
        are still open unless the latter.
    :raises NotFound: `draw_not_found`. :raises Conflict: `draw_not_calling`. :raises Invalid: `reason_missing`.
    """
    draw, at = locked(lot_id)
    is_supervised = queries.supervises(draw.lot, by)
    if not is_supervised:
        check_desk(draw.lot, by)
    if draw.status != "calling":
        raise Conflict("draw_not_calling", Text("没有正在通知的抽取", "No draw is calling"))
    end = drawing.calls(publishing.file(draw)).ending
    if not end and not is_supervised:
        words = Text(
            "尚有人未答复，只有监督部门可以停止抽取", "Somebody is being called: only the supervisor stops it"
        )
        raise Forbidden("role_not_allowed", words)
    if not end and not reason.strip():
        words = Text("尚有人未答复或者待通知，停止须写明理由", "Somebody is being called: say why it stops")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    draw.set_aside_for = reason.strip()[:LONGEST_REASON] if not end else ""
    purposes.end(draw, end or "set_aside", by=by, at=at)
    return draw


def finish(lot: Lot, *, by: Actor, at: datetime) -> None:
    """End the last draw if all its places are taken, because its experts sit down: nobody is called any more. The lot is locked."""
    draw = drawn.held(lot)
    if (
        draw is not None
        and draw.status == "calling"
        and drawing.calls(publishing.file(draw)).ending == "complete"
    ):
        draw.lot = lot
        purposes.end(draw, "complete", by=by, at=at)


def due(at: datetime) -> list[str]:
    """Return the draws whose time for secrets is over."""
    return list(Draw.objects.filter(status="fixed", reveal_by__lte=at).values_list("id", flat=True)[:200])


def _contributor(draw: Draw, by: Actor) -> str:
    found = PURPOSES[draw.purpose].contributor(draw, by) if by.party_id is not None else ""
    if not found:
        raise Forbidden(
            "role_not_allowed", Text("贵方不是随机数提供方", "The plan does not ask you to contribute")
        )
    return found
