"""The rules of a trial (试用竞价室): those of a form, or those that were announced for a lot, in some minutes instead of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from bidding.auctions import keeping
from bidding.auctions.bounds import LARGE_STEPS
from toolkit.auctions import opponents, running
from toolkit.auctions.forms.capped import Beyond
from toolkit.auctions.wellformed import check

FORMS: Final = tuple(one for one in running.FORMS if one in opponents.FORMS)
MINUTES: Final = (2, 3, 5)
"""How long a trial takes if nobody goes on at its end."""
MOST_OPPONENTS: Final = 3
STARTS_AFTER_S: Final = 20
"""So much later it begins: long enough to read the rules and to enter."""
_NOTICE_S: Final = 10
_PRICED: Final = {"start_price": "1000000.00", "increment": "10000.00", "large_steps": LARGE_STEPS}
_CALLED: Final = {"calls": 3, "increments": "changed_by_host", "largest_increment": "100000.00"}
_FALLING: Final = {"start_price": "1000000.00", "floor": "500000.00", "drop_share": "0.01", "steps": 50}
_USUAL: Final[Mapping[str, Mapping[str, Any]]] = {
    "called_auction": _PRICED | _CALLED,
    "descending_clock": _FALLING,
    "dynamic_quotation": _PRICED,
    "listing": _PRICED,
    "open_rounds": _PRICED,
    "reverse_open": _PRICED,
    "reverse_rounds": {"increment": "10000.00"},
}
"""Amounts and choices of a trial that follows no announcement."""


def ruled(
    trial: str, form: str, minutes: int, starts_at: int, bidders: Sequence[str], like: Any = None
) -> Any:
    """
    Return the rules of a trial; `like` are announced ones whose amounts and choices it takes.

    Nothing of them stays that says who competes, or that somebody committed to: bidders, rights, opened bids, reserve and seeds. The
    platform's life is no matter: a trial's clock runs on, whatever happens.

    :raises ValidationError: for what is no form of a trial.
    """
    given = dict(_USUAL[form] if like is None else like.model_dump())
    seconds = minutes * 60
    given |= {
        "form": form, "auction": trial, "starts_at": starts_at, "bidders": [*bidders], "fewest": 1, "if_fewer": "no_deal",
        "reserve": "", "settle_s": 0, "seeds": [], "signing": "none", "silence_s": 0, "notice_s": _NOTICE_S, "show_s": 0,
    }  # fmt: skip
    if "holders" in given:
        given["holders"] = []
    given |= _timed(form, seconds, given, len(bidders))
    if form == "listing":
        given["beyond"] = Beyond().model_dump()
    if form == "reverse_rounds":
        given["opened"] = _opened(bidders, starts_at, given["increment"])
    rules = keeping.read(given)
    check(rules)
    return rules


def guests(form: str, most: int) -> int:
    """Return how many guests have a seat: none where each bidder has a turn, whether or not somebody sits there."""
    return 0 if form == "reverse_rounds" else most


def _timed(form: str, seconds: int, given: Mapping[str, Any], bidders: int) -> dict[str, int]:
    """Return the times of a form, such that it lasts about so long."""
    least = {"least_left_s": seconds // 6}
    match form:
        case "called_auction":
            return {"call_s": max(5, seconds // 12), "least_left_s": 0}
        case "descending_clock":
            after = {name: 20 if given.get(name) else 0 for name in ("sealed_s", "best_s")}
            pauses = {name: 5 if given.get(name) else 0 for name in ("sealed_pause_s", "best_pause_s")}
            steps = min(given["steps"], seconds)
            down = {"first_pause_s": 5, "steps": steps, "step_s": max(1, (seconds - 5) // (steps + 1))}
            return {**down, **after, **pauses, **least}
        case "listing":
            times = {"listing_s": seconds * 4 // 10, "inquiry_s": max(20, seconds // 8)}
            return {**times, "countdown_s": seconds // 4, **least}
        case "open_rounds":
            return {"pause_s": 3, "round_s": max(20, seconds // 6), "latest_s": seconds, **least}
        case "reverse_rounds":
            turn = max(10, (seconds - 15) // (2 * max(1, bidders)))
            pauses = {"first_pause_s": 10, "pause_s": 5, "closing_s": 0, "announcement_s": 3}
            return {"rounds": 2, "turn_s": turn, **pauses, **least}
    return {"free_s": seconds // 2, "countdown_s": seconds // 4, **least}


def _opened(bidders: Sequence[str], starts_at: int, increment: str) -> list[dict[str, Any]]:
    """Return made-up bids, as if they had been opened before: a hundred increments and some more."""
    step = Decimal(increment)
    return [
        {"bidder": one, "price": f"{step * (100 + place):.2f}", "at": max(1, starts_at - 3_600_000 + place)}
        for place, one in enumerate(bidders)
    ]
