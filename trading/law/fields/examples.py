"""Makes a valid record of an entity: for demonstration and for tests. The same seed gives the same record."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from trading.law.fields.formats import Kind
from trading.law.fields.packs import Entity, Field

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def example(entity: Entity, *, seed: int = 0) -> dict[str, str]:
    """Return a record with every field of `entity`, valid by `validation.errors`; all values are text."""
    chance = random.Random(f"{entity.code}/{seed}")  # noqa: S311 - a made-up record, no secret
    return {field.code: _value(field, chance) for field in entity.fields}


def _value(field: Field, chance: random.Random) -> str:
    if field.choices:
        return chance.choice([code for code, _ in field.choices])
    if field.kind is Kind.BOOLEAN or field.domain == "yes_no":
        return chance.choice("01")
    if field.kind is Kind.NUMBER:
        return _number(field, chance)
    if field.kind is Kind.DATE:
        at = datetime(2026, 3, 2, 9, 0) + timedelta(minutes=30 * chance.randrange(10_000))  # noqa: DTZ001 - local by the standard
        return at.strftime(field.format.pattern)
    if maker := _MAKERS.get(field.domain):
        return maker(chance)
    return _text(field, chance)


def _number(field: Field, chance: random.Random) -> str:
    size = field.format
    whole = (size.length or 9) - size.places
    number = str(chance.randint(1, 10 ** min(whole, 6) - 1)) if whole else "0"
    return f"{number}.{chance.randint(0, 9)}" if size.places else number


def _text(field: Field, chance: random.Random) -> str:
    size = field.format
    if field.domain in ("code", "word", "digits"):
        alphabet = "0123456789" if field.domain == "digits" else _USCC
        return "".join(chance.choices(alphabet, k=size.length or 8))
    words = f"{field.name}（示例{chance.randint(1, 999)}）"
    if size.length is None or (not size.fixed and len(words) <= size.length):
        return words
    return words[: size.length].ljust(size.length if size.fixed else 1, "例")


def _code(length: int) -> Callable[[random.Random], str]:
    return lambda chance: "".join(chance.choices(_USCC, k=length))


def _deal(chance: random.Random) -> str:
    return f"A0{chance.randint(1, 9)}-{_code(18)(chance)}-20260302-{chance.randint(0, 999_999):06}-{chance.randint(0, 9)}"


_MAKERS: dict[str, Callable[[random.Random], str]] = {
    "uscc": _code(18),
    "platform": _code(11),
    "section": _code(23),
    "deal": _deal,
    "investment": lambda chance: f"2026-370200-{chance.randint(10, 99)}-01-{chance.randint(0, 999_999):06}",
    "currency": lambda _: "156",
    "category": lambda _: "E47",
    "ipv4": lambda chance: f"192.0.2.{chance.randint(1, 254)}",
    "percent": lambda chance: f"{chance.randint(-30, 30)}%",
    "json": lambda chance: f'{{"得分": "{chance.randint(60, 99)}.50"}}',
}
