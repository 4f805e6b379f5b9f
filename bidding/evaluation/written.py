"""What members have written and signed, and what their scores show once all have signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from bidding.evaluation import bids, contents, document, sitting, tally
from bidding.models import Evaluation, Seat, Sheet, Signed
from toolkit import canonical


def own(evaluation: Evaluation, seat: Seat, part: str) -> list[Sheet]:
    """Return what a member wrote of a part, draft or signed. One query."""
    return list(seat.sheets.filter(part=part, stage=contents.stage_of(evaluation, part)))


def signed_by(evaluation: Evaluation, act: str) -> set[str]:
    """
    Return the seats whose members have signed an act as it counts now: of this envelope, or of this round; of scores that are settled
    in whatever round. One query.
    """
    found = Signed.objects.filter(seat__evaluation=evaluation, act=act)
    if act == Signed.Act.REVIEWS:
        found = found.filter(stage=evaluation.stage)
    elif act != Signed.Act.DECLARATION and not (
        act == Signed.Act.SCORES and bids.are_scores_settled(evaluation)
    ):
        found = found.filter(round=evaluation.round)
    return set(found.values_list("seat", flat=True))


def all_signed(evaluation: Evaluation, act: str) -> bool:
    """
    Tell whether every member of the committee has signed an act; while a place is empty, not all have. Who sends the last away that has not
    signed learns nothing by it. Three queries.
    """
    seats = sitting.standing(evaluation)
    if not seats or sitting.unlawful(evaluation, seats):
        return False
    if act == Signed.Act.SCORES and bids.are_scores_settled(evaluation):
        return True
    return {one.id for one in seats} <= signed_by(evaluation, act)


def signed_before(evaluation: Evaluation) -> list[Sheet]:
    """
    Return the scores of the standing seats as each signed them last in a round before this one, as sheets that are not kept; by bid
    and seat number. Two queries, and in a blind evaluation one for each seat.
    """
    seats = {one.id: one for one in sitting.standing(evaluation)}
    rows = Signed.objects.filter(seat__in=list(seats), act=Signed.Act.SCORES, round__lt=evaluation.round)
    last = {one.seat_id: one for one in rows.order_by("round")}
    filings, found = bids.opened(evaluation), []
    for seat_id, act in last.items():
        seat = seats[seat_id]
        known = {name: bid for bid, name in bids.named(evaluation, seat, Sheet.Part.SCORES, filings).items()}
        for one in canonical.load(bytes(act.content))["sheets"]:
            entries = {
                entry["code"]: {"value": entry["value"], "words": entry["words"]} for entry in one["entries"]
            }
            if one["bid"] in known:
                found.append(
                    Sheet(
                        seat=seat,
                        filing_id=known[one["bid"]],
                        part=Sheet.Part.SCORES,
                        entries=entries,
                        at=act.at,
                    )
                )
    return sorted(found, key=lambda one: (one.bid, one.seat.number))


def scores(evaluation: Evaluation, seats: Collection[Seat]) -> dict[str, dict[int, dict[str, Decimal]]]:
    """Return the scores of these seats by bid, seat number and criterion. One query."""
    rows = Sheet.objects.filter(seat__in=[one.id for one in seats], part=Sheet.Part.SCORES)
    return _given(rows.select_related("seat").order_by("seat__number"))


def differing(evaluation: Evaluation, filings: Collection[str]) -> list[tuple[str, str]]:
    """Return the bids and objective criteria on which members differ, of all that have signed. Three queries."""
    what = document.asked(evaluation, Sheet.Part.SCORES)
    found = scores(evaluation, sitting.standing(evaluation))
    sheets = {bid: list(of_bid.values()) for bid, of_bid in found.items() if bid in filings}
    return tally.differing(sheets, document.objective(what))


def extremes(
    evaluation: Evaluation, filings: Collection[str], rows: Collection[Sheet] | None = None
) -> list[tally.Extreme]:
    """Return the scores that lie far from the others' on these sheets; without any, on those that stand. Three queries."""
    what = document.asked(evaluation, Sheet.Part.SCORES)
    given = _given(_standing(evaluation) if rows is None else rows)
    found = {bid: of for bid, of in given.items() if bid in filings}
    return tally.extremes(found, document.ranges(what))


def unreasoned(
    evaluation: Evaluation, filings: Collection[str], rows: Collection[Sheet] | None = None
) -> list[tally.Extreme]:
    """Return the extreme scores for which their author gave no reason, as `extremes`. Three queries."""
    rows = _standing(evaluation) if rows is None else rows
    words = {(row.seat.number, row.bid): row.entries for row in rows}
    return [
        one for one in extremes(evaluation, filings, rows)
        if not words[one.seat, one.bid].get(one.criterion, {}).get("words", "").strip()
    ]  # fmt: skip


def _standing(evaluation: Evaluation) -> list[Sheet]:
    rows = Sheet.objects.filter(seat__in=sitting.standing(evaluation), part=Sheet.Part.SCORES)
    return list(rows.select_related("seat").order_by("seat__number"))


def _given(rows: Iterable[Sheet]) -> dict[str, dict[int, dict[str, Decimal]]]:
    found: dict[str, dict[int, dict[str, Decimal]]] = defaultdict(dict)
    for row in rows:
        found[row.bid][row.seat.number] = {
            code: Decimal(entry["value"]) for code, entry in row.entries.items() if entry.get("value")
        }
    return dict(found)
