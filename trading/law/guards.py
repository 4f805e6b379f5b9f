"""Conditions that several procedures share. Each reads as the fact it needs and can explain itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from foundation.text import Text
from trading.law.facts import Facts
from trading.law.grammar import Guard, Law, Phase, Refusal, Step
from trading.law.procedure import Procedure
from trading.law.statutes import E_BIDDING

SEALED = "bids_sealed"
DOCUMENT = "no_document"  # the guard `a_tender_document`
DECIDED_APART = "award_otherwise"
OTHERWISE = "bids_under_seal"
OPENING = E_BIDDING.article("30")


def require(
    name: str,
    title: Text,
    holds: Callable[[Facts], bool],
    *,
    law: Law,
    message: Text | None = None,
) -> Guard:
    """Return a guard that refuses with code `name` and `message` (by default the title) unless `holds`."""

    def test(facts: Facts) -> Refusal | None:
        return None if holds(facts) else Refusal(name, message or title, law)

    return Guard(name, title, test, law)


def at_least_bids(needed: int, law: Law) -> Guard:
    """Require that at least `needed` bids were received by the deadline."""
    title = Text(f"收到的投标不少于{needed}家", f"at least {needed} bids received")

    def test(facts: Facts) -> Refusal | None:
        if facts.bids_received is None:
            return Refusal(
                "bids_not_counted",
                Text("投标数量尚未确定", "The bids have not been counted yet"),
                law,
            )
        if facts.bids_received >= needed:
            return None
        message = Text(
            "收到{n}家投标，须不少于{needed}家",
            "{n} bids were received; {needed} are needed",
        )
        return Refusal("too_few_bids", message.format(n=facts.bids_received, needed=needed), law)

    return Guard("at_least_bids", title, test, law)


def fewer_bids_than(needed: int, law: Law) -> Guard:
    """Require that fewer than `needed` bids were received: the way out when a competition fails."""
    title = Text(f"收到的投标少于{needed}家", f"fewer than {needed} bids received")
    return require(
        "enough_bids",
        title,
        lambda f: f.bids_received is not None and f.bids_received < needed,
        law=law,
    )


def bids_are_open(stage: int = 1, law: Law = OPENING) -> Guard:
    """Require that where bids are under seal those of a stage were opened, and the record of it stands."""
    title = Text("投标文件已全部解密并形成开标记录", "the bids were opened and the opening is recorded")
    message = Text("投标文件尚未解密完毕", "The bids are still under seal")
    holds = require(SEALED, title, lambda f: stage not in f.sealed_stages, law=law, message=message)
    return replace(holds, opens=stage)


def bids_under_seal(law: Law) -> Guard:
    """
    Require that bids came under seal and wait for their opening, as the freeze list says.

    Before it is issued nobody knows whether any came; a sale that went on to open none could not go back.
    """
    title = Text("已递交密封报价，尚未开启", "sealed offers came in and wait for their opening")

    def test(facts: Facts) -> Refusal | None:
        if facts.sealed_stages and facts.bids_received is None:
            message = Text("密封报价的冻结清单尚未发布", "The list of sealed offers is not issued yet")
            return Refusal("bids_not_counted", message, law)
        if facts.sealed_stages:
            return None
        return Refusal(
            "no_sealed_bids", Text("没有待开启的密封报价", "There are no sealed offers to open"), law
        )

    return Guard("no_sealed_bids", title, test, law)


def no_bids_under_seal(law: Law) -> Guard:
    """Require that no bids wait under seal: where some do, they are opened instead."""
    title = Text("没有待开启的密封报价", "no sealed offers wait for their opening")
    message = Text("已递交密封报价，应当开启密封报价", "Sealed offers came in; they are to be opened")
    return require(OTHERWISE, title, lambda f: not f.sealed_stages, law=law, message=message)


def takes_sealed_bids(procedure: Procedure) -> bool:
    """Tell whether bids may come under seal: a step waits for their opening. Elsewhere nobody would ever open them."""
    return bool(procedure.openings)


def takes_only_sealed_bids(procedure: Procedure) -> bool:
    """Tell whether bids come under seal or not at all. In sales of property that is one way to compete among others."""
    guards = (guard.name for step in procedure.steps for guard in step.guards)
    return takes_sealed_bids(procedure) and OTHERWISE not in guards


def is_judged(procedure: Procedure, particulars: Any) -> bool:
    """Tell whether a committee judges the bids of a deal with these particulars."""
    return procedure.committee is not None and procedure.committee.sits(particulars)


def is_computed(procedure: Procedure, particulars: Any) -> bool:
    """
    Tell whether the announced figures alone rank the sealed bids of such a deal: they are compared by a rule, and there is nothing that
    anybody judges. Under a framework its own results find the supplier.
    """
    return (
        procedure.evaluation is not None
        and procedure.call_off is None
        and not is_judged(procedure, particulars)
    )


def decides_apart(step: Step) -> bool:
    """Tell whether by a step the award goes to whom the organiser decided for, apart from the evaluation."""
    return any(guard.name == DECIDED_APART for guard in step.guards)


def announces_rule(procedure: Procedure, step: Step) -> bool:
    """
    Tell whether by a step bidders learn how their sealed bids are compared: the one that asks for the documents, or where no
    step does, the end of the preparation.
    """
    if procedure.evaluation is None or not takes_sealed_bids(procedure):
        return False
    asks = {one.name for one in step.guards}
    if any(guard.name == DOCUMENT for one in procedure.steps for guard in one.guards):
        return DOCUMENT in asks
    prepares = [procedure.state(name).phase is Phase.PREPARING for name in (*step.sources, step.target)]
    return any(prepares[:-1]) and not prepares[-1]


def at_least_valid(needed: int, law: Law) -> Guard:
    """Require that the evaluation left at least `needed` valid bids."""
    title = Text(f"有效投标不少于{needed}家", f"at least {needed} valid bids")
    return require("too_few_valid_bids", title, lambda f: (f.bids_valid or 0) >= needed, law=law)


def no_open_dispute(law: Law) -> Guard:
    """Require that no objection and no complaint is open."""
    title = Text("没有未答复的异议或未处理的投诉", "no objection or complaint is open")
    return require(
        "open_dispute",
        title,
        lambda f: not f.open_objections and not f.open_complaints,
        law=law,
    )


def a_tender_document(law: Law) -> Guard:
    """Require a published-to-be structured tender document."""
    title = Text("已编制文件", "the documents are complete")
    return require("no_document", title, lambda f: f.has_tender_document, law=law)


def nobody_is_left(facts: Facts) -> bool:
    """Tell whether an evaluation left nobody to choose: every bid was rejected, or fewer stand than are needed to compare them."""
    return facts.rejected_all or (facts.bids_valid is not None and facts.candidates == 0)


def a_winner(law: Law) -> Guard:
    """Require that the competition named a winner."""
    title = Text("已产生中选人", "a winner is known")
    return require("no_winner", title, lambda f: f.has_winner, law=law)


def no_winner(law: Law) -> Guard:
    """Require that the competition ended without a winner."""
    title = Text("未产生中选人", "the competition ended without a winner")
    return require(
        "has_winner",
        title,
        lambda f: f.bids_valid is not None and not f.has_winner,
        law=law,
    )
