"""What the tender document asks of a committee: which requirements it examines, and what it scores within which bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bidding.evaluation import bids
from bidding.models import Evaluation, Sheet
from foundation.text import Text
from trading.law import tender_document_json
from trading.law.committees import Ground
from trading.law.tender_document import Criterion, Judgement, Requirement, RequirementKind, TenderDocument

LONGEST_REMARK = 1000
_SCORE = re.compile(r"\d{1,10}(\.\d{1,6})?", re.ASCII)

Wrong = dict[str, list[Text | str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What members write in one part: of a review `requirements` and `grounds`, of scores `criteria`.

    Every requirement is judged; a ground of the law is only named where it is found.
    """

    requirements: tuple[Requirement, ...] = ()
    grounds: tuple[Ground, ...] = ()
    criteria: tuple[Criterion, ...] = ()


def law_of(evaluation: Evaluation, code: str) -> str:
    """Return the article by which a requirement or ground takes a bid out, whoever found it: the committee, or the organiser before."""
    rule = evaluation.lot.procedure.committee
    if rule is None:
        return ""
    if evaluation.is_prequalification:
        unmet = next((one.law for one in rule.applicants if one.code == code), rule.unfit)
        return str(unmet) if unmet else ""
    own = next((one.law for one in (*rule.grounds, *rule.disqualifies) if one.code == code), rule.unmet)
    return str(own) if own else ""


def of(evaluation: Evaluation) -> TenderDocument:
    """Return the document on which an evaluation stands."""
    return tender_document_json.from_dict(evaluation.document.content)


def is_blind(document: TenderDocument) -> bool:
    """Tell whether technical parts are read without a name."""
    return any(one.code == bids.BLIND for one in document.requirements)


def asked(evaluation: Evaluation, part: str, document: TenderDocument | None = None) -> Asked:
    """
    Return what is written in a part at the present stage.

    Where the organiser examines who qualifies, the committee does not (87号令 art. 44). Whether a blind part says who wrote it is
    voted on under code names, for reviews are by name. The second of two envelopes has the grounds
    of the law alone: what the document requires was examined with the first.
    """
    document, rule = document or of(evaluation), evaluation.lot.procedure.committee
    if evaluation.is_prequalification:
        return _of_applicants(document, part, rule.applicants if rule else ())
    if part == Sheet.Part.SCORES:
        return Asked(criteria=document.leaves())
    grounds = rule.grounds if rule else ()
    if evaluation.stage > 1:
        return Asked(grounds=grounds)
    by_organiser = rule is not None and rule.qualification_by_organiser
    own = [
        one for one in document.requirements
        if not (by_organiser and one.kind is RequirementKind.QUALIFICATION) and one.code != bids.BLIND
    ]  # fmt: skip
    return Asked(tuple(own), grounds)


def _of_applicants(document: TenderDocument, part: str, grounds: tuple[Ground, ...]) -> Asked:
    """Return what is examined of applications: nothing is scored of them (招标投标法实施条例 art. 18)."""
    return Asked() if part == Sheet.Part.SCORES else Asked(document.requirements, grounds)


def wrong_entries(what: Asked, part: str, entries: Mapping[str, Any]) -> Wrong:
    """Return what cannot be kept of a draft, by code: what is unknown, out of bounds, off its step, or no opinion."""
    wrong: Wrong = {}
    criteria = {one.code: one for one in what.criteria}
    known = {one.code for one in what.requirements} | {one.code for one in what.grounds}
    for code, entry in entries.items():
        value = entry.get("value", "")
        if part == Sheet.Part.SCORES and code in criteria:
            found = _wrong_score(criteria[code], value)
        elif part == Sheet.Part.REVIEW and code in known:
            found = (
                None
                if value in ("", Sheet.PASSES, Sheet.FAILS)
                else Text("请选择通过或者不通过", "Passes or fails")
            )
        else:
            found = Text("文件没有规定的评审标准不得作为依据", "The document asks for no such thing")
        if found is None and len(entry.get("words", "")) > LONGEST_REMARK:
            found = Text("理由最多{longest}个字", "A reason has {longest} characters at most").format(
                longest=LONGEST_REMARK
            )
        if found is not None:
            wrong[code] = [found]
    return wrong


def missing_entries(what: Asked, part: str, entries: Mapping[str, Any]) -> Wrong:
    """Return what must be there before a sheet is signed, by code: an opinion on each, and why something fails."""
    wrong: Wrong = {}
    for code in [*(one.code for one in what.criteria), *(one.code for one in what.requirements)]:
        if not entries.get(code, {}).get("value"):
            wrong[code] = [Text("尚未填写", "Not filled in")]
    for code, entry in entries.items():
        if entry.get("value") == Sheet.FAILS and not entry.get("words", "").strip():
            wrong[code] = [Text("不通过须写明理由", "Say why it fails")]
    return wrong


def objective(what: Asked) -> list[str]:
    """Return the criteria in which members must agree."""
    return [one.code for one in what.criteria if one.judgement is Judgement.OBJECTIVE]


def ranges(what: Asked) -> dict[str, tuple[Decimal, Decimal]]:
    """Return lowest and highest of each subjective criterion."""
    return {
        one.code: (one.lowest, one.max_score)
        for one in what.criteria if one.judgement is not Judgement.OBJECTIVE
    }  # fmt: skip


def _wrong_score(criterion: Criterion, value: object) -> Text | None:
    if value == "":
        return None
    if not isinstance(value, str) or not _SCORE.fullmatch(value):
        return Text("分值须为数字，最多六位小数", "A score is a number with six places at most")
    score = Decimal(value)
    if not criterion.lowest <= score <= criterion.max_score:
        bounds = {"lowest": criterion.lowest, "highest": criterion.max_score}
        return Text("分值须在 {lowest} 至 {highest} 之间", "Between {lowest} and {highest}").format(**bounds)
    step = criterion.step
    if step and (Fraction(score) - Fraction(criterion.lowest)) % Fraction(step):
        return Text("分值须按 {step} 递增", "In steps of {step}").format(step=step)
    return None
