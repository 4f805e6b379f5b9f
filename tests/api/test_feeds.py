"""Atom, calendar and sitemap: what is published is in them at once and under a lasting id, and what is not is in none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from icalendar import Calendar

from api import sitemaps
from api.views import feeds
from foundation import followers
from notices.models import Notice
from tests.bidding.results.bench import PRICES
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene
from tests.bidding.sealed.scene import Scene
from tests.hostile import NAMES
from tests.world import World, build
from trading.models import Deal, Lot

__all__ = ["_few_rounds", "bare", "bare_road", "scene"]
pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def world() -> World:
    return build()


def answered(path: str) -> Any:
    answer = Client().get(path.removeprefix(SITE))
    assert answer.status_code == 200, answer.content
    return answer


def feed(path: str = "/feeds/notices.atom") -> ElementTree.Element:
    return ElementTree.fromstring(answered(path).content)


def entries(path: str = "/feeds/notices.atom") -> list[str]:
    return [one.text or "" for one in feed(path).findall("a:entry/a:id", ATOM)]


def calendar(path: str = "/feeds/deadlines.ics") -> list[Any]:
    found = Calendar.from_ical(answered(path).content)
    assert isinstance(found, Calendar)
    return list(found.walk("VEVENT"))


def addresses() -> Iterator[str]:
    """Yield all addresses of the sitemap, as a search engine finds them."""
    index = ElementTree.fromstring(answered("/sitemap.xml").content)
    for part in index.findall("s:sitemap/s:loc", MAP):
        urls = ElementTree.fromstring(answered(part.text or "").content)
        yield from (one.text or "" for one in urls.findall("s:url/s:loc", MAP))


class TestTheFeed:
    def test_has_every_published_notice_newest_first(self, world: World) -> None:
        world.announced(lots=2)
        followers.catch_up()
        rows = Notice.objects.filter(status="published").order_by("-published_at", "-id")
        assert entries() == [f"urn:yangguang:notice:{one.id}" for one in rows]

    def test_says_what_rfc_4287_asks_of_it(self, world: World) -> None:
        world.announced()
        followers.catch_up()
        found = feed()
        for of in (found, found.find("a:entry", ATOM)):
            assert of is not None
            assert all(
                of.findtext(f"a:{name}", namespaces=ATOM)
                for name in ("id", "title", "updated", "author/a:name")
            )
        newest = Notice.objects.latest("published_at").published_at
        assert found.findtext("a:updated", namespaces=ATOM) == f"{newest:%Y-%m-%dT%H:%M:%SZ}"
        links = {one.get("rel"): one.get("href") for one in found.findall("a:entry[1]/a:link", ATOM)}
        assert answered(str(links["alternate"]))

    def test_leads_from_page_to_page_through_all_once(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.announced()
        world.announced()
        followers.catch_up()
        monkeypatch.setattr(feeds, "PAGE", 1)
        path, seen = "/feeds/notices.atom", []
        while path:
            page = feed(path)
            seen += [one.text for one in page.findall("a:entry/a:id", ATOM)]
            links = {one.get("rel"): one.get("href") for one in page.findall("a:link", ATOM)}
            assert links["self"] == f"{SITE}{path.removeprefix(SITE)}"
            path = str(links.get("next") or "")
        assert len(seen) == len(set(seen)) == Notice.objects.filter(status="published").count() > 1

    def test_is_sifted_by_family_and_place(self, world: World) -> None:
        made = world.announced()
        followers.catch_up()
        deal = Deal.objects.get(id=made.deal)
        city = f"{deal.region[:4]}00"
        assert entries(f"/feeds/notices.atom?family={deal.kind}&region={city}") == entries()
        assert entries("/feeds/notices.atom?family=land") == []
        assert entries("/feeds/notices.atom?region=110000") == []
        sifted = feed(f"/feeds/notices.atom?family={deal.kind}")
        assert sifted.findtext("a:id", namespaces=ATOM) != feed().findtext("a:id", namespaces=ATOM)

    def test_is_not_sent_again(self, world: World) -> None:
        world.announced()
        followers.catch_up()
        first = answered("/feeds/notices.atom")
        again = Client().get("/feeds/notices.atom", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304

    def test_without_notices_is_one_still(self, world: World) -> None:
        assert feed().findtext("a:updated", namespaces=ATOM) == "1970-01-01T00:00:00Z"

    @pytest.mark.parametrize("query", ["before=ntc_x", "page=2", "family=x", "region=1"])
    def test_refuses_what_it_does_not_know(self, world: World, query: str) -> None:
        assert Client().get(f"/feeds/notices.atom?{query}").status_code in (400, 404)

    def test_speaks_english(self, world: World) -> None:
        world.announced()
        followers.catch_up()
        title = Notice.objects.latest("published_at").title_en
        assert feed("/feeds/notices.atom?language=en").findtext("a:entry/a:title", namespaces=ATOM) == title


class TestTheCalendar:
    def test_has_the_end_of_bidding_and_the_opening(self, world: World) -> None:
        made = world.announced()
        lot = Lot.objects.get(id=made.lot)
        uids = {str(one["UID"]).partition("@")[0] for one in calendar()}
        assert lot.procedure.bidding is not None
        assert {f"{lot.id}.{lot.procedure.bidding.name}", f"{lot.id}.opening"} <= uids

    def test_is_sifted_by_family_and_place(self, world: World) -> None:
        made = world.announced()
        kind = Deal.objects.get(id=made.deal).kind
        assert len(calendar(f"/feeds/deadlines.ics?family={kind}")) == len(calendar()) > 0
        assert calendar("/feeds/deadlines.ics?region=110000") == []

    def test_has_nothing_of_a_draft(self, world: World) -> None:
        world.draft()
        assert calendar() == []


class TestTheSitemap:
    def test_has_every_page_that_there_is(self, world: World) -> None:
        made = world.announced()
        followers.catch_up()
        found = set(addresses())
        deal = Deal.objects.get(id=made.deal)
        assert f"{SITE}/deals/{deal.number}/" in found
        assert {f"{SITE}/notices/{one.number}/" for one in Notice.objects.all()} <= found
        for one in found:
            assert answered(one)

    def test_has_nothing_of_a_draft(self, world: World) -> None:
        made = world.draft()
        assert Deal.objects.get(id=made.deal).number not in " ".join(addresses())

    def test_comes_in_parts(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.announced()
        world.announced()
        followers.catch_up()
        whole = sorted(addresses())
        monkeypatch.setattr(sitemaps, "MOST", 1)
        assert sorted(addresses()) == whole

    @pytest.mark.parametrize(
        "name", ["notices-2026-13-1.xml", "deals-1999-01-1.xml", "notices-2026-03-0.xml", "x"]
    )
    def test_has_no_other_part(self, world: World, name: str) -> None:
        assert Client().get(f"/sitemaps/{name}").status_code == 404

    def test_is_named_to_robots(self) -> None:
        assert f"Sitemap: {SITE}/sitemap.xml" in Client().get("/robots.txt").text


class TestAHostileName:
    @pytest.mark.parametrize("name", NAMES)
    def test_is_harmless_and_legible(self, world: World, name: str) -> None:
        made = world.announced()
        followers.catch_up()
        Deal.objects.filter(id=made.deal).update(title=name)
        Notice.objects.update(title=name, title_en=name)
        plain = " ".join(name.replace("\u202e", "").replace("\u202c", "").split())
        assert feed().findtext("a:entry/a:title", namespaces=ATOM) == plain
        events = calendar()
        assert len(events) == len({str(one["UID"]) for one in events}) > 0
        assert all(plain in str(one["SUMMARY"]) for one in events)
        # A line of the file that is not folded is at most 75 octets, and no name begins one.
        lines = answered("/feeds/deadlines.ics").content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert lines.count(b"BEGIN:VEVENT") == len(events)


class TestATenderUnderSeal:
    PATHS = ("/feeds/notices.atom", "/feeds/deadlines.ics", "/sitemap.xml", "/data/", "/data/catalog.jsonld")

    def test_is_told_alike_whoever_bids_for_it(self, scene: Scene) -> None:
        followers.catch_up()
        before = {path: (answered(path).content, answered(path)["ETag"]) for path in self.PATHS}
        scene.register("deng")
        for who, price in PRICES.items():
            scene.filed(who, price=price)
        followers.catch_up()
        assert {path: (answered(path).content, answered(path)["ETag"]) for path in self.PATHS} == before
