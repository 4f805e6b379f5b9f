"""What a page says when an action refuses: every reason, with its article, and where on the page it belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foundation.errors import DomainError, Invalid
from foundation.text import Text


@dataclass(frozen=True)
class Mistake:
    """One reason; `field` is the id of what it is about, empty where it is about all of it."""

    message: Text | str
    law: Text | str = ""
    field: str = ""


def of(refused: DomainError) -> Sequence[Mistake]:
    """Return every reason of a refusal, in its order."""
    return list(_mistakes(refused))


def _mistakes(refused: DomainError) -> Iterator[Mistake]:
    if refused.reasons:
        for one in refused.reasons:
            yield Mistake(one.message, one.law or "")
        return
    fields = refused.fields if isinstance(refused, Invalid) else {}
    if not fields:
        yield Mistake(refused.message)
    for name, messages in fields.items():
        for message in messages:
            # What is named in a field, such as a code, says nothing by itself.
            yield Mistake(_joined(refused.message, message), field=name)


def _joined(whole: Text | str, part: Text | str) -> Text | str:
    if whole == part:
        return whole
    first, second = (one if isinstance(one, Text) else Text(one, one) for one in (whole, part))
    return Text(f"{first.zh}：{second.zh}", f"{first.en}: {second.en}")
