"""The property procedures: their tables and their numbers."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from accounts.roles import Role
from foundation import days
from foundation.days import Count, Unit
from tests.trading.procedures.property_cases import (
    ALL,
    ASSET,
    CAPITAL,
    EQUITY,
    EXAMPLES,
    LEASE,
    PUBLIC,
    opened,
)
from trading import particulars
from trading.law import property_limits as limits
from trading.law.grammar import Limit, Phase
from trading.law.procedure import Procedure
from trading.law.property_notices import NOTICE_KINDS
from trading.law.soundness import notices, problems
from trading.procedures import (
    external,
)

NOTICES = Path(__file__).parents[4] / "shared" / "data" / "notices"


def notice(name: str) -> dict[str, Any]:
    path = NOTICES / name
    if not path.exists():
        pytest.skip(f"needs ../shared/data/notices/{name}")
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


class TestTables:
    @pytest.mark.parametrize("procedure", (*ALL, *external.PROCEDURES), ids=lambda p: p.key)
    def test_are_sound(self, procedure: Procedure) -> None:
        assert problems(procedure, templates=NOTICE_KINDS) == []

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_take_the_example_particulars_and_give_them_back(self, procedure: Procedure) -> None:
        for cls, raw in zip(
            (procedure.particulars, procedure.lot_particulars), EXAMPLES[procedure.key], strict=True
        ):
            stored = particulars.dump(particulars.parse(cls, raw))
            assert particulars.parse(cls, stored) == particulars.parse(cls, raw)
            assert raw.items() <= stored.items()

    def test_name_every_kind_of_notice_and_no_other(self) -> None:
        assert set().union(*(notices(p) for p in ALL)) == set(NOTICE_KINDS)

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_announce_with_the_whole_deal_and_begin_as_drafts(self, procedure: Procedure) -> None:
        assert procedure.initial == "draft"
        found = [s for s in procedure.steps if s.name == "announce"]
        assert found
        assert all(s.whole_deal and s.notice for s in found)

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_publish_nothing_from_or_into_preparation(self, procedure: Procedure) -> None:
        for s in procedure.steps:
            states = (*map(procedure.state, s.sources), procedure.state(s.target))
            if s.notice and s.name not in ("announce", "disclose"):
                assert all(state.phase is not Phase.PREPARING for state in states), s

    @pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.key)
    def test_can_be_stopped_by_the_supervisor_and_left_from_every_state(self, procedure: Procedure) -> None:
        for state in procedure.states:
            if not state.final:
                names = {s.name for s in procedure.steps_from(state.name)}
                assert "invalidate" in names
                assert len(names & {"terminate", "cancel_sale"}) == 1, state.name
        assert all(
            s.despite_hold and s.by is Role.SUPERVISOR for s in procedure.steps if s.name == "invalidate"
        )


class TestLimits:
    """Each number beside its article, as in the reference table P01-P10."""

    @pytest.mark.parametrize(
        ("code", "limit", "length", "unit", "floor", "article"),
        [
            ("P01", limits.PRE_DISCLOSURE, 20, Unit.WORKING_DAYS, True, "13"),
            ("P01", limits.PRE_DISCLOSURE_START, 10, Unit.WORKING_DAYS, False, "13"),
            ("P02", limits.DISCLOSURE, 20, Unit.WORKING_DAYS, True, "13"),
            ("P03", limits.SMALL_ASSET_DISCLOSURE, 10, Unit.WORKING_DAYS, True, "50"),
            ("P03", limits.ASSET_DISCLOSURE, 20, Unit.WORKING_DAYS, True, "50"),
            ("P05", limits.REDISCLOSURE, 20, Unit.WORKING_DAYS, True, "18"),
            ("P06", limits.TWELVE_MONTHS, 12, Unit.MONTHS, False, "19"),
            ("P07", limits.PAYMENT, 5, Unit.WORKING_DAYS, False, "28"),
            ("P07", limits.BALANCE, 1, Unit.YEARS, False, "28"),
            ("P08", limits.RESULT_NOTICE, 5, Unit.WORKING_DAYS, True, "29"),
            ("P09", limits.DEPOSIT_REFUND, 3, Unit.WORKING_DAYS, False, ""),
            ("P10", limits.CAPITAL_DISCLOSURE, 40, Unit.WORKING_DAYS, True, "39"),
        ],
    )
    def test_are_the_numbers_of_the_law(
        self, code: str, limit: Limit, length: int, unit: Unit, floor: bool, article: str
    ) -> None:
        assert (limit.length, limit.unit, limit.at_least is not None, limit.law.number) == (
            length,
            unit,
            floor,
            article,
        ), code

    def test_keep_one_home_for_the_deadline(self) -> None:
        for procedure in PUBLIC:
            assert procedure.bidding is not None
            first = [s for s in procedure.steps if s.target in ("disclosed", "extended", "repriced")]
            assert len(first) >= 3
            assert all(any(o.name == procedure.bidding.name for o in s.opens) for s in first)

    def test_disclose_each_method_for_its_own_time(self) -> None:
        assert opened(EQUITY, "announce", "formal_review")["disclosure"].at_least == 20
        assert opened(ASSET, "announce", "formal_review")["disclosure"].at_least == 20
        assert opened(ASSET, "announce", "formal_review_small")["disclosure"].at_least == 10
        assert opened(CAPITAL, "announce", "formal_review")["disclosure"].at_least == 40
        for procedure in (EQUITY, ASSET, LEASE):
            assert opened(procedure, "reprice", "closed")["disclosure"].at_least == 20
            assert opened(procedure, "extend", "closed")["disclosure"].at_least == 5

    def test_disclose_new_capital_for_forty_days_in_all_either_way(self) -> None:
        before = opened(CAPITAL, "announce", "approved")["pre_disclosure"].length
        after = opened(CAPITAL, "disclose", "review_after_pre_disclosure")["disclosure"].length
        assert (before, after, before + after) == (20, 20, 40)

    def test_bound_the_deposit_by_thirty_per_cent(self) -> None:
        assert {p.deposit.at_most_share for p in PUBLIC if p.deposit} == {Decimal("0.3")}
        assert [p.deposit.base for p in PUBLIC if p.deposit] == [
            "floor_price",
            "floor_price",
            "amount_sought",
            "floor_price",
        ]

    def test_pause_every_disclosure_while_the_deal_is_suspended(self) -> None:
        assert all(
            o.stops
            for p in PUBLIC
            for s in p.steps
            for o in s.opens
            if o.name in ("disclosure", "pre_disclosure")
        )

    def test_count_as_the_stricter_practice_does(self) -> None:
        found = notice("property_equity_hainan34.json")
        start, end = (
            date.fromisoformat(found["listing_start"][:10]),
            date.fromisoformat(found["listing_end"][:10]),
        )
        limit = limits.DISCLOSURE
        # That exchange counted the day of publication; we do not, so that ours ends a working day later.
        assert days.earliest_end(start, limit.length, limit.unit, Count.INCLUDE_FIRST).day == end
        assert days.earliest_end(start, limit.length, limit.unit, limit.count).day == date(2025, 1, 21)

    def test_return_deposits_as_soon_as_a_real_notice_promised(self) -> None:
        found = notice("property_deposit_terms_neimeng.json")
        assert f"{limits.DEPOSIT_REFUND.length}个工作日内全额返还" in found["refund"]
        assert f"{limits.CONTRACT.length}个工作日内未签合同" in found["forfeit"][1]
