"""A land-use right on a site, from its announcement to its published result; its clock leaps from phase to phase."""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bidding.actions.auctioning import living
from bidding.auctions import bounds
from config.demo import land, moves
from config.demo.stage import Stage, Story
from foundation import clock, followers
from tests.browser.auctioneer import Beside
from tests.browser.rooms import Rooms
from trading.actions import ticking
from trading.models import Lot
from trading.winners import winner_of

BIDDERS = ("fang", "gao")
LONGEST_SILENCE = Decimal(100)
"""A third of the countdown: tests that share a machine wait longer for each other than a platform may be silent."""
_MOST_TICKS = 20


@dataclass(kw_only=True)
class Listed(Beside):
    """The deal, with two bidders who were admitted and have paid."""

    cast: moves.Cast

    @classmethod
    def announced(cls, stage: Stage) -> Listed:
        """Announce it, as the demonstration does, and admit who registers."""
        bounds.SILENCE = replace(bounds.SILENCE, highest=LONGEST_SILENCE)  # type: ignore[misc]  # for as long as the process lives
        cast, _, _ = land.parcel(stage)
        made = cls(cast=cast)
        made._tell(land._announce(cast))
        land._let_in(cast, {who: moves.take_part(cast, who) for who in BIDDERS})
        followers.catch_up()
        made.watch()
        return made

    @property
    def lot(self) -> Lot:
        """The lot as it is now."""
        return Lot.objects.select_related("deal").get(id=self.cast.lot)

    def next(self) -> str:
        """Leap to the end of the phase; return the one after it."""
        ends_at = datetime.fromtimestamp(self._shows()["ends_at"] / 1000, UTC)
        self._walk(ends_at + timedelta(seconds=1))
        return str(self._shows()["phase"])

    def conclude(self) -> str:
        """Declare and confirm the deal and publish its result; return who has the land."""
        cast = self.cast
        confirmed = {"confirmation_number": "成交〔2026〕8号", "confirmed_on": moves.today(cast.stage)}
        self._tell(moves.until(cast, "closed"))
        self._tell(moves.take(cast, "declare_deal", by="zheng"))
        self._tell(moves.take(cast, "confirm", confirmed))
        self._tell(moves.take(cast, "publish_result"))
        followers.catch_up()
        return winner_of(self.lot)[1]

    def _shows(self) -> Any:
        return self.cast.stage.get(None, f"/api/v1/lots/{self.cast.lot}/auction/")

    def _tell(self, story: Story) -> None:
        for instant in story:
            self._walk(instant)

    def _walk(self, at: datetime) -> None:
        """
        Leap to an instant, with the platform alive on both sides, and do what is due there.

        Not from due instant to due instant: the tender of this site would have the clock wait for witnesses.
        """
        with self.turning:
            living.beat()
            clock.shift_to(at)
            living.beat()
            for _ in range(_MOST_TICKS):
                self.auctioneer.work()
                if not ticking.tick():
                    break


@dataclass
class Listing(Rooms):
    """The acts of a listing."""

    listed: Listed | None = None

    def listing(self) -> dict[str, Any]:
        """Have a land-use right announced, two of the cast admitted, and its auction pushed to who looks once there is one."""
        made = self.listed = Listed.announced(self.scene.world.stage)
        made.push()
        members = self.scene.world.cast.members
        names = {who: members[who].party.name for who in BIDDERS}
        return {"lot": made.lot.id, "deal": made.lot.deal.number, "names": names}

    def next(self) -> str:
        """Leap to the next phase of that listing; return it."""
        assert self.listed is not None
        return self.listed.next()

    def hush(self) -> None:
        """Stop what pushes that listing."""
        assert self.listed is not None
        self.listed.send(signal.SIGSTOP)

    def speak(self) -> None:
        """Let it go on."""
        assert self.listed is not None
        self.listed.send(signal.SIGCONT)

    def conclude(self) -> str:
        """Have the result of that listing published; return who has the land."""
        assert self.listed is not None
        return self.listed.conclude()

    def leave(self) -> None:
        """Take its processes down."""
        if self.listed is not None:
            self.listed.end()
