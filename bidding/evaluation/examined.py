"""What the organiser found when it examined who qualifies, read out of the very bytes that were signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bidding.models import Qualification, Sheet
from toolkit import canonical
from trading.models import Lot

EXAMINATION = "qualification/1"


@dataclass(frozen=True, slots=True)
class Failure:
    """One requirement, or ground of the law, by which a bidder does not qualify: its code, and why in the examiner's words."""

    code: str
    words: str


def is_here(lot: Lot) -> bool:
    """Tell whether the organiser of a lot, and not its committee, examines the opened bids in a state of their own."""
    return any(one.qualifies for one in lot.procedure.states)


def of(lot: Lot) -> Qualification | None:
    """Return what was signed of a lot; None before that, and where nobody examines. One query, or none."""
    return Qualification.objects.filter(lot=lot.id).first() if is_here(lot) else None


def sheets(made: Qualification) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return what was found of each bid, by its id and by code."""
    return read(bytes(made.content))


def read(content: bytes) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the same of bytes that are signed, or will be."""
    said: Any = canonical.load(content)
    return {
        one["bid"]: {
            entry["code"]: {"value": entry["value"], "words": entry["words"]} for entry in one["entries"]
        }
        for one in said["sheets"]
    }


def failed(made: Qualification) -> dict[str, list[Failure]]:
    """Return why each bid that does not qualify does not, by the bid's id."""
    found: dict[str, list[Failure]] = {}
    for bid, entries in sheets(made).items():
        own = [Failure(code, one["words"]) for code, one in entries.items() if one["value"] == Sheet.FAILS]
        if own:
            found[bid] = own
    return found


def failures(lot: Lot) -> Mapping[str, Sequence[Failure]]:
    """Return the same for a lot; nobody where nothing was signed. One query, or none."""
    made = of(lot)
    return failed(made) if made is not None else {}


def qualified(made: Qualification) -> int:
    """Return how many qualify."""
    return len(sheets(made)) - len(failed(made))
