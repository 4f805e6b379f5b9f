"""Words in the reader's language, and values as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from foundation.text import Text
from notices import parts

register = template.Library()


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
def amount(value: Any) -> str:
    """Return an amount with separators."""
    return parts.money(value).zh
