"""Deals that run elsewhere are taken in batch by batch, each record for itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from foundation import clock
from foundation.errors import Forbidden, Invalid
from foundation.models import Event, Pending
from tests.examples import examples
from tests.factories.accounts import MemberFactory, actor, new_code
from trading.actions.exchange import LARGEST_BATCH, Result, hand_in
from trading.models import Deal, HandedInNotice, Hold, Lot, Outcome, StepTaken
from trading.winners import winner_of

STATES = ["received", "announced", "bidding", "evaluating", "publicising", "concluded", "failed"]


@pytest.fixture
def by() -> Actor:
    return actor(MemberFactory.create(role=Role.EXCHANGE))


def record(
    key: str = "K1", *, state: str = "announced", lots: list[dict[str, Any]] | None = None, **more
) -> dict:
    return {
        "key": key, "kind": "procurement", "title": "设备采购", "organiser": "某市示例医院", "region": "370200", "sector": "finance",
        "particulars": {"source_system": "采购系统", "native_number": key},
        "lots": lots or [lot(state=state)],
    } | more  # fmt: skip


def lot(number: int = 1, *, state: str = "announced", round: int = 1, **content) -> dict:
    return {"number": number, "title": f"{number}包", "state": state, "round": round, "particulars": content}


def notice(key: str = "N1", **more) -> dict:
    return {
        "key": key, "kind": "procurement_announcement", "title": "采购公告", "published_at": "2025-12-01T09:00:00+08:00",
        "text": "第一段\n第二段", "url": "https://example.org/n1",
    } | more  # fmt: skip


def take(by: Actor, *records: Any, source: str = "t") -> list[Result]:
    return hand_in(source=source, records=records, by=by)


def outcomes(by: Actor, *records: Any) -> list[str]:
    return [result.outcome for result in take(by, *records)]


def told(subject: str) -> list[str]:
    return list(Event.objects.filter(subject=subject).order_by("subject_seq").values_list("type", flat=True))


@pytest.mark.django_db
class TestHandIn:
    def test_writes_deal_lot_step_notice_result_and_one_event_for_each(self, by) -> None:
        code = new_code()
        (result,) = take(
            by,
            record(
                state="concluded", organiser_code=code, notices=[notice()], agency="青岛代理有限公司",
                lots=[lot(state="concluded", winner="青岛甲公司", award_amount="120.50")],
            ),
        )  # fmt: skip
        assert (result.outcome, result.error) == ("created", None)
        deal = Deal.objects.get(id=result.deal)
        made = deal.lots.get()
        assert (deal.phase, deal.origin, deal.organiser.code) == ("concluded", "external", code)
        assert deal.agency is not None and deal.agency.name == "青岛代理有限公司"
        assert (made.state, made.phase, made.particulars["award_amount"]) == (
            "concluded",
            "concluded",
            "120.50",
        )
        step = StepTaken.objects.get()
        assert (step.step, step.source, step.target, step.actor) == (
            "report_concluded", "received", "concluded", by.label,
        )  # fmt: skip
        party, name = winner_of(made)
        assert party is not None and Party.objects.get(id=party).name == name == "青岛甲公司"
        assert told(deal.id) == ["trading.deal.handed_in", "trading.notice.handed_in"]
        assert told(made.id) == ["trading.lot.created", "trading.outcome.recorded", "trading.lot.moved"]
        moved = Event.objects.get(type="trading.lot.moved")
        assert moved.data == {
            "step": "report_concluded", "source": "received", "state": "concluded", "phase": "concluded", "periods": {},
            "notice": None, "late": False, "taken": step.id,
        }  # fmt: skip
        assert (
            Event.objects.get(type="trading.notice.handed_in").data["handed_in"]
            == HandedInNotice.objects.get().id
        )
        assert Pending.objects.count() == Event.objects.count()

    def test_announces_a_deal_when_it_was_announced_there(self, by) -> None:
        take(
            by,
            record("a", announced_on="2025-11-03", notices=[notice()]),
            record("b", notices=[notice("n2", published_at="2025-12-05T09:00:00+08:00"), notice()]),
            record("c"),
            record("d", notices=[notice(published_at="2999-01-01T00:00:00+08:00")]),
            record("e", state="received"),
            record("f", state="failed", notices=[notice()]),
        )
        at = dict(Deal.objects.values_list("source_key", "announced_at"))
        now = Deal.objects.get(source_key="a").created_at
        assert at == {
            "a": datetime(2025, 11, 3, tzinfo=clock.ZONE), "b": datetime(2025, 12, 1, 9, tzinfo=clock.ZONE), "c": now,
            "d": now, "e": None, "f": datetime(2025, 12, 1, 9, tzinfo=clock.ZONE),
        }  # fmt: skip

    def test_changes_nothing_the_second_time(self, by) -> None:
        batch = [record(str(n), notices=[notice()], state=STATES[n]) for n in range(7)]
        assert outcomes(by, *batch) == ["created"] * 7
        events = Event.objects.count()
        assert outcomes(by, *batch) == ["unchanged"] * 7
        assert Event.objects.count() == events

    def test_makes_a_changed_notice_a_new_version_and_edits_the_rest(self, by) -> None:
        take(by, record(notices=[notice()]))
        changed = record(
            title="设备采购（更正）",
            notices=[notice(text="另一段")],
            state="concluded",
            lots=[lot(state="concluded", winner="甲公司")],
        )
        assert outcomes(by, changed) == ["changed"]
        deal = Deal.objects.get()
        assert (deal.title, deal.phase) == ("设备采购（更正）", "concluded")
        assert list(HandedInNotice.objects.order_by("id").values_list("source_key", "text")) == [
            ("N1", "第一段\n第二段"), ("N1", "另一段"),
        ]  # fmt: skip
        assert told(deal.id)[-2:] == ["trading.deal.edited", "trading.notice.handed_in"]
        assert told(Lot.objects.get().id)[-3:] == [
            "trading.lot.edited", "trading.outcome.recorded", "trading.lot.moved",
        ]  # fmt: skip

    def test_refuses_a_record_and_takes_the_others(self, by) -> None:
        results = take(
            by,
            record("good"),
            record("no region", region="0"),
            "not an object",
            record("kind", kind="fishing"),
            record("state", state="sold"),
            record("twice", lots=[lot(), lot()]),
            record("zone", notices=[notice(published_at="2025-12-01T09:00:00")]),
            record("empty", organiser="\u200b"),
            record("early", lots=[lot(), lot(round=2)]),
            record("last"),
        )
        codes = [result.error.code if result.error else "" for result in results]
        assert codes == [
            "", "invalid_particulars", "invalid_particulars", "unknown_kind", "unknown_state", "lot_number_twice", "no_zone",
            "party_without_name", "round_too_early", "",
        ]  # fmt: skip
        assert set(Deal.objects.values_list("source_key", flat=True)) == {"good", "last"}
        assert Party.objects.filter(name="某市示例医院").count() == 1

    def test_leaves_a_refused_deal_as_it_was(self, by) -> None:
        take(by, record(state="concluded", lots=[lot(state="concluded"), lot(2)]))
        before = Event.objects.count()
        worse = record(title="另", lots=[lot(2, state="bidding"), lot(state="bidding")], notices=[notice()])
        (result,) = take(by, worse)
        assert result.error is not None and result.error.code == "step_refused"
        (other,) = take(by, record(kind="land", lots=[lot(2)]))
        assert other.error is not None and other.error.code == "kind_changed"
        assert Event.objects.count() == before
        assert (Deal.objects.get().title, Lot.objects.get(number=2).state) == ("设备采购", "announced")

    def test_refuses_to_move_a_lot_on_hold(self, by) -> None:
        take(by, record())
        Hold.objects.create(
            lot=Lot.objects.get(),
            cause=Hold.Cause.SUPERVISOR,
            reason="查",
            law="",
            by="mem",
            starts_at=clock.now(),
        )
        (result,) = take(by, record(state="concluded"))
        assert result.error is not None and [r.code for r in result.error.reasons] == ["on_hold"]

    def test_runs_a_lot_again_in_a_new_round(self, by) -> None:
        take(by, record(state="failed"))
        again = record(lots=[lot(state="failed"), lot(state="announced", round=2)])
        assert outcomes(by, again) == ["changed"]
        first, second = Lot.objects.order_by("round")
        assert (second.previous_id, second.state, Deal.objects.get().phase) == (
            first.id,
            "announced",
            "announced",
        )
        assert told(first.id)[-1] == "trading.lot.rerun"
        whole = record(
            "K2", lots=[lot(state="concluded", round=3), lot(state="failed"), lot(state="failed", round=2)]
        )
        assert outcomes(by, whole, whole) == ["created", "unchanged"]
        assert Deal.objects.get(source_key="K2").phase == "concluded"

    def test_applies_the_records_of_one_deal_one_after_the_other(self, by) -> None:
        first, second = (
            record(notices=[notice()]),
            record(title="二", state="concluded", notices=[notice("N2")]),
        )
        assert outcomes(by, first, second, second) == ["created", "changed", "unchanged"]
        deal = Deal.objects.get()
        assert (deal.title, deal.phase, deal.handed_in_notices.count()) == ("二", "concluded", 2)
        assert told(deal.id) == [
            "trading.deal.handed_in", "trading.notice.handed_in", "trading.deal.edited", "trading.notice.handed_in",
        ]  # fmt: skip

    def test_tells_parties_of_one_name_and_different_codes_apart(self, by) -> None:
        one, other = new_code(), new_code()
        take(by, record("a", organiser_code=one), record("b", organiser_code=other), record("c"))
        owners = [Deal.objects.get(source_key=key).organiser for key in "abc"]
        # The name's own party is the first of its source; a code that is nobody's finds it too.
        assert owners[0].code == one and owners[0] == owners[1] == owners[2]
        Party.objects.filter(id=owners[0].id).update(source_key="")
        take(by, record("d", organiser_code=other))
        take(by, record("e", organiser_code=one), record("f", organiser_code=other))
        assert [Deal.objects.get(source_key=key).organiser.code for key in "def"] == [other, one, other]

    def test_makes_no_party_of_a_masked_person(self, by) -> None:
        take(by, record(lots=[lot(state="concluded", winner="王某")]))
        assert Outcome.objects.get().candidates[0] == {
            "rank": 1,
            "name": "王某",
            "party": None,
            "price": None,
        }
        assert not Party.objects.filter(name="王某").exists()

    def test_lets_an_organiser_not_be_its_own_agency(self, by) -> None:
        take(by, record(agency="某市示例医院"))
        assert Deal.objects.get().agency is None

    def test_keeps_two_exchanges_apart(self, by) -> None:
        other = actor(MemberFactory.create(role=Role.EXCHANGE))
        assert outcomes(by, record()) == outcomes(other, record(title="别的")) == ["created"]
        assert Deal.objects.count() == 2

    def test_asks_as_many_queries_for_many_records_as_for_few(
        self, by, django_assert_max_num_queries
    ) -> None:
        take(by, record("0"))
        batch = [
            record(str(n), notices=[notice()], lots=[lot(state="concluded", winner=f"{n}公司")])
            for n in range(60)
        ]
        with django_assert_max_num_queries(30):
            take(by, *batch)

    def test_refuses_everybody_else_and_what_is_too_large(self, by) -> None:
        with pytest.raises(Forbidden):
            take(Actor(role=Role.ORGANISER, party_id="pty_1"), record())
        with pytest.raises(Invalid, match="batch_too_large"):
            take(by, *[record()] * (LARGEST_BATCH + 1))
        with pytest.raises(Invalid, match="bad_source"):
            take(by, record(), source="a b")


class TestAnyHistory(TestCase):
    """However a deal's reports are cut into batches, the same is kept of it."""

    @examples(25)
    @given(
        reports=st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(STATES), st.integers(1, 3)), min_size=1, max_size=8),
        cuts=st.sets(st.integers(1, 7)),
    )  # fmt: skip
    def test_is_the_same_in_one_batch_and_in_several(self, reports, cuts) -> None:
        kept = []
        for is_cut in (False, True):
            by = actor(MemberFactory.create(role=Role.EXCHANGE))
            records = [
                record(key, state=state, title=f"题{version}", notices=[notice(text=str(version))])
                for key, state, version in reports
            ]
            results: list[Result] = []
            start = 0
            for end in [*(sorted(cuts) if is_cut else []), len(records)]:
                results += take(by, *records[start:end])
                start = max(start, end)
            deals = Deal.objects.filter(exchange_id=by.party_id).order_by("source_key")
            kept.append(
                (
                    [(result.outcome, result.error.code if result.error else "") for result in results],
                    list(deals.values_list("title", "phase", "lots__state", "lots__steps__target")),
                    [told(deal.id) for deal in deals],
                    [told(each.id) for deal in deals for each in deal.lots.all()],
                )
            )
        assert kept[0] == kept[1]
