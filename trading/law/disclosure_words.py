"""The words in which disclosure tables are written."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.text import Text
from trading.law.choices import Choice
from trading.law.grammar import Law
from trading.law.labels import Disclosure
from trading.law.statutes import OPEN_GOVERNMENT


class Since(Choice):
    """From when something is public."""

    ANNOUNCED = "announced", "自公告之日起", "since the deal was announced"
    OPENED = "opened", "自开标（竞价结束）起", "since the bids were opened"
    PUBLICISED = "publicised", "自候选人（成交结果）公示起", "since candidates or result were published"
    PUBLISHED = "published", "自该文件发布起", "since it was published itself"
    ANSWERED = "answered", "自答复起", "since it was answered"


NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What holds for some fields of a record.

    An open field is public `since` then; one that is not open says `why`.
    """

    fields: tuple[str, ...]
    disclosure: Disclosure
    law: Law
    since: Since = Since.ANNOUNCED
    why: Text = NOTHING


PRIVATE = Text("个人隐私、商业秘密", "private, or a business secret")
INTERNAL = Text("内部事务、过程性信息", "internal affairs, work in progress")


def shown(law: Law, *fields: str, since: Since = Since.ANNOUNCED) -> Rule:
    """Return the rule of fields that everybody may read."""
    return Rule(fields, Disclosure.OPEN, law, since)


def on_request(law: Law, why: Text, *fields: str) -> Rule:
    """Return the rule of fields that are given to whoever asks and may have them."""
    return Rule(fields, Disclosure.ON_REQUEST, law, why=why)


def private(*fields: str) -> Rule:
    """Return the rule of fields about people and their business (政府信息公开条例 art. 15)."""
    return Rule(fields, Disclosure.WITHHELD, OPEN_GOVERNMENT.article("15"), why=PRIVATE)


def internal(*fields: str) -> Rule:
    """Return the rule of fields about how the work is done (政府信息公开条例 art. 16)."""
    return Rule(fields, Disclosure.WITHHELD, OPEN_GOVERNMENT.article("16"), why=INTERNAL)


def withheld(law: Law, why: Text, *fields: str) -> Rule:
    """Return the rule of fields that a law keeps secret."""
    return Rule(fields, Disclosure.WITHHELD, law, why=why)
