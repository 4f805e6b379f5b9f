"""
The follower that keeps what is searched: an entry for each announced deal and each published notice.

An entry is written from what anybody may read, as it stands when the follower comes by; so it does not matter how late it
comes, and writing everything anew (`bin/manage reindex_search`) gives the same table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from foundation import codes
from foundation.followers import Follower
from foundation.models import Event
from notices import queries
from notices.models import Notice, SearchEntry, Subject
from notices.models.search import month_of
from notices.search import folding, tokens
from notices.writing import sayings
from trading.models import Deal

LONGEST_TEXT = 20_000  # signs of what one entry says, folded
_WRITTEN = ("amount", "at", "month", "organiser", "phase", "region", "text", "lexemes")
# What of a deal its notices are found by follows the deal; a row that says so already is left alone.
_FOLLOW = """
    UPDATE notices_searchentry entry
    SET phase = deal.phase, amount = CASE deal.currency WHEN 'CNY' THEN deal.estimate END, region = deal.region
    FROM trading_deal deal
    WHERE entry.deal_id = deal.id AND deal.id = ANY(%s)
      AND (entry.phase, entry.amount, entry.region)
          IS DISTINCT FROM (deal.phase, CASE deal.currency WHEN 'CNY' THEN deal.estimate END, deal.region)
"""


class SearchIndex(Follower):
    """Writes what became public into the table that is searched."""

    name = "notices.search"
    types = ("notices.notice.", "trading.lot.", "trading.deal.")

    def handle_all(self, events: Sequence[Event]) -> None:
        """Write the entries of the deals and notices that some events are about. Six queries, however many there are."""
        told = [event for event in events if event.type.startswith("notices.")]
        notices = {event.subject for event in told} | {
            event.data["first"] for event in told if "first" in event.data
        }
        deals = {event.deal for event in events if event.deal and not event.type.startswith("notices.")}
        write(deals=deals, notices=notices)


def write(*, deals: Collection[str] = (), notices: Collection[str] = ()) -> None:
    """Write the entries of those that are public among some deals and notices; what stands there as it should is left alone."""
    _forget(notices)
    rows = [
        *(_of_deal(deal) for deal in _public_deals(deals)),
        *(of_notice(notice) for notice in queries.published().filter(id__in=notices)),
    ]
    known = dict(SearchEntry.objects.filter(id__in=[row.id for row in rows]).values_list("id", "text"))
    changed = [row for row in rows if known.get(row.id) != row.text]
    SearchEntry.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN, batch_size=200
    )
    if deals:
        with connection.cursor() as cursor:
            cursor.execute(_FOLLOW, [list(deals)])


def _forget(notices: Collection[str]) -> None:
    """Take out of the search the versions of some notices behind which later ones stand. One query."""
    stale = Notice.objects.filter(Q(id__in=notices) | Q(first__in=notices)).exclude(status="published")
    SearchEntry.objects.filter(id__in=stale.values("id")).delete()


def _public_deals(deals: Collection[str]) -> Iterable[Deal]:
    found = Deal.objects.filter(id__in=deals, announced_at__isnull=False)
    return found.select_related("organiser", "agency").prefetch_related("lots")


def _of_deal(deal: Deal) -> SearchEntry:
    method, place = deal.procedure.title, codes.region_name(deal.region)
    said = [deal.number, deal.unified_code, deal.organiser.name, deal.agency.name if deal.agency else ""]
    said += [place.zh, place.en, method.zh, method.en]
    said += [lot.title for lot in sorted(deal.lots.all(), key=lambda lot: lot.id)]
    return entry(deal, deal.id, Subject.DEAL, "", deal.announced_at, deal.title, said)


def of_notice(notice: Notice) -> SearchEntry:
    """Return the entry of a published notice, not stored."""
    said = [
        notice.title_en,
        notice.number,
        *(pair[language] for pair in sayings(notice.content) for language in ("zh", "en")),
    ]
    return entry(notice.deal, notice.id, Subject.NOTICE, notice.kind, notice.published_at, notice.title, said)


def entry(
    deal: Deal, pk: str, subject: Subject, kind: str, at: Any, title: str, said: Iterable[str]
) -> SearchEntry:
    """Return the entry of a notice or a deal that is called `title` and says all the rest, not stored."""
    headed, rest = folding.runs(title), folding.runs("\n".join(dict.fromkeys(said)))
    text = f" {' '.join(headed)} \n {' '.join(rest)[:LONGEST_TEXT]} "
    lexemes = " ".join(f"'{lexeme}'" for lexeme in sorted(tokens.of(text.split())))
    return SearchEntry(
        id=pk, subject=subject, deal=deal, family=deal.kind, kind=kind, organiser_id=deal.organiser_id, region=deal.region,
        phase=deal.phase, amount=deal.estimate if deal.currency == "CNY" else None, at=at, month=month_of(at), text=text,
        lexemes=lexemes,
    )  # fmt: skip
