"""What a form says at its fields after a refusal: the words, the frame, what assistive technology reads, and what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.mistakes import Mistake
from portal.templatetags.words import words

register = template.Library()


@register.simple_tag(takes_context=True)
def faulty(context: Mapping[str, Any], field: str) -> str:
    """Return the class of a group whose field was refused, to stand behind another; nothing for any other."""
    return " govuk-form-group--error" if any(_of(context, field)) else ""


@register.simple_tag(takes_context=True)
def wrong(context: Mapping[str, Any], field: str) -> SafeString:
    """Return what was said of a field, above it."""
    lines = ((words(one.message),) for one in _of(context, field))
    said = format_html_join(" ", "{}", lines)
    return format_html('<p class="govuk-error-message" id="{}-error">{}</p>', field, said) if said else said


@register.simple_tag(takes_context=True)
def described(context: Mapping[str, Any], field: str, *hints: str) -> SafeString:
    """Return the attributes by which a field is read out with its hints and with what was said of it."""
    is_wrong = any(_of(context, field))
    by = " ".join([*hints, f"{field}-error"] if is_wrong else hints)
    said = format_html(' aria-describedby="{}"', by) if by else SafeString("")
    return said + SafeString(' aria-invalid="true"') if is_wrong else said


@register.simple_tag(takes_context=True)
def typed(context: Mapping[str, Any], *name: str) -> str:
    """Return what was typed into a field whose name comes in parts."""
    return str((context.get("given") or {}).get("".join(name), ""))


def _of(context: Mapping[str, Any], field: str) -> Iterator[Mistake]:
    return (one for one in context.get("mistakes") or () if one.field == field)
