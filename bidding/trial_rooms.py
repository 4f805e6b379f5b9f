"""What of a trial is shown: the figures that an auction's room shows, and with each of them that it is a trial."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from bidding.actions.auctioning import writing
from bidding.auction_rooms import MOST, Item
from bidding.auctions import judging, trials
from bidding.auctions.trials import Played, Seen, Trial

OVER: Final = ("closed", "withdrawn")


def shown(trial: Trial, at: int) -> int:
    """Return the number of the last thing that everybody saw by an instant in milliseconds."""
    return trials.played(trial, at).kept.shown


def state(trial: Trial, at: int, watching: int = 1) -> dict[str, Any]:
    """Return how a trial stands at an instant, in plain values; `watching` counts who looks on."""
    found = trials.played(trial, at)
    shows = writing.plain(judging.seen(found.kept, at))
    status = "scheduled" if shows["phase"] == "waiting" else judging.status(found.kept)
    left = shows["remaining_ms"] if shows["phase"] == "paused" else None
    return {
        **shows, "trial": True, "id": trial.id, "form": trial.rules.form, "status": status, "shown": found.kept.shown,
        "remaining_ms": left, "increment": increment(found), "server_ms": at, "watching": watching,
    }  # fmt: skip


def told(trial: Trial, at: int, after: int) -> list[dict[str, Any]]:
    """Return what everybody saw of a trial after a number, in plain values; as much as goes into one answer."""
    return [
        {"trial": True, "shown": one.shown, "at": one.at.isoformat(), "kind": one.kind, "said": one.said, "stands": one.stands}
        for one in items(trials.played(trial, at), after)[:MOST]
    ]  # fmt: skip


def items(found: Played, after: int) -> list[Item]:
    """Return what everybody saw after a number."""
    return [_item(one) for one in found.items if one.shown > after]


def increment(found: Played) -> str | None:
    """Return the increment that holds now; None in a form without any."""
    stands = getattr(found.kept.run.form, "standing", None)
    return None if stands is None else f"{stands.increment:f}"


def instant(milliseconds: int) -> datetime:
    """Return an instant of a trial."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _item(one: Seen) -> Item:
    stands = None if one.stands is None else writing.plain(one.stands)
    return Item(one.shown, instant(one.at), one.kind, one.said, stands)
