"""
Who may read what, as tables: each field of each record is 主动公开, 依申请公开 or 不公开, under which law, and from when.

Particulars carry their own answer in their labels; what is here are the platform's records. Insiders (the deal's own
side, staff in whose scope it lies) and the party that a row is about read more; `visible_to` and its queries say who they
are, this module what everybody else sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.text import Text
from trading.law.disclosure_records import TABLES
from trading.law.disclosure_words import Rule, Since
from trading.law.fields.packs import Stage
from trading.law.grammar import Phase
from trading.law.labels import Disclosure

__all__ = [
    "PHASES",
    "RECORDS",
    "Disclosure",
    "Moment",
    "Rule",
    "Since",
    "public_fields",
    "public_values",
    "rule_of",
    "rules",
]

# The phases in which what is public since an opening, or since the candidates were, is public.
PHASES: Mapping[Since, frozenset[Phase]] = {
    Since.OPENED: frozenset({Phase.EVALUATING, Phase.PUBLICISING, Phase.CONCLUDED}),
    Since.PUBLICISED: frozenset({Phase.PUBLICISING, Phase.CONCLUDED}),
}


# Of a record of the field standard that names bidders or tells how bids were judged (招标投标法 arts. 22 and 44): from when
# its open fields are public. All others are with the announcement.
RECORDS: Mapping[Stage, Since] = {
    Stage.PREQUALIFICATION: Since.OPENED,
    Stage.INVITATION: Since.OPENED,
    Stage.GUARANTEE: Since.OPENED,
    Stage.OPENING: Since.OPENED,
    Stage.BIDS: Since.OPENED,
    Stage.EXPERTS: Since.PUBLICISED,
    Stage.SCORES: Since.PUBLICISED,
    Stage.REPORT: Since.PUBLICISED,
    Stage.CANDIDATES: Since.PUBLICISED,
    Stage.PUBLICITY: Since.PUBLICISED,
    Stage.AWARD: Since.PUBLICISED,
    Stage.RESULT: Since.PUBLICISED,
    Stage.REPORT_TO_SUPERVISOR: Since.PUBLICISED,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """
    Where a record stands: whether its deal was announced, the phase of its lot, and what became of the record itself.

    `published` and `answered` speak of rows that are published or answered one by one: documents, contracts, questions.
    """

    announced: bool
    phase: Phase = Phase.PREPARING
    published: bool = False
    answered: bool = False

    def is_past(self, since: Since) -> bool:
        """Tell whether what is public since then is public now."""
        if not self.announced:
            return False
        if since is Since.PUBLISHED:
            return self.published
        if since is Since.ANSWERED:
            return self.answered
        return since is Since.ANNOUNCED or self.phase in PHASES[since]


def rules(record: str) -> Iterator[tuple[str, Rule]]:
    """Yield each field of a record with its rule; KeyError for a record that has no table."""
    for rule in TABLES[record]:
        for name in rule.fields:
            yield name, rule


def rule_of(record: str, field: str) -> Rule:
    """Return the rule of a field; KeyError for one that no table has, which then may not be shown."""
    return dict(rules(record))[field]


def public_fields(record: str, moment: Moment) -> frozenset[str]:
    """Return the names of the fields of a record that everybody may read at that moment."""
    return frozenset(
        name
        for name, rule in rules(record)
        if rule.disclosure is Disclosure.OPEN and moment.is_past(rule.since)
    )


def public_values(record: str, values: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
    """Return of `values` what everybody may read; a field that no table knows is left out."""
    shown = public_fields(record, moment)
    return {name: value for name, value in values.items() if name in shown}


def describe(rule: Rule) -> Text:
    """Return a rule in words: 主动公开 since when, or why not."""
    words = {
        Disclosure.OPEN: Text("主动公开", "public"),
        Disclosure.ON_REQUEST: Text("依申请公开", "on request"),
        Disclosure.WITHHELD: Text("不公开", "withheld"),
    }[rule.disclosure]
    more = rule.since.text if rule.disclosure is Disclosure.OPEN else rule.why
    return Text(f"{words.zh}（{more.zh}）", f"{words.en} ({more.en})")
