"""What the platform's records and their fields are called: the names that the dictionary of fields prints."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from foundation.text import Text


def of_record(code: str) -> Text:
    """Return the name of a record; of one that has none, its code in words, which a test refuses."""
    return _names("R").get(code) or _words(code, code)


def of_field(code: str) -> Text:
    """Return the name of a field, which means the same in every record; of one that has none, its code in words, which a test refuses."""
    return _names("F").get(code) or _words(code, code)


def known(kind: str) -> frozenset[str]:
    """Return the codes of all records (`R`) or fields (`F`) that have a name."""
    return frozenset(_names(kind))


@cache
def _names(kind: str) -> Mapping[str, Text]:
    lines = files("trading.law").joinpath("record_names.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {code: _words(code, zh) for which, code, zh in rows if which == kind}


def _words(code: str, zh: str) -> Text:
    return Text(zh, code.replace("_", " ").replace(".", ": "))
