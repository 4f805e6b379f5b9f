"""Requests for information: who may ask, until when one is answered, what stops the time, and what nobody may read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.roles import Role
from foundation import clock, ids
from foundation.clock import ZONE
from foundation.errors import DomainError, Forbidden, Invalid, NotFound
from foundation.models import Event
from notices import request_queries, tasks
from notices.actions import requests
from notices.models import Applicant, InformationRequest
from tests.factories.accounts import MemberFactory, UserFactory, actor, new_code, visitor
from trading.law import open_government as law

pytestmark = pytest.mark.django_db
IDENTITY = "11010519491231002X"


@pytest.fixture(autouse=True)
def _monday() -> None:
    """The platform's day is Monday, the 2nd of March 2026."""
    clock.start_demo()


@pytest.fixture
def mo() -> Actor:
    """Somebody who signed in and acts for nobody."""
    return visitor(UserFactory.create())


@pytest.fixture
def chen() -> Actor:
    return actor(MemberFactory.create(role=Role.CENTRE))


def filed(by: Actor, **given: Any) -> InformationRequest:
    whole: dict[str, Any] = {
        "name": "莫某", "identity": IDENTITY, "contact": "13800000000", "what": "某项目的验收报告", "form": "electronic", "by": by,
    }  # fmt: skip
    return requests.file_request(**whole | given)


def end_of(month: int, day: int) -> datetime:
    return datetime(2026, month, day, tzinfo=ZONE) + timedelta(days=1)


def later(**length: int) -> None:
    clock.shift_to(clock.now() + timedelta(**length))


def code(act: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


class TestARequest:
    def test_is_received_at_once_and_due_in_twenty_working_days(self, mo: Actor) -> None:
        row = filed(mo)
        assert row.status == "received"
        assert row.due_at == end_of(3, 30)
        assert row.number.startswith("XX260302-")

    def test_keeps_no_number_of_a_document_and_tells_the_journal_nobody(self, mo: Actor) -> None:
        row = filed(mo)
        kept = Applicant.objects.get(request=row)
        assert (kept.identity_tail, len(kept.identity_digest)) == ("002X", 64)
        assert IDENTITY not in str(kept.__dict__) + str(row.__dict__)
        told = Event.objects.get(type="notices.request.filed")
        assert not [word for word in ("莫某", "13800000000", "验收", "002X") if word in str(told.__dict__)]

    def test_says_all_that_the_law_asks_for(self, mo: Actor) -> None:
        empty = dict.fromkeys(("name", "identity", "contact", "what", "form"), "")
        with pytest.raises(Invalid) as refused:
            filed(mo, **empty, deal_number="nope")
        assert set(refused.value.fields) == {*empty, "deal_number"}
        for wrong in ("123", IDENTITY[:-1] + "1", "１１０１０５", "91370200MA0DEMX111"):
            with pytest.raises(Invalid) as refused:
                filed(mo, identity=wrong)
            assert wrong not in str(refused.value.fields)
        unit = new_code()
        assert filed(mo, identity=unit).applicant.identity_tail == unit[-4:]

    def test_is_filed_by_whoever_signed_in(self, mo: Actor, chen: Actor) -> None:
        assert code(lambda: filed(Actor.public())) == "sign_in_first"
        assert code(lambda: filed(mo, channel="oral")) == "role_not_allowed"
        assert filed(chen, channel="oral").user == ""

    def test_is_read_by_the_applicant_the_centre_and_who_watches_it(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        su, bai = (actor(MemberFactory.create(role=role)) for role in (Role.SUPERVISOR, Role.BIDDER))
        nobody = Actor.public()
        reach = (
            (mo, True, True),
            (chen, True, True),
            (su, True, False),
            (bai, False, False),
            (nobody, False, False),
        )
        for who, sees, knows in reach:
            assert request_queries.visible(who).filter(id=row.id).exists() is sees
            assert request_queries.knows_who(who, row) is knows
        with pytest.raises(NotFound):
            requests.withdraw(request_id=row.id, by=bai)
        for act in (requests.withdraw, requests.complete):
            given = {"what": "x"} if act is requests.complete else {}
            with pytest.raises(NotFound):
                act(request_id=row.id, by=chen, **given)

    def test_written_down_by_the_centre_is_nobodys_account(self, chen: Actor) -> None:
        row = filed(chen, channel="mail")
        assert not request_queries.knows_who(Actor.public(), row)
        with pytest.raises(NotFound):
            requests.withdraw(request_id=row.id, by=chen)

    def test_of_one_account_are_so_many(self, mo: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(requests, "MOST_OPEN", 2)
        filed(mo), filed(mo)
        assert code(lambda: filed(mo)) == "too_many_requests"


class TestItsTime:
    def test_is_extended_once_by_twenty_working_days(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        row = requests.extend(request_id=row.id, reason="需要向多个部门检索", by=chen)
        # 清明节 4月4日至6日放假
        assert row.due_at == end_of(4, 28)
        assert code(lambda: requests.extend(request_id=row.id, reason="再次", by=chen)) == "extended_already"

    def test_is_not_extended_once_it_is_over(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        later(days=29)
        assert code(lambda: requests.extend(request_id=row.id, reason="迟了", by=chen)) == "answer_overdue"

    def test_stands_still_while_a_third_party_is_heard(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        later(days=7)  # Monday the 9th; fifteen working days are left
        heard = requests.consult(request_id=row.id, name="某公司", by=chen)
        assert heard.due_at == end_of(3, 30)
        assert (
            code(lambda: requests.answer(request_id=row.id, answer="provided", reply="x", by=chen))
            == "request_elsewhere"
        )
        silent: dict[str, Any] = {"request_id": row.id, "agrees": None, "opinion": "", "by": chen}
        assert code(lambda: requests.note_opinion(**silent)) == "opinion_awaited"
        later(days=7)
        row = requests.note_opinion(request_id=row.id, agrees=False, opinion="含商业秘密", by=chen)
        assert row.due_at == end_of(4, 7)

    def test_goes_on_when_a_third_party_said_nothing(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        requests.consult(request_id=row.id, name="某公司", by=chen)
        later(days=30)
        row = requests.note_opinion(request_id=row.id, agrees=None, opinion="", by=chen)
        assert row.due_at == end_of(4, 30)

    def test_is_not_over_while_it_stands_still_nor_won_back_once_it_is(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        later(days=14)
        requests.consult(request_id=row.id, name="某公司", by=chen)
        later(days=21)
        row.refresh_from_db()
        assert not row.is_overdue(clock.now())
        assert tasks.watch_requests() == 0
        late = filed(mo)
        later(days=60)
        requests.consult(request_id=late.id, name="某公司", by=chen)
        later(days=30)
        assert (
            requests.note_opinion(request_id=late.id, agrees=True, opinion="可以", by=chen).due_at
            == late.due_at
        )

    def test_begins_anew_with_what_was_missing(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        later(days=1)
        row = requests.ask_back(request_id=row.id, guidance="请写明文号", days_given=5, by=chen)
        assert (row.status, row.due_at, row.complete_by) == ("unclear", None, end_of(3, 10))
        later(days=2)
        row = requests.complete(request_id=row.id, what="青公资〔2026〕1号", by=mo)
        assert row.due_at == end_of(4, 2)
        again: dict[str, Any] = {"request_id": row.id, "guidance": "再补", "days_given": 5, "by": chen}
        assert code(lambda: requests.ask_back(**again)) == "guided_already"

    def test_to_ask_back_is_seven_working_days(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        later(days=10)
        given: dict[str, Any] = {"request_id": row.id, "guidance": "x", "by": chen}
        assert code(lambda: requests.ask_back(**given, days_given=5)) == "guidance_too_late"

    def test_that_is_over_is_told_to_the_journal_once(self, mo: Actor, chen: Actor) -> None:
        late, answered = filed(mo), filed(mo)
        requests.answer(request_id=answered.id, answer="provided", reply="见附件", by=chen)
        later(days=28, hours=-2)
        assert tasks.watch_requests() == 0
        later(days=1)
        assert [tasks.watch_requests() for _ in range(2)] == [1, 0]
        told = Event.objects.get(type="notices.request.overdue")
        assert (told.subject, told.actor) == (late.id, "clock")
        assert list(request_queries.overdue(clock.now())) == [late]

    def test_to_complete_it_ends_it(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        requests.ask_back(request_id=row.id, guidance="x", days_given=3, by=chen)
        later(days=4)
        assert code(lambda: requests.complete(request_id=row.id, what="x", by=mo)) == "completion_too_late"
        assert tasks.watch_requests() == 1
        row.refresh_from_db()
        assert row.status == "abandoned"


class TestAnAnswer:
    def test_says_on_which_ground_something_is_kept_back(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        given: dict[str, Any] = {"request_id": row.id, "reply": "含第三方商业秘密", "by": chen}
        for kind in law.NEEDS_GROUND:
            assert code(lambda kind=kind: requests.answer(**given, answer=kind.value)) == "request_incomplete"
        row = requests.answer(**given, answer="withheld", ground="third_party")
        assert (row.status, row.ground) == ("answered", "third_party")
        assert request_queries.counts() == {"answered": 1, "withheld": 1}
        assert code(lambda: requests.answer(**given, answer="provided")) == "request_elsewhere"

    def test_has_a_kind_and_words(self, mo: Actor, chen: Actor) -> None:
        row = filed(mo)
        with pytest.raises(Invalid) as refused:
            requests.answer(request_id=row.id, answer="nope", reply=" ", by=chen)
        assert set(refused.value.fields) == {"answer", "reply"}

    def test_is_the_centres(self, mo: Actor) -> None:
        row = filed(mo)
        for role in (Role.SUPERVISOR, Role.BIDDER, Role.ORGANISER):
            with pytest.raises(Forbidden):
                requests.answer(
                    request_id=row.id, answer="provided", reply="x", by=actor(MemberFactory.create(role=role))
                )

    def test_of_what_is_not_there_is_not_found(self, chen: Actor) -> None:
        with pytest.raises(NotFound):
            requests.answer(request_id=ids.new("inf"), answer="provided", reply="x", by=chen)


class TestTheLaw:
    def test_knows_an_article_for_each_answer_and_ground(self) -> None:
        assert set(law.ANSWERS) == set(law.Answer)
        assert set(law.GROUNDS) == set(law.Ground)
        assert [(one.length, str(one.law)) for one in law.LIMITS] == [
            (20, "《政府信息公开条例》第33条第2款"), (20, "《政府信息公开条例》第33条第2款"), (7, "《政府信息公开条例》第30条"),
            (15, "《政府信息公开条例》第32条"),
        ]  # fmt: skip
