"""The organiser is told in time that nobody can bid yet, why, and until when that can be mended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bidding.sealed import lacking
from config.demo import property_rights
from foundation import clock
from tests.bidding.sealed.scene import Scene


def steps(scene: Scene, who: str = "sun") -> dict[str, list[tuple[str, str]]]:
    """Return what stands against each step out of the lot's state."""
    rows = scene.world.stage.get(who, f"/api/v1/lots/{scene.made.lot}/open-steps/")
    return {row["name"]: [(one["code"], one["message"]["zh"]) for one in row["reasons"]] for row in rows}


def missing(scene: Scene) -> str:
    """Return why the bidding could not close with bids; empty where nothing is missing."""
    return next((words for code, words in steps(scene)["close"] if code == "custody_not_in_force"), "")


def page(scene: Scene, who: str | None, language: str = "zh-hans") -> str:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if who:
        client.force_login(scene.world.cast.members[who].user)
    return client.get(f"/deals/{scene.world.deal(scene.made).number}/").text


class TestTheConditions:
    def test_say_that_none_is_published_and_until_when_one_must_be_in_force(self, bare: Scene) -> None:
        until = (bare.deadline - timedelta(days=1)).astimezone(clock.ZONE)
        words = missing(bare)
        assert "保管方案尚未发布" in words
        assert f"至迟须于{until:%Y-%m-%d %H:%M}前生效" in words

    def test_say_how_many_accepted(self, bare: Scene) -> None:
        policy = bare.policy()
        made = bare.publish(policy).body
        assert "3位保管人中已有0位签名接受" in missing(bare)
        bare.accept(policy, made["id"], 1)
        assert "3位保管人中已有1位签名接受" in missing(bare)
        for x in (2, 3):
            bare.accept(policy, made["id"], x)
        assert missing(bare) == ""

    def test_say_that_one_of_another_deadline_helps_no_more(self, bare: Scene) -> None:
        bare.publish(bare.policy())
        later = (bare.deadline + timedelta(days=5)).isoformat()
        clarification = {
            "title": "顺延",
            "content": "顺延",
            "affects_preparation": False,
            "ends": {"bidding": later},
        }
        bare.world.tell("sun", f"/api/v1/deals/{bare.made.deal}/clarifications/", clarification)
        assert "保管方案尚未发布" in missing(bare)

    def test_say_that_it_is_too_late_and_what_helps_then(self, bare: Scene) -> None:
        bare.walk_to_deadline(days=-1, seconds=-60)
        assert "至迟须于" in missing(bare)
        bare.walk_to_deadline(days=-1)
        assert "请顺延投标截止时间" in missing(bare)

    def test_are_none_of_a_failure_nor_once_bids_are_due(self, bare: Scene) -> None:
        assert [code for code, _ in steps(bare)["fail_too_few"]] == ["period_not_over", "enough_bids"]
        bare.walk_to_deadline(seconds=1)
        assert [code for code, _ in steps(bare)["close"]] == ["too_few_bids"]
        assert steps(bare)["fail_too_few"] == []

    def test_are_none_of_a_sale_for_which_offers_come_otherwise(self, bare: Scene) -> None:
        bare.made = property_rights.warehouse(bare.world.stage)[0]
        assert list(property_rights._disclose(bare.made)) == []
        told = [code for rows in steps(bare, "shi").values() for code, _ in rows]
        assert told
        assert "custody_not_in_force" not in told


class TestThePage:
    def test_warns_the_organiser_in_its_language_and_nobody_outside(self, bare: Scene) -> None:
        assert "尚不能投标" in page(bare, "sun")
        assert "至迟须于" in page(bare, "sun")
        english = page(bare, "sun", "en")
        assert "Nobody can bid yet" in english
        assert "No policy of custody for sealed bids is published" in english
        for who in (None, "bai"):
            assert "尚不能投标" not in page(bare, who)

    def test_warns_no_more_once_one_is_in_force(self, scene: Scene) -> None:
        assert "尚不能投标" not in page(scene, "sun")

    def test_warns_no_more_of_what_has_failed(self, bare: Scene) -> None:
        bare.walk_to_deadline(seconds=1)
        assert "尚不能投标" not in page(bare, "sun")


def test_is_asked_of_many_lots_at_once(
    bare: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bare.publish(bare.policy())
    ends: dict[str, Any] = {bare.made.lot: bare.deadline, "lot_unknown": bare.deadline}
    at = clock.now()
    with django_assert_num_queries(3):
        found = lacking.of(ends, at)
    assert ["签名接受" in found[lot].words.zh for lot in ends] == [True, False]
