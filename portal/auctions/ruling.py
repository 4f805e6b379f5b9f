"""The rules of an auction as a form asks for them: what was announced stands; each number is typed beside its bound and article."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bidding.auctions import lawful
from bidding.auctions.bounds import SETTLED
from bidding.scoring.bounds import Within
from foundation.clock import ZONE
from foundation.errors import Invalid
from foundation.money import parse_amount
from foundation.text import Text
from portal.auctions import ruling_words as words
from toolkit.auctions.running import Rules
from toolkit.records import Record
from trading.law.citations import Law

CLASSES: Final[Mapping[str, Any]] = {
    one.model_fields["form"].default: one for one in typing.get_args(typing.get_args(Rules)[0])
}
_RIGHTS: Final = "rights"
_ONLY_WITH: Final = {"holders": "has_holders", "settle_s": "has_reserve", "if_untold": "has_reserve"}
"""What is asked only of a lot that has something, by its name among the terms."""
_SET: Final = frozenset({"auction", "currency", "starts_at", "bidders", "form", "reserve", "seeds", "opened"})
"""What no form asks for: it follows from the lot, or has a place of its own."""
_WRITTEN: Final = frozenset({"scoring"})
"""What is too long for a form: such auctions are scheduled by programs."""
_MALFORMED: Final = Text("请检查竞价规则", "Look at the rules again")


@dataclass(frozen=True)
class Field:
    """
    A rule to be typed: how (`money`, `whole`, `number`, `choice` or `rights`), and what stands there at first.

    A fixed one was announced and is only shown. `hint` says between which numbers the law keeps it, or what it means. Of `rights` the rank
    is chosen of each bidder of `claims`, by its number, with the right that it claimed.
    """

    name: str
    title: Text
    type: str
    value: str
    needed: bool
    choices: Sequence[tuple[str, Text]] = ()
    is_fixed: bool = False
    hint: Text | None = None
    law: Law | None = None
    claims: Mapping[str, str] = field(default_factory=dict)

    @property
    def claimed(self) -> Sequence[tuple[str, Text]]:
        """Who claimed which right, in words."""
        return [(number, words.RIGHTS[right]) for number, right in self.claims.items()]

    @property
    def ranks(self) -> Sequence[str]:
        """The ranks that so many may have."""
        return [str(rank) for rank in range(1, len(self.claims) + 1)]

    @property
    def shown(self) -> Text | str:
        """Its value in words, where it is one of several."""
        return dict(self.choices).get(self.value, self.value)


def forms(terms: lawful.Terms, announced: Collection[str]) -> list[str]:
    """Return the forms that were announced and the law foresees, and whose rules can be typed."""
    return [
        one for one in lawful.foreseen(terms)
        if one in announced and not _WRITTEN & set(CLASSES[one].model_fields)
    ]  # fmt: skip


def fields(
    form: str, terms: lawful.Terms, announced: Mapping[str, Any], claims: Mapping[str, str] | None = None
) -> list[Field]:
    """
    Return what to ask for an auction of a form, in the order of its rules.

    `claims` are the rights of those who were admitted with one, by their numbers. Nobody is asked of rights where none to be used here was
    announced, nor what becomes of a reserve price where there is none.
    """
    bounds = {name: bound for _, name, bound in lawful.bounded(form, terms.kind)} | {"settle_s": SETTLED}
    settled = lawful.SETTLED.get(terms.kind, {})
    found = []
    for one in _fields(CLASSES[form]):
        if one.name in announced:
            one = replace(one, value=_plain(announced[one.name]), is_fixed=True)
        elif one.name in settled:
            value, law = settled[one.name]
            one = replace(one, value=value, is_fixed=True, law=law)
        elif one.name in bounds:
            one = _bounded(one, bounds[one.name])
        elif one.type == _RIGHTS:
            one = replace(one, claims=claims or {})
        if one.name == "show_s":
            if not _may_be_secret(form, announced):
                continue
            # A clock has sealed prices after it only where somebody says so.
            one = replace(one, value="") if "sealed_s" in CLASSES[form].model_fields else one
        only_with = _ONLY_WITH.get(one.name)
        if only_with is None or getattr(terms, only_with):
            found.append(one)
    return found


def _may_be_secret(form: str, announced: Mapping[str, Any]) -> bool:
    """Tell whether prices that others do not see may be given in an auction of a form, as it was announced."""
    if form == "listing":
        return announced.get("beyond.way") == "written"
    return form in lawful.SECRET or "sealed_s" in CLASSES[form].model_fields


def _bounded(one: Field, bound: Within) -> Field:
    """Return a field with its bound; one that may be nothing else is fixed."""
    value = one.value if one.value and bound.holds(Decimal(one.value)) else _plain(bound.lowest)
    is_fixed = bound.lowest == bound.highest
    return replace(one, value=value, hint=bound.asks(), law=bound.law, is_fixed=is_fixed)


def read(
    form: str, asked: Sequence[Field], typed: Mapping[str, str], announced: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Return rules of a form from what was typed and announced, without lot and start; whoever has a priority right is a bidder.

    :raises Invalid: beside every field that cannot be read.
    """
    rules: dict[str, Any] = {"form": form, "bidders": []}
    wrong: dict[str, list[Text | str]] = {}
    for one in asked:
        try:
            value = (
                rights(one, typed)
                if one.type == _RIGHTS
                else _value(one, one.value if one.is_fixed else typed.get(one.name, "").strip())
            )
        except Invalid as error:
            wrong[one.name] = [error.message]
            continue
        if value is not None:
            at = rules
            *above, last = one.name.split(".")
            for name in above:
                at = at.setdefault(name, {})
            at[last] = value
    if wrong:
        raise Invalid("rules_malformed", _MALFORMED, fields=wrong)
    if reserve := announced.get("reserve"):
        rules["reserve"] = reserve
    rules["bidders"] = [one["bidder"] for one in rules.get("holders", ())]
    if opened := announced.get("opened"):
        rules["opened"] = [one.model_dump() for one in opened]
        rules["bidders"] = [one.bidder for one in opened]
    return rules


def rights(one: Field, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """
    Return who has which right by which rank, from the rank that was chosen for each who claimed one.

    :raises Invalid: for what is no rank.
    """
    found = []
    for number, right in one.claims.items():
        rank = typed.get(f"{one.name}.{number}.rank", "")
        if rank not in one.ranks:
            raise Invalid("rules_malformed", Text("请选择顺位", "Choose a rank"))
        found.append({"bidder": number, "right": right, "rank": int(rank)})
    return found


def instant(typed: Mapping[str, str], name: str) -> datetime:
    """
    Return an instant that was typed on the platform's clock.

    :raises Invalid: beside its field.
    """
    try:
        return datetime.fromisoformat(typed.get(name, "")[:19]).replace(tzinfo=ZONE)
    except ValueError as error:
        said = Text("请填写日期和时间", "Write a day and a time")
        raise Invalid("rules_malformed", _MALFORMED, fields={name: [said]}) from error


def field_of(code: str, message: Text | str, form: str, kind: str) -> str:
    """Return beside which field the refusal of rules belongs; empty for none."""
    bounded = lawful.bounded(form, kind)
    found = (name for refused, name, bound in bounded if refused == code and bound.says() == message)
    return next(found, "") or words.BESIDE.get(code, "")


def _fields(cls: Any, above: str = "") -> Iterator[Field]:
    hints = typing.get_type_hints(cls)
    for name, info in cls.model_fields.items():
        if name in _SET:
            continue
        full, hint = above + name, hints[name]
        if isinstance(hint, type) and issubclass(hint, Record):
            yield from _fields(hint, f"{full}.")
            continue
        choices = typing.get_args(hint) if typing.get_origin(hint) is typing.Literal else ()
        if len(choices) == 1:
            continue
        if full == "holders":
            yield Field(full, words.TITLES[full], _RIGHTS, "", needed=False)
            continue
        default = () if info.is_required() else info.default
        said, law = words.HINTS.get(full, (None, None))
        yield Field(
            full, words.TITLES[full], _type(full, hint, choices), words.USUAL.get(full, _plain(default)),
            needed=info.is_required(), choices=[(one, words.CHOICES[full][one]) for one in choices], hint=said, law=law,
        )  # fmt: skip


def _type(name: str, hint: Any, choices: Sequence[Any]) -> str:
    if choices:
        return "choice"
    if hint is int:
        return "whole"
    return "number" if name in words.SHARES else "money"


def _plain(value: Any) -> str:
    if value in (None, ()):
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _value(one: Field, typed: str) -> Any:
    if not typed:
        if one.needed:
            raise Invalid("rules_malformed", Text("必填", "This is needed"))
        return None
    match one.type:
        case "money":
            return f"{parse_amount(typed.replace(',', '').replace('，', ''), places=2):f}"
        case "whole":
            if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
                raise Invalid("rules_malformed", Text("请填写整数", "Write a whole number"))
            return int(typed)
    return typed
