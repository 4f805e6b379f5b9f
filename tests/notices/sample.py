"""Values for every field of a dataclass of the law: as the API takes them, within their bounds, in Chinese only."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from trading import particulars
from trading.law.choices import Choice
from trading.law.labels import Ge, Gt, Le, MaxLen

WORDS = "示例内容"
AMOUNT = "1234567.89"


def sample(cls: type, *, turn: int = 0) -> dict[str, Any]:
    """Return the JSON of an instance, every field filled; `turn` turns the wheel of each closed list."""
    hints = typing.get_type_hints(cls, include_extras=True)
    raw = {f.name: _value(hints[f.name], turn) for f in dataclasses.fields(cls)}
    stored: dict[str, Any] = particulars.dump(particulars.parse(cls, raw))
    return stored


def turns(*classes: type) -> int:
    """Return how many turns show every choice of every closed list once."""
    return max((len(choice) for cls in classes for choice in choices(cls)), default=1)


def choices(cls: type) -> Iterator[type[Choice]]:
    """Yield the closed lists that the fields of a dataclass, and of those within it, choose from."""
    for hint in typing.get_type_hints(cls, include_extras=True).values():
        inner = _inner(hint)
        if issubclass(inner, Choice):
            yield inner
        elif dataclasses.is_dataclass(inner):
            yield from choices(inner)


def _inner(hint: Any) -> type:
    """Return the plain type in a hint, or in each value of its list."""
    while not isinstance(hint, type) or typing.get_args(hint):
        hint = typing.get_args(hint)[0]
    return hint


def _value(hint: Any, turn: int) -> Any:
    core = particulars._core(hint)
    if typing.get_origin(core) is tuple:
        return [_value(typing.get_args(core)[0], turn)]
    if dataclasses.is_dataclass(core):
        return sample(typing.cast(type, core), turn=turn)
    if issubclass(core, Choice):
        return list(core)[turn % len(core)].value
    if core is bool:
        return turn % 2 == 0
    if core is date:
        return "2026-03-02"
    return _bounded(core, particulars._metadata(hint))


def _bounded(core: type, bounds: tuple[Any, ...]) -> Any:
    least: list[Any] = [m.ge for m in bounds if isinstance(m, Ge)] + [
        m.gt for m in bounds if isinstance(m, Gt)
    ]
    most: list[Any] = [m.le for m in bounds if isinstance(m, Le)]
    if core is int:
        return min([max([3, *least]), *most])
    if core is Decimal:
        return str(min(most)) if most else AMOUNT
    return WORDS[: min([m.max_length for m in bounds if isinstance(m, MaxLen)] or [100])]
