"""What a request for information says, and what is wrong with it. Pure: nothing is kept here."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.identity import check_identity_number
from foundation import codes
from foundation.errors import Invalid
from foundation.text import Text
from trading.law.choices import Choice

_LONGEST = {
    "what": 4_000,
    "way": 200,
    "name": 200,
    "contact": 200,
    "reply": 20_000,
    "guidance": 4_000,
    "reason": 2_000,
    "opinion": 4_000,
}
Words = Mapping[str, str]
Faults = dict[str, list[Text | str]]


def identity(written: str) -> tuple[str, Text | None]:
    """Return a number of an identity in its written form, and what is wrong with it; never in the words of the fault."""
    given = written.strip().upper()
    fault = Text(
        "请填写居民身份证号码或者统一社会信用代码", "Give an identity number or a unified social credit code"
    )
    if not given.isascii():
        return "", fault
    for check in (check_identity_number, codes.check_uscc):
        try:
            return check(given), None
        except Invalid:
            continue
    return "", fault


def said(**given: str) -> dict[str, str]:
    """Return words without what stands around them; refuse those that are missing or too long, by name."""
    found = {name: words.strip() for name, words in given.items()}
    if faults := wrong(found):
        raise Invalid("request_incomplete", Text("请填写完整", "Something is missing"), fields=faults)
    return found


def wrong(said: Words, *, optional: tuple[str, ...] = ()) -> Faults:
    """Return what is missing or too long, by name."""
    found: Faults = {}
    for name, words in said.items():
        if not words and name not in optional:
            found[name] = [Text("必填", "This is needed")]
        elif len(words) > _LONGEST[name] or "\x00" in words:
            found[name] = [Text(f"最多{_LONGEST[name]}字", f"At most {_LONGEST[name]} characters")]
    return found


def not_chosen(**given: tuple[str, type[Choice]]) -> Faults:
    """Return what is no code of its list, by name."""
    words = Text("请选择", "Choose one")
    return {
        name: [words] for name, (code, choices) in given.items() if code not in {one.value for one in choices}
    }
