"""Corrections and withdrawals are versions: none overwrites another, each has its reason, and where the law wants it two persons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.roles import Role
from foundation import clock, feeds, followers
from foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from foundation.models import Event
from foundation.text import Text
from notices import queries, revising, tasks, wording
from notices.actions import deciding, revisions
from notices.models import Notice, SearchEntry
from notices.writing import digest_of
from tests.factories.accounts import MemberFactory, actor
from tests.world import World, build
from trading.law.notice_revisions import GROUNDS, Act, Ground, grounds_of, review_of
from trading.models import Deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def notice(world: World) -> Notice:
    """The published notice of a tender."""
    made = world.announced()
    followers.catch_up()
    return Notice.objects.get(deal=made.deal, kind="construction_tender")


@pytest.fixture
def sun(world: World) -> Actor:
    return world.actor("sun")


@pytest.fixture
def colleague(world: World) -> Actor:
    """Another person of Sun's organisation."""
    return actor(MemberFactory.create(role=Role.ORGANISER, party=world.cast.parties["housing_bureau"]))


def place(notice: Notice) -> revising.Place:
    """Return a field that may be corrected: the address of the organiser."""
    found = revising.places(notice.content, wording.free_texts(notice.kind, notice.deal.procedure))
    return next(one for one in found if "地址" in one.where.zh)


def correct(notice: Notice, by: Actor, words: str = "示例路九号", **given: Any) -> Notice:
    said = {place(notice).code: Text(words, words)}
    whole: dict[str, Any] = {
        "notice_id": notice.id,
        "said": said,
        "ground": "inaccurate",
        "reason": "门牌号有误",
        "by": by,
    }
    return revisions.correct(**whole | given)


def code(act: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


class TestACorrection:
    def test_is_in_nothing_public_until_another_person_approved(
        self, world: World, notice: Notice, sun: Actor, colleague: Actor
    ) -> None:
        before = len(feeds.read(feeds.PUBLIC, 0))
        row = correct(notice, sun)
        followers.catch_up()
        assert (row.status, row.review_law) == (
            "awaiting",
            "《招标公告和公示信息发布管理办法》第7条（条号待核）",
        )
        assert len(feeds.read(feeds.PUBLIC, 0)) == before
        assert not queries.readable().filter(id=row.id).exists()
        assert not SearchEntry.objects.filter(id=row.id).exists()
        assert list(queries.waiting(colleague)) == [row]
        assert not queries.waiting(world.actor("bai"))
        assert not queries.waiting(world.actor("song"))

    def test_is_a_version_beside_the_one_before(self, notice: Notice, sun: Actor, colleague: Actor) -> None:
        was = notice.content
        row = deciding.approve(notice_id=correct(notice, sun).id, by=colleague)
        followers.catch_up()
        notice.refresh_from_db()
        assert (notice.content, notice.status, row.status) == (was, "superseded", "published")
        assert (row.version, row.first_id, row.digest) == (2, notice.id, digest_of(row.content))
        assert [one.version for one in queries.versions(row)] == [1, 2]
        assert list(queries.published().filter(deal=notice.deal)) == [row]
        said = str(row.content)
        assert "示例路九号" in said
        assert "门牌号有误" in said
        assert "《政府信息公开条例》第6条" in said
        assert notice.number in said
        assert set(SearchEntry.objects.filter(id__in=[notice.id, row.id]).values_list("id", flat=True)) == {
            row.id
        }

    def test_is_told_in_the_public_feed_with_the_version_it_follows(
        self, notice: Notice, sun: Actor, colleague: Actor
    ) -> None:
        row = deciding.approve(notice_id=correct(notice, sun).id, by=colleague)
        followers.catch_up()
        told = [one.data for one in feeds.read(feeds.PUBLIC, 0) if one.data.get("notice") == row.id]
        assert told == [
            {
                "notice": row.id, "kind": row.kind, "number": row.number, "lot": row.lot_id, "version": 2,
                "first": notice.id, "act": "corrected",
            }
        ]  # fmt: skip
        assert "门牌" not in str(
            list(Event.objects.filter(type__startswith="notices.").values_list("data", flat=True))
        )

    def test_follows_a_correction(self, notice: Notice, sun: Actor, colleague: Actor) -> None:
        second = deciding.approve(notice_id=correct(notice, sun).id, by=colleague)
        third = deciding.approve(notice_id=correct(second, colleague, "示例路十号").id, by=sun)
        assert (third.version, third.first_id) == (3, notice.id)
        assert [one.status for one in queries.versions(third)] == ["superseded", "superseded", "published"]
        assert sum(revising.is_about(one) for one in third.content["sections"]) == 1

    def test_is_approved_by_nobody_who_drafted_it(self, world: World, notice: Notice, sun: Actor) -> None:
        row = correct(notice, sun)
        assert code(lambda: deciding.approve(notice_id=row.id, by=sun)) == "same_person"
        both = MemberFactory.create(role=Role.AGENCY, user_id=sun.user_id)
        Deal.objects.filter(id=notice.deal_id).update(agency=both.party)
        assert code(lambda: deciding.approve(notice_id=row.id, by=actor(both))) == "same_person"
        for who in ("bai", "chen", "su", "song"):
            with pytest.raises(NotFound):
                deciding.approve(notice_id=row.id, by=world.actor(who))
        for names in ("decided_by", "decided_by_user"), ("decided_by",), ("decided_by_user",), ():
            own = {one: getattr(row, one.replace("decided", "drafted")) for one in names}
            with pytest.raises(IntegrityError), transaction.atomic():
                Notice.objects.filter(id=row.id).update(status="published", **own)

    def test_is_sent_back_with_reasons_and_may_be_drafted_anew(
        self, notice: Notice, sun: Actor, colleague: Actor
    ) -> None:
        row = correct(notice, sun)
        assert code(lambda: correct(notice, colleague)) == "revision_waiting"
        assert (
            code(lambda: deciding.send_back(notice_id=row.id, reason=" ", by=colleague)) == "reason_missing"
        )
        row = deciding.send_back(notice_id=row.id, reason="地址仍不完整", by=colleague)
        assert (row.status, row.returned_for, row.decided_by) == (
            "returned",
            "地址仍不完整",
            colleague.member_id,
        )
        assert code(lambda: deciding.approve(notice_id=row.id, by=colleague)) == "revision_settled"
        assert correct(notice, sun).status == "awaiting"

    def test_changes_no_fact(self, notice: Notice, sun: Actor) -> None:
        for said in ({"1.r.1": Text("1", "1")}, {"9.x": Text("1", "1")}):
            assert code(lambda said=said: correct(notice, sun, said=said)) == "unknown_place"
        labels = wording.free_texts(notice.kind, notice.deal.procedure)
        found = [one.where.zh for one in revising.places(notice.content, labels)]
        assert found
        facts = ("项目编号", "统一交易标识码", "金额（元）", "最高投标限价", "投标保证金", "时间安排", "期限")
        assert not [where for where in found if any(fact in where for fact in facts)]

    def test_refuses_what_is_no_correction(self, notice: Notice, sun: Actor) -> None:
        same = place(notice)
        assert code(lambda: correct(notice, sun, same.zh)) == "nothing_corrected"
        assert code(lambda: correct(notice, sun, " ")) == "words_missing"
        assert code(lambda: correct(notice, sun, "字" * 4001)) == "words_too_long"
        assert code(lambda: correct(notice, sun, "\x00")) == "words_too_long"
        assert code(lambda: correct(notice, sun, ground="secret")) == "wrong_ground"
        assert code(lambda: correct(notice, sun, reason="")) == "reason_missing"
        assert code(lambda: correct(notice, sun, seen="0" * 64)) == "notice_superseded"
        with pytest.raises(Invalid) as refused:
            correct(notice, sun, "—")
        assert [(one.code, str(one.law)) for one in refused.value.reasons] == [
            ("notice_incomplete", "《招标投标法》第16条第2款")
        ]

    def test_is_the_organisers_alone(self, world: World, notice: Notice) -> None:
        for who in ("bai", "chen", "su", "song", "yan"):
            with pytest.raises(Forbidden):
                correct(notice, world.actor(who))

    def test_holds_words_that_are_harmful_elsewhere(
        self, notice: Notice, sun: Actor, colleague: Actor
    ) -> None:
        words = "<script>𠮷\u202e=cmd & <b>"
        row = deciding.approve(notice_id=correct(notice, sun, words).id, by=colleague)
        followers.catch_up()
        assert place(row).zh == words


class TestAnInstant:
    def appearing(self, *, minutes: int) -> datetime:
        return clock.now() + timedelta(minutes=minutes)

    def test_holds_back_what_was_approved_and_lets_it_appear_together(
        self, world: World, notice: Notice, sun: Actor, colleague: Actor
    ) -> None:
        other = world.announced()
        followers.catch_up()
        second = Notice.objects.get(deal=other.deal, kind="construction_tender")
        at = self.appearing(minutes=10)
        rows = [
            deciding.approve(notice_id=correct(one, sun, appears_at=at).id, by=colleague)
            for one in (notice, second)
        ]
        assert {row.status for row in rows} == {"embargoed"}
        followers.catch_up()
        assert tasks.appear() == 0
        assert not queries.readable().filter(id__in=[row.id for row in rows]).exists()
        assert not [one for one in feeds.read(feeds.PUBLIC, 0) if one.data.get("act")]
        assert code(lambda: correct(notice, colleague)) == "revision_waiting"
        assert len(deciding.due(at)) == 1
        clock.shift_to(at)
        assert [tasks.appear() for _ in range(2)] == [2, 0]
        for row in rows:
            row.refresh_from_db()
            assert (row.status, row.decided_by) == ("published", colleague.member_id)
            assert row.published_at is not None
            assert row.published_at >= at
        told = Event.objects.filter(type="notices.notice.published", data__act="corrected")
        assert set(told.values_list("actor", flat=True)) == {"clock"}

    def test_may_be_given_up_until_then(self, notice: Notice, sun: Actor, colleague: Actor) -> None:
        at = self.appearing(minutes=10)
        row = deciding.approve(notice_id=correct(notice, sun, appears_at=at).id, by=colleague)
        deciding.send_back(notice_id=row.id, reason="不再需要", by=sun)
        clock.shift_to(at)
        assert deciding.appear(notice_ids=[row.id], by=Actor.clock()) == 0
        notice.refresh_from_db()
        assert notice.status == "published"

    def test_that_is_over_when_it_is_approved_is_now(
        self, notice: Notice, sun: Actor, colleague: Actor
    ) -> None:
        row = correct(notice, sun, appears_at=self.appearing(minutes=10))
        clock.shift_to(self.appearing(minutes=11))
        assert deciding.approve(notice_id=row.id, by=colleague).status == "published"

    def test_lies_ahead_and_within_twenty_working_days(
        self, world: World, notice: Notice, sun: Actor
    ) -> None:
        for minutes in (-1, 60 * 24 * 40):
            at = self.appearing(minutes=minutes)
            assert code(lambda at=at: correct(notice, sun, appears_at=at)) == "wrong_instant"
        given: dict[str, Any] = {
            "notice_id": notice.id,
            "ground": "secret",
            "reason": "x",
            "by": world.actor("chen"),
        }
        at = self.appearing(minutes=10)
        assert code(lambda: revisions.withdraw(**given, appears_at=at)) == "wrong_instant"


class TestAWithdrawal:
    def test_waits_for_a_second_person_and_says_nothing_of_what_the_notice_said(
        self, notice: Notice, sun: Actor, colleague: Actor
    ) -> None:
        row = revisions.withdraw(notice_id=notice.id, ground="inaccurate", reason="误发", by=sun)
        assert row.status == "awaiting"
        row = deciding.approve(notice_id=row.id, by=colleague)
        assert row.title == f"关于撤回《{notice.title}》的公告"
        assert len(row.content["sections"]) == 1
        assert queries.readable().filter(id=notice.id).exists()
        given: dict[str, Any] = {"notice_id": row.id, "ground": "inaccurate", "reason": "x", "by": sun}
        assert code(lambda: revisions.withdraw(**given)) == "notice_withdrawn"
        assert code(lambda: revisions.correct(**given, said={"0.p.0": Text("x", "x")})) == "notice_withdrawn"

    @pytest.mark.parametrize("ground", ["secret", "third_party"])
    def test_of_what_must_not_be_public_is_at_once_and_hides_what_was(
        self, world: World, notice: Notice, ground: str
    ) -> None:
        row = revisions.withdraw(
            notice_id=notice.id, ground=ground, reason="含个人隐私", by=world.actor("chen")
        )
        followers.catch_up()
        assert (row.status, row.review_law) == ("published", "")
        assert not queries.readable().filter(id=notice.id).exists()
        assert [one.status for one in queries.versions(row)] == ["hidden", "published"]
        assert notice.deal.title not in str(row.content) + row.title
        assert not SearchEntry.objects.filter(id=notice.id).exists()

    def test_of_a_secret_overtakes_a_draft_that_waits(self, world: World, notice: Notice, sun: Actor) -> None:
        waiting = correct(notice, sun)
        given: dict[str, Any] = {"notice_id": notice.id, "reason": "含个人隐私", "by": world.actor("chen")}
        assert code(lambda: revisions.withdraw(**given, ground="internal")) == "revision_waiting"
        assert revisions.withdraw(**given, ground="third_party").status == "published"
        waiting.refresh_from_db()
        assert waiting.status == "returned"

    def test_is_not_for_others(self, world: World, notice: Notice) -> None:
        for who in ("bai", "su", "song", "yan"):
            with pytest.raises(Forbidden):
                revisions.withdraw(notice_id=notice.id, ground="secret", reason="x", by=world.actor(who))
        for chosen in ("asked_for", "unclear", "", "nope"):
            given = {"notice_id": notice.id, "ground": chosen, "reason": "x", "by": world.actor("sun")}
            assert code(lambda given=given: revisions.withdraw(**given)) == "wrong_ground"

    def test_leaves_alone_what_another_system_published(
        self, world: World, notice: Notice, sun: Actor
    ) -> None:
        Deal.objects.filter(id=notice.deal_id).update(origin="external")
        with pytest.raises(Conflict) as refused:
            revisions.withdraw(notice_id=notice.id, ground="secret", reason="x", by=sun)
        assert refused.value.code == "notice_of_another_system"


class TestTheLaw:
    def test_wants_a_second_person_where_it_says_so(self) -> None:
        assert review_of("property", "property_disclosure", Ground.INACCURATE) is None
        assert (
            str(review_of("property", "property_complaint", Ground.INACCURATE))
            == "《政府信息公开条例》第17条"
        )
        assert (
            str(review_of("procurement", "procurement_result", Ground.UNCLEAR))
            == "《政府信息公开条例》第17条"
        )
        assert all(
            review_of("construction", "construction_award", one) is None
            for one in (Ground.SECRET, Ground.THIRD_PARTY)
        )

    def test_has_a_ground_for_each_act(self) -> None:
        assert set(GROUNDS) == set(Ground)
        assert all(grounds_of(act) for act in Act)
