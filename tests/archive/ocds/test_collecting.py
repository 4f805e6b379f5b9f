"""From rows to what is known of a lot, row by row: rows that were never saved, so that no test of it needs a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from accounts.models import Party
from archive.ocds import collecting
from archive.ocds.known import Known
from archive.ocds.rows import Rows
from bidding.models import Auction, Move, Participant, Registration
from notices.models import Notice
from trading import registry
from trading.law.procedure import Procedure
from trading.models import Contract, Deal, Lot, Outcome, Period, StepTaken

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
SUN = Party(id="pty_sun", name="市住建局", code="11370200MB2849000A")
BAI = Party(id="pty_bai", name="白石公司", code="91370200163562681G")
DAI = Party(id="pty_dai", name="戴某", kind="person")


def procedure(key: str) -> Procedure:
    return next(one for one in registry.procedures() if f"{one.kind}/{one.method}" == key)


def lot(key: str, state: str, *outcomes: Outcome, particulars: Mapping[str, Any] = {}, **of_deal: Any) -> Lot:
    """Return a lot in a state of a procedure."""
    found = procedure(key)
    given = {"particulars": {}, "origin": "here"} | of_deal
    deal = Deal(id="deal_1", number="D-1", title="某项目", procedure_key=found.key, organiser=SUN, **given)
    phase = found.state(state).phase.value
    made = Lot(
        id="lot_1", deal=deal, number=1, title="一标", procedure_key=found.key, state=state, phase=phase, particulars=dict(particulars)
    )  # fmt: skip
    made._prefetched_objects_cache = {"outcomes": list(outcomes)}
    return made


def known(one: Lot, **found: Any) -> Known:
    """Return what is known of a lot with these rows behind it."""
    empty: dict[str, Any] = {name: defaultdict(list) for name in Rows.__slots__}
    given = {
        name: defaultdict(list, {key: value}) for name, (key, value) in found.items() if name != "parties"
    }
    rows = Rows(**empty | given | {"lots": [one], "parties": {each.id: each for each in (BAI, DAI)}})
    return collecting._known(one, rows, "https://example.org")


def result(*parties: Party, **values: Any) -> Outcome:
    """Return an outcome that ranks these."""
    candidates = [
        {"rank": rank, "party": one.id, "name": one.name, "price": f"{rank}00.00"}
        for rank, one in enumerate(parties, start=1)
    ]
    return Outcome(id="out_1", recorded_at=AT, values=values, candidates=candidates)


def steps(*targets: str) -> tuple[str, list[StepTaken]]:
    """Return steps to these states, a day after each other."""
    rows = [StepTaken(target=one, at=AT + timedelta(days=day)) for day, one in enumerate(targets)]
    return "lot_1", rows


class TestALotThatRunsElsewhere:
    WON: ClassVar[dict[str, Any]] = {
        "winner": "甲店；乙店",
        "winner_code": "x",
        "award_amount": "9.00",
        "awarded_on": "2026-03-01",
    }

    def test_has_the_winners_that_are_reported(self) -> None:
        found = known(lot("procurement/external", "concluded", particulars=self.WON, origin="external"))
        assert [one.suppliers[0].name for one in found.winners] == ["甲店", "乙店"]
        # Of several nobody can tell whose the code and the price are.
        assert {(one.suppliers[0].code, one.price, one.is_final) for one in found.winners} == {
            ("", None, True)
        }
        assert found.status == "complete"

    def test_has_the_code_and_the_price_of_the_only_one(self) -> None:
        alone = self.WON | {"winner": "甲店"}
        (won,) = known(lot("procurement/external", "concluded", particulars=alone)).winners
        assert (won.suppliers[0].code, won.price) == ("x", Decimal("9.00"))

    @pytest.mark.parametrize("state", ["announced", "bidding", "evaluating", "failed"])
    def test_has_none_before_they_may_be_told(self, state: str) -> None:
        assert known(lot("procurement/external", state, particulars=self.WON)).winners in ((), [])

    def test_is_dated_by_its_newest_notice_there(self) -> None:
        notices = [
            Notice(id=f"ntc_{day}", kind="procurement_result", title="成交公告", number=f"N-{day}", published_at=AT + timedelta(days=day))
            for day in (3, 1)
        ]  # fmt: skip
        told = known(lot("procurement/external", "bidding", origin="external"), notices=("deal_1", notices))
        assert told.told_at == AT + timedelta(days=3)
        assert {one.type for one in told.papers} == {"awardNotice"}
        assert known(lot("procurement/external", "bidding"), notices=("deal_1", notices)).told_at is None


class TestACategory:
    @pytest.mark.parametrize(
        ("said", "category"), [("survey", "services"), ("goods", "goods"), ("works", "works")]
    )
    def test_is_what_the_deal_says(self, said: str, category: str) -> None:
        one = lot("construction/open", procedure("construction/open").initial)
        one.deal.particulars = {"work_type": said}
        assert known(one).terms.category == category

    def test_is_none_of_a_sale(self) -> None:
        found = known(
            lot("land/listing", "listed", particulars={"start_price": "100.00", "valuation": "77.00"})
        )
        assert (found.terms.category, found.terms.least, found.terms.value) == ("", Decimal("100.00"), None)


class TestAWinner:
    def test_is_not_named_before_the_publicity_is(self) -> None:
        decided = lot("procurement/open", "decided", result(BAI, has_winner=True))
        assert decided.phase == "publicising"
        assert known(decided).winners == []

    def test_is_final_with_the_result_and_dated_by_the_step_to_it(self) -> None:
        found = known(
            lot("procurement/open", "awarded", result(BAI, DAI, has_winner=True)),
            steps=steps("sealed", "opened", "decided", "awarded"),
        )
        (won,) = found.winners
        assert (won.is_final, won.at, won.price) == (True, AT + timedelta(days=3), Decimal("100.00"))
        assert won.suppliers[0].code == BAI.code

    def test_that_is_a_person_has_no_code(self) -> None:
        (won,) = known(lot("procurement/open", "awarded", result(DAI, has_winner=True))).winners
        assert won.suppliers[0].is_a_person
        assert won.suppliers[0].code == ""

    def test_is_whom_the_latest_result_puts_in_its_place(self) -> None:
        one = lot("procurement/open", "awarded", result(BAI, DAI, has_winner=True, winner_rank=2))
        assert known(one).winners[0].suppliers[0].party == DAI.id

    def test_is_everybody_who_is_admitted_to_a_framework(self) -> None:
        ends = [
            one.name
            for one in procedure("procurement/framework_closed").states
            if one.is_awarded or one.phase == "concluded"
        ]
        one = lot("procurement/framework_closed", ends[0], result(BAI, DAI))
        assert [each.suppliers[0].party for each in known(one).winners] == [BAI.id, DAI.id]


class TestAContract:
    def test_goes_when_the_lot_fails_after_all(self) -> None:
        signed = Contract(id="ctr_1", party=BAI, party_name=BAI.name, price=Decimal(9), signed_on=AT.date())
        signed._state.fields_cache["acceptance"] = None  # as `select_related` leaves it where there is none
        kept = [("lot_1", [signed])]
        assert known(lot("land/listing", "completed", result(BAI)), contracts=kept[0]).contract is not None
        assert known(lot("land/listing", "rescinded", result(BAI)), contracts=kept[0]).contract is None


class TestTheTimeForBids:
    period = Period(limit="listing", starts_at=AT, ends_at=AT + timedelta(days=10))

    def test_is_the_period_as_it_stands(self) -> None:
        found = known(lot("land/listing", "listed"), periods=("lot_1", [self.period])).bidding
        assert found is not None
        assert found.ends_at == self.period.ends_at

    def test_ends_with_the_auction_and_not_before_its_last_bid(self) -> None:
        ended = AT + timedelta(days=10, minutes=42)
        row = Auction(id="auc_1", lot_id="lot_1", status="settled", ended_ms=int(ended.timestamp() * 1000))
        who = [
            Participant(id=f"ptc_{number}", number=number, registration=Registration(id=f"reg_{number}", party=party))
            for number, party in (("27", DAI), ("81", BAI))
        ]  # fmt: skip
        row._prefetched_objects_cache = {"participants": who}
        moves = [
            Move(participant_id=f"ptc_{number}", price=Decimal(price), at_ms=row.ended_ms - before)
            for number, price, before in (("27", 100, 9), ("81", 110, 5), ("27", 120, 3), ("81", 130, 1))
        ]
        found = known(
            lot("land/listing", "completed", result(BAI)), periods=("lot_1", [self.period]), auctions=("lot_1", [row]),
            moves=("auc_1", moves), steps=steps("listed", "closed", "deal", "completed"),
        )  # fmt: skip
        assert [(one.id, one.price, len(one.bidders)) for one in found.bids] == [
            ("lot_1-27", Decimal(120), 0), ("lot_1-81", Decimal(130), 1),
        ]  # fmt: skip
        assert (found.count, found.winners[0].bid) == (2, "lot_1-81")
        assert found.bidding is not None
        assert found.terms.auction_url == "https://example.org/lots/lot_1/auction/"
