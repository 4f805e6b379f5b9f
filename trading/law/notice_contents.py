"""
What must stand in a notice before the step that calls for it may be taken, and whether the tables of a procedure can provide it.

The deal's and the lot's own fields can be filled in until the preparation ends, and never afterwards. So the step that ends it asks
for what every later notice will say of them: no result is kept from the public because an address is missing that nobody can add.
"""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from trading.law import construction_notices, land_notices, procurement_notices, property_notices
from trading.law.facts import Facts
from trading.law.grammar import Phase, Step
from trading.law.labels import Disclosure, Label
from trading.law.notice_kinds import KNOWN, Asked, NoticeKind
from trading.law.procedure import Procedure

FAMILIES: Mapping[str, Mapping[str, NoticeKind]] = {
    "construction": construction_notices.NOTICE_KINDS,
    "land": land_notices.NOTICE_KINDS,
    "procurement": procurement_notices.NOTICE_KINDS,
    "property": property_notices.NOTICE_KINDS,
}
"""The kinds of each family of deals. Another family may borrow one; what the law asks of it, it asks of its own family alone."""
KINDS: Mapping[str, NoticeKind] = {name: kind for kinds in FAMILIES.values() for name, kind in kinds.items()}

Item = tuple[Asked, str]
"""What is asked, and one of the places where it stands."""

_OWN = ("deal.", "lot.")


def contents(kind: str | None, procedure: Procedure) -> Iterator[Item]:
    """Yield what is asked of a kind of notice in a procedure, place by place."""
    known = FAMILIES.get(procedure.kind, {}).get(kind or "")
    for one in known.contents if known else ():
        if one.concerns(procedure.particulars, procedure.lot_particulars):
            yield from ((one, place) for place in one.places)


def missing(procedure: Procedure, step: Step, facts: Facts) -> list[Item]:
    """Return what is asked of the notice of a step, or of those that may follow it, and is not there."""
    found: dict[str, Item] = {}
    for one, place in _asked(procedure, step, facts):
        if (one.when is None or one.when(facts)) and not _is_said(place, facts):
            found.setdefault(place, (one, place))
    return list(found.values())


def problems(procedure: Procedure, opened: Mapping[str, Collection[str]]) -> Iterator[str]:
    """
    Yield what the law asks of a notice and the tables cannot provide: a field that is not there or not public, a period not opened.

    `opened` are the periods that every path into a state opens.
    """
    for step in procedure.steps:
        begun = set.intersection(*(set(opened[source]) for source in step.sources))
        periods = begun | {limit.name for limit in step.opens}
        for one, place in contents(step.notice, procedure):
            if not _is_provided(place, procedure, step, periods):
                yield f"{step.notice!r} of step {step.name!r} lacks {place!r} ({one.words}, {one.law})"


def _asked(procedure: Procedure, step: Step, facts: Facts) -> Iterator[Item]:
    """Yield what can still be mended: what is handed in with the step, and the fields of drafts."""
    preparing = procedure.state(facts.state).phase is Phase.PREPARING
    own = tuple(
        place for place, is_open in zip(_OWN, (facts.deal_is_draft, preparing), strict=True) if is_open
    )
    for one, place in contents(step.notice, procedure):
        if place.startswith(("step.", *own)):
            yield one, place
    if preparing and procedure.state(step.target).phase not in (Phase.PREPARING, Phase.FAILED):
        for kind in _later(procedure):
            yield from ((one, place) for one, place in contents(kind, procedure) if place.startswith(own))


def _later(procedure: Procedure) -> list[str]:
    """Return the kinds of the notices for which steps call once the preparation is over."""
    return list(dict.fromkeys(
        step.notice
        for step in procedure.steps
        if step.notice and any(procedure.state(name).phase is not Phase.PREPARING for name in step.sources)
    ))  # fmt: skip


def _is_said(place: str, facts: Facts) -> bool:
    """Tell whether a field says something; what was not handed in yet is judged when it is."""
    whose, _, name = place.partition(".")
    row: Any = {"deal": facts.particulars, "lot": facts.lot, "step": facts.data}[whose]
    if row is None:
        return True
    value = getattr(row, name)
    return bool(value.strip()) if isinstance(value, str) else value not in (None, ())


def _is_provided(place: str, procedure: Procedure, step: Step, periods: Collection[str]) -> bool:
    whose, _, name = place.partition(".")
    if whose == "known":
        return name in KNOWN
    if whose == "period":
        return name in periods
    cls = {"deal": procedure.particulars, "lot": procedure.lot_particulars, "step": step.takes}[whose]
    return cls is not None and _is_public(cls, name)


def _is_public(cls: type, name: str) -> bool:
    hint = typing.get_type_hints(cls, include_extras=True).get(name)
    labels = [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Label)]
    return bool(labels) and labels[0].disclosure is Disclosure.OPEN
