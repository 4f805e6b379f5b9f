"""The page of open data, its catalogue, and what pages say to search engines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from archive.bulk import making
from foundation import followers
from notices.models import Notice
from tests.hostile import NAMES
from tests.world import World, build
from trading.models import Deal

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.BULK_ROOT = tmp_path
    return build()


def said(path: str) -> dict[str, Any]:
    (found,) = BLOCK.findall(Client().get(path).text)
    content: dict[str, Any] = orjson.loads(found)
    return content


class TestThePage:
    def test_says_where_there_are_no_files_yet(self, world: World) -> None:
        assert "还没有文件" in Client().get("/data/").text

    def test_lists_the_files_with_their_digests(self, world: World, tmp_path: Path) -> None:
        world.announced()
        followers.catch_up()
        making.make(tmp_path)
        text = Client().get("/data/").text
        for one in ("compiled.jsonl.gz", "compiled-0001.xlsx"):
            assert f'href="/ocds/bulk/{one}"' in text

    def test_speaks_both_languages(self, world: World) -> None:
        client = Client()
        client.cookies["language"] = "en"
        assert "Publication policy" in client.get("/data/").text
        assert "发布政策" in Client().get("/data/").text

    def test_leads_nowhere_else_than_to_what_there_is(self, world: World) -> None:
        world.announced()
        followers.catch_up()
        for one in set(re.findall(r'href="(/(?:ocds|feeds|api|data)/[^"#]*)"', Client().get("/data/").text)):
            assert Client().get(one).status_code == 200, one

    def test_is_the_policy_that_packages_name(self, world: World) -> None:
        world.announced()
        followers.catch_up()
        assert Client().get("/ocds/releases").json()["publicationPolicy"].endswith("/data/")


class TestTheCatalogue:
    def test_names_every_file_with_its_digest(self, world: World, tmp_path: Path) -> None:
        world.announced()
        followers.catch_up()
        making.make(tmp_path)
        answer = Client().get("/data/catalog.jsonld")
        assert answer["Content-Type"] == "application/ld+json"
        found = answer.json()
        assert found["@type"] == "dcat:Catalog"
        named = {
            way["dcat:downloadURL"]["@id"]: way["spdx:checksum"]["spdx:checksumValue"]
            for one in found["dcat:dataset"]
            for way in one["dcat:distribution"]
            if "dcat:downloadURL" in way
        }
        index = Client().get("/ocds/bulk/index.json").json()["files"]
        assert named == {f"http://127.0.0.1:8000/ocds/bulk/{one['name']}": one["sha256"] for one in index}
        assert named


class TestSearchEngines:
    def test_are_told_of_a_notice_and_its_deal(self, world: World) -> None:
        made = world.announced()
        followers.catch_up()
        deal, notice = Deal.objects.get(id=made.deal), Notice.objects.latest("published_at")
        article = said(f"/notices/{notice.number}/")
        assert (article["@type"], article["headline"]) == ("Article", notice.title)
        assert article["about"]["@id"] == said(f"/deals/{deal.number}/")["@id"]
        assert said(f"/deals/{deal.number}/")["@type"] == "Demand"
        assert said("/data/")["@type"] == "DataCatalog"

    @pytest.mark.parametrize("name", NAMES)
    def test_are_told_of_a_hostile_name_as_it_is(self, world: World, name: str) -> None:
        made = world.announced()
        followers.catch_up()
        Deal.objects.filter(id=made.deal).update(title=name)
        Deal.objects.get(id=made.deal).organiser.__class__.objects.update(name=name[:200])
        number = Deal.objects.get(id=made.deal).number
        found = said(f"/deals/{number}/")
        assert (found["name"], found["@reverse"]["seeks"]["name"]) == (name, name[:200])
        assert "<script>alert" not in Client().get(f"/deals/{number}/").text
