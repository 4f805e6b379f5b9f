"""What a form says when an action refuses what was typed into it: each reason at its field, by the name that the field has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from foundation.errors import DomainError, Invalid
from foundation.text import Text
from portal import mistakes
from portal.desk.forms import Field, placed
from portal.mistakes import Mistake

_WRONG = "invalid_particulars"


def at_fields(
    refused: DomainError, shown: Sequence[Field], prefix: str, *, others: str = ""
) -> list[Mistake]:
    """
    Return every reason of a refusal, in its order, at the inputs of a form whose names begin with `prefix`.

    `others` is how the names of those begin that are no particulars, where they have a part of the form of their own.
    """
    if not (isinstance(refused, Invalid) and refused.code == _WRONG):
        found = list(mistakes.of(refused))
        return placed(found, shown, others) if others else found
    found = [Mistake(words, field=name) for name, several in refused.fields.items() for words in several]
    labels = dict(_labels(shown))
    return [_named(one, labels) for one in placed(found, shown, prefix)]


def _named(one: Mistake, labels: dict[str, Text]) -> Mistake:
    label = labels.get(one.field)
    if label is None:
        return one
    said = one.message if isinstance(one.message, Text) else Text(one.message, one.message)
    return replace(one, message=Text(f"{label.zh}：{said.zh}", f"{label.en}: {said.en}"))


def _labels(shown: Sequence[Field]) -> Iterator[tuple[str, Text]]:
    for one in shown:
        yield one.id, one.label
        for row in one.rows:
            for name, label in _labels(row.fields):
                yield (
                    name,
                    Text(
                        f"{one.label.zh} {row.number} {label.zh}", f"{one.label.en} {row.number}, {label.en}"
                    ),
                )
