"""Acts of hosts that take two persons: one proposes with a reason that everybody will read, another approves, and approving does it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.models import Member
from accounts.models.members import MemberStatus
from bidding.actions.auctioning import concluding, holding, hosts, recording, rounds, writing
from bidding.actions.auctioning.writing import Place
from bidding.auctions import bounds, judging
from bidding.models import Auction, AuctionProposal, Move
from foundation import hints, journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import canonical
from toolkit.auctions.moves import Extend
from toolkit.auctions.results import Result
from trading.models import Lot

OPEN_FOR = timedelta(hours=24)


@action
def propose(*, auction_id: str, act: str, reason: str, by: Actor, seconds: int = 0) -> AuctionProposal:
    """
    Ask that an auction be paused, resumed or extended by some `seconds`, or its lot withdrawn: also after the end, while nothing decides.

    :raises Forbidden: `role_not_allowed` unless a host asks.
    :raises Conflict: `proposal_open` while the same is asked for; `paused`, `not_paused`; `auction_over`.
    :raises Invalid: `reason_missing`; `seconds_wrong` for an extension of no time, or of more than is left of what there may be.
    """
    row, lot, at = _locked(auction_id, by)
    member, user = _person(by)
    if not reason.strip() or any(ord(one) < 32 for one in reason):
        words = Text("请用一行文字写明理由", "Give a reason of one line")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    _check_useful(row, act, rounds.milliseconds(at))
    _check_seconds(row, act, seconds)
    _lapse(row, act, at)
    try:
        with transaction.atomic():
            made = AuctionProposal.objects.create(
                auction=row, act=act, reason=reason.strip(), seconds=seconds, proposed_at=at, proposed_by=member, proposed_by_user=user
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(
            "proposal_open",
            Text("已有同类事项等待复核", "One of this kind waits for its second person already"),
        ) from error
    _tell("proposed", made, lot, by, at)
    return made


@action
def approve(*, proposal_id: str, by: Actor) -> Move | None:
    """
    Do what another host proposed: the reason stands in the log, and everybody sees it at the same moment.

    What is given up after the end has no move: its log is over.

    :raises Forbidden: `role_not_allowed`; `same_person` to who proposed it.
    :raises NotFound: `proposal_not_found`.
    :raises Conflict: `proposal_settled`; `proposal_lapsed` after a day, or when who proposed it acts there no more; `lot_on_hold` for a
        lot that is on hold, `announcement_runs` for one whose announcement was extended; `too_few_yet` in the moment in which it ends
        for want of bidders; and what the log refuses the move for.
    """
    found = AuctionProposal.objects.filter(id=proposal_id).values_list("auction_id", flat=True).first()
    if found is None:
        raise NotFound("proposal_not_found", Text("没有这项提请", "There is no such proposal"))
    row, lot, at = _locked(found, by)
    proposal = lock_row(AuctionProposal, proposal_id)
    member, user = _person(by)
    if proposal.status != "open":
        raise Conflict("proposal_settled", Text("该事项已经办结", "This proposal is settled already"))
    if member == proposal.proposed_by or user == proposal.proposed_by_user:
        raise Forbidden("same_person", Text("提请人不能复核本人的事项", "Nobody approves what they proposed"))
    acts = Member.objects.filter(id=proposal.proposed_by, status=MemberStatus.ACTIVE).exists()
    if at >= proposal.proposed_at + OPEN_FOR or not acts:
        raise Conflict(
            "proposal_lapsed",
            Text("提请已失效，请重新提请", "This proposal has lapsed; it must be made again"),
        )
    made = _carried_out(row, lot, proposal, at, by)
    proposal.approve(at=at, by=member, user=user)
    proposal.save()
    _tell("approved", proposal, lot, by, at)
    return made


@action
def decline(*, proposal_id: str, by: Actor) -> AuctionProposal:
    """
    Give a proposal up, as a host.

    :raises Conflict: `proposal_settled`. :raises NotFound: `proposal_not_found`. :raises Forbidden: `role_not_allowed`.
    """
    found = AuctionProposal.objects.filter(id=proposal_id).values_list("auction_id", flat=True).first()
    if found is None:
        raise NotFound("proposal_not_found", Text("没有这项提请", "There is no such proposal"))
    _, lot, at = _locked(found, by)
    proposal = lock_row(AuctionProposal, proposal_id)
    if proposal.status != "open":
        raise Conflict("proposal_settled", Text("该事项已经办结", "This proposal is settled already"))
    member, user = _person(by)
    proposal.decline(at=at, by=member, user=user)
    proposal.save()
    _tell("declined", proposal, lot, by, at)
    return proposal


def _locked(auction_id: str, by: Actor) -> tuple[Auction, Lot, datetime]:
    """Lock the auction, then read the clock, for a host."""
    known = Auction.objects.filter(id=auction_id).select_related("lot__deal").first()
    if known is None:
        raise rounds.not_found()
    hosts.check(known.lot, by)
    row = rounds.lock(auction_id)
    return row, known.lot, journal.instant(row.id)


def _person(by: Actor) -> tuple[str, str]:
    if not by.member_id or not by.user_id:
        raise Forbidden(
            "role_not_allowed", Text("须由本人登录办理", "Only somebody who signed in may do this")
        )
    return by.member_id, by.user_id


def _check_useful(row: Auction, act: str, at: int) -> None:
    kept, _ = judging.caught_up(rounds.kept_of(row), at, rounds.pulse(row.id))
    shows = judging.seen(kept, at)
    if _is_undecided(row, shows) and act == AuctionProposal.Act.WITHDRAW:
        return
    if shows.phase in ("closed", "withdrawn"):
        raise Conflict("auction_over", Text("竞价已经结束", "The auction is over"))
    if act == AuctionProposal.Act.RESUME and shows.phase != "paused":
        raise Conflict("not_paused", Text("竞价没有暂停", "The auction is not paused"))
    if act == AuctionProposal.Act.PAUSE and shows.phase == "paused":
        raise Conflict("paused", Text("竞价已经暂停", "The auction is paused already"))


def _is_undecided(row: Auction, shows: Result) -> bool:
    """Tell whether an auction has ended and waits for what may never come: an equal price to be settled, a secret to be told."""
    return row.status == "ended" and shows.phase == "closed" and shows.outcome == "undecided"


def _check_seconds(row: Auction, act: str, seconds: int) -> None:
    """Let all extensions of an auction together be no longer than there may be."""
    extended = row.moves.filter(kind="extend", code="").values_list("content", flat=True)
    moved = [judging.parse(bytes(one)) for one in extended]
    total = sum(one.seconds for one in moved if isinstance(one, Extend)) + seconds
    if bool(seconds) != (act == AuctionProposal.Act.EXTEND) or (
        seconds and not bounds.EXTENDED.holds(Decimal(total))
    ):
        raise Invalid("seconds_wrong", bounds.EXTENDED.says(), fields={"seconds": [bounds.EXTENDED.says()]})


def _lapse(row: Auction, act: str, at: datetime) -> None:
    """Let what waited too long make room."""
    for one in row.proposals.filter(act=act, status="open", proposed_at__lte=at - OPEN_FOR):
        one.decline(at=at, by="clock", user="clock")
        one.save()


def _give_up(row: Auction, lot: Lot, at: datetime) -> None:
    """Take a lot out of an auction that is undecided: its record is told as it stands, and another way can be taken."""
    file = recording.record(row, rounds.log_of(row), rounds.milliseconds(at)).to_bytes()
    row.give_up(at=at, file=file, sha256=canonical.sha256(file))
    row.save(update_fields=["status", "file", "sha256", "settled_at"])
    home = writing.Home(lot.deal_id, lot.procedure_key)
    journal.append_all([writing.became(row, "ended", home)], actor=Actor.clock().label, at=at)
    concluding.tell_settled(row, "undecided", at)
    hints.publish_on_commit(writing.channel(row.id))


def _carried_out(row: Auction, lot: Lot, proposal: AuctionProposal, at: datetime, by: Actor) -> Move | None:
    if _is_undecided(row, judging.seen(rounds.kept_of(row), rounds.milliseconds(at))):
        _give_up(row, lot, at)
        return None
    _check_seconds(row, proposal.act, proposal.seconds)
    kept = rounds.kept_of(row)
    if judging.awaits_more(kept) and judging.is_up(kept, rounds.milliseconds(at)):
        raise rounds.too_few()
    held = holding.reason(row, lot, at)
    if held and proposal.act == AuctionProposal.Act.RESUME:
        if held == judging.EARLY:
            raise Conflict(
                "announcement_runs", Text("公告期未满，不能恢复竞价", "The announcement still runs")
            )
        raise Conflict("lot_on_hold", Text("标的中止交易，不能恢复竞价", "The lot is on hold"))
    if proposal.act == AuctionProposal.Act.EXTEND:
        asked = judging.read({"kind": proposal.act, "seconds": proposal.seconds})
    else:
        asked = judging.read({"kind": proposal.act, "reason": proposal.reason})
    kept, rows, _ = judging.judge(kept, asked, rounds.milliseconds(at), rounds.pulse(row.id), held=held)
    # Its key says that two persons made it.
    wish = writing.Wish(row.id, {}, by, is_host=True, key=proposal.id)
    *others, own = rows
    if own.refused is not None:
        raise Conflict(own.refused.code, Text(own.refused.words.zh, own.refused.words.en))
    made = writing.as_row(row, own, wish)
    place = Place(row, kept, held, [*(writing.as_row(row, one) for one in others), made])
    writing.write([place], at, {lot.id: writing.Home(lot.deal_id, lot.procedure_key)})
    return made


def _tell(what: str, proposal: AuctionProposal, lot: Lot, by: Actor, at: datetime) -> None:
    journal.append(
        f"bidding.auction.{what}", subject=proposal.auction_id, deal=lot.deal_id, actor=by.label, at=at,
        data={"lot": lot.id, "auction": proposal.auction_id, "proposal": proposal.id, "act": proposal.act, "digest": proposal.digest},
    )  # fmt: skip
