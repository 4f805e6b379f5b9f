"""Drafts made in the browser: chosen by method, filled in from the tables, refused field by field, changed, and announced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config.demo import documents, materials
from foundation import clock, followers
from notices.models import Notice
from portal.desk import typed
from tests.portal.test_bids import reader
from tests.world import World
from trading import particulars, registry
from trading.models import Deal, Lot

pytestmark = pytest.mark.django_db
NEW = "/deals/new/land/listing/"
HEAD = {"own.title": "某地块出让", "own.region": "370202", "own.sector": "land", "own.classification": "B01"}

GIVEN: dict[str, dict[str, Any]] = {
    "approve": {"approval_number": "青政地〔2026〕18号"},
    "set_prices": {
        "minutes": "集体决策〔2026〕5号",
        "decided_on": "2026-03-02",
        "valuation_report": "估字〔2026〕8号",
    },
    "announce": {},
}
"""The steps that lead to the notice, with what each takes."""


def form(cls: type, data: dict[str, Any], prefix: str = "particulars") -> dict[str, Any]:
    """Return JSON as the inputs of a form send it."""
    return dict(_inputs(cls, typed.of_stored(cls, data), prefix))


def _inputs(cls: type, tree: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for info in particulars.describe(cls):
        value, place = tree[info.name], f"{path}.{info.name}"
        if info.record is None:
            yield place, value if info.choices or info.type != "tuple" else "\n".join(value)
            continue
        for n, row in enumerate(value):
            yield from _inputs(info.record, row, f"{place}.{n}" if info.type == "tuple" else place)


def post(client: Client, address: str, given: dict[str, Any], *, status: int = 302) -> str:
    answer = client.post(address, {"act": "save"} | given)
    assert answer.status_code == status, answer.text
    return answer.text


class TestADraft:
    def test_is_begun_by_choosing_a_method(self, world: World) -> None:
        text = reader("song").get("/deals/new/").text
        for kind, method in registry.methods():
            assert (f"/deals/new/{kind}/{method}/" in text) is (method != "external")
        assert reader("bai").get("/deals/new/").status_code == 404
        assert reader("song").get("/deals/new/land/nothing/").status_code == 404

    def test_goes_from_the_first_form_to_the_public_notice_through_pages_alone(self, world: World) -> None:
        client = reader("song")
        listing = registry.current("land", "listing", on=clock.local_date(clock.now()))
        post(client, NEW, HEAD | form(listing.particulars, materials.LAND))
        deal = Deal.objects.get(title="某地块出让")
        assert (deal.organiser_id, deal.classification) == (world.cast.members["song"].party_id, "B01")
        page = client.get(f"/deals/{deal.number}/").text
        assert f"/deals/{deal.number}/edit/" in page and f"/deals/{deal.number}/lots/new/" in page
        post(
            client,
            f"/deals/{deal.number}/lots/new/",
            {"own.title": "A地块"} | form(listing.lot_particulars, materials.PARCEL),
        )
        lot = Lot.objects.get(deal=deal)
        assert lot.particulars["uses"] and lot.state == listing.initial
        post(
            client,
            f"/deals/{deal.number}/edit/",
            HEAD | {"own.title": "某地块挂牌出让"} | form(listing.particulars, materials.LAND),
        )
        assert Deal.objects.get(id=deal.id).title == "某地块挂牌出让"
        text = client.get(f"/lots/{lot.id}/edit/").text
        assert 'value="A地块"' in text and 'name="particulars.uses.0.' in text
        post(
            client,
            f"/lots/{lot.id}/edit/",
            {"own.title": "B地块"} | form(listing.lot_particulars, lot.particulars),
        )
        assert Lot.objects.get(id=lot.id).title == "B地块"
        content = documents.tender_document(deal.title, None, commits=False)
        world.tell("song", f"/api/v1/deals/{deal.id}/documents/", {"kind": "tender", "content": content})
        announced(client, lot)
        followers.catch_up()
        assert Notice.objects.filter(deal=deal).exists()
        assert Client().get(f"/deals/{deal.number}/").status_code == 200
        # What is published is not edited.
        for address in (
            f"/deals/{deal.number}/edit/",
            f"/deals/{deal.number}/lots/new/",
            f"/lots/{lot.id}/edit/",
        ):
            assert client.get(address).status_code == 404

    def test_says_at_each_field_what_is_wrong_and_keeps_what_was_typed(self, world: World) -> None:
        client = reader("song")
        text = post(client, NEW, {"own.title": "", "own.region": "99", "own.sector": "land"}, status=422)
        assert 'href="#own.title"' in text and "项目名称：" in text and 'id="own.region-error"' in text
        listing = registry.current("land", "listing", on=clock.local_date(clock.now()))
        wrong = form(listing.particulars, materials.LAND) | {"own.region": "000000"}
        text = post(client, NEW, HEAD | wrong, status=422)
        assert 'value="000000"' in text and 'value="某地块出让"' in text and 'id="own.region-error"' in text
        text = post(
            client,
            NEW,
            HEAD | form(listing.particulars, {}) | {"own.agency": "91370200MA00000000"},
            status=422,
        )
        assert "没有这个代理机构" in text
        assert not Deal.objects.exists()

    def test_takes_rows_away_and_adds_them_without_a_script(self, world: World) -> None:
        listing = registry.current("land", "listing", on=clock.local_date(clock.now()))
        post(reader("song"), NEW, HEAD | form(listing.particulars, materials.LAND))
        address = f"/deals/{Deal.objects.get().number}/lots/new/"
        typed_in = {"own.title": "甲"} | form(listing.lot_particulars, materials.PARCEL)
        text = post(reader("song"), address, typed_in | {"add": "particulars.uses"}, status=200)
        assert 'name="particulars.uses.2.use"' in text and 'value="甲"' in text
        text = post(reader("song"), address, typed_in | {"remove": "particulars.uses.0"}, status=200)
        assert 'name="particulars.uses.0.use"' in text and 'name="particulars.uses.1.use"' not in text
        assert not Lot.objects.exists()

    def test_asks_few_queries(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        deal = world.deal(world.draft())
        client = reader("sun")
        for address in ("/deals/new/", f"/deals/{deal.number}/edit/", f"/deals/{deal.number}/lots/new/"):
            with django_assert_max_num_queries(6):
                assert client.get(address).status_code == 200


def announced(client: Client, lot: Lot) -> None:
    """Take the steps of the table that lead to the notice, each on its page."""
    for name, data in GIVEN.items():
        step = lot.procedure.step(name, source=Lot.objects.get(id=lot.id).state)
        assert step is not None
        address = (
            f"/deals/{lot.deal.number}/steps/{name}/" if step.whole_deal else f"/lots/{lot.id}/steps/{name}/"
        )
        given = form(step.takes, data, "data") if step.takes else {}
        answer = client.post(address, {"act": "check"} | given)
        assert answer.status_code == 200, answer.text
        assert client.post(address, {"act": "confirm"} | given).status_code == 302


class TestACopy:
    def test_says_what_the_earlier_deal_said(self, world: World) -> None:
        made = world.announced(lots=2)
        earlier, client = world.deal(made), reader("sun")
        address = f"/deals/{earlier.number}/copy/"
        assert f'href="{address}"' in client.get(f"/deals/{earlier.number}/").text
        assert 'id="title-error"' in post(client, address, {"title": " "}, status=422)
        post(client, address, {"title": "二期工程"})
        copy = Deal.objects.get(title="二期工程")
        assert (copy.particulars, copy.phase, copy.announced_at) == (earlier.particulars, "preparing", None)
        said = [
            list(deal.lots.order_by("number").values_list("title", "particulars")) for deal in (earlier, copy)
        ]
        assert said[0] == said[1]
        assert copy.documents.get().content == earlier.documents.get().content
        for who in ("song", "chen", "bai"):
            assert reader(who).post(address, {"title": "x"}).status_code == 404
