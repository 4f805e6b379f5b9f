"""The form of a dataclass: one input for each field, with its name, unit, bounds and article, as the annotations say them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from foundation.text import Text
from portal.desk.typed import NO, YES, Tree, of_stored
from portal.mistakes import Mistake
from trading import particulars
from trading.particulars import UNBOUNDED, Bounds, FieldInfo

Kind = Literal[
    "text",
    "long",
    "amount",
    "number",
    "whole",
    "day",
    "instant",
    "yes_no",
    "choice",
    "several",
    "lines",
    "rows",
]
LONG = 300
"""From how many signs on a text gets more than a line."""
_OF_TYPE: dict[str, Kind] = {
    "Decimal": "number", "int": "whole", "date": "day", "datetime": "instant", "bool": "yes_no"
}  # fmt: skip
_ANSWERS = ((YES, Text("是", "Yes")), (NO, Text("否", "No")))


@dataclass(frozen=True)
class Row:
    """A record of a list: its place in it, counted from 1 for people, and its inputs."""

    place: int
    fields: Sequence[Field]

    @property
    def number(self) -> int:
        """Which one it is, for people."""
        return self.place + 1


@dataclass(frozen=True)
class Field:
    """An input; `id` is its name in the form and on the page."""

    id: str
    kind: Kind
    label: Text
    hints: Sequence[Text]
    is_required: bool
    value: Any = ""
    choices: Sequence[tuple[str, Text]] = ()
    rows: Sequence[Row] = ()
    is_list: bool = False  # whether there may be more records than one
    bounds: Bounds = UNBOUNDED

    @property
    def path(self) -> str:
        """The path below the form's own prefix."""
        return self.id.partition(".")[2]

    @property
    def lines(self) -> str:
        """The values of a list, one a line."""
        return "\n".join(self.value) if isinstance(self.value, list) else ""


def fields(cls: type, tree: Tree | None, prefix: str) -> list[Field]:
    """Return the inputs of a dataclass, filled with what was typed, or with what fields have by themselves."""
    shown = of_stored(cls, {}) if tree is None else tree
    return [_field(one, shown.get(one.name), f"{prefix}.{one.name}") for one in particulars.describe(cls)]


def _field(info: FieldInfo, value: Any, path: str) -> Field:
    made = Field(
        id=path,
        kind=_kind(info),
        label=info.label,
        hints=list(_hints(info)),
        is_required=info.required,
        value=value,
        choices=_ANSWERS if info.type == "bool" else info.choices,
        is_list=info.type == "tuple",
        bounds=info.bounds,
    )
    if info.record is None:
        return made
    rows: list[Tree] = list(value or ())
    if not rows and (info.required or info.type != "tuple"):
        rows = [of_stored(info.record, {})]
    if info.type != "tuple":
        return replace(made, rows=[Row(0, fields(info.record, row, path)) for row in rows[:1]])
    return replace(made, rows=[Row(n, fields(info.record, row, f"{path}.{n}")) for n, row in enumerate(rows)])


def _kind(info: FieldInfo) -> Kind:
    if info.record is not None:
        return "rows"
    if info.type == "tuple":
        return "several" if info.choices else "lines"
    if info.choices:
        return "choice"
    if info.is_amount:
        return "amount"
    if info.type in _OF_TYPE:
        return _OF_TYPE[info.type]
    return "long" if (info.bounds.longest or 0) > LONG else "text"


def _hints(info: FieldInfo) -> Iterator[Text]:
    if info.hint:
        yield info.hint
    if info.record is None and info.type == "tuple" and not info.choices:
        yield Text("每行一项", "One a line")
    bounds = info.bounds
    if info.is_share:
        yield Text("0 到 1 之间的小数，如 0.02 即 2%", "A share from 0 to 1: 0.02 is 2 per cent")
    elif said := _between(bounds, is_amount=info.is_amount):
        yield said
    if bounds.fewest and bounds.fewest > 1 and info.type == "tuple":
        yield Text(f"至少 {bounds.fewest} 项", f"At least {bounds.fewest}")
    if info.law:
        yield Text(f"依据：{info.law}", f"Under {info.law}")


def _between(bounds: Bounds, *, is_amount: bool) -> Text | None:
    """Return between which numbers a value lies, in words; nothing of what goes without saying."""
    zh, en = [], []
    if bounds.over is not None:
        zh.append(f"大于 {bounds.over:,}")
        en.append(f"more than {bounds.over:,}")
    elif bounds.least is not None and not (is_amount and not bounds.least):
        zh.append(f"不小于 {bounds.least:,}")
        en.append(f"at least {bounds.least:,}")
    if bounds.most is not None:
        zh.append(f"不大于 {bounds.most:,}")
        en.append(f"at most {bounds.most:,}")
    return Text("，".join(zh), ", ".join(en).capitalize()) if zh else None


def ids(shown: Sequence[Field]) -> Iterator[str]:
    """Yield the id of every input, those of records too."""
    for one in shown:
        yield one.id
        for row in one.rows:
            yield from ids(row.fields)


def placed(wrong: Sequence[Mistake], shown: Sequence[Field], prefix: str) -> list[Mistake]:
    """
    Return mistakes at the inputs that they are about: at the nearest one that there is, else at the whole form.

    What an action says of a field it says by its path; what already is an input's id stays where it is.
    """
    known = set(ids(shown))

    def place(field: str) -> str:
        path = field if field in known else f"{prefix}.{field}"
        while path and path not in known:
            path = path.rpartition(".")[0]
        return path

    return [replace(one, field=place(one.field)) if one.field else one for one in wrong]
