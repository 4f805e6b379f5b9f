"""Which states of a procedure lead where."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from trading.law.procedure import Procedure


def edges(procedure: Procedure) -> dict[str, set[str]]:
    """Return the states that each state has a step to."""
    found: dict[str, set[str]] = {s.name: set() for s in procedure.states}
    for step in procedure.steps:
        for source in step.sources:
            if source in found:
                found[source].add(step.target)
    return found


def closure(edges: Mapping[str, set[str]], start: Collection[str]) -> set[str]:
    """Return the states that can be reached from some, with these."""
    seen, todo = set(start), list(start)
    while todo:
        for target in edges.get(todo.pop(), set()) - seen:
            seen.add(target)
            todo.append(target)
    return seen


def only_through(procedure: Procedure, states: Collection[str]) -> set[str]:
    """Return the states that no lot reaches but through one of `states`, with these."""
    around = {
        source: targets - set(states)
        for source, targets in edges(procedure).items()
        if source not in set(states)
    }
    others = closure(around, {procedure.initial} - set(states))
    return {state.name for state in procedure.states} - others
