"""Whether a procedure's tables hold together; run as a system check and by tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterator

from trading.law import notice_contents, paths
from trading.law.grammar import CLOCK, DepositRule, Phase, Step
from trading.law.guards import SEALED
from trading.law.procedure import Procedure


def problems(procedure: Procedure, *, templates: Container[str] | None = None) -> list[str]:
    """
    Return what is wrong with a procedure, in words; an empty list means it is sound.

    Every state is reachable; from every state an end can be reached; every limit that is awaited was opened on each
    path before; no two steps of one name leave one state unless guards part them; every notice named has a template
    (checked when `templates` is given) and is provided with all that its law asks it to say; a timed step waits for something; no
    step leaves bids behind under seal.
    """
    found = [
        *_names(procedure),
        *_reach(procedure),
        *_awaited(procedure),
        *_rules(procedure),
        *_sealed(procedure),
        *notice_contents.problems(procedure, _opened(procedure)),
    ]
    if templates is not None:
        found += [
            f"notice {name!r} has no template" for name in sorted(notices(procedure)) if name not in templates
        ]
    return [f"{procedure.key}: {words}" for words in found]


def notices(procedure: Procedure) -> set[str]:
    """Return the kinds of notices that the procedure names."""
    named = {s.notice for s in procedure.steps if s.notice}
    if (holds := procedure.hold_notices) is not None:
        named |= {holds.held, holds.resumed}
    if procedure.auction is not None:
        rule = procedure.auction
        named |= {rule.scheduled, rule.notices.held, rule.notices.resumed}
    if procedure.complaints is not None and procedure.complaints.notice:
        named.add(procedure.complaints.notice)
    return named | {rule.notice for rule in procedure.clarifications}


def _names(procedure: Procedure) -> Iterator[str]:
    states = [s.name for s in procedure.states]
    for name in sorted({n for n in states if states.count(n) > 1}):
        yield f"state {name!r} is defined twice"
    for step in procedure.steps:
        for name in (*step.sources, step.target):
            if name not in states:
                yield f"step {step.name!r} names the unknown state {name!r}"
    seen: dict[tuple[str, str], Step] = {}
    for step in procedure.steps:
        for source in step.sources:
            if (source, step.name) in seen:
                yield f"two steps {step.name!r} leave {source!r}"
            seen[source, step.name] = step


def _reach(procedure: Procedure) -> Iterator[str]:
    edges = paths.edges(procedure)
    for name in sorted(set(edges) - paths.closure(edges, {procedure.initial})):
        yield f"state {name!r} cannot be reached"
    backwards: dict[str, set[str]] = {name: set() for name in edges}
    for source, targets in edges.items():
        for target in targets & set(edges):
            backwards[target].add(source)
    ends = {s.name for s in procedure.states if s.final}
    for name in sorted(set(edges) - paths.closure(backwards, ends)):
        yield f"from state {name!r} no end can be reached"
    for state in procedure.states:
        if state.final and edges[state.name]:
            yield f"final state {state.name!r} has a step out"
        if state.rerun and not state.final:
            yield f"state {state.name!r} allows a re-run but is not final"


def _opened(procedure: Procedure) -> dict[str, set[str]]:
    """Return the limits opened on every path into each state."""
    universe = set(procedure.limits())
    opened = {s.name: set(universe) for s in procedure.states}
    opened[procedure.initial] = set()
    changed = True
    while changed:
        changed = False
        for step in procedure.steps:
            for source in step.sources:
                carried = opened[source] | {limit.name for limit in step.opens}
                if not opened[step.target] <= carried:
                    opened[step.target] &= carried
                    changed = True
    return opened


def _awaited(procedure: Procedure) -> Iterator[str]:
    opened = _opened(procedure)
    for step in procedure.steps:
        waits = [limit.name for limit in (*step.after, *step.during, *((step.due,) if step.due else ()))]
        for source in step.sources:
            for name in waits:
                if name not in opened[source]:
                    yield f"step {step.name!r} from {source!r} awaits {name!r}, which no step before it opens on every path"
        if CLOCK in step.roles and not step.after:
            yield f"the clock takes {step.name!r} but nothing says when"


def _rules(procedure: Procedure) -> Iterator[str]:
    states = {s.name for s in procedure.states}
    rules = (*procedure.registrations, procedure.questions, procedure.pause)
    for rule in (*rules, *procedure.clarifications, *procedure.objections):
        for name in rule.states if rule else ():
            if name not in states:
                yield f"a rule names the unknown state {name!r}"
    if procedure.pause and not procedure.hold_notices:
        yield "a pause is announced, but no notice says so"
    told = [name for rule in procedure.clarifications for name in rule.states]
    for name in sorted({n for n in told if told.count(n) > 1}):
        yield f"two rules on clarifications claim the state {name!r}"
    fields = {f.name for f in dataclasses.fields(procedure.particulars)}
    of_lot = {f.name for f in dataclasses.fields(procedure.lot_particulars)}
    for registering in procedure.registrations:
        if registering.among not in fields | of_lot | {""}:
            yield f"those invited stand in {registering.among!r}, which is no field of the deal nor of a lot"
    if procedure.deposit:
        yield from _deposit(procedure.deposit, states)
    yield from _periods(procedure, fields)


def _deposit(rule: DepositRule, states: set[str]) -> Iterator[str]:
    """Whoever pays a deposit must be able to read when it comes back, however the deal ends for them."""
    if (rule.refund_withdrawn is None) is not rule.withdrawn_with_losers:
        yield "the deposit of who withdraws goes back by a limit of its own or with the losers', and it must say which"
    for who, refund, since in (
        ("losers", rule.refund_losers, rule.losers_since),
        ("the winner", rule.refund_winner, rule.winner_since),
    ):
        if (refund is None) is not (not since):
            yield f"the deposit of {who} has a time to go back but no beginning of it, or a beginning and no time"
        for name in set(since) - states:
            yield f"the deposit of {who} goes back from the unknown state {name!r}"
    if rule.refund_losers is None or rule.refund_ended is None:
        yield "the deposit says nothing of losers, or nothing of a deal that failed"


def _periods(procedure: Procedure, fields: set[str]) -> Iterator[str]:
    opened = {limit.name for step in procedure.steps for limit in step.opens}
    if procedure.bidding and procedure.bidding.name not in opened:
        yield f"the bidding period {procedure.bidding.name!r} is never opened"
    for limit in procedure.limits().values():
        if limit.of and limit.of not in opened:
            yield f"limit {limit.name!r} is counted from {limit.of!r}, which is never opened"
        if limit.chosen and limit.chosen not in fields:
            yield f"limit {limit.name!r} may be chosen in {limit.chosen!r}, which is no field of the deal"
    for step in procedure.steps:
        for n, limit in enumerate(step.opens):
            if limit.back:
                yield f"step {step.name!r} opens {limit.name!r}, which is measured backwards"
            elif limit.of and limit.of not in {earlier.name for earlier in step.opens[:n]}:
                yield f"step {step.name!r} opens {limit.name!r} before {limit.of!r}, from which it is counted"


def _sealed(procedure: Procedure) -> Iterator[str]:
    """
    Where bids lie under seal, whatever leads on must wait for the opening.

    All but an order or an end that even a hold does not stop: then nothing of them is ever shown.
    """
    waiting = {step for step in procedure.steps if any(guard.name == SEALED for guard in step.guards)}
    if not waiting:
        return
    closed = {source for step in waiting for source in step.sources} | {
        step.target
        for step in procedure.steps
        if procedure.bidding in step.after and procedure.state(step.target).phase is Phase.EVALUATING
    }
    for step in procedure.steps:
        for source in sorted(closed & set(step.sources)):
            if step not in waiting and not step.despite_hold:
                yield f"step {step.name!r} from {source!r} does not wait until the bids are opened"
