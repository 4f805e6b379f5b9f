"""
What a correction of a notice may say anew, and the version that comes of it. Pure: what was published is handed in as it is stored.

Only words that somebody wrote are corrected: free texts of the deal, of its lots and of a step, and a clarification's own. Amounts,
days, choices, names, periods and results are facts; they are changed where they are kept, by the step that the law has for it, which
calls for a notice of its own. So a corrected notice never says something else than the platform acts on.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.text import Text
from notices.comparing import ABOUT, bare
from notices.known import SECTIONS
from notices.parts import instant, same
from notices.writing import Row, Section

Stored = dict[str, Any]
LONGEST = 4_000  # signs of a corrected field


@dataclass(frozen=True, slots=True)
class Place:
    """
    A field that may be corrected: `code` names it, `where` says it to people. Where `is_one` its words are the same in both languages:
    a name, a number, what somebody wrote.
    """

    code: str
    where: Text
    zh: str
    en: str

    @property
    def name(self) -> str:
        """What it is called in forms and in mistakes."""
        return f"said.{self.code}"

    @property
    def is_one(self) -> bool:
        """Whether one text serves both languages."""
        return self.zh == self.en


@dataclass(frozen=True, slots=True)
class About:
    """What a version says of itself: which notice it follows, since when that was public, why, under which article, for whom, and when."""

    act: str
    first_number: str
    first_at: datetime
    ground: Text
    law: str
    reason: str
    unit: str
    at: datetime


def places(content: Mapping[str, Any], labels: Collection[str]) -> list[Place]:
    """Return what may be corrected in a notice, in its order; `labels` are the Chinese names of the free texts of its deal."""
    return [Place(code, where, value["zh"], value["en"]) for code, where, value in _places(content, labels)]


def corrected(
    content: Mapping[str, Any], said: Mapping[str, Text], labels: Collection[str], about: About
) -> Stored:
    """Return the next version: the fields that are `said` anew by their codes, and at the top what was corrected and why."""
    made: Stored = copy.deepcopy(dict(content))
    made["sections"] = [one for one in made["sections"] if not is_about(one)]
    lines = []
    for code, where, value in _places(made, labels):
        if code in said:
            lines.append((where, Text(value["zh"], value["en"]), said[code]))
            value["zh"], value["en"] = said[code].zh, said[code].en
    header = (
        Text("更正事项", "What is corrected"),
        Text("更正前", "Before"),
        Text("更正后", "Corrected"),
    )
    told = Section(ABOUT[about.act], rows=_rows(about), header=header, table=tuple(lines))
    made["sections"].insert(1, told.to_json())
    return made


def withdrawn(title: Text, about: About) -> Stored:
    """Return the version that takes a notice back: it says that, and nothing of what the notice said."""
    words = Text(
        "上述公告自本公告发布之时起撤回，不再作为办理的依据。",
        "That notice is withdrawn as of this one; nobody relies on it any more.",
    )
    told = Section(ABOUT[about.act], paragraphs=(words,), rows=_rows(about))
    heading = Text(f"关于撤回《{title.zh}》的公告", f"Withdrawal of “{title.en}”")
    return {"title": {"zh": heading.zh, "en": heading.en}, "sections": [told.to_json()]}


def is_about(section: Mapping[str, Any]) -> bool:
    """Tell whether a section is what a version says of itself."""
    return section["heading"]["zh"] in {one.zh for one in ABOUT.values()}


def _rows(about: About) -> tuple[Row, ...]:
    rows = (
        Row(Text("原公告编号", "Number of the first notice"), same(about.first_number)),
        Row(Text("首次公告日期", "First published"), instant(about.first_at)),
        Row(Text("事由", "Ground"), about.ground),
        Row(Text("具体理由", "Reason"), same(about.reason)),
        Row(Text("依据", "Law"), same(about.law)),
        Row(Text("办理单位", "By"), same(about.unit)),
        Row(Text("日期", "Date"), instant(about.at)),
    )
    return tuple(row for row in rows if row.value.zh)


def _places(
    content: Mapping[str, Any], labels: Collection[str]
) -> Iterator[tuple[str, Text, dict[str, str]]]:
    """Yield what may be corrected with the stored pair that says it."""
    own = SECTIONS["clarification"]
    for n, section in enumerate(one for one in content["sections"] if not is_about(one)):
        heading = Text(bare(section["heading"]["zh"]), bare(section["heading"]["en"]))
        if heading.zh.startswith(own):
            for m, paragraph in enumerate(section["paragraphs"]):
                name = Text(f"{heading.zh} › 第{m + 1}段", f"{heading.en} › paragraph {m + 1}")
                yield f"{n}.p.{m}", name, paragraph
        for m, row in enumerate(section["rows"]):
            if row["label"]["zh"] in labels:
                yield (
                    f"{n}.r.{m}",
                    Text(f"{heading.zh} › {row['label']['zh']}", f"{heading.en} › {row['label']['en']}"),
                    row["value"],
                )
        for m, line in enumerate(section["table"]):
            for k, head in enumerate(section["header"]):
                if k and head["zh"] in labels:
                    name = Text(f"{line[0]['zh']} › {head['zh']}", f"{line[0]['en']} › {head['en']}")
                    yield f"{n}.t.{m}.{k}", name, line[k]
