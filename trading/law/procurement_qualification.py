"""Who qualifies, as the organiser examines and signs it after the opening, before anybody evaluates (87号令 art. 44)."""

from __future__ import annotations

from collections.abc import Callable

from accounts.roles import Role
from foundation.text import Text
from trading.law.facts import Facts
from trading.law.grammar import Guard, Law, Refusal, Step
from trading.law.procurement_failure import fail
from trading.law.statutes import ORDER_87

AWAITED = Text("资格审查尚未签署", "Who qualifies is not signed yet")


def at_least_qualified(needed: int, law: Law) -> Guard:
    """Require that so many of the opened bids' suppliers qualify."""
    title = Text(f"合格供应商不少于{needed}家", f"at least {needed} qualified suppliers")
    return _counted("too_few_qualified", title, lambda count: count >= needed, law)


def fewer_qualified_than(needed: int, law: Law) -> Guard:
    """Require that fewer do: the way out before anybody evaluates."""
    title = Text(f"合格供应商不足{needed}家", f"fewer than {needed} qualified suppliers")
    return _counted("enough_qualified", title, lambda count: count < needed, law)


def review(needed: int = 3, *, failed: str = "short", law: Law | None = None) -> tuple[Step, ...]:
    """Let the purchaser, not the committee, review the qualification after the opening; where fewer qualify than needed, it has failed."""
    fewest, few = law or ORDER_87.article("44"), law or ORDER_87.article("43")
    return (
        Step(
            "pass_qualification",
            "opened",
            "evaluating",
            Role.ORGANISER,
            Text("完成资格审查", "finish the review of qualification"),
            guards=(at_least_qualified(needed, fewest),),
            law=ORDER_87.article("44"),
        ),
        fail(
            "fail_qualification",
            "opened",
            failed,
            Text(f"合格投标人不足{needed}家，不得评标", f"fewer than {needed} qualified"),
            when=(fewer_qualified_than(needed, few),),
            law=fewest,
        ),
    )


def _counted(name: str, title: Text, holds: Callable[[int], bool], law: Law) -> Guard:
    def test(facts: Facts) -> Refusal | None:
        if facts.prequalified is None:
            return Refusal("qualification_awaited", AWAITED, law)
        return None if holds(facts.prequalified) else Refusal(name, title, law)

    return Guard(name, title, test, law)
