"""The bids under evaluation, who of them is still in, and under which name a member sees each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from bidding.evaluation import applicants, examined, final, motions, sitting, tally
from bidding.models import Evaluation, Filing, Motion, OpenedUnit, Opening, Seat, Sheet, Signed

FIRST = 1
BLIND = "blind_technical"
"""The requirement by which a document says that technical parts are written and read without a name (暗标)."""
NOT_OPENED = "not_opened"
"""The ground of a bid whose second envelope did not open when it was to be."""
_SMALL = ("id", "lot_id", "registration_id", "header", "status", "received_at")


def opened(evaluation: Evaluation) -> list[Filing]:
    """Return the bids of a lot that are evaluated, as `of_lot`, or the applications that are examined. One query."""
    return applicants.of(evaluation) if evaluation.is_prequalification else of_lot(evaluation.lot_id)


def of_lot(lot_id: str) -> list[Filing]:
    """
    Return the bids that opened in every unit of the first stage, but for those of whom the organiser found in its own review that
    they do not qualify; in the order of their ids, which is that in which they came. One query.
    """
    units = OpenedUnit.objects.filter(filing=OuterRef("pk"), opening__status="recorded", opening__stage=FIRST)
    found = Filing.objects.filter(Exists(units), lot=lot_id, status="accepted")
    found = found.exclude(Exists(units.exclude(outcome="opened"))).exclude(registration__status="rejected")
    return list(
        found.select_related("registration__party")
        .only(*_SMALL, "registration__party", "registration__status")
        .order_by("id")
    )


def failures(evaluation: Evaluation) -> dict[str, list[tuple[int, str]]]:
    """
    Return for each bid that is out what the organiser found when it examined who qualifies, what the majority found in the reviews that
    all have signed, as stage and code, and whose second envelope did not open, or without a final offer once these are in.

    Reviews of the present envelope count once the committee has gone on from them; those of the first stay with whoever
    reviewed it. Whose blind parts say who wrote them is found by a motion, under code names. Three queries, and a fourth of the second
    envelope, or where the organiser examines; three more of a blind evaluation, or of final offers.
    """
    until = evaluation.stage if evaluation.status != "reviewing" else evaluation.stage - 1
    reviewed_by = {stage: reviewers(evaluation, stage) for stage in range(1, until + 1)}
    rows = Sheet.objects.filter(seat__evaluation=evaluation, part=Sheet.Part.REVIEW, stage__lte=until)
    opinions: dict[tuple[str, int], list[list[str]]] = {}
    for row in rows:
        if row.seat_id in reviewed_by[row.stage]:
            codes = [code for code, entry in row.entries.items() if entry.get("value") == Sheet.FAILS]
            opinions.setdefault((row.bid, row.stage), []).append(codes)
    found: dict[str, list[tuple[int, str]]] = {
        filing: [(FIRST, one.code) for one in own]
        for filing, own in examined.failures(evaluation.lot).items()
    }
    for (filing, stage), of_bid in sorted(opinions.items()):
        if codes := tally.failed(of_bid, len(reviewed_by[stage])):
            found.setdefault(filing, []).extend((stage, code) for code in codes)
    if evaluation.is_blind:
        for motion in motions.carried(evaluation, Motion.Kind.NAMED):
            found.setdefault(motion.about, []).append((FIRST, BLIND))
    for filing in _closed(evaluation):
        found.setdefault(filing, []).append((evaluation.stage, NOT_OPENED))
    for filing in _without_offer(evaluation):
        found.setdefault(filing, []).append((FIRST, final.NO_OFFER))
    return found


def _closed(evaluation: Evaluation) -> list[str]:
    """Return the bids of which the envelope under review, after the first, was to be opened and was not."""
    if evaluation.stage == FIRST:
        return []
    units = OpenedUnit.objects.filter(
        filing__lot=evaluation.lot_id, opening__status="recorded", opening__stage=evaluation.stage
    )
    return sorted(set(units.exclude(outcome="opened").values_list("filing", flat=True)))


def _without_offer(evaluation: Evaluation) -> list[str]:
    """Return the bids whose suppliers have left the talks, once final offers are in."""
    lot = evaluation.lot
    if not final.are_in(lot):
        return []
    offered = final.prices(lot)
    return [one.id for one in opened(evaluation) if one.id not in offered]


def reviewers(evaluation: Evaluation, stage: int) -> set[str]:
    """Return whose reviews of an envelope count: of the present one those of the seats that stand."""
    if stage == evaluation.stage:
        return {one.id for one in sitting.standing(evaluation)}
    signed = list(
        Signed.objects.filter(
            seat__evaluation=evaluation, act=Signed.Act.REVIEWS, stage=stage
        ).select_related("seat")
    )
    last = max((one.at for one in signed), default=None)
    return {
        one.seat_id for one in signed
        if one.seat.left_at is None or (last is not None and one.seat.left_at > last)
    }  # fmt: skip


def scorers(evaluation: Evaluation) -> list[Seat]:
    """
    Return the seats whose scores count: those who ended the first envelope. Who comes when prices are open scores no quality anew: it
    reviews the envelope that is open (招标投标法实施条例 art. 48 lets what is under evaluation be done again, not what was settled).
    """
    ids = reviewers(evaluation, FIRST)
    return [one for one in evaluation.seats.order_by("number") if one.id in ids]


def are_scores_settled(evaluation: Evaluation) -> bool:
    """Tell whether the first envelope was ended: its scores change no more, for prices are known."""
    return evaluation.stage > FIRST


def is_opened(evaluation: Evaluation) -> bool:
    """Tell whether the envelope under review is open; the second waits for its own opening, and an application has none. One query."""
    return (
        evaluation.is_prequalification
        or Opening.objects.filter(
            freeze=evaluation.lot_id, stage=evaluation.stage, status="recorded"
        ).exists()
    )


def left_closed(evaluation: Evaluation, passed: Sequence[Filing], stage: int) -> list[Filing]:
    """
    Return those who passed and whose envelope the opening of this stage leaves closed, since a committee that was set aside had not
    let them pass; empty while it has not begun. A stage is opened once. One query.
    """
    begun = Opening.objects.filter(freeze=evaluation.lot_id, stage=stage).only("bids").first()
    return [one for one in passed if begun is not None and one.header not in begun.bids]


def valid(evaluation: Evaluation) -> list[Filing]:
    """Return the opened bids that no majority has taken out. Three queries."""
    out = failures(evaluation)
    return [one for one in opened(evaluation) if one.id not in out]


def aliases(seat: Seat, lot_id: str) -> dict[str, str]:
    """
    Return the code name under which the member of this seat reads each bid in a blind part, by the filing's id. One query.

    Each seat has an order of its own, drawn by its salt, so that nobody learns from a colleague, or from the list of the opening,
    which is whose. All that were to be opened first have one, whatever becomes of them: a bid keeps its name.
    """
    units = OpenedUnit.objects.filter(filing__lot=lot_id, opening__status="recorded", opening__stage=FIRST)
    ids = set(units.values_list("filing", flat=True))
    drawn = sorted(ids, key=lambda one: hashlib.sha256(bytes(seat.salt) + one.encode()).digest())
    return {one: f"bid-{number:02}" for number, one in enumerate(drawn, start=1)}


def named(evaluation: Evaluation, seat: Seat, part: str, filings: Sequence[Filing]) -> dict[str, str]:
    """Return by filing what a bid is called in this part: its id, or in the scores of a blind evaluation its code name."""
    if evaluation.is_blind and part == Sheet.Part.SCORES:
        codes = aliases(seat, evaluation.lot_id)
        return {one.id: codes[one.id] for one in filings}
    return {one.id: one.id for one in filings}
