"""
How sealed bids are opened, as the tender document says it before anybody seals one: by whom, in what time, and what if one
does not open (电子招标投标办法第三十条、第三十一条).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.text import Text
from trading.law.choices import Choice

# As the format of sealed bids has it: less is no time in which everybody can send a key.
LEAST_MINUTES = 10
MOST_MINUTES = 24 * 60


class Opener(Choice):
    """Who opens the bids."""

    CUSTODIANS = (
        "custodians",
        "由密钥保管人开启；保管人未能开启的，由投标人解密",
        "Custodians of the key; bidders where these cannot",
    )
    BIDDER = "bidder", "由投标人各自解密", "Each bidder its own"


@dataclass(frozen=True, kw_only=True)
class Decryption:
    """Who opens the bids, how long bidders have for the keys that they send, and the remedy where a bid does not open."""

    by: Opener
    minutes: int
    remedy: str

    def told(self) -> tuple[tuple[Text, Text], ...]:
        """Return it as labelled words."""
        return (
            (Text("解密方式", "Opened by"), self.by.text),
            (
                Text("投标人解密时限", "Bidders' time to decrypt"),
                Text(f"{self.minutes}分钟", f"{self.minutes} minutes"),
            ),
            (Text("解密失败的补救方案", "Where a bid does not open"), Text(self.remedy, self.remedy)),
        )


def problems(said: Decryption) -> Iterator[Text]:
    """Yield what is wrong with it, in words."""
    if not LEAST_MINUTES <= said.minutes <= MOST_MINUTES:
        yield Text(
            "投标人解密时限须为{a}至{b}分钟", "Bidders' time to decrypt is from {a} to {b} minutes"
        ).format(a=LEAST_MINUTES, b=MOST_MINUTES)
    if not said.remedy.strip():
        yield Text("须写明解密失败的补救方案", "Say what is done where a bid does not open")
