"""
The opening process's work: it alone holds the opening key, and only here do shares become keys and keys become bids.

What it learns stays in this process's memory until the record is signed, and goes from there into one transaction. A crash
at any moment shows nothing; the next start finds the same rows and comes to the same end.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from accounts.actor import Actor
from bidding import received, restricted
from bidding.actions import openings
from bidding.actions.openings import Gathered
from bidding.models import Filing, FreezeList, OpenedUnit, Opening
from bidding.patience import Patience
from bidding.sealed import cases, custody, opening_key
from bidding.sealed.rings import Ring
from foundation import clock
from toolkit import dealing, filings, opening, posting
from toolkit.capsules import Agreement
from toolkit.certificates import Trust
from toolkit.filings import Filing as Sealed
from toolkit.history import Reader
from toolkit.opening import Outcome
from toolkit.policies import Custody
from toolkit.posting import Received
from toolkit.proceedings import Freeze
from toolkit.refusals import Refused

log = logging.getLogger(__name__)
NEVER = datetime.max.replace(tzinfo=UTC)
Place = tuple[str, str]
"""A header and a unit."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What an opening opens: filings in the order of the list, and the units of the stage."""

    under: Custody
    freeze: Freeze
    row: Opening
    filings: Mapping[str, Sealed] = field(repr=False)

    @property
    def places(self) -> list[Place]:
        """Every header with every unit of the stage, in the order of the record."""
        units = [one.unit for one in self.under.policy.units if one.stage == self.row.stage]
        return [(header, unit) for header in self.row.bids for unit in units]


@dataclass(slots=True)
class Opener:
    """Begins, closes and settles openings, each with the opening key that its policy names."""

    keys: Ring = field(repr=False)
    by: Actor = field(default_factory=Actor.clock)
    # What had come in when an opening was last looked at, and until when nothing else can change what it comes to.
    _seen: dict[str, tuple[tuple[int, int, int], datetime]] = field(default_factory=dict)
    _whole: dict[str, set[Place]] = field(
        default_factory=dict
    )  # units whose sealed parts were looked through
    _read: dict[str, tuple[int, list[int]]] = field(
        default_factory=dict
    )  # posts that were read, and whose cannot be
    _patience: Patience = field(default_factory=Patience)
    _readers: dict[tuple[str, int], Reader] = field(default_factory=dict)  # of stages that cannot begin yet

    def turn(self) -> int:
        """Do what there is to do now; return how much was done."""
        # What has begun comes first: whether another may begin takes long to tell.
        done, awaited = self._advance_all(), openings.awaited()
        for gone in self._readers.keys() - {(row.lot_id, stage) for row, stage in awaited}:
            del self._readers[gone]
        begun = sum(
            self._patience.try_to(lambda row=row, stage=stage: self._begin(row, stage), (row.lot_id, stage))  # type: ignore[misc]
            for row, stage in awaited
        )
        return done + begun + (self._advance_all() if begun else 0)

    def _advance_all(self) -> int:
        return sum(
            self._patience.try_to(lambda row=row: self._advance(row), row.id)  # type: ignore[misc]
            for row in openings.at_work()
        )

    def _begin(self, row: FreezeList, stage: int) -> bool:
        at, this = clock.now(), (row.lot_id, stage)
        if not _objections_are_over(row, at) or self._key_of(row) is None:
            return False
        case = cases.case_of(row)
        # The log of weeks: what was read of it once is not read again when the check comes to a no for now.
        agreed = cases.agreed(case, stage, at, self._readers.setdefault(this, Reader()).read)
        begun = openings.begin(
            lot_id=row.lot_id, stage=stage, bids=agreed.bids, objections=len(case.objections), by=self.by,
            excluded={header: refused.code for header, refused in agreed.excluded.items()},
        )  # fmt: skip
        return begun is not None

    def _key_of(self, row: FreezeList) -> Agreement | None:
        """Return the key that custodians seal their shares to; with another everything would count as unreadable, for ever."""
        found = opening_key.named(custody.policy_of(row.policy), self.keys)
        if found is None:
            log.error("The policy of lot %s names an opening key that this process does not have", row.lot_id)
        return found

    def _advance(self, row: Opening) -> bool:
        key = self._key_of(row.freeze)
        if key is None:
            return False
        if row.status == "collecting":
            row = openings.close(opening_id=row.id, unreadable=self._spoilt(row, key), by=self.by)
        return row.status == "settling" and self._settle(row, key)

    def _spoilt(self, row: Opening, key: Agreement) -> list[int]:
        """Return whose shares cannot be read so far, which are told in time to send them again. Nothing is combined."""
        count = row.posts.in_time().count()
        if count == self._read.get(row.id, (0, []))[0]:
            return self._read.get(row.id, (0, []))[1]
        gathered = openings.gather(opening_id=row.id)
        try:
            _, unreadable = _posts(_stage(gathered.opening), gathered, key, custody.trust(gathered.at))
        except Refused:
            return []  # whether a certificate was revoked cannot be told: settling asks again
        self._read[row.id] = count, unreadable
        return unreadable

    def _settle(self, row: Opening, key: Agreement) -> bool:
        came = openings.came(row)
        seen, until = self._seen.get(row.id, (None, NEVER))
        if seen == came and clock.now() < until:
            return False  # nothing came that could change what was found before
        gathered = openings.gather(opening_id=row.id)
        stage, trust = _stage(gathered.opening), custody.trust(gathered.at)
        posts, unreadable = _posts(stage, gathered, key, trust)
        sent = _sent(stage, gathered, key, trust)
        missing = [
            place
            for place in stage.places
            if place[0] not in row.excluded
            and opening.key_of(stage.filings[place[0]], place[1], posts, stage.under, sent.get(place, b""))
            is None
        ]
        if missing and gathered.is_faulty:
            waiting = openings.await_remedy(opening_id=row.id, by=self.by)
            if (
                waiting.fault_seen_at is not None
            ):  # a hold that begins now leaves the row as it is: look again after it
                self._seen[row.id] = came, NEVER
            return waiting.fault_seen_at != row.fault_seen_at
        # No longer than that, whatever the log was silent for: a remedy is about keys.
        lost = self._lost(stage) if gathered.ends is None or gathered.at < gathered.ends else []
        if lost or (missing and not gathered.is_over):
            pending = [place for place in stage.places if place in missing or place in lost]
            asked = openings.ask_for_keys(
                opening_id=row.id, pending=pending, lost=lost, unreadable=unreadable, by=self.by
            )
            if asked.rescue_until is not None:
                self._seen[row.id] = came, gathered.ends or asked.rescue_until
            return asked.rescue_until != row.rescue_until
        outcomes = {
            (header, unit): opening.settle(
                stage.filings[header],
                unit,
                posts,
                stage.under,
                lambda _: _nowhere,
                sent=sent.get((header, unit), b""),
                excluded=row.excluded.get(header, ""),
                platform_failed=gathered.platform_failed,
            )
            for header, unit in stage.places
        }
        content = opening.record(stage.under, stage.freeze, row.stage, posts, outcomes).to_bytes()
        units = _units(stage, outcomes)
        try:
            wrapped = restricted.wrapped(
                stage.under.policy, stage.filings, outcomes, units, gathered.at,
                published_at=gathered.opening.freeze.policy.published_at,
            )  # fmt: skip
        except Refused as refused:
            openings.await_readers(opening_id=row.id, cause=refused.code, by=self.by)
            raise
        recorded = openings.record(
            opening_id=row.id,
            content=content,
            units=units,
            wrapped=wrapped,
            unreadable=unreadable,
            resends=gathered.opening.resends,
            by=self.by,
        )
        if recorded.status != "recorded":
            return False
        self._whole.pop(row.id, None)
        self._seen.pop(row.id, None)
        self._read.pop(row.id, None)
        return True

    def _lost(self, stage: Stage) -> list[Place]:
        """Return the units whose sealed parts the store lost or changed: their bidders may send the same bytes again."""
        whole = self._whole.setdefault(stage.row.id, set())
        for header, unit in stage.places:
            if (header, unit) not in whole and header not in stage.row.excluded:
                with suppress(Refused):
                    filing = stage.filings[header]
                    for part in filing.parts(unit):
                        filings.check_part(filing.store, part)
                    whole.add((header, unit))
        return [one for one in stage.places if one not in whole and one[0] not in stage.row.excluded]


def _posts(
    stage: Stage, gathered: Gathered, key: Agreement, trust: Trust
) -> tuple[list[Received], list[int]]:
    return received.of(
        gathered.posts, stage.under, stage.freeze, stage.row.stage, stage.row.bids, stage.filings, key, trust,
        is_over=gathered.is_over,
    )  # fmt: skip


def _sent(stage: Stage, gathered: Gathered, opener: Agreement, trust: Trust) -> dict[Place, bytes]:
    """Return the keys that bidders sent and that are the committed ones; others are as good as none."""
    found: dict[Place, bytes] = {}
    wanted = set(stage.places)
    for one in gathered.sent:
        filing = stage.filings[one.filing.header]
        try:
            keys = posting.check_keys(
                bytes(one.message), opener, stage.freeze, stage.row.stage, filing, trust, one.at
            )
        except Refused:
            continue
        for unit, key in keys.items():
            place = filing.name, unit
            if place in wanted and dealing.is_key(filing.place(unit), key, filing.commitment(unit)):
                found[place] = key
    return found


def _objections_are_over(row: FreezeList, at: datetime) -> bool:
    until = cases.objections_until(row, at)
    return until is not None and at >= until


def _stage(row: Opening) -> Stage:
    frozen = row.freeze
    rows = Filing.objects.filter(lot=frozen.lot_id, header__in=row.bids)
    return Stage(
        custody.custody_of(frozen.policy),
        cases.freeze_of(frozen),
        row,
        {one.header: cases.load(one) for one in rows},
    )


def _units(stage: Stage, outcomes: Mapping[Place, Outcome]) -> Sequence[OpenedUnit]:
    ids = dict(
        Filing.objects.filter(lot=stage.row.freeze_id, header__in=stage.row.bids).values_list("header", "id")
    )
    public = {one.unit for one in stage.under.policy.units if one.audience == "public"}
    return [
        OpenedUnit(
            opening=stage.row, filing_id=ids[header], unit=unit, outcome=found.outcome, cause=found.cause,
            blamed=list(found.blamed), is_public=unit in public, key=found.key.hex() if unit in public else "",
            manifest=found.manifest.to_bytes() if unit in public and found.manifest else None,
        )
        for (header, unit), found in outcomes.items()
    ]  # fmt: skip


def _nowhere(_: bytes) -> None:
    """Files are only checked: the published key gives them again."""
