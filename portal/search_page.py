"""What the search page shows: what was found with what was looked for marked, and the parts into which it can be narrowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import Party
from foundation import codes
from foundation.text import Text
from notices import queries
from notices.models import Notice, Subject
from notices.search import facets, highlights
from notices.search.asking import MOST, Found, Hit
from notices.search.facets import BANDS
from notices.search.highlights import Part
from notices.writing import sayings
from portal.phases import PHASES, kinds
from portal.wishes import SUBJECTS, Wishes
from trading.law.notice_contents import KINDS
from trading.models import Deal

SHOWN = 8  # choices of one way of narrowing; what is chosen is among them
_OTHER = Text("其他公告", "Another notice")
_CHOSEN = Text("所选单位", "The one that is chosen")
_GROUPS: Mapping[str, Text] = {
    "subject": Text("内容", "What"),
    "family": Text("类别", "Family"),
    "phase": Text("阶段", "Phase"),
    "kind": Text("公告类型", "Kind of notice"),
    "region": Text("地区", "Region"),
    "amount": Text("金额", "Amount"),
    "organiser": Text("招标人（采购人、出让方）", "Organiser"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A found entry as it is listed."""

    address: str
    title: Sequence[Part]
    excerpt: Sequence[Part]
    subject: Text
    kind: Text | None
    number: str
    phase: str
    organiser: str
    amount: Decimal | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Option:
    """One part to narrow to, or if it is chosen already to widen from; `query` asks for it."""

    title: Text
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One way of narrowing."""

    name: str
    title: Text
    options: Sequence[Option]


def rows(hits: Iterable[Hit], wishes: Wishes) -> list[Row]:
    """Return found entries as they are listed, as far as they may still be read. Two queries."""
    hits = list(hits)
    wanted: dict[str, list[str]] = {
        one: [hit.id for hit in hits if hit.subject == one] for one in Subject.values
    }
    notices = queries.published().select_related("deal__organiser").in_bulk(wanted[Subject.NOTICE])
    announced = Deal.objects.filter(announced_at__isnull=False).select_related("organiser")
    deals = announced.in_bulk(wanted[Subject.DEAL])
    made: list[Row] = []
    for hit in hits:
        if notice := notices.get(hit.id):
            made.append(_of_notice(notice, hit, wishes.phrases))
        elif deal := deals.get(hit.id):
            made.append(_of_deal(deal, hit, wishes.phrases))
    return made


def _of_notice(notice: Notice, hit: Hit, phrases: Sequence[str]) -> Row:
    title = Text(notice.title, notice.title_en).to(_language())
    excerpt = highlights.excerpt(_sayings(notice.content), phrases)
    return _row(
        notice.deal, hit, reverse("portal-notice", args=[notice.number]), highlights.marked(title, phrases), excerpt, notice.number
    )  # fmt: skip


def _of_deal(deal: Deal, hit: Hit, phrases: Sequence[str]) -> Row:
    address = reverse("portal-deal", args=[deal.number])
    return _row(deal, hit, address, highlights.marked(deal.title, phrases), (), deal.number)


def _row(
    deal: Deal, hit: Hit, address: str, title: Sequence[Part], excerpt: Sequence[Part], number: str
) -> Row:
    kind = kind_title(hit.kind) if hit.kind else None
    return Row(
        address, title, excerpt, SUBJECTS[hit.subject], kind, number, deal.phase, deal.organiser.name,
        deal.estimate if hit.subject == Subject.DEAL else None, hit.at,
    )  # fmt: skip


def groups(found: Found, wishes: Wishes) -> list[Group]:
    """Return the ways of narrowing what was found, those that part it or are chosen. One query."""
    counted = facets.count(found.hits)
    # A place that the filters do not know cannot be asked for.
    counted["region"] = {code: number for code, number in counted["region"].items() if code in codes.REGIONS}
    names = _organisers(list(counted["organiser"])[:SHOWN])
    titles: Mapping[str, Callable[[str], Text]] = {
        "subject": SUBJECTS.__getitem__,
        "family": lambda code: kinds().get(code) or Text(code, code),
        "phase": lambda code: PHASES.get(code) or Text(code, code),
        "kind": kind_title,
        "region": codes.region_name,
        "amount": lambda code: BANDS[code].title,
        # Of whom nothing was found no name is told: whoever types an id into the address learns nothing by it.
        "organiser": lambda party: names.get(party, _CHOSEN),
    }
    made = (
        Group(name, title, list(_options(name, counted[name], wishes, titles[name])))
        for name, title in _GROUPS.items()
    )
    return [group for group in made if len(group.options) > 1 or any(one.is_chosen for one in group.options)]


def _options(
    name: str, counted: Mapping[str, int], wishes: Wishes, title: Callable[[str], Text]
) -> Iterator[Option]:
    chosen = getattr(wishes, name)
    shown = list(counted)[:SHOWN]
    if chosen and chosen not in shown:
        shown.insert(0, chosen)
    for value in shown:
        is_chosen = value == chosen
        query = wishes.but(**{name: "" if is_chosen else value})
        yield Option(title(value), counted.get(value, 0), query, is_chosen)


def how_many(found: Found) -> Text:
    """Return how many were found, as far as they were counted."""
    if found.is_all:
        return Text(f"{len(found.hits):,}条", f"{len(found.hits):,} found")
    return Text(
        f"超过{MOST:,}条；分类计数、按标题或金额排序只取前{MOST:,}条",
        f"More than {MOST:,}; counts by part, and orders by title or amount, are of the first {MOST:,}",
    )


def kind_title(code: str) -> Text:
    """Return what a kind of notice is called; those of other systems may have a name that no table here knows."""
    return KINDS[code].title if code in KINDS else _OTHER


def _organisers(ids: Iterable[str]) -> dict[str, Text]:
    return {pk: Text(name, name) for pk, name in Party.objects.filter(id__in=ids).values_list("id", "name")}


def _sayings(content: Mapping[str, Any]) -> Iterator[str]:
    """Return the texts of a notice in the reader's language, then those of the other, for a name may stand in one alone."""
    both = list(sayings(content))
    for language in ("en", "zh") if _language().startswith("en") else ("zh", "en"):
        yield from (pair[language] for pair in both)


def _language() -> str:
    return get_language() or "zh-hans"
