"""A sample of real tenders, sealed and opened again; all of them are played by `bench.replay`."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from tests.toolkit.competition import Competition, Filed
from tests.toolkit.replaying import PRICES, Replay, Tender, tenders
from toolkit.opening import Outcome

EACH, MOST_BIDS, TENDERS = 431, 12, 20


@pytest.fixture
def replay(tmp_path: Path) -> Replay:
    return Replay(tmp_path)


@pytest.mark.skipif(not PRICES.exists(), reason="needs ../shared/data/sealed_bid_prices.jsonl")
def test_every_price_of_real_tenders_is_opened_as_it_was_sealed(replay: Replay) -> None:
    sample = [one for one in islice(tenders(), 0, None, EACH) if len(one.prices) <= MOST_BIDS][:TENDERS]
    assert len(sample) == TENDERS and sum(len(one.prices) for one in sample) > 2 * TENDERS
    for tender in sample:
        assert replay.differences(tender) == []


class TestReplay:
    TENDER = Tender(7, ["1284500.00", "0.097776", "16171153.573499998"])

    def test_finds_nothing_where_nothing_is_wrong(self, replay: Replay) -> None:
        assert replay.differences(self.TENDER) == []

    def test_finds_a_price_that_opens_as_another(
        self, replay: Replay, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settle = Competition.settle

        def other(self: Competition, one: Filed, *given: object) -> Outcome:
            found = settle(self, one, *given)  # type: ignore[arg-type]
            assert found.manifest is not None
            manifest = found.manifest.model_copy(update={"fields": {"price": "1284500.01"}})
            return replace(found, manifest=manifest)

        monkeypatch.setattr(Competition, "settle", other)
        assert len(replay.differences(self.TENDER)) == 3

    def test_finds_a_bid_that_is_not_listed(self, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
        freeze = Competition.freeze
        monkeypatch.setattr(Competition, "freeze", lambda self: freeze(self, self.filed[:2]))
        assert replay.differences(self.TENDER) == [f"{self.TENDER.prices[2]} is not on the list"]
