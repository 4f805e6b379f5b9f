"""The published inputs of an evaluation but for the rule. The whole file is put together in `publishing`, which knows all methods."""

from __future__ import annotations

from pydantic import Field

from toolkit.records import Id, Record
from toolkit.scoring.inputs import Adjustment, Bid, Correction, Exclusion, Given, Review, Sheet


class Inputs(Record):
    """The bids of a lot and what the committee did; lists in any order, for none of them decides anything."""

    deal: Id
    lot: Id
    bids: tuple[Bid, ...] = Field(max_length=10_000)
    exclusions: tuple[Exclusion, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reviews: tuple[Review, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    given: Given = Given()
