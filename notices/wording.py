"""Which fields of a notice are free texts that somebody wrote, and which of what the law asks stands in a content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.text import Text
from notices.comparing import bare
from notices.known import LABELS, SECTIONS
from notices.parts import NONE
from trading import particulars
from trading.law import notice_contents
from trading.law.labels import Disclosure
from trading.law.notice_kinds import Asked
from trading.law.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that the law asks a notice to say: in which words, under which article, what it is called here, and whether it is there."""

    asked: Asked
    name: Text
    is_said: bool


def free_texts(kind: str, procedure: Procedure) -> frozenset[str]:
    """Return the Chinese names of the fields whose words a correction of a kind of notice may change."""
    return frozenset(
        info.label.zh
        for cls in _classes(kind, procedure)
        for info in particulars.describe(cls)
        if info.type == "str" and not info.choices and info.disclosure is Disclosure.OPEN
    )


def checked(content: Mapping[str, Any], kind: str, procedure: Procedure) -> list[Checked]:
    """Return what the law asks of a kind of notice that people could have written, each with whether the content says it."""
    found: dict[str, Checked] = {}
    for one, place in notice_contents.contents(kind, procedure):
        name = _name(place, kind, procedure)
        if name is not None and one.when is None:
            found.setdefault(place, Checked(one, name, _is_said(content, name)))
    return list(found.values())


def _is_said(content: Mapping[str, Any], name: Text) -> bool:
    return any(label == name.zh and value not in ("", NONE.zh) for label, value in _said(content))


def _said(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for section in content["sections"]:
        heading = bare(section["heading"]["zh"])
        if section["paragraphs"]:
            yield from ((title, "…") for title in SECTIONS.values() if heading.startswith(title))
        for row in section["rows"]:
            yield row["label"]["zh"], row["value"]["zh"].strip()
        for line in section["table"]:
            for head, cell in zip(section["header"], line, strict=False):
                yield head["zh"], cell["zh"].strip()
            # A period is a line of a table, under its own name.
            yield line[0]["zh"], "…"


def _name(place: str, kind: str, procedure: Procedure) -> Text | None:
    """Return under which name a notice prints what stands in a place; None for what has no name of its own."""
    whose, _, name = place.partition(".")
    if whose == "known":
        if name == "organiser":
            return procedure.organiser_title
        return LABELS.get(name) or (Text(SECTIONS[name], SECTIONS[name]) if name in SECTIONS else None)
    if whose == "period":
        return procedure.limits()[name].title
    for cls in _classes(kind, procedure):
        for info in particulars.describe(cls):
            if info.name == name:
                return info.label
    return None


def _classes(kind: str, procedure: Procedure) -> list[type]:
    """Return what the deal, its lots and the steps that call for a kind of notice hand in."""
    taken = [step.takes for step in procedure.steps if step.notice == kind and step.takes]
    return [procedure.particulars, procedure.lot_particulars, *taken]
