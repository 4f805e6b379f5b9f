"""The evaluation report as its readers find it: what was done, who is out and why, and where each member stands to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.actor import Actor
from bidding.evaluation import document, seen, sitting
from bidding.models import Evaluation, Signed
from foundation.text import Text
from portal import timeline
from portal.evaluation import finding, signing, titles
from portal.evaluation.standings import Table, table
from toolkit import canonical
from trading.models import Lot


@dataclass(frozen=True)
class Excluded:
    """A bid that is out: by which requirement or ground, under which article; `words` say why, where the organiser found it."""

    bid: str
    ground: Text | str
    law: str
    words: str


@dataclass(frozen=True)
class StandView:
    """Where a member stands to the report; `words` are its dissent."""

    number: int
    title: Text
    words: str
    at: datetime


@dataclass(frozen=True)
class ReportPage:
    """
    The page; `signing` is None where the reader has nothing to sign. `settled` are the bids, criteria and scores that a majority settled,
    `unreasoned` the seats, bids and criteria of extreme scores without a reason.
    """

    lot: Lot
    name: Text
    title: Text
    is_prequalification: bool
    sha256: str
    result_sha256: str
    number: int
    round: int
    reported_at: datetime | None
    bids: Sequence[str]
    excluded: Sequence[Excluded]
    motions: Sequence[tuple[Text, Text, Text, int, int]]
    questions: int
    reopenings: Sequence[tuple[Text, str]]
    settled: Sequence[tuple[str, str, str]]
    unreasoned: Sequence[tuple[int, str, str]]
    standings: Table | None
    stands: Sequence[StandView]
    awaited: Sequence[int]
    signing: dict[str, Any] | None


def collect(lot_id: str, actor: Actor, now: datetime) -> ReportPage:
    """
    Return the report of a lot, read out of its very bytes.

    :raises Http404: for a lot that the actor may not know of.
    :raises NotFound: `evaluation_not_found` to whoever may not read it, and while there is none.
    """
    lot = finding.lot_of(lot_id, actor)
    found = seen.report(lot, actor)
    evaluation = found.evaluation
    own = sitting.seat_of(evaluation, actor)
    if own is not None:
        sitting.declared_seat(evaluation, actor)
    said = canonical.load(bytes(evaluation.report or b""))
    names = finding.names(evaluation)
    signed = {one.seat_id for one in found.stands}
    criteria = {one.code: one.name for one in document.of(evaluation).leaves()}
    grounds = _grounds(evaluation)
    # Whose silence was recorded may speak still, as long as others are to sign.
    spoke = {one.seat_id for one in found.stands if one.stand != Signed.Stand.SILENT}
    is_awaited = own is not None and own.id not in spoke and evaluation.status == "reporting"
    address = reverse("evaluation-signatures", args=[lot.id, Signed.Act.REPORT.value])
    return ReportPage(
        lot=lot, name=timeline.name_of(lot), title=titles.report_of(evaluation), is_prequalification=evaluation.is_prequalification,
        sha256=evaluation.report_sha256, result_sha256=evaluation.result_sha256,
        number=evaluation.number, round=evaluation.round, reported_at=evaluation.reported_at,
        bids=[names.get(one, one) for one in said["bids"]],
        excluded=[_excluded(one, names, grounds) for one in said["excluded"]],
        motions=[_motion(one, names) for one in said["motions"]], questions=len(said["questions"]),
        reopenings=[(titles.CAUSES[one["cause"]], one["words"]) for one in said["reopenings"]],
        settled=[
            (names.get(one["bid"], one["bid"]), criteria.get(one["criterion"], ""), one["value"]) for one in said.get("settled", ())
        ],
        unreasoned=[
            (one["seat"], names.get(one["bid"], one["bid"]), criteria.get(one["criterion"], "")) for one in said.get("unreasoned", ())
        ],
        standings=table(evaluation), stands=[_stand(one) for one in found.stands],
        awaited=[one.number for one in sitting.standing(evaluation) if one.id not in signed] if evaluation.is_running else [],
        signing=signing.data_of(lot, Signed.Act.REPORT, seen.to_sign(lot, actor, Signed.Act.REPORT), address, now) if is_awaited else None,
    )  # fmt: skip


def _excluded(
    one: Mapping[str, str], names: Mapping[str, str], grounds: Mapping[str, Text | str]
) -> Excluded:
    ground = grounds.get(one["ground"], one["ground"])
    return Excluded(names.get(one["bid"], one["bid"]), ground, one["law"], one.get("words", ""))


def _grounds(evaluation: Evaluation) -> dict[str, Text | str]:
    """Return how everything is called by which a bid may be out: what the document requires, and the grounds of the law."""
    rule = evaluation.lot.procedure.committee
    lawful = (*rule.grounds, *rule.disqualifies, *rule.applicants) if rule else ()
    asked: dict[str, Text | str] = {one.code: one.name for one in document.of(evaluation).requirements}
    return asked | {one.code: one.title for one in lawful}


def _stand(row: Signed) -> StandView:
    said = canonical.load(bytes(row.content)) if row.content else {}
    return StandView(row.seat.number, titles.STANDS[row.stand], str(said.get("words", "")), row.at)


def _motion(one: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Text, Text, Text, int, int]:
    about = str(one["about"])
    said = Text(names[about], names[about]) if about in names else Text("", "")
    return (
        titles.MOTIONS[one["kind"]],
        said,
        titles.OUTCOMES[one["outcome"]],
        one["in_favour"],
        one["against"],
    )
