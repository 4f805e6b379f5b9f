"""What the streams of trials are made of: computed from what is kept of them for a day, in the shared cache and in no row."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from api.edge import frames
from api.edge.frames import Frame
from api.edge.hub import News
from bidding import trial_rooms
from bidding.actions.auctioning import rounds, trying
from bidding.auctions.trials import Trial
from foundation import clock
from foundation.errors import NotFound, Unavailable


def find(trial_id: str) -> str | None:
    """Return the id of a trial that is there."""
    return trial_id if _trial(trial_id) is not None else None


def head(trial_id: str) -> int | None:
    """Return the number of the last thing that everybody saw; None where there is no such trial."""
    trial = _trial(trial_id)
    return None if trial is None else trial_rooms.shown(trial, rounds.milliseconds(clock.now()))


def after(trial_id: str, shown: int) -> list[Frame]:
    """Return what everybody saw after a number, in order; as much as goes into one answer."""
    trial = _trial(trial_id)
    return [] if trial is None else _after(trial, rounds.milliseconds(clock.now()), shown)


def news(known: Mapping[str, int], due: Collection[str], watching: Mapping[str, int]) -> list[News]:
    """Return, of the trials that are watched, those of which more happened than the `known` numbers or whose state is `due`."""
    found = []
    for trial_id, shown in known.items():
        trial = _trial(trial_id)
        if trial is None:
            continue
        at = rounds.milliseconds(clock.now())
        new = _after(trial, at, shown)
        if new or trial_id in due:
            state = trial_rooms.state(trial, at, watching.get(trial_id, 0))
            found.append(News(trial_id, new, frames.event("state", state)))
    return found


def _trial(trial_id: str) -> Trial | None:
    """Return a trial; one that is gone, or cannot be reached, is not told of, and its pages say so after a while."""
    try:
        return trying.find(trial_id)
    except (NotFound, Unavailable):
        return None


def _after(trial: Trial, at: int, shown: int) -> list[Frame]:
    return [frames.numbered(one["shown"], "item", one) for one in trial_rooms.told(trial, at, shown)]
