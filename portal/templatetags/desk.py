"""What the inputs of a derived form say of themselves: their hints to assistive technology, their bounds to the page's script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.text import Text
from portal.desk.forms import Field
from portal.templatetags import fields as marks
from portal.templatetags.words import words

register = template.Library()


@register.simple_tag(takes_context=True)
def hinted(context: Mapping[str, Any], field: Field) -> SafeString | str:
    """Return the attributes by which an input is read out with its hints, if it has any, and with what was said of it."""
    needed = SafeString(' aria-required="true"') if field.is_required and field.kind in _REQUIRABLE else ""
    hints = (f"{field.id}-hint",) if field.hints else ()
    return SafeString(needed + marks.described(context, field.id, *hints))


@register.simple_tag(takes_context=True)
def hinted_by(context: Mapping[str, Any], name: str) -> SafeString | str:
    """Return those of an input that always has a hint."""
    return marks.described(context, name, f"{name}-hint")


@register.simple_tag
def bounded(field: Field) -> SafeString | str:
    """Return between which numbers a value lies, and what the page says at once of another."""
    bounds = field.bounds
    least = bounds.over if bounds.least is None else bounds.least
    if least is None and bounds.most is None:
        return ""
    zh = (
        [f"应大于 {bounds.over}" if bounds.over is not None else f"应不小于 {least}"]
        if least is not None
        else []
    )
    en = (
        [f"more than {bounds.over}" if bounds.over is not None else f"at least {least}"]
        if least is not None
        else []
    )
    if bounds.most is not None:
        zh.append(f"应不大于 {bounds.most}")
        en.append(f"at most {bounds.most}")
    said = words(Text("，".join(zh), f"It has to be {' and '.join(en)}"))
    return format_html(
        ' data-least="{}" data-over="{}" data-most="{}" data-refusal="{}"',
        "" if bounds.over is not None or least is None else least,
        "" if bounds.over is None else bounds.over,
        "" if bounds.most is None else bounds.most,
        said,
    )


_REQUIRABLE = frozenset({"text", "long", "amount", "number", "whole", "day", "instant", "choice", "lines"})
