"""What follows from an evaluation: the file that anybody recomputes, before the members sign it, and the outcome once they have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError

from accounts.actor import Actor
from bidding.evaluation import (
    assembling,
    bids,
    corrections,
    document,
    final,
    given,
    motions,
    outcome,
    results,
    written,
)
from bidding.models import Evaluation, Filing, Motion, Seat, Sheet
from bidding.scoring.articles import law_of
from foundation.errors import Invalid, Reason
from foundation.text import Text
from toolkit import canonical
from toolkit.scoring.evaluating import Rule, within
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.methods import separate_award, two_envelopes
from toolkit.scoring.publishing import Evaluation as Published
from toolkit.scoring.publishing import publish
from toolkit.scoring.unfit import Unfit
from trading.actions import outcomes

STAGE: Final = "evaluation"
_RULE: Final[TypeAdapter[Rule]] = TypeAdapter(Rule)


def rule_of(evaluation: Evaluation) -> Rule | None:
    """Return the rule that was pinned when the committee sat down; None where none was."""
    return _RULE.validate_python(canonical.load(bytes(evaluation.rule))) if evaluation.rule else None


def computed(evaluation: Evaluation) -> bytes:
    """
    Return the file (`evaluation/1`) that follows from what the committee did, in its bytes; empty while no rule is pinned.

    Called when scores are closed, in the transaction that lays the report before the members.

    :raises Invalid: `result_undefined` with what the computation says, where no result follows.
    """
    rule = rule_of(evaluation)
    if rule is None:
        return b""
    with _defined():
        return publish(rule, _inputs(evaluation, rule, bids.scorers(evaluation))).to_bytes()


def passed(evaluation: Evaluation) -> list[Filing]:
    """
    Return the bids whose second envelope may be opened: of two envelopes those that passed the first by the rule, as those scored
    and reviewed it who ended it; where no rule says who passes, all that are valid.

    :raises Invalid: `result_undefined`, as `computed`.
    """
    rule = rule_of(evaluation)
    envelopes = assembling.envelopes_of(rule) if rule else None
    if rule is None or envelopes is None:
        return [] if motions.carried(evaluation, Motion.Kind.REJECT_ALL) else bids.valid(evaluation)
    with _defined():
        found = two_envelopes.passed(envelopes, _inputs(evaluation, rule, bids.scorers(evaluation)))
    return [one for one in bids.opened(evaluation) if one.id in found]


@contextmanager
def _defined() -> Iterator[None]:
    """Refuse in words where no result follows."""
    words = Text("不能得出评审结果：", "No result follows: ")
    try:
        yield
    except Unfit as unfit:
        raise Invalid(
            "result_undefined",
            Text(words.zh + unfit.words.zh, words.en + unfit.words.en),
            detail={"code": unfit.code} | {name: str(value) for name, value in unfit.detail.items()},
        ) from unfit
    except ValidationError as error:
        raise Invalid(
            "result_undefined",
            Text(words.zh + "数据不合格式", words.en + "what was found does not fit the format"),
            detail={"code": "malformed"},
        ) from error


def _inputs(evaluation: Evaluation, rule: Rule, seats: Collection[Seat]) -> Inputs:
    filings = bids.opened(evaluation)
    drawn = given.of(evaluation.lot, {one.id for one in filings})
    return assembling.inputs(evaluation, rule, filings, _found(evaluation, seats), drawn)


def unasked(evaluation: Evaluation, error: Invalid) -> list[Reason]:
    """Return the bid whose price the rule marks as low and that nobody was asked about, if that is why no result follows."""
    rule = rule_of(evaluation)
    if rule is None or error.detail.get("code") != "review_missing":
        return []
    method = [str(one.method) for one in within(rule) if hasattr(one, "method")][-1]
    words = Text(
        "按规则，投标 {bid} 的报价异常低：须询问投标人，并经表决认定",
        "By the rule the price of {bid} is abnormally low: its bidder must be asked, and the committee stand behind it",
    )
    law = str(law_of(method, "low_price_unjustified"))
    return [Reason("low_price_unasked", words.format(bid=error.detail.get("bid", "")), law)]


def undecided(result: bytes) -> Sequence[Sequence[str]]:
    """
    Return the groups of equal bids of a result that a draw must order before a report is drafted; none where the organiser decides among
    the candidates.
    """
    file = Published.from_bytes(result) if result else None
    return [] if file is None or isinstance(file.rule, separate_award.Rule) else file.result.undecided


def undrawn(result: bytes) -> list[Reason]:
    """Return a reason with its article for each group of equal bids that must be drawn before a report is drafted."""
    words = Text("投标并列，须抽取先后顺序：{bids}", "Bids are equal; their order must be drawn: {bids}")
    return [
        Reason(
            "tie_undrawn", words.format(bids=" ".join(group)),
            str(law_of(results.innermost(Published.from_bytes(result)), "tied")),
        )
        for group in undecided(result)
    ]  # fmt: skip


def conclude(evaluation: Evaluation, *, by: Actor, at: datetime) -> None:
    """Record what came of an evaluation whose report has just been signed, in the same transaction."""
    if not evaluation.result:
        return
    file = results.published(evaluation)
    candidates = outcome.candidates_of(file)
    values = outcome.values_of(file, candidates) | {"rejected_all": outcome.are_all_rejected(file)}
    outcomes.keep(evaluation.lot, STAGE, values, candidates, by=by, at=at)


def annul(evaluation: Evaluation, *, by: Actor, at: datetime) -> None:
    """Record that nothing counts of what an evaluation found which was just set aside, in the same transaction."""
    values = dict.fromkeys(("bids_valid", "candidates", "winner_rank", "price")) | dict.fromkeys(
        ("has_winner", "rejected_all"), False
    )
    outcomes.keep(evaluation.lot, STAGE, values, [], by=by, at=at)


def _found(evaluation: Evaluation, seats: Collection[Seat]) -> assembling.Found:
    grounds = {one.code: one.name for one in document.of(evaluation).requirements}
    grounds |= {one.code: str(one.law) for one in document.asked(evaluation, Sheet.Part.REVIEW).grounds}
    rule = evaluation.lot.procedure.committee
    grounds |= {one.code: str(one.law) for one in (rule.disqualifies if rule else ())}
    grounds |= {bids.NOT_OPENED: "第二信封未能开启", final.NO_OFFER: final.NO_OFFER_WORDS}
    kinds = (
        Motion.Kind.ASKED, Motion.Kind.LOW_PRICE, Motion.Kind.ADJUSTMENT, Motion.Kind.CLAIM, Motion.Kind.REJECT_ALL,
    )  # fmt: skip
    scores = written.scores(evaluation, seats)
    for (bid, code), value in corrections.settled(evaluation).items():
        for of_seat in scores.get(bid, {}).values():
            of_seat[code] = value
    carried = [one.motion for one in motions.counts(evaluation) if one.outcome == "carried"]
    return assembling.Found(
        failures=bids.failures(evaluation),
        grounds=grounds,
        carried=[one for kind in kinds for one in carried if one.kind == kind],
        scores=scores,
    )
