"""What the organiser decides on the opening's page: who sees it, which state it is in, and what the public reads of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.demo import moves
from foundation import clock
from tests.bidding.opening import test_contests as contests
from tests.bidding.opening import test_remedies as tried
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.silence import alone, silent
from tests.bidding.opening.test_remedies import ends, remedy
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road
from tests.bidding.sealed.scene import Scene
from tests.portal.test_bids import reader
from tests.portal.test_opening_page import read
from toolkit.filings import Filing as Sealed

__all__ = ["_few_rounds", "alone", "bare", "bare_road", "silent"]
pytestmark = pytest.mark.django_db
propose = tried.TestProposals().propose


def as_(who: str, hall: Hall, language: str = "zh-hans") -> str:
    client = reader(who)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(f"/lots/{hall.lot}/opening/")
    assert answer.status_code == 200
    return answer.text


def data_of(page: str) -> Any:
    found = re.search(r'<script id="decide-data" type="application/json">(.+?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


class TestRemedies:
    def test_are_decided_by_the_organiser_alone(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        page = as_("sun", alone)
        assert "第一人提出并签名" in page
        assert data_of(page)["remedy"] | {"since_ms": 0, "ends_ms": 0} == {
            "stage": 1,
            "n": 1,
            "since_ms": 0,
            "ends_ms": 0,
            "proposed": None,
        }
        for who in ("bai", "chen", "su", "song", "yan"):
            assert "data-decide" not in as_(who, alone)
        assert "data-decide" not in read(alone.lot)
        assert "decide.js" not in read(alone.lot)

    def test_wait_for_another_person(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        propose(alone, ends() + timedelta(hours=1))
        page = as_("sun", alone)
        assert data_of(page)["remedy"]["proposed"] is not None
        assert "机房断电" in page
        assert "这是您提出的" in page
        assert 'data-form="approve"' not in page
        assert "机房断电" not in read(alone.lot)

    def test_are_public_once_two_signed(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        remedy(alone, ends() + timedelta(hours=1))
        for language, words in (
            ("zh-hans", "招标人两人签署于"),
            ("en", "signed by two persons of the organiser"),
        ):
            page = read(alone.lot, language=language)
            assert words in page
            assert "机房断电" in page

    def test_may_end_it_once_the_time_is_over(self, alone: Hall, silent: dict[str, Sealed]) -> None:
        assert 'value="none"' not in as_("sun", alone)
        alone.later(seconds=901)
        alone.record()
        page = as_("sun", alone)
        assert 'value="none"' in page
        assert "在两人签署补救决定之前不形成开标记录" in page
        remedy(alone, ends())
        assert "不再延长，未送出密钥的投标人不承担责任" in read(alone.lot)

    def test_are_not_offered_before_keys_are_awaited_nor_after_the_record(self, alone: Hall) -> None:
        assert "data-decide" not in as_("sun", alone)
        for who in ("bai", "cui", "deng"):
            alone.scene.filed(who)
        alone.begin()
        assert "data-decide" in as_("sun", alone)
        remedy(alone, clock.now() + timedelta(hours=1))
        alone.living(seconds=3700)
        assert alone.record().status == "recorded"
        assert "data-decide" not in as_("sun", alone)


class TestReleases:
    @pytest.fixture
    def two(self, bare_road: Scene, tmp_path: Path) -> Hall:
        """A tender in two envelopes, the first of which was opened."""
        bare_road.under_custody(units=list(contests.ENVELOPES), committee_quorum=2)
        bare_road.register("deng")
        hall = Hall(bare_road, tmp_path / "hall")
        for who in ("bai", "cui", "deng"):
            bare_road.filed(who)
        hall.begin()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        return hall

    def test_are_offered_once_the_procedure_has_come_to_them(self, two: Hall) -> None:
        envelope = contests.TestTheSecondEnvelope()
        assert "data-decide" not in as_("sun", two)
        envelope.step(two, "chen", "record_first_opening")
        moves.record(two.scene.made, "first_envelope", first_envelope_passed=2)
        envelope.step(two, "sun", "open_second_envelope")
        page = as_("sun", two)
        assert data_of(page)["release"] == {"stage": 2}
        headers = re.findall(r'value="([0-9a-f]{64})" data-bid-header', page)
        assert headers == [one["header"] for one in sorted(two.bids(), key=lambda one: one["received_at"])]
        assert "at least 2 of the committee" in " ".join(as_("sun", two, "en").split())
        for who in ("bai", "chen", "yan"):
            assert "data-decide" not in as_(who, two)
        assert envelope.release(two, headers[:2]).status == 201
        assert "data-decide" not in as_("sun", two)
