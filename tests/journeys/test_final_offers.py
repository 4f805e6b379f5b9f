"""Final offers: what nobody may do with them, and how talks end that too few finish."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from bidding import audit as bidding_audit
from bidding.models import FinalOffer, ShownOffer
from config.demo import final_offers, moves, procurement
from config.demo.committee import Committee
from config.demo.director import direct
from config.demo.envelopes import Envelopes
from config.demo.moves import Cast, take, take_all, until
from config.demo.stage import Stage, Story
from foundation import sequencer
from foundation.models import Event
from tests.portal.test_bids import reader
from toolkit import cms
from toolkit.final_offers import FinalOffer as Offer
from trading import audit
from trading.models import Lot

BIDS = {"han": "1730000.00", "jiang": "1742000.00", "kong": "1748000.00", "bai": "1700000.00"}


class Talks:
    """A consultation of four, of whom the group finds that one does not conform."""

    def __init__(self, stage: Stage) -> None:
        self.cast: Cast = procurement.records(stage)[0]
        self.bids: Envelopes
        self.group = Committee(cast=self.cast, fails={"bai": "licence"})
        self.path = f"{moves.LOTS}/{self.cast.lot}/evaluation/final-offers/"

    def begin(self) -> Story:
        yield from take_all(self.cast, "publish_intent")
        yield from take_all(self.cast, "announce")
        self.bids = yield from procurement._collected(self.cast, BIDS)
        yield from until(self.cast, "negotiating")
        yield from self.bids.open_all()

    def ask(self, who: str, path: str, body: Mapping[str, Any]) -> str:
        """Try; return the code of the refusal, or the first of its reasons."""
        answer = self.cast.stage.attempt(who, path, body)
        assert not answer.is_done, answer.body
        reasons = answer.body.get("reasons") or [answer.body]
        return str(reasons[0]["code"])

    def give(self, who: str, offer: Offer, *, key: str = "") -> str:
        content = offer.commitment.to_bytes()
        signature = cms.sign(self.bids.signer(key or who), content, at=moves.now(self.cast.stage))
        signed = {"content": content, "signature": signature}
        return self.ask(
            who, self.path, {name: base64.b64encode(one).decode() for name, one in signed.items()}
        )

    def show(self, who: str, offer: Offer) -> str:
        return self.ask(who, f"{self.path}shown/", {"price": offer.price, "salt": offer.salt})

    def step(self, name: str) -> str:
        return self.ask(self.cast.who, f"{moves.LOTS}/{self.cast.lot}/steps/{name}/", {"data": {}})

    def read(self, who: str) -> Any:
        return self.cast.stage.get(who, self.path)

    def page(self, who: str, *, status: int = 200) -> str:
        answer = reader(who).get(f"/lots/{self.cast.lot}/evaluation/offers/")
        assert answer.status_code == status
        return answer.text

    def offer(self, who: str, price: str) -> Offer:
        return Offer.made(lot=self.cast.lot, bid=self.read(who)["bid"], price=price)


@pytest.fixture
def talks(stage: Stage) -> Iterator[Talks]:
    made = Talks(stage)
    yield made
    assert [*audit.findings(), *bidding_audit.findings()] == []


def test_nobody_reads_replaces_or_ranks_what_is_not_his_or_not_due(talks: Talks) -> None:
    direct({"records": _attacked(talks)}, talks.cast.stage.say)
    assert Lot.objects.get(id=talks.cast.lot).state == "failed"
    told = "".join(str(one.data) for one in Event.objects.all())
    assert not any(price in told for price in ("1650000.00", "1660000.00", "1670000.00"))


def _attacked(talks: Talks) -> Story:
    cast, group = talks.cast, talks.group
    yield from talks.begin()
    assert talks.step("call_final_offers") == "not_called_by_group"
    group.convene()
    group.declare()
    early = {"kind": "call", "words": "结束"}
    assert (
        talks.ask(group.experts[0], f"{moves.LOTS}/{cast.lot}/evaluation/motions/", early) == "motion_wrong"
    )
    group.review()
    assert talks.step("call_final_offers") == "not_called_by_group"
    han = talks.offer("han", "1650000.00")
    assert talks.give("han", han) == "offers_not_called"
    group.call()
    yield from take(cast, "call_final_offers")

    # Who was found not to conform is not asked, and nobody gives in another's name, or with another's key.
    assert cast.stage.attempt("bai", talks.path, method="GET").status == 404
    assert talks.give("bai", han) == "evaluation_not_found"
    assert talks.give("jiang", han) == "offer_malformed"
    assert talks.give("han", han, key="jiang") == "signer_is_another"
    first = final_offers.give(cast, talks.bids, "han", "1660000.00")
    last = final_offers.give(cast, talks.bids, "han", "1650000.00")
    assert talks.give("han", first) == "offer_replaced"
    jiang = final_offers.give(cast, talks.bids, "jiang", "1670000.00")
    kong = final_offers.give(cast, talks.bids, "kong", "1640000.00")

    # Before the end nobody reads anything of them, nor shows, scores or ranks.
    for who in ("chen", "cai", group.experts[0]):
        assert (talks.read(who)["offers"], talks.read(who)["given"]) == ([], [])
    assert [one["price"] for one in talks.read("han")["given"]] == [None, None]
    assert cast.stage.attempt("ding", talks.path, method="GET").status == 404
    for who, words in (
        ("han", "密封并提交"),
        (group.experts[0], "任何人看不到报价"),
        ("chen", "任何人看不到报价"),
    ):
        assert words in talks.page(who)
    assert talks.page("bai", status=404)
    journal = f"/api/v1/journal/?deal={cast.deal}&limit=200"
    sequencer.drain()
    types = {row["type"] for row in cast.stage.pages("cai", journal)}
    assert "bidding.evaluation.moved" in types and not any("final_offer" in one for one in types)
    assert talks.show("han", last) == "offer_early"
    assert talks.step("evaluate") == "period_not_over"
    closing = cast.stage.attempt("chen", f"{moves.LOTS}/{cast.lot}/evaluation/closing/", {})
    assert "final_offers_awaited" in [one["code"] for one in closing.body["reasons"]]
    sheet = f"{moves.LOTS}/{cast.lot}/evaluation/sheets/scores/{last.bid}/"
    refused = cast.stage.attempt(group.experts[0], sheet, {"entries": [], "version": 0}, method="PUT")
    assert refused.body["code"] == "not_now"
    outcome = {"stage": "evaluation", "values": {"bids_valid": 3}, "candidates": []}
    assert talks.ask("chen", f"{moves.LOTS}/{cast.lot}/outcomes/", outcome) == "outcome_evaluated"

    # After it nothing is given, and nothing shown but what was committed to last.
    yield final_offers.ends_at(cast)
    assert talks.give("jiang", talks.offer("jiang", "1600000.00")) == "offer_late"
    assert talks.show("han", first) == "offer_another"
    assert talks.show("han", last.model_copy(update={"price": "1"})) == "offer_another"
    assert talks.show("jiang", last) == "offer_another"
    assert "公开报价" in talks.page("han")
    final_offers.show(cast, "han", last)
    final_offers.show(cast, "han", last)
    assert "1,650,000.00" in talks.page("han")
    final_offers.show(cast, "jiang", jiang)
    assert talks.read("chen")["offers"] == []
    assert talks.step("evaluate") == "final_offers_not_shown"
    assert talks.step("fail_final_offers") == "final_offers_not_shown"

    # Who does not show in time has no offer; two are too few, and the talks end by their own path.
    yield final_offers.ends_at(cast) + timedelta(minutes=30)
    assert talks.show("kong", kong) == "offer_late"
    assert talks.step("evaluate") == "too_few_final_offers"
    assert (FinalOffer.objects.count(), ShownOffer.objects.count()) == (4, 2)
    yield from take(cast, "fail_final_offers")
