"""What every page of an auction shows, of a real one and of a trial alike: how it stands, what happened, by which rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from django.urls import reverse
from django.utils.translation import get_language

from bidding.actions.auctioning import rounds
from bidding.auction_rooms import Item
from foundation.text import Text
from portal.auctions import standing, telling
from portal.auctions.committing import Committing
from portal.auctions.signing import Signing
from portal.auctions.telling import Line, Term
from portal.auctions.turns import OwnTurn

SHOWN_LINES: Final = 60


@dataclass(frozen=True)
class Addresses:
    """Where the pages of an auction are, and what its script asks and follows."""

    watch: str
    room: str
    console: str
    state: str
    items: str
    record: str
    events: str
    logbook: str = ""


class Receipt(Protocol):
    """A move that was accepted, as its receipt shows it; without a `digest` nobody finds it in a log."""

    @property
    def number(self) -> int:
        """Its number in the log."""

    @property
    def price(self) -> Any:
        """The price that was named, if one was."""

    @property
    def at_ms(self) -> int:
        """Its instant, in milliseconds since 1970."""

    @property
    def digest(self) -> str:
        """What stands in the public log."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """
    The page. `own` is the reader's number where it takes part; `left` what is left of the phase, if anything times it; `is_given_up` that
    it had ended, and was taken out because nothing decided it. `given` are prices that others did not see before the end, by bidder, and
    `silent` those who committed to one and did not show it. `deposit` is what the reader has at stake, if anything; `trial` is there
    where it is one.
    """

    title: Text | str
    name: Text
    now: datetime
    at: Addresses
    rules: Any
    rules_sha256: str
    starts_at: datetime
    has_record: bool
    shows: Mapping[str, Any]
    increment: str | None
    own: str
    receipt: Receipt | None
    banner: str
    lines: Sequence[Line]
    earlier: int
    terms: Sequence[Term]
    left: str
    steps: Sequence[str]
    doors: Sequence[tuple[str, Text]]
    points: Sequence[tuple[int, str]]
    data: Mapping[str, Any]
    signing: Signing | None = None
    committing: Committing | None = None
    turn: OwnTurn | None = None
    silent: Sequence[str] = ()
    given: Sequence[tuple[str, str]] = ()
    deposit: Decimal | None = None
    is_given_up: bool = False
    trial: Any = None

    @property
    def banner_words(self) -> Text:
        """What a reader is told first; at the end what came of it."""
        return self.outcome if self.banner == "over" else standing.BANNERS[self.banner]

    @property
    def line(self) -> str:
        """The line of the chart; empty where there is too little for one."""
        return standing.line(self.points)

    @property
    def is_holder(self) -> bool:
        """Whether the reader has a priority right here."""
        return any(one.bidder == self.own for one in getattr(self.rules, "holders", ()))

    @property
    def takes_amounts(self) -> bool:
        """Whether a price may be typed here that is not chosen, and is no secret."""
        phase = self.shows["phase"]
        if self.rules.form == "descending_clock":
            return bool(phase == "best" and self.own == self.shows["leader"])
        return not self.rules.show_s or hasattr(self.rules, "grid")

    @property
    def phase(self) -> Text:
        """The phase in words."""
        return standing.PHASES.get(self.shows["phase"], Text("", ""))

    @property
    def outcome(self) -> Text:
        """What it came to."""
        if self.is_given_up:
            return Text(f"已结束：{standing.GIVEN_UP.zh}", f"Over: {standing.GIVEN_UP.en}")
        outcome, reason = standing.OUTCOMES[self.shows["outcome"]], self.reason
        return Text(f"已结束：{outcome.zh}（{reason.zh}）", f"Over: {outcome.en} ({reason.en})")

    @property
    def reason(self) -> Text:
        """Why."""
        return standing.REASONS.get(self.shows["reason"], Text("", ""))

    @property
    def is_over(self) -> bool:
        """Whether nobody bids any more."""
        return self.shows["phase"] in ("closed", "withdrawn")


def told(
    at: Addresses, rules: Any, shows: Mapping[str, Any], now: datetime, *, own: str, has_bid: bool, increment: str | None,
    items: Sequence[Item], shown: int, points: Sequence[tuple[int, str]],
) -> dict[str, Any]:  # fmt: skip
    """Return the fields of a page that follow from rules, from what everybody sees, and from who reads."""
    cap = getattr(rules, "cap", None)
    return {
        "at": at, "rules": rules, "shows": shows, "now": now, "own": own, "increment": increment, "points": points,
        "banner": standing.banner(shows["phase"], shows["leader"], own, has_bid=has_bid), "lines": telling.lines(items),
        "earlier": max(0, shown - SHOWN_LINES), "terms": telling.terms(rules), "left": _left(shows, now),
        "steps": standing.steps(shows["least"], increment, up=type(rules).up, cap=None if cap is None else str(cap)),
        "data": {"points": points, "shown": shown, "phase": shows["phase"], **_data(at, rules, own, has_bid)},
    }  # fmt: skip


def _left(shows: Mapping[str, Any], now: datetime) -> str:
    if shows["phase"] == "paused":
        return standing.left(shows["remaining_ms"])
    if shows["phase"] in ("closed", "withdrawn") or not shows["ends_at"]:
        return ""
    return standing.left(shows["ends_at"] - rounds.milliseconds(now))


def _data(at: Addresses, rules: Any, own: str, has_bid: bool) -> Mapping[str, Any]:
    language = get_language() or "zh-hans"

    def words(given: Mapping[str, Text]) -> dict[str, str]:
        return {code: one.to(language) for code, one in given.items()}

    cap = getattr(rules, "cap", None)
    return {
        "events": at.events, "state": at.state, "items": at.items, "clock": reverse("clock"),
        "own": own, "has_bid": has_bid, "up": type(rules).up, "cap": None if cap is None else f"{cap:.2f}",
        "phases": words(standing.PHASES), "banners": words(standing.BANNERS), "lines": words(telling.LINES),
        "untimed": standing.UNTIMED.to(language),
    }  # fmt: skip
