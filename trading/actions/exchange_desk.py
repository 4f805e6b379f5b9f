"""
Where a batch of handed-in records is laid out: what is known of them is read at once, they are applied one after the
other in memory, and what came of it is written at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from accounts import names
from accounts.actor import Actor
from foundation import clock, copying, ids, journal
from foundation.errors import Invalid
from foundation.text import Text
from trading import engine, events, phases
from trading.actions import documents, exchange_files
from trading.actions.exchange_files import File
from trading.actions.exchange_parties import NamedParties, is_masked
from trading.actions.exchange_records import METHOD, Checked, CheckedLot, NoticeHandedIn, Record, winners
from trading.law.grammar import Phase, Step
from trading.models import Deal, HandedInNotice, Lot, Origin, Outcome, StepTaken

_LOT_FIELDS = ("title", "particulars", "state", "phase", "entered_at")
_DEAL_FIELDS = ("title", "region", "sector", "particulars", "phase", "announced_at")


@dataclass(frozen=True)
class _Report:
    """What is to be done about a lot: it is new, or other than before, or somewhere else than before."""

    lot: Lot
    checked: CheckedLot
    is_new: bool
    step: Step | None


class Desk:
    """The batch. The caller holds the lock of the exchange's own row, so that no other batch of it comes between."""

    def __init__(self, *, source: str, by: Actor, records: Iterable[Checked]) -> None:
        self._source, self._by = source, by
        self._dirty: dict[str, Deal | Lot] = {}
        self._rows: dict[type, list[Deal | Lot | StepTaken | Outcome | HandedInNotice]] = {
            model: [] for model in (Deal, Lot, StepTaken, Outcome, HandedInNotice)
        }
        self._entries: list[journal.Entry] = []
        self._results: list[tuple[Outcome, dict[str, object]]] = []
        self._parties = NamedParties(source=source, by=by)
        known, self._held = exchange_files.known(source, {checked.record.key for checked in records})
        self._files = {file.deal.source_key: file for file in known}
        self.at = journal.instant(*(subject for file in known for subject in file.subjects()))

    def take(self, checked: Checked) -> tuple[str, str]:
        """
        Apply one record; return what became of it and the id of its deal. One that is refused has changed nothing.

        :raises DomainError: if its lots cannot be where they are said to be, or the deal was of another kind.
        """
        record = checked.record
        known = self._files.get(record.key)
        if known is not None and known.deal.kind != record.kind:
            words = Text("交易类别不能改变", "The kind of a deal does not change")
            raise Invalid("kind_changed", words, fields={"kind": [words]})
        file = known or File(self._new_deal(checked), is_new=True)
        reports = self._reports(file, checked)
        before = len(self._entries)
        if known is None:
            self._enter(file, checked)
        else:
            self._edit(file.deal, checked)
        for report in reports:
            self._report(file, report)
        self._notices(file, checked)
        if len(self._entries) == before:
            return "unchanged", file.deal.id
        self._derive(file, record)
        return ("created" if known is None else "changed"), file.deal.id

    def write(self) -> None:
        """Write everything that came of the records."""
        self._parties.assign()
        for outcome, told in self._results:  # only now are its parties known
            told["digest"] = outcome.digest
        for row in self._dirty.values():
            row.save(update_fields=_DEAL_FIELDS if isinstance(row, Deal) else _LOT_FIELDS)
        for rows in self._rows.values():
            copying.insert(rows)
        journal.append_all(self._entries, actor=self._by.label, at=self.at)

    def _new_deal(self, checked: Checked) -> Deal:
        record = checked.record
        return Deal(
            number=f"EX{clock.local_date(self.at):%y%m%d}-{ids.new('no')[-10:]}", kind=record.kind, method=METHOD,
            procedure_key=checked.procedure.key, title=record.title, region=record.region, sector=record.sector,
            origin=Origin.EXTERNAL.value, source=self._source, source_key=record.key, exchange_id=self._by.party_id,
            particulars=checked.content, created_at=self.at, created_by=self._by.label,
        )  # fmt: skip

    def _enter(self, file: File, checked: Checked) -> None:
        record, deal = checked.record, file.deal
        self._files[record.key] = file
        self._rows[Deal].append(deal)
        self._parties.add(
            record.organiser, record.organiser_code, record.region, partial(setattr, deal, "organiser_id")
        )
        if names.tidy(record.agency):
            self._parties.add(record.agency, record.agency_code, record.region, partial(_appoint, deal))
        self._tell("trading.deal.handed_in", deal, kind=deal.kind)

    def _edit(self, deal: Deal, checked: Checked) -> None:
        record = checked.record
        fresh = {
            "title": record.title, "region": record.region, "sector": record.sector, "particulars": checked.content,
        }  # fmt: skip
        changes = sorted(name for name, value in fresh.items() if getattr(deal, name) != value)
        if changes:
            for name in changes:
                setattr(deal, name, fresh[name])
            self._touch(deal)
            self._tell("trading.deal.edited", deal, fields=changes)

    def _reports(self, file: File, checked: Checked) -> list[_Report]:
        """Return what is to be done about each lot; refuse all of it before any of it is done."""
        standing = {place: lot.state for place, lot in file.lots.items()}
        found = []
        for each in checked.lots:
            place = (each.given.number, each.given.round)
            lot = file.lots.get(place)
            is_new = lot is None
            if lot is None:
                self._check_round(place, standing, checked)
                lot = self._new_lot(file, each, checked)
            step = None
            if lot.state != each.given.state:
                step = engine.reporting(
                    lot, each.given.state, by=self._by, at=self.at, holds=self._held.get(lot.id, ())
                )
            standing[place] = each.given.state
            found.append(_Report(lot, each, is_new, step))
        return found

    def _check_round(
        self, place: tuple[int, int], standing: dict[tuple[int, int], str], checked: Checked
    ) -> None:
        number, turn = place
        if turn == 1:
            return
        before = standing.get((number, turn - 1))
        if before is None or not checked.procedure.state(before).final:
            words = Text("上一轮尚未结束", "The round before it has not ended")
            raise Invalid("round_too_early", words, fields={f"lots.{number}.round": [words]})

    def _new_lot(self, file: File, each: CheckedLot, checked: Checked) -> Lot:
        lot = Lot(
            deal=file.deal, number=each.given.number, round=each.given.round, title=each.given.title,
            particulars=each.content, procedure_key=checked.procedure.key,
        )  # fmt: skip
        engine.place(lot, self.at)
        return lot

    def _report(self, file: File, report: _Report) -> None:
        lot, checked = report.lot, report.checked
        before = None if report.is_new else (winners(lot.particulars), lot.particulars.get("award_amount"))
        if report.is_new:
            self._add(file, lot)
        elif (lot.title, lot.particulars) != (checked.given.title, checked.content):
            lot.title, lot.particulars = checked.given.title, checked.content
            self._touch(lot)
            self._tell("trading.lot.edited", lot, fields=["particulars"])
        if checked.winners and before != checked.result():
            self._record_winners(lot, checked)
        if report.step is not None:
            taken = engine.report(lot, report.step, by=self._by, at=self.at)
            self._rows[StepTaken].append(taken)
            self._touch(lot)
            self._tell(
                events.LOT_MOVED, lot, step=taken.step, source=taken.source, state=lot.state, phase=lot.phase,
                periods={}, notice=None, late=False, taken=taken.id,
            )  # fmt: skip

    def _add(self, file: File, lot: Lot) -> None:
        previous = file.lots.get((lot.number, lot.round - 1))
        if previous is not None:
            lot.previous = previous
            self._tell("trading.lot.rerun", previous, round=lot.round, next=lot.id)
        file.lots[lot.number, lot.round] = lot
        self._rows[Lot].append(lot)
        self._tell(
            "trading.lot.created", lot, number=lot.number, round=lot.round, state=lot.state, phase=lot.phase
        )

    def _record_winners(self, lot: Lot, checked: CheckedLot) -> None:
        """Keep the result where those of all deals are kept."""
        is_alone = len(checked.winners) == 1
        candidates: list[dict[str, int | str | None]] = []
        for rank, name in enumerate(checked.winners, start=1):
            price = checked.content["award_amount"] if is_alone else None
            candidate: dict[str, int | str | None] = {
                "rank": rank,
                "name": name,
                "party": None,
                "price": price,
            }
            candidates.append(candidate)
            if not is_masked(name):
                code = checked.content["winner_code"] if is_alone else ""
                self._parties.add(name, code, "", partial(candidate.__setitem__, "party"))
        outcome = Outcome(
            lot=lot, stage="result", values={"has_winner": True}, candidates=candidates, recorded_at=self.at,
            recorded_by=self._by.label,
        )  # fmt: skip
        self._rows[Outcome].append(outcome)
        told = self._tell(events.OUTCOME_RECORDED, lot, outcome=outcome.id, stage=outcome.stage)
        self._results.append((outcome, told))

    def _notices(self, file: File, checked: Checked) -> None:
        for given, digest in zip(checked.record.notices, checked.digests, strict=True):
            if (given.key, digest) in file.notices:
                continue
            file.notices.add((given.key, digest))
            row = _notice(file.deal, given, digest, self.at)
            self._rows[HandedInNotice].append(row)
            self._tell("trading.notice.handed_in", file.deal, handed_in=row.id, digest=digest)

    def _derive(self, file: File, record: Record) -> None:
        """Bring the deal's own row up to date with its lots."""
        deal = file.deal
        was_preparing = deal.phase == Phase.PREPARING.value
        deal.phase = phases.of_lots(
            [
                phases.of_lot(lot, is_held=lot.id in self._held)
                for (number, turn), lot in file.lots.items()
                if (number, turn + 1) not in file.lots
            ]
        )
        begun = deal.phase not in (Phase.PREPARING.value, Phase.FAILED.value)
        if deal.announced_at is None and (begun or record.notices):
            deal.announced_at = record.announced_at(self.at)
        if was_preparing and begun and not file.is_new:
            documents.publish_all(deal, self.at)
        self._touch(deal)

    def _touch(self, row: Deal | Lot) -> None:
        if not row._state.adding:
            self._dirty[row.id] = row

    def _tell(self, type: str, subject: Deal | Lot, **data: object) -> dict[str, object]:
        deal = subject.id if isinstance(subject, Deal) else subject.deal_id
        self._entries.append(journal.Entry(type, subject.id, data, deal))
        return data


def _appoint(deal: Deal, party_id: str) -> None:
    """Keep an agency; some systems name the organiser as its own."""
    if party_id != deal.organiser_id:
        deal.agency_id = party_id


def _notice(deal: Deal, given: NoticeHandedIn, digest: str, at: datetime) -> HandedInNotice:
    return HandedInNotice(
        deal=deal, source_key=given.key, kind=given.kind, title=given.title, text=given.text,
        published_at=given.published_at, source_url=given.url, digest=digest, handed_in_at=at,
    )  # fmt: skip
