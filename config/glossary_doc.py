"""The part of docs/glossary.md that the tables fill: every kind, method, role, phase, state, step, limit and kind of notice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from accounts.words import ROLES
from foundation.text import Text
from portal.phases import PHASES
from trading import registry
from trading.law.notice_contents import KINDS

FILE = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
BEGIN, END = "<!-- from the tables: bin/manage write_glossary -->", "<!-- end of the tables -->"

Words = Iterable[tuple[str, Text]]


def page() -> str:
    """
    Return the glossary with its tables written anew.

    :raises ValueError: if the page has lost the marks between which they stand.
    """
    before, begin, rest = FILE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"docs/glossary.md lacks {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{_tables()}\n{END}{after}"


def _tables() -> str:
    procedures = registry.procedures()
    return "\n".join(
        (
            _table("交易类型 · Kinds", ((p.kind, p.kind_title) for p in procedures)),
            _table("交易方式 · Methods", ((p.method, p.title) for p in procedures)),
            _table("角色 · Roles", ((role.value, words) for role, words in ROLES.items())),
            _table("阶段 · Phases", PHASES.items()),
            _table("环节 · States", ((s.name, s.title) for p in procedures for s in p.states)),
            _table("步骤 · Steps", ((s.name, s.title) for p in procedures for s in p.steps)),
            _table("期限 · Limits", ((n, x.title) for p in procedures for n, x in p.limits().items())),
            _table("异议环节 · Stages", ((o.stage, o.title) for p in procedures for o in p.objections)),
            _table("公告种类 · Notices", ((kind.name, kind.title) for kind in KINDS.values())),
        )
    )


def _table(title: str, words: Words) -> str:
    """Return a table with one row for each code; where procedures say it in several ways, all are given."""
    said: dict[str, dict[Text, None]] = {}
    for code, text in words:
        said.setdefault(code, {})[text] = None
    lines = [f"### {title}\n", "| code | 中文 | English |", "| --- | --- | --- |"]
    for code, texts in sorted(said.items()):
        zh, en = (
            "、".join(dict.fromkeys(t.zh for t in texts)),
            "; ".join(dict.fromkeys(t.en for t in texts)),
        )
        lines.append(f"| `{code}` | {zh} | {en} |")
    return "\n".join(lines) + "\n"
