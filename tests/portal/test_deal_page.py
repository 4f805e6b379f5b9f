"""The page of a deal: everything public, and nothing else, in few questions."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config.demo.moves import Cast
from foundation import followers
from tests.scenery import FILE_BYTES
from tests.world import World

pytestmark = pytest.mark.django_db
MOST_QUERIES = 21


def page(world: World, made: Cast, client: Client) -> str:
    return client.get(f"/deals/{world.deal(made).number}/").text


class TestDealPage:
    def test_shows_files_with_size_and_digest(self, world: World, rich: Cast, client: Client) -> None:
        text = page(world, rich, client)
        assert hashlib.sha256(FILE_BYTES).hexdigest() in text
        (address,) = set(re.findall(r'href="(/api/v1/attachments/[^"]+/content/)"', text))
        assert b"".join(client.get(address).streaming_content) == FILE_BYTES  # type: ignore[attr-defined]

    def test_says_who_opens_bids_as_the_tender_document_does(
        self, world: World, rich: Cast, client: Client
    ) -> None:
        text = page(world, rich, client)
        assert "由投标人各自解密" in text and "15分钟" in text
        assert "开标与解密" not in page(world, world.announced(), client)

    def test_shows_answers_and_never_who_asked(self, world: World, rich: Cast, client: Client) -> None:
        text = page(world, rich, client)
        assert "工期是否可以调整？" in text
        assert "不可以。" in text
        assert world.cast.members["bai"].party.name not in text

    def test_keeps_a_question_that_nobody_answered_to_insiders(
        self, world: World, rich: Cast, client: Client
    ) -> None:
        world.tell("cui", f"/api/v1/lots/{rich.lot}/questions/", {"text": "尚未答复的问题"})
        assert "尚未答复的问题" not in page(world, rich, client)

    def test_tells_what_each_clarification_moved(self, world: World, rich: Cast, client: Client) -> None:
        text = page(world, rich, client)
        part = text[text.index('id="changes"') : text.index('id="documents"')]
        old = re.findall(r'<del><time datetime="([^"]+)"', part)
        new = re.findall(r'<ins><time datetime="([^"]+)"', part)
        # Newest first, two lots each: the second goes on from where the first one ended.
        assert [(datetime.fromisoformat(b) - datetime.fromisoformat(a)).days for a, b in zip(old, new, strict=True)] == [
            5, 5, 3, 3,
        ]  # fmt: skip
        assert old[0] == new[2]

    def test_writes_amounts_in_digits_and_in_words(self, world: World, rich: Cast, client: Client) -> None:
        assert "24,000,000.00（人民币贰仟肆佰万元整）" in page(world, rich, client)
        document = client.get(f"/deals/{world.deal(rich).number}/documents/tender/1/").text
        assert "24,000,000.00 元" in document
        assert "人民币贰仟肆佰万元整（2,400 万元）" in document

    def test_asks_the_same_number_of_questions_whatever_it_holds(
        self, world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        counts = set()
        for lots in (1, 6):
            made = world.announced(lots=lots)
            followers.catch_up()
            with django_assert_max_num_queries(MOST_QUERIES) as captured:
                page(world, made, client)
            counts.add(len(captured))
        assert len(counts) == 1

    def test_with_everything_on_it_asks_few_questions(
        self, world: World, rich: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert "再次顺延" in page(world, rich, client)

    def test_counts_down_to_the_end_of_the_bids(self, world: World, rich: Cast, client: Client) -> None:
        text = page(world, rich, client)
        limit = world.lot(rich).procedure.bidding
        assert limit is not None
        ends_at = world.lot(rich).periods.get(limit=limit.name, current=True).ends_at
        head = text[text.index('class="yg-next-end"') : text.index('id="facts"')]
        assert f'data-ends-at="{ends_at.isoformat()}"' in head
        assert limit.title.zh in head
        assert str(limit.law) in head


class TestTheRule:
    def test_is_told_with_its_numbers_and_articles_on_the_page_and_in_the_api(
        self, world: World, rich: Cast, client: Client
    ) -> None:
        text = page(world, rich, client)
        shown = world.stage.get(None, f"/api/v1/lots/{rich.lot}/rule/")
        assert (shown["rule"]["method"], shown["reasons"]) == ("comprehensive", [])
        assert shown["rule"]["deviation"]["above"] == "1"
        for line in shown["told"]:
            assert line["value"]["zh"] in text
            assert line["law"] is None or line["law"] in text
