"""
Who applied to bid, as a committee examines them (资格预审): who they are, and why one that did not pass did not, in the committee's words.

An application is no bid: it has no envelope and no header. Where a committee's work is of bids, an application stands in for one under
the id of its registration, as a filing that is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F, Q

from bidding.evaluation import document
from bidding.models import Evaluation, Filing, Registration, Seat, Sheet
from foundation.errors import Conflict
from foundation.text import Text
from trading import particulars


def of(evaluation: Evaluation) -> list[Filing]:
    """
    Return the applications that a committee examines, in the order of their ids: all that stood when it sat down, whoever gives up
    since. One query.
    """
    gone = Q(status="withdrawn", reviewed_at__lte=evaluation.began_at)
    rows = Registration.objects.filter(lot=evaluation.lot_id, applied_at__lte=evaluation.began_at).exclude(
        gone
    )
    return [
        Filing(id=one.id, lot_id=one.lot_id, registration=one, header="", received_at=one.applied_at)
        for one in rows.select_related("party").order_by("id")
    ]


def check(evaluation: Evaluation) -> None:
    """
    Refuse a committee where its opinions could not decide: of a limited number the best are chosen by scores, which nobody gives here,
    and of applicants whom the organiser has admitted or refused nothing is left to find.

    :raises Conflict: `limited_number`, `nobody_applied`, `reviewed_already`.
    """
    lot = evaluation.lot
    deal = particulars.parse(lot.procedure.particulars, lot.deal.particulars)
    if getattr(deal, "prequalification_method", "") == "limited":
        said = Text(
            "有限数量制的资格预审须评分择优，不能在平台上逐项审查",
            "Of a limited number the best are chosen by scores, which are not given here",
        )
        raise Conflict("limited_number", said)
    statuses = {one.registration.status for one in of(evaluation)}
    if not statuses:
        raise Conflict("nobody_applied", Text("没有资格预审申请", "Nobody has applied"))
    if statuses - {"applied", "withdrawn"}:
        said = Text("招标人已自行审查申请", "The organiser has begun to admit by itself")
        raise Conflict("reviewed_already", said)


def words(evaluation: Evaluation) -> Mapping[tuple[str, str], str]:
    """
    Return what the members who found so wrote against an application, by it and by the code of what it fails: each reason once, and
    nobody's name or seat with it. One query.
    """
    found: dict[tuple[str, str], list[str]] = {}
    seats = evaluation.seats.filter(status__in=Seat.STANDING)
    rows = Sheet.objects.filter(seat__in=seats, part=Sheet.Part.REVIEW).order_by(F("seat__number"))
    for row in rows:
        for code, entry in row.entries.items():
            said = str(entry.get("words", "")).strip()
            if entry.get("value") == Sheet.FAILS and said not in found.setdefault((row.bid, code), []):
                found[row.bid, code].append(said)
    return {key: "；".join(said) for key, said in found.items()}


def grounds(evaluation: Evaluation) -> Mapping[str, Text]:
    """Return what an application may fail by, by code: the requirements of the document, and the grounds of the law."""
    rule = evaluation.lot.procedure.committee
    own = {one.code: Text(one.name, one.name) for one in document.of(evaluation).requirements}
    return own | {one.code: one.title for one in (rule.applicants if rule else ())}


def reason(evaluation: Evaluation, bid: str, codes: list[str]) -> str:
    """Return why an application did not pass as its applicant is told: what it failed, by which article, in which words. Two queries."""
    titles, said = grounds(evaluation), words(evaluation)
    return "\n".join(
        f"{titles[code].zh}：{said.get((bid, code), '')}（{document.law_of(evaluation, code)}）"
        for code in codes
    )
