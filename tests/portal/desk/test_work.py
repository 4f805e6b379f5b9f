"""My work: what waits for each, what is due first at the top; and the second person's word and the answer, which others wait for."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from foundation import clock
from foundation.models import Event
from portal.desk import work
from tests.factories.accounts import MemberFactory
from tests.portal.desk import made_up
from tests.portal.test_bids import reader
from tests.world import World
from trading import registry
from trading.models import Deal, Objection, Proposal, Question

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def shown(who: str, *, page: str = "1") -> str:
    answer = reader(who).get(f"/me/work/?page={page}")
    assert answer.status_code == 200
    return answer.text


class TestMyWork:
    def test_is_for_whoever_acts_for_somebody(self, world: World) -> None:
        answer = Client().get("/me/work/")
        assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        for who in ("sun", "an", "bai", "chen", "su", "yan", "kang", "zheng", "ding", "guan", "lu", "tang"):
            assert "目前没有待办事项" in shown(who)
        client = reader("sun")
        client.cookies["language"] = "en"
        assert "Nothing waits for you" in client.get("/me/work/").text

    def test_lists_the_steps_that_may_be_taken_by_the_periods(self, world: World) -> None:
        draft = world.draft()
        text = shown("sun")
        assert f'href="/deals/{world.deal(draft).number}/steps/announce/"' in text
        assert "announce/" not in shown("song") and "announce/" not in shown("chen")
        world.tell("sun", f"/api/v1/deals/{draft.deal}/steps/announce/", {})
        # While bids come in nobody has anything to do but to end it, and the clock's step is nobody's.
        text = shown("sun")
        assert "/steps/close/" not in text and "/steps/announce/" not in text and "/steps/terminate/" in text

    def test_puts_first_what_is_due_first(self, world: World) -> None:
        made = world.announced()
        lot, at = world.lot(made), clock.now()
        bai = world.cast.members["bai"].party
        Objection.objects.create(lot=lot, stage="document", party=bai, grounds="x", raised_at=at, due_at=at)
        asked = Question.objects.create(lot=lot, party=bai, text="几层？", asked_at=at)
        text = shown("sun")
        order = [text.index("答复异议"), text.index("答复提问"), text.index("steps/terminate")]
        assert order[0] == min(order) and 'data-urgency="' in text
        # Who asked is nobody's to know.
        assert bai.name not in text
        answer = reader("sun").get(f"/questions/{asked.id}/")
        assert "几层？" in answer.text and bai.name not in answer.text

    def test_tells_a_bidder_of_the_bid_and_the_deposit_that_are_due(self, world: World) -> None:
        made = world.announced()
        world.tell("bai", f"/api/v1/lots/{made.lot}/registrations/")
        text = shown("bai")
        assert f'href="/lots/{made.lot}/bid/"' in text and "缴纳保证金" in text
        for who in ("cui", "sun", "chen"):
            assert f"/lots/{made.lot}/bid/" not in shown(who)

    def test_comes_in_pages_and_asks_the_same_however_much_there_is(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        sun = world.cast.members["sun"].party
        procedure = registry.current("construction", "open", on=clock.local_date(clock.now()))
        for _ in range(30):
            made_up.deal_of(procedure, sun)
        with django_assert_max_num_queries(MOST_QUERIES):
            first = shown("sun")
        assert len(re.findall("/steps/", first)) == work.PAGE and 'href="?page=2"' in first
        pairs = [re.findall(r"/deals/[^/]+/steps/[^/]+", text) for text in (first, shown("sun", page="2"))]
        assert pairs[1] and set(pairs[0]).isdisjoint(pairs[1])
        for hostile in ("0", "-1", "x", "99", "9" * 30, "٣"):
            shown("sun", page=hostile)

    @pytest.mark.parametrize("who", ["bai", "chen", "su", "yan", "kang", "zheng"])
    def test_asks_few_queries(
        self, world: World, who: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        world.announced()
        with django_assert_max_num_queries(MOST_QUERIES):
            shown(who)


class TestTheSecondPerson:
    def made(self, world: World) -> Proposal:
        deal = world.deal(world.draft())
        colleague = MemberFactory.create(party=world.cast.members["sun"].party, role=Role.ORGANISER)
        return Proposal.objects.create(
            deal=deal, act="step", arguments={"step": "announce"}, proposed_at=clock.now(), proposed_by=colleague.id,
            proposed_by_user=colleague.user_id,
        )  # fmt: skip

    def test_finds_it_among_the_work_and_approves_it(self, world: World) -> None:
        row = self.made(world)
        address = f"/deals/{row.deal.number}/proposals/{row.id}/"
        assert address in shown("sun") and address not in shown("chen")
        assert 'value="approve"' in reader("sun").get(address).text
        assert 'value="approve"' not in reader("chen").get(address).text
        assert reader("bai").get(address).status_code == 404
        assert reader("sun").post(address, {"act": "approve"}).status_code == 302
        assert Proposal.objects.get(id=row.id).status == "approved"
        assert Deal.objects.get(id=row.deal_id).announced_at is not None
        assert address not in shown("sun")
        assert reader("sun").post(address, {"act": "approve"}).status_code == 422
        assert Event.objects.filter(deal=row.deal_id, type="trading.proposal.approval_refused").count() == 1

    def test_declines_it_with_a_reason(self, world: World) -> None:
        row = self.made(world)
        address = f"/deals/{row.deal.number}/proposals/{row.id}/"
        assert 'id="reason-error"' in reader("sun").post(address, {"act": "decline", "reason": " "}).text
        assert reader("sun").post(address, {"act": "decline", "reason": "不急"}).status_code == 302
        assert Proposal.objects.get(id=row.id).reason == "不急"


class TestAnAnswer:
    def test_is_given_once_and_read_by_all(self, world: World) -> None:
        made = world.announced()
        bai = world.cast.members["bai"].party
        row = Question.objects.create(lot=world.lot(made), party=bai, text="几层？", asked_at=clock.now())
        address = f"/questions/{row.id}/"
        for who in ("bai", "song", "chen"):
            assert reader(who).get(address).status_code == 404
        text = reader("sun").post(address, {"answer": ""}).text
        assert 'id="answer-error"' in text
        assert reader("sun").post(address, {"answer": "三层"}).status_code == 302
        assert "三层" in Client().get(f"/deals/{world.deal(made).number}/").text
        assert reader("sun").post(address, {"answer": "四层"}).status_code == 422
