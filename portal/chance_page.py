"""The page of draws that decide about prices: of coefficients, and of the order of equal bids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from accounts.words import ROLES
from bidding.actions import chance
from bidding.actions.drawing import PURPOSES
from bidding.evaluation import followed, ties
from bidding.experts import drawn, publishing
from bidding.models import Draw, Filing
from foundation.text import Text
from portal import timeline
from portal.draw_page import STATES, ContributorView
from toolkit.draws.words import ENDS
from trading import queries
from trading.models import Lot

TITLES = {
    chance.COEFFICIENT: Text("抽取评标基准价系数", "Draw of coefficients"),
    chance.TIE: Text("抽取并列投标的次序", "Draw of the order of equal bids"),
}
WHY = {
    chance.COEFFICIENT: Text(
        "招标文件列有多个系数的，在投标截止之后、开标之前抽取：各方先提交随机数的承诺，再固定名单，然后揭示。"
        "投标名单形成后五分钟内，每个投标人都可以提交承诺，参与者随即公开。抽取完成之前不开标，知道报价的人不能影响结果。",
        "Coefficients that the documents leave to chance are drawn between the deadline and the opening: several parties commit to secrets,"
        " then the pool is fixed, then they reveal. For five minutes from the list of bids on every bidder may commit, and is named at"
        " once. Nothing is opened before, so nobody who knows a price has a hand in it.",
    ),
    chance.TIE: Text(
        "全部评分签署之后仍并列的投标，抽取先后。各方先提交随机数的承诺，再固定名单，然后揭示；结果公布之前，谁与谁并列只有评标委员会、"
        "中心和监督方知道。",
        "Bids that are equal once all scores are signed are put in order by lot: several parties commit to secrets, then the pool is"
        " fixed, then they reveal. Until the result is told only the committee, the centre and the supervisor know who is equal.",
    ),
}
WHY_IN_PUBLIC = Text(
    "报价相同的投标（候选人）抽取先后。各方先提交随机数的承诺，再固定名单，然后揭示；谁与谁相同已经公开，任何人都可以核对抽取结果。",
    "Bids or candidates that are equal are put in order by lot: several parties commit to secrets, then the pool is fixed, then they"
    " reveal. Who is equal is public already, and anybody checks the draw.",
)
GROUPS = {
    "discount": Text("下浮系数", "Discount"),
    "ceiling_share": Text("最高限价权重系数", "Weight of the ceiling"),
}


@dataclass(frozen=True)
class GroupView:
    """What one group is called, what is in it, and what was drawn."""

    name: Text
    pool: Sequence[str]
    drawn: Sequence[str]


@dataclass(frozen=True)
class ChanceView:
    """A draw."""

    row: Draw
    state: Text
    end: Text
    groups: Sequence[GroupView]
    contributors: Sequence[ContributorView]


@dataclass(frozen=True)
class ChancePage:
    """The draws of a lot for one purpose, the last first, and what the reader may do."""

    lot: Lot
    name: Text
    title: Text
    why: Text
    draws: Sequence[ChanceView]
    own: str
    may_plan: bool
    is_free: bool
    is_desk: bool
    may_commit: bool
    may_reveal: bool
    roles: Sequence[tuple[str, Text]]


def collect(lot_id: str, purpose: str, actor: Actor) -> ChancePage:
    """Return the page. :raises Http404: for a lot that the actor may not know of, or no such purpose."""
    lot = queries.lots(actor).filter(id=lot_id).first()
    if lot is None or purpose not in TITLES:
        raise Http404
    rows = list(
        followed.visible(lot, purpose, actor)
        .select_related("lot__deal")
        .prefetch_related("contributions__party")
    )
    last = rows[0] if rows else None
    own = PURPOSES[purpose].contributor(last, actor) if last is not None and actor.party_id else ""
    given = {one.contributor: one for one in last.contributions.all()} if last is not None else {}
    asked = (
        (Role.CENTRE, Role.SUPERVISOR)
        if purpose == chance.TIE
        else (Role.ORGANISER, Role.AGENCY, Role.CENTRE, Role.SUPERVISOR)
    )
    why = WHY_IN_PUBLIC if purpose == chance.TIE and ties.are_public(lot) else WHY[purpose]
    return ChancePage(
        lot=lot, name=timeline.name_of(lot), title=TITLES[purpose], why=why, draws=[_view(one) for one in rows], own=own,
        may_plan=chance.may_plan(lot, purpose, actor), is_free=last is None or last.status not in ("fixed", "calling"),
        is_desk=drawn.is_of_the_desk(lot, actor),
        may_commit=bool(own) and last is not None and last.status == "planned" and own not in given,
        may_reveal=bool(own) and last is not None and last.status == "fixed" and own in given and not given[own].secret,
        roles=[(one.value, ROLES[one]) for one in asked],
    )  # fmt: skip


def _view(row: Draw) -> ChanceView:
    given = {one.contributor: one for one in row.contributions.all()}
    asked = [ContributorView(ROLES[Role(one)], given.pop(one, None)) for one in row.contributors]
    others = [ContributorView(Text(one.party.name, one.party.name), one) for one in given.values()]
    end = ENDS.get(row.end)
    return ChanceView(
        row=row, state=STATES[row.status], end=Text(end.zh, end.en) if end else Text("", ""), groups=_groups(row),
        contributors=[*asked, *others],
    )  # fmt: skip


def _groups(row: Draw) -> list[GroupView]:
    """Return the groups of a draw; bids are named by their bidders."""
    if not row.fixed:
        return [GroupView(_name(name), (), ()) for name, _ in row.groups]
    file = publishing.file(row)
    bidders = _bidders([one.entry for one in file.pool]) if row.purpose == chance.TIE else {}
    orders = {one.group: one.entries for one in file.orders}
    found = []
    for name, wanted in row.groups:
        pool = [bidders.get(one.entry, one.entry) for one in file.pool if name in one.groups]
        order = [bidders.get(one, one) for one in orders.get(name, ())[:wanted]]
        found.append(GroupView(_name(name), pool, order))
    return found


def _name(group: str) -> Text:
    return GROUPS.get(group) or Text("并列投标", "Equal bids")


def _bidders(bids: Sequence[str]) -> Mapping[str, str]:
    parties = dict(Filing.objects.filter(id__in=bids).values_list("id", "registration__party"))
    names = dict(Party.objects.filter(id__in=parties.values()).values_list("id", "name"))
    return {bid: names[party] for bid, party in parties.items()}
