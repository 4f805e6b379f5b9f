"""The draw of a lot's experts: commitments, the pool, secrets; and its end. The plan is in `planning`, the calls in `calling`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.roles import Role
from bidding import timing
from bidding.actions import calling
from bidding.actions.planning import check_desk, locked, tell
from bidding.experts import pools, publishing
from bidding.models import Contribution, Draw, FreezeList, PoolEntry
from bidding.models.draw import LONGEST_REASON
from bidding.sealed import custody
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action
from toolkit.draws import drawing, verifying
from toolkit.draws.words import Unsound
from trading import engine
from trading.models import Lot


@action
def commit(*, lot_id: str, commitment: str, by: Actor) -> Contribution:
    """
    Commit to a secret, as the contributor that the plan names by the actor's role; the same again changes nothing.

    :raises Forbidden: `role_not_allowed` unless the plan asks the actor.
    :raises NotFound: `draw_not_found`. :raises Conflict: `pool_is_fixed`; `committed_already` to another, or by the same party.
    """
    draw, at = locked(lot_id)
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
def fix_pool(*, lot_id: str, by: Actor) -> Draw:
    """
    Fix who may be drawn, and announce the digest of it; secrets are revealed from now on.

    :raises Forbidden: `role_not_allowed` unless the centre asks, in whose scope the lot lies.
    :raises NotFound: `draw_not_found`.
    :raises Conflict: `not_frozen` while bids may still come; `not_committed` with who has not; `pool_is_fixed`; `pool_too_small`
        for a major whose places people of different units cannot all take.
    """
    draw, at = locked(lot_id)
    check_desk(draw.lot, by)
    if draw.status != "planned":
        raise Conflict("pool_is_fixed", Text("名单已经固定", "The pool is fixed"))
    if not _bids_are_known(draw.lot, at):
        raise Conflict(
            "not_frozen",
            Text("投标尚未截止，回避无从核对", "Bids may still come: nobody knows who must stand aside"),
        )
    # The file writes whole milliseconds, and a commitment in that of the pool would not be before it.
    now = custody.milliseconds(at)
    committed = {
        one.contributor for one in draw.contributions.all() if custody.milliseconds(one.committed_at) < now
    }
    if lacking := sorted({*draw.contributors} - committed):
        raise Conflict(
            "not_committed",
            Text("尚有提供方未提交承诺", "Not everybody has committed"),
            detail={"contributors": lacking},
        )
    entries = list(pools.entries(draw, at))
    # How many there are is not said: a lot's bidders could be counted by whom they keep out.
    if group := pools.lacking(draw.groups, entries):
        words = Text(
            "可抽取的不同单位的专家不足，请扩大地区或者调整专业",
            "Too few of different units may be drawn: widen the region or change the majors",
        )
        raise Conflict("pool_too_small", words, detail={"group": group})
    PoolEntry.objects.bulk_create(sorted(entries, key=lambda one: one.entry))
    draw.fix(at=at, reveal_by=at + timedelta(minutes=draw.reveal_minutes))
    draw.fixed = drawing.fixed(publishing.file(draw))
    draw.save()
    tell("fixed", draw, by=by, at=at, number=draw.number, fixed=draw.fixed)
    return draw  # fmt: skip


@action
def reveal(*, lot_id: str, secret: str, by: Actor) -> Draw:
    """
    Reveal the secret that was committed to; with the last one the order is known, and the first are called.

    :raises Forbidden: `role_not_allowed` unless the plan asks the actor.
    :raises NotFound: `draw_not_found`. :raises Conflict: `pool_not_fixed`; `reveal_too_late`.
    :raises Invalid: `secret_differs` from the one committed to.
    """
    draw, at = locked(lot_id)
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
        calling.go_on(draw, at=at)
    return draw


@action
def void(*, draw_id: str, by: Actor) -> Draw | None:
    """End a draw in which somebody did not reveal in time, as the clock; None where there is none, or not yet."""
    draw, at = locked(Draw.objects.values_list("lot_id", flat=True).get(id=draw_id))
    if draw.id != draw_id or draw.status != "fixed" or draw.reveal_by is None or at < draw.reveal_by:
        return None
    missing = drawing.missing(publishing.file(draw).contributors)
    _end(draw, "void", by=by, at=at, missing=list(missing))
    return draw


@action
def conclude(*, lot_id: str, by: Actor, reason: str = "") -> Draw:
    """
    End the calls: complete once every place is taken, exhausted when nobody is left to call, otherwise set aside for a `reason`.

    :raises Forbidden: `role_not_allowed` unless the centre asks, in whose scope the lot lies.
    :raises NotFound: `draw_not_found`. :raises Conflict: `draw_not_calling`. :raises Invalid: `reason_missing`.
    """
    draw, at = locked(lot_id)
    check_desk(draw.lot, by)
    if draw.status != "calling":
        raise Conflict("draw_not_calling", Text("没有正在通知的抽取", "No draw is calling"))
    end = drawing.calls(publishing.file(draw)).ending
    if not end and not reason.strip():
        words = Text("尚有人未答复或者待通知，停止须写明理由", "Somebody is being called: say why it stops")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    draw.set_aside_for = reason.strip()[:LONGEST_REASON] if not end else ""
    _end(draw, end or "set_aside", by=by, at=at)
    return draw


def due(at: datetime) -> list[str]:
    """Return the draws whose time for secrets is over."""
    return list(Draw.objects.filter(status="fixed", reveal_by__lte=at).values_list("id", flat=True)[:200])


def _end(draw: Draw, end: str, *, by: Actor, at: datetime, missing: Sequence[str] = ()) -> None:
    written = publishing.file(draw, end=end)
    try:
        verifying.verify(written, announced=draw.fixed)
    except (
        Unsound
    ) as unsound:  # pragma: no cover - a fault of ours, or a hand in the database: nothing such is published
        raise Conflict(
            "draw_unsound", Text(unsound.words.zh, unsound.words.en), detail={"code": unsound.code}
        ) from unsound
    draw.conclude(end=end, at=at, file=written.to_bytes(), sha256=written.hash)
    draw.save()
    tell(
        "ended", draw, by=by, at=at, number=draw.number, end=end, sha256=draw.sha256, missing=list(missing), digest=draw.digest
    )  # fmt: skip


def _contributor(draw: Draw, by: Actor) -> str:
    in_scope = engine.is_organiser(by, draw.lot.deal) or by.covers(
        region=draw.lot.deal.region, sector=draw.lot.deal.sector
    )
    is_own = by.role in (Role.ORGANISER, Role.AGENCY) and not engine.is_organiser(by, draw.lot.deal)
    if by.role.value not in draw.contributors or by.party_id is None or not in_scope or is_own:
        raise Forbidden(
            "role_not_allowed", Text("贵方不是随机数提供方", "The plan does not ask you to contribute")
        )
    return by.role.value


def _bids_are_known(lot: Lot, at: datetime) -> bool:
    if custody.in_force(lot) is not None:
        return FreezeList.objects.filter(lot=lot, issued_at__isnull=False).exists()
    return timing.bids_are_due(lot, at)
