"""The opening process's work at rehearsals: the same key, checks and settling as in an opening, of rows that are none of an opening's."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.actor import Actor
from bidding import received
from bidding.actions import rehearsing
from bidding.patience import Patience
from bidding.sealed import cases, custody, opening_key
from bidding.sealed import rehearsals as rows
from bidding.sealed.rings import Ring
from toolkit import opening


@dataclass(slots=True)
class Rehearser:
    """Opens rehearsals, each with the opening key that it names."""

    keys: Ring = field(repr=False)
    by: Actor = field(default_factory=Actor.clock)
    _patience: Patience = field(default_factory=Patience)

    def turn(self) -> int:
        """Do what there is to do now; return how much was done."""
        return sum(
            self._patience.try_to(lambda one=one: self._settle(one), one)  # type: ignore[misc]
            for one in rehearsing.at_work()
        )

    def _settle(self, rehearsal_id: str) -> bool:
        """Open the test bid once every custodian has posted, whatever it posted, or their time is over."""
        gathered = rehearsing.gather(rehearsal_id=rehearsal_id)
        row, under = gathered.row, rows.custody_of(gathered.row)
        if len({one.x for one in gathered.posts}) < under.policy.n and not gathered.is_over:
            return False
        key = opening_key.named(under.policy, self.keys)
        if key is None:
            return False
        case, freeze = rows.case_of(row), rows.freeze_of(row)
        agreed = cases.agreed(case, rows.STAGE, gathered.at)
        posts, unreadable = received.of(
            gathered.posts, under, freeze, rows.STAGE, agreed.bids, case.filings, key, custody.trust(gathered.at),
            is_over=gathered.is_over,
        )  # fmt: skip
        unit, excluded = agreed.units[0], agreed.excluded.get(row.header)
        found = opening.settle(
            case.filings[row.header], unit, posts, under, lambda _: lambda _: None, excluded=excluded.code if excluded else ""
        )  # fmt: skip
        content = opening.record(under, freeze, rows.STAGE, posts, {(row.header, unit): found}).to_bytes()
        rehearsing.record(
            rehearsal_id=row.id, content=content, found=found, unreadable=unreadable, by=self.by
        )
        return True
