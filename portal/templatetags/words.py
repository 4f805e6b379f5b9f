"""Words in the reader's language, and values as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation.clock import ZONE
from foundation.money import WAN, capital
from foundation.text import Text
from portal import countdown as counting
from portal import once as sending
from portal.phases import PHASES
from trading.law import document_kinds
from trading.models import Hold
from trading.refusals import HOLD_CAUSES

register = template.Library()


SIDES = {
    "centre": Text("交易中心", "The centre"),
    "organiser": Text("招标人（采购人）", "The organiser"),
}
REQUESTS = {
    "received": Text("办理中", "being dealt with"),
    "unclear": Text("待申请人补正", "to be completed"),
    "consulting": Text("征求第三方意见", "a third party is heard"),
    "answered": Text("已答复", "answered"),
    "abandoned": Text("逾期未补正，视为放弃", "given up: not completed in time"),
    "withdrawn": Text("申请人撤回", "withdrawn"),
}
_CLOCK = {"day": " ", "minute": "%H:%M", "second": "%H:%M:%S"}


@register.simple_tag
def say(zh: str, en: str) -> str:
    """Return the words in the reader's language."""
    return Text(zh, en).to(get_language() or "zh-hans")


@register.filter
def words(value: Any) -> str:
    """Return a text, or a stored pair of both languages, in the reader's language."""
    language = get_language() or "zh-hans"
    if isinstance(value, Text):
        return value.to(language)
    if isinstance(value, Mapping) and {"zh", "en"} <= value.keys():
        return Text(str(value["zh"]), str(value["en"])).to(language)
    return str(value)


@register.filter
def bracketed(value: Any) -> str:
    """Return an article, or another aside, in the brackets of the reader's language; what is bracketed in it follows a comma."""
    said = words(value)
    inner = re.sub(r"（([^（）]+)）$", r"，\1", said)
    return words(Text(f"（{inner}）", f" ({said})"))


@register.simple_tag
def when(at: datetime | date | None, to: str = "minute") -> str:
    """Return an instant in the platform's zone, or a day, as a `time` element; `to` is "day", "minute" or "second"."""
    if at is None:
        return "—"
    local = at.astimezone(ZONE) if isinstance(at, datetime) else at
    day = words(Text(f"{local.year}年{local.month}月{local.day}日", f"{local:%Y-%m-%d}"))
    shown = f"{day} {local:{_CLOCK[to]}}".rstrip() if isinstance(local, datetime) else day
    machine = local.isoformat(timespec="seconds") if isinstance(local, datetime) else local.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, shown)


@register.simple_tag
def countdown(ends_at: datetime, now: datetime) -> SafeString:
    """Return what is left until an instant; the page's script goes on counting by the server's clock."""
    left = ends_at - now
    return format_html(
        '<span class="yg-countdown" role="timer" aria-live="off" data-ends-at="{}" data-urgency="{}">{}</span>',
        ends_at.isoformat(), counting.urgency(left), words(counting.remaining(left)),
    )  # fmt: skip


@register.simple_tag
def once() -> SafeString:
    """Return the hidden field by which a form that is sent twice acts once."""
    return format_html('<input type="hidden" name="{}" value="{}">', sending.FIELD, sending.name())


@register.simple_tag
def phase(code: str) -> SafeString:
    """Return a phase of the public vocabulary as a tag."""
    title = PHASES.get(code)
    return format_html('<strong class="yg-tag yg-tag--{}">{}</strong>', code, words(title) if title else code)


@register.simple_tag
def document_kind(kind: str) -> str:
    """Return what a structured document of this kind is called."""
    return words(document_kinds.title_of(kind))


@register.simple_tag
def side(code: str) -> str:
    """Return who rated an expert's work."""
    return words(SIDES[code])


@register.simple_tag
def request_status(code: str) -> str:
    """Return how far a request for information is."""
    return words(REQUESTS[code])


@register.simple_tag
def hold_cause(hold: Hold) -> str:
    """Return what a suspension stands on."""
    return words(HOLD_CAUSES[hold.cause])


@register.filter
def amount(value: Any) -> str:
    """Return an amount with separators, to the cent; a dash where there is none."""
    return "—" if value in (None, "") else f"{Decimal(str(value)):,.2f}"


@register.filter
def grouped(value: str) -> str:
    """Return a number that was computed, digit by digit as it is, with separators; anything else as it is."""
    whole, point, rest = value.partition(".")
    digits = whole.removeprefix("-")
    return f"{int(whole):,}{point}{rest}" if digits.isascii() and digits.isdigit() and int(digits) else value


@register.filter
def in_capitals(value: Any) -> str:
    """Return an amount of yuan in 大写, without 人民币 before it."""
    return capital(Decimal(str(value)).quantize(Decimal("0.01")))


@register.filter
def instant(milliseconds: int) -> str:
    """Return an instant in milliseconds since 1970, to the millisecond, in the platform's zone."""
    at = datetime.fromtimestamp(milliseconds / 1000, ZONE)
    return f"{at:%Y-%m-%d %H:%M:%S}.{milliseconds % 1000:03d}"


@register.filter
def brief(value: Any) -> str:
    """Return an amount as lists show it: in 万元 from ten thousand yuan on."""
    if value in (None, ""):
        return "—"
    yuan = Decimal(str(value))
    if yuan < WAN:
        return words(Text(f"{yuan:,.2f} 元", f"CNY {yuan:,.2f}"))
    return words(Text(f"{_short(yuan / WAN)} 万元", f"CNY {yuan:,.2f}"))


@register.simple_tag
def money(value: Any, currency: str = "CNY") -> SafeString | str:
    """Return an amount in digits and, for yuan, in 大写 and in 万元."""
    if value in (None, ""):
        return "—"
    exact = Decimal(str(value))
    if currency != "CNY":
        return format_html('<span class="yg-number">{} {}</span>', currency, amount(exact))
    digits = words(Text(f"{exact:,.2f} 元", f"CNY {exact:,.2f}"))
    inner = f"（{_short(exact / WAN)} 万元）" if exact >= WAN else ""
    return format_html(
        '<span class="yg-number">{}</span><span class="yg-amount__words" lang="zh-Hans">人民币{}{}</span>',
        digits, capital(exact.quantize(Decimal("0.01"))), inner,
    )  # fmt: skip


@register.filter
def size(value: int) -> str:
    """Return a number of bytes as people read it."""
    return filesizeformat(value)


def _short(value: Decimal) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")
