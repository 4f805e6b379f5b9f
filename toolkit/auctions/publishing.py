"""
The published record of an auction: rules, moves, the instant, the result, and whether the result follows from the rest; where prices
are signed by passkeys, these and their signatures too.

The page is `docs/formats/auction.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final, Literal, Self

from toolkit.auctions.concluding import replay
from toolkit.auctions.moves import Moment, Move
from toolkit.auctions.results import Result
from toolkit.auctions.running import Rules
from toolkit.auctions.signing import BoundKey, Signature
from toolkit.records import Number, Record
from toolkit.refusals import Refused
from toolkit.scoring.publishing import Difference, differ

TRIAL: Final = "trial-"
"""What the id of a trial begins with: its record has the format of an auction's, and nothing was auctioned."""


class Auction(Record):
    """
    What is published of an auction; the result is that at the instant `at`.

    The first `announced` of the bidders stood in the rules when these were announced. `keys` and `signatures` are empty unless prices
    are signed by passkeys.
    """

    longest_bytes: ClassVar[int] = 64 * 1024 * 1024

    v: Literal["auction/1"] = "auction/1"
    rules: Rules
    moves: tuple[Move, ...]
    at: Moment
    result: Result
    announced: Number
    keys: tuple[BoundKey, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def is_trial(self) -> bool:
        """Whether somebody only tried a room."""
        return self.rules.auction.startswith(TRIAL)

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """
        Read a record that was published.

        :raises Refused: `json_too_long`, `json_malformed`, `json_not_canonical`; `object_malformed` with the first field that
            is wrong, or if one is missing.
        """
        found = super().from_bytes(content)
        # Fields have defaults for who writes rules in Python; a file has one encoding, in which none is missing.
        if found.to_bytes() != content:
            raise Refused("object_malformed", object=cls.__name__, field="", why="missing")
        if found.announced > len(found.rules.bidders):
            raise Refused("object_malformed", object=cls.__name__, field="announced", why="less_than_equal")
        return found


def publish(
    rules: Rules, moves: Sequence[Any], at: int, *, announced: int | None = None, keys: Sequence[BoundKey] = (),
    signatures: Sequence[Signature] = (),
) -> Auction:  # fmt: skip
    """
    Replay, and return what is published; unless it is said how many bidders were `announced`, all of them were.

    :raises Unfit: what `replay` raises.
    """
    known = len(rules.bidders) if announced is None else announced
    return Auction(
        rules=rules, moves=tuple(moves), at=at, result=replay(rules, moves, at), announced=known, keys=tuple(keys),
        signatures=tuple(signatures),
    )  # fmt: skip


def differing(published: Auction) -> tuple[Result, Difference | None]:
    """
    Replay the published moves; return the result that follows, and the first field in which the published one differs.

    :raises Unfit: what `replay` raises: from such a log no result follows at all.
    """
    computed = replay(published.rules, published.moves, published.at)
    return computed, differ("result", published.result.model_dump(), computed.model_dump())


def first_difference(published: Auction) -> Difference | None:
    """Return the first field of the published result that differs from what follows, or `None`."""
    return differing(published)[1]
