"""
What differs between two versions of a notice, field by field and word by word. Pure.

A field is known by where it stands: the heading of its section without its number, and its label, its column, or its place among
paragraphs. So one that was put in between does not make all after it differ.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from foundation.text import Text

Content = Mapping[str, Any]
_Key = tuple[str, ...]
_Found = tuple[Text, Mapping[str, str]]
_NUMBER = re.compile(r"^(?:[零一二三四五六七八九十]+、|[0-9]+\. )")
# A word of letters, a number with its separators, white space; or one sign, for Chinese is read sign by sign.
_WORD = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)
LONGEST = 3_000  # words of a field, beyond which it is shown as a whole: comparing costs their square
ABOUT = {
    "corrected": Text("更正说明", "About this correction"),
    "withdrawn": Text("撤回说明", "About this withdrawal"),
}
"""The headings under which a version says what it is: that differs always, and is told by the history."""
_OWN = frozenset(one.zh for one in ABOUT.values())
_TITLE = Text("标题", "Title")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: in both versions (`kept`), in the older one alone (`deleted`), or in the newer one alone (`inserted`)."""

    how: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs: where it stands, and its words in each language, in the order in which they are read."""

    where: Text
    zh: Sequence[Piece]
    en: Sequence[Piece]


def changes(before: Content, after: Content) -> list[Change]:
    """Return every field that differs, in the order of the newer version; then those that are gone."""
    old, new = dict(_fields(before)), dict(_fields(after))
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        where = (new.get(key) or old[key])[0]
        then, now = (side[key][1] if key in side else _NOTHING for side in (old, new))
        if then != now:
            found.append(Change(where, pieces(then["zh"], now["zh"]), pieces(then["en"], now["en"])))
    return found


def pieces(before: str, after: str) -> list[Piece]:
    """Return what a text was and is, word by word; what is gone stands before what came in its place."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > LONGEST or len(new) > LONGEST:
        return [one for one in (Piece("deleted", before), Piece("inserted", after)) if one.words]
    found = []
    for how, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece("kept", "".join(old[i:j])))
            continue
        found += [Piece("deleted", "".join(old[i:j]))] if j > i else []
        found += [Piece("inserted", "".join(new[k:m]))] if m > k else []
    return found


_NOTHING: Mapping[str, str] = {"zh": "", "en": ""}


def bare(heading: str) -> str:
    """Return a heading without its number: 一、基本情况 is 基本情况."""
    return _NUMBER.sub("", heading)


def _fields(content: Content) -> Iterator[tuple[_Key, _Found]]:
    """Yield every field of a notice with where it stands; of two under one name, the second is another field."""
    yield ("title",), (_TITLE, content["title"])
    seen: Counter[_Key] = Counter()
    for section in content["sections"]:
        heading = Text(bare(section["heading"]["zh"]), bare(section["heading"]["en"]))
        if heading.zh in _OWN:
            continue
        for key, name, value in _of_section(section):
            full = (heading.zh, *key)
            seen[full] += 1
            where = Text(f"{heading.zh} › {name.zh}", f"{heading.en} › {name.en}")
            yield (*full, str(seen[full])), (where, value)


def _of_section(section: Content) -> Iterator[tuple[_Key, Text, Mapping[str, str]]]:
    for n, paragraph in enumerate(section["paragraphs"], start=1):
        yield ("paragraph", str(n)), Text(f"第{n}段", f"paragraph {n}"), paragraph
    for row in section["rows"]:
        yield ("row", row["label"]["zh"]), Text(row["label"]["zh"], row["label"]["en"]), row["value"]
    for line in section["table"]:
        first = line[0] if line else _NOTHING
        for cell, head in zip(line, section["header"], strict=False):
            name = Text(f"{first['zh']} › {head['zh']}", f"{first['en']} › {head['en']}")
            yield ("cell", first["zh"], head["zh"]), name, cell
