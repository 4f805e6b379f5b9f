"""The search page: what was found is marked, and narrowed by links that can be shared."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from foundation import followers
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world: World) -> World:
    world.announced()
    world.announced(lots=2)
    followers.catch_up()
    return world


def facets(page: str) -> dict[str, str]:
    """Return the addresses by which the page is narrowed or widened, by what they say."""
    nav = page.partition('class="yg-card yg-facets')[2].partition("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', nav)
    return {re.sub(r"<[^>]*>", "", words): unescape(address) for address, words in links}


@pytest.mark.usefixtures("world")
class TestSearchPage:
    def test_marks_what_was_looked_for_as_it_was_written(self, client: Client) -> None:
        page = client.get("/search/", {"text": "測試 工程"}).text
        assert "<mark>测试</mark><mark>工程</mark>" in page
        assert page.count('class="yg-list__title"') == 4

    def test_shows_where_in_the_text_it_stands(self, client: Client) -> None:
        page = client.get("/search/", {"text": "招标文件"}).text
        assert 'class="yg-found__excerpt"' in page

    def test_narrows_by_links_and_widens_by_the_same(self, client: Client) -> None:
        first = client.get("/search/?text=测试").text
        narrowed = client.get(facets(first)["交易项目"]).text
        assert "subject=deal" in facets(first)["交易项目"]
        assert narrowed.count('class="yg-list__title"') == 2
        chosen = next(address for words, address in facets(narrowed).items() if words.startswith("交易项目"))
        assert client.get(chosen).text.count('class="yg-list__title"') == 4
        assert '<input type="hidden" name="subject" value="deal">' in narrowed

    def test_shows_everything_where_nothing_is_asked_for(self, client: Client) -> None:
        assert client.get("/search/").text.count('class="yg-list__title"') == 4

    def test_shows_what_comes_near_where_nothing_fits(self, client: Client) -> None:
        page = client.get("/search/?text=测试工成").text
        assert "没有符合条件的内容" in page
        assert 'id="nearly"' in page
        assert "测试工程" in page

    def test_of_mere_punctuation_finds_nothing(self, client: Client) -> None:
        page = client.get("/search/?text=%25%25").text
        assert "没有符合条件的内容" in page
        assert 'class="yg-list__title"' not in page

    def test_tells_no_name_by_an_id_that_is_typed(self, world: World, client: Client) -> None:
        bidder = world.cast.members["bai"].party
        page = client.get(f"/search/?organiser={bidder.id}").text
        assert bidder.name not in page

    def test_goes_on_page_by_page(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("notices.search.pages.PAGE", 3)
        first = client.get("/search/?text=测试&order=oldest").text
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following
        second = client.get("/search/" + unescape(following[1])).text
        titles = [re.findall(r'class="yg-list__title" href="([^"]+)"', page) for page in (first, second)]
        assert [len(some) for some in titles] == [3, 1]
        assert len({*titles[0], *titles[1]}) == 4
        assert "回到第一页" in second


@pytest.mark.usefixtures("world")
class TestSearchOfPrograms:
    def test_finds_counts_and_goes_on(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("notices.search.pages.PAGE", 3)
        first = client.get("/api/v1/search/", {"text": "測試"}).json()
        assert (first["count"], first["is_all"], len(first["results"])) == (4, True, 3)
        assert {one["title"] for one in first["results"] if one["subject"] == "deal"} <= {"测试工程"}
        assert first["facets"]["subject"] == {"notice": 2, "deal": 2}
        second = client.get(first["next"]).json()
        assert len(second["results"]) == 1
        assert second["next"] is None

    @pytest.mark.parametrize("query", ["text=%25", "cursor=x", "amount=7", "subject=lot", "text="])
    def test_refuses_what_it_does_not_understand(self, query: str, client: Client) -> None:
        assert client.get(f"/api/v1/search/?{query}").status_code == 400

    def test_suggests_what_is_public(self, client: Client) -> None:
        assert client.get("/api/v1/search/suggestions/", {"text": "测"}).json() == {"results": ["测试工程"]}
        assert client.get("/api/v1/search/suggestions/").json() == {"results": []}
