"""Who was chosen, organisations, openings, figures, guides: what they tell, of whom, and what they keep to themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import awarded
from archive.models import Award, Process
from archive.ocds.parties import SCHEME
from archive.ocds.values import Json, decode, encode
from foundation import clock, followers
from portal import guides, statistics_page
from tests import scenery
from tests.world import World
from trading import registry
from trading.models import Deal, Lot

pytestmark = pytest.mark.django_db


SUSPENDED = {"reason": "查", "law": "《招标投标法实施条例》第六十二条"}


@dataclass(frozen=True)
class Told:
    """A deal of which it was told who won, and one that is open."""

    concluded: Deal
    open: Deal
    organiser: str
    winner: str


def tell(lot: str, *awards: Json, parties: Sequence[Json] = ()) -> None:
    """Let the feed say of a lot who was chosen."""
    process = Process.objects.get(lot=lot)
    said = decode(process.body)
    known = [*said["parties"], *parties]
    process.body = encode(said | {"parties": known, "awards": list(awards)}).decode()
    process.save()
    awarded.keep([process])


@pytest.fixture
def told(world: World) -> Told:
    """Two tenders, of which one was won by Bai."""
    won, waits = world.announced(), world.announced()
    followers.catch_up()
    code = code_of(world, "bai")
    supplier = {"id": "s", "name": world.cast.members["bai"].party.name}
    award = {
        "id": "a", "status": "active", "suppliers": [supplier], "value": {"amount": Decimal("41000000.00"), "currency": "CNY"},
        "date": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
    }  # fmt: skip
    tell(won.lot, award, parties=[supplier | {"identifier": {"scheme": SCHEME, "id": code}}])
    return Told(world.deal(won), world.deal(waits), code_of(world, "sun"), code)


def code_of(world: World, who: str) -> str:
    code = world.cast.members[who].party.code
    assert code
    return code


def rows() -> list[Any]:
    return list(
        Award.objects.order_by("process", "number").values(
            "process", "number", "name", "code", "amount", "at", "family"
        )
    )


class TestAwards:
    def test_say_what_the_feed_says_of_a_sale_that_was_told_to_its_end(
        self, world: World, client: Client
    ) -> None:
        scenery.raise_scenery(world)
        said = Counter(
            (process.ocid, supplier["name"], award["value"]["amount"])
            for process in Process.objects.all()
            for award in decode(process.body).get("awards", ())
            if award["status"] == "active"
            for supplier in award["suppliers"]
        )
        assert said
        assert said == Counter((one["process"], one["name"], one["amount"]) for one in rows())
        assert Award.objects.get().name in client.get(f"/organisations/{Award.objects.get().code}/").text

    def test_are_the_same_when_they_are_written_anew(self, told: Told) -> None:
        before = rows()
        Award.objects.all().delete()
        assert awarded.keep_all() == Process.objects.count()
        assert rows() == before

    def test_count_a_joint_award_once_and_none_that_is_cancelled(self, world: World) -> None:
        made = world.announced()
        followers.catch_up()
        suppliers = [{"id": f"p{n}", "name": f"单位{n}"} for n in (1, 2)]
        both = {
            "id": "a",
            "status": "active",
            "suppliers": suppliers,
            "value": {"amount": 100, "currency": "CNY"},
        }
        tell(made.lot, both, both | {"id": "b", "status": "cancelled"}, parties=suppliers)
        assert [(one["name"], one["code"], one["amount"]) for one in rows()] == [
            ("单位1", "", Decimal(100)),
            ("单位2", "", None),
        ]
        total = statistics_page.of(None, clock.now(), first_year=2026).total
        assert (total.awarded, total.amount, total.share) == (1, Decimal(100), None)


class TestResults:
    def test_name_who_was_chosen_and_lead_to_it(self, told: Told, client: Client) -> None:
        award = Award.objects.get()
        text = client.get("/results/").text
        assert award.name in text
        assert told.concluded.number in text
        assert client.get("/results/", {"text": award.name[:3]}).text.count('class="yg-list__title"') == 1
        assert "没有符合条件" in client.get("/results/", {"text": "没有这个单位"}).text
        assert client.get("/results/", {"family": "land"}).text.count('class="yg-list__title"') == 0
        assert client.get("/results/", {"family": "construction"}).text.count('class="yg-list__title"') == 1

    def test_keep_mistaken_filters_apart(self, client: Client) -> None:
        answer = client.get("/results/", {"since": "yesterday", "family": "sea"})
        assert answer.status_code == 200
        assert "有条件填写不正确" in answer.text

    def test_are_page_by_page(self, told: Told, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        one = Award.objects.get()
        for number in range(2, 4):
            one.pk, one.number = None, number
            one.save()
        monkeypatch.setattr("portal.pages.PAGE", 2)
        first = client.get("/results/").text
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following
        assert client.get("/results/" + following[1]).text.count('class="yg-list__title"') == 1


class TestAnOrganisation:
    def test_shows_what_it_let_and_won(self, told: Told, client: Client) -> None:
        let, won = (
            client.get(f"/organisations/{told.organiser}/").text,
            client.get(f"/organisations/{told.winner}/").text,
        )
        assert told.open.number in let
        assert told.concluded.number in let
        assert f'href="/deals/{told.concluded.number}/"' in won
        assert told.open.number not in won
        assert "4,100" in won

    def test_of_whom_nothing_is_public_is_not_there(self, world: World, client: Client) -> None:
        made = world.announced()
        followers.catch_up()
        before = client.get(f"/organisations/{code_of(world, 'bai')}/")
        world.tell("bai", f"/api/v1/lots/{made.lot}/registrations/")
        followers.catch_up()
        after = client.get(f"/organisations/{code_of(world, 'bai')}/")
        assert before.status_code == after.status_code == 404
        assert client.get("/organisations/nobody/").status_code == 404

    def test_of_a_draft_shows_nothing(self, world: World, client: Client) -> None:
        world.draft()
        assert client.get(f"/organisations/{code_of(world, 'sun')}/").status_code == 404

    def test_costs_as_much_with_many_awards(self, told: Told, client: Client) -> None:
        one = Award.objects.get()
        with CaptureQueriesContext(connection) as few:
            client.get(f"/organisations/{one.code}/")
        for number in range(2, 12):
            one.pk, one.number = None, number
            one.save()
        with CaptureQueriesContext(connection) as many:
            client.get(f"/organisations/{one.code}/")
        assert len(many) <= len(few) <= 8


class TestOpenings:
    def test_tell_when_and_not_who(self, told: Told, world: World, client: Client) -> None:
        text = client.get("/openings/").text
        lot = Lot.objects.get(deal=told.open)
        assert f"/lots/{lot.id}/opening/" in text
        assert world.cast.members["bai"].party.name not in text

    def test_list_what_was_opened_apart(self, client: Client) -> None:
        assert "还没有已开标的项目" in client.get("/openings/?when=opened").text

    def test_leave_out_what_is_suspended(self, world: World, client: Client) -> None:
        made = world.announced()
        assert made.lot in client.get("/openings/").text
        world.tell("su", f"/api/v1/lots/{made.lot}/holds/", SUSPENDED)
        assert made.lot not in client.get("/openings/").text


class TestFigures:
    def test_agree_with_what_is_listed(self, told: Told, client: Client) -> None:
        page = statistics_page.of(None, clock.now(), first_year=2026)
        assert page.total.announced == Deal.objects.filter(announced_at__isnull=False).count()
        assert page.total.awarded == Award.objects.count() == 1
        assert page.total.amount == Award.objects.get().amount
        assert page.total.share == Decimal("85.4")  # of 48 million that were expected
        assert sum(one.announced for _, one in page.months) == page.total.announced
        assert sum(one.announced for _, _, one in page.families) == page.total.announced

    def test_draw_the_most_highest(self, told: Told) -> None:
        for chart in statistics_page.of(None, clock.now(), first_year=2026).charts:
            values = [Decimal(bar.value.replace(",", "")) for bar in chart.bars]
            heights = [bar.height for bar in chart.bars]
            assert heights.index(max(heights)) == values.index(max(values))
            assert all((height == 0) == (value == 0) for height, value in zip(heights, values, strict=True))
            assert all(bar.y + bar.height == statistics_page.GROUND for bar in chart.bars)
            assert all(bar.x >= 0 and bar.x + bar.width <= statistics_page.WIDTH for bar in chart.bars)

    @pytest.mark.parametrize("year", ["abc", "1899", "99999999999", "²⁰²⁶", "-1", "2026.0"])
    def test_say_that_there_are_none_of_a_year_that_is_none(self, year: str, client: Client) -> None:
        answer = client.get("/statistics/", {"year": year})
        assert answer.status_code == 200
        assert "没有这一年的数据" in answer.text

    def test_cost_the_same_whatever_there_is(self, told: Told, client: Client) -> None:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/statistics/?year=2026").status_code == 200
        assert len(asked) <= 8


class TestGuides:
    def test_lead_somewhere(self, client: Client) -> None:
        text = client.get("/help/").text
        for guide in guides.GUIDES:
            for task in guide.tasks:
                if task.page:
                    assert f'href="{reverse(task.page)}"' in text
                if task.page and not task.is_own:
                    assert client.get(reverse(task.page)).status_code == 200, task.page

    def test_tell_every_step_of_every_procedure(self, client: Client) -> None:
        for one in registry.procedures():
            if one.superseded_on or one.method == "external":
                continue
            text = client.get(f"/procedures/{one.kind}/{one.method}/").text
            ids = re.findall(r'id="(step-[^"]+)"', text)
            assert len(ids) == len(set(ids)) == len(one.steps), one.key
            materials = sum(1 for step in one.steps if step.takes)
            assert text.count("材料（填报内容）") == materials, one.key


def test_the_first_page_shows_what_came_of_deals(told: Told, client: Client) -> None:
    text = client.get("/").text
    assert Award.objects.get().name in text
    assert "最新成交" in text
