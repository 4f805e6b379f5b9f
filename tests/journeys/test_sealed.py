"""
Every procedure with sealed bids, with real envelopes: policy, seals, receipts, custodians, opening, award, and what anybody verifies.

Nobody hands in how many bids came, nor a price: the procedure goes on with what was opened.

In every one of these journeys one bid is sealed by the built module that the bidder's page runs, here run by Node with its
WebCrypto, the others by the command line. In Chromium, at the page itself, one bid each of four of them is sealed:
`tests/browser/test_journeys.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bidding.evaluation import figures
from bidding.models import Evaluation, Filing, Opening
from config.demo import land, procurement
from config.demo.director import direct
from config.demo.envelopes import Envelopes
from config.demo.moves import take, take_all, take_part, until
from config.demo.proof import Proof
from config.demo.stage import Stage, Story, StoryFailed
from foundation import followers
from tests.journeys.hands import Hands
from tests.journeys.page_sealer import PageSealer
from tests.journeys.sealed import ByCommand, equip
from tests.journeys.sealed_case import told
from tests.journeys.sealed_procedures import PROCEDURES
from trading import audit, registry
from trading.law.guards import takes_sealed_bids
from trading.models import Lot, Outcome

# Where programs of their own seal and verify: they take seconds to be made and to start, and know nothing of procedures.
ALONE = ("construction/open",)
# From the opening on the demonstration tells these to their end (`played.py` looks), and a committee takes half of a journey's time.
TOLD_ON = frozenset({
    "construction/invited", "construction/open", "construction/open_prequalified", "land/tender", "procurement/consultation",
    "procurement/inquiry", "procurement/framework_closed", "procurement/call_off_competition",
})  # fmt: skip


@pytest.fixture(autouse=True)
def _desks(monkeypatch: pytest.MonkeyPatch) -> None:
    equip(monkeypatch)


@pytest.mark.parametrize("name", PROCEDURES)
def test_runs_on_what_was_opened_and_anybody_verifies_it(
    name: str, stage: Stage, hands: Hands, page: PageSealer, tmp_path: Path
) -> None:
    one = PROCEDURES[name]
    cast = one.draft(stage)
    bids = ByCommand(
        cast, cast.lot, organiser=one.organiser, units=one.units, committee=one.committee,
        folder=tmp_path / "people", hands=hands, posting=tuple(one.posting), alone=name in ALONE, page=page,
    )  # fmt: skip
    direct({name: told(one, cast, bids, to_the_end=name not in TOLD_ON)}, stage.say)
    followers.catch_up()
    lot = Lot.objects.select_related("deal").get(id=cast.lot)
    assert f"{lot.deal.kind}/{lot.deal.method}" == name
    assert (
        Proof(stage).missing({name: (cast, {cast.lot: one.waits_in if name in TOLD_ON else one.end})}) == []
    )
    assert list(audit.findings()) == []
    prices = {bids.headers[who]: price for who, price in bids.prices.items()}
    opened = bids.verified()
    assert opened.items() <= prices.items()
    assert bids.by_page in opened
    is_ranked = Evaluation.objects.filter(lot=lot, result__isnull=False).exists() or lot.rankings.exists()
    assert is_ranked or name in TOLD_ON
    assert lot.rankings.exists() == figures.rank(lot)
    if name not in TOLD_ON:
        assert 0 < len(bids.recomputed()) <= len(opened)
    assert len(opened) == (2 if len(one.units) > 1 else len(one.bids))
    assert Filing.objects.filter(status="accepted").count() == len(one.bids)
    assert not any("bids_received" in values for values in Outcome.objects.values_list("values", flat=True))


def test_too_few_bids_stay_sealed_in_every_round(stage: Stage, hands: Hands, tmp_path: Path) -> None:
    """Two bid and the tender fails, is corrected, and fails again with one: another method is taken."""
    cast, _, _ = procurement.switches(stage)
    lots = [cast.lot]

    def fail(number: int, *who: str) -> Story:
        bids = ByCommand(cast, lots[-1], folder=tmp_path / str(number), hands=hands)
        for one in who:
            take_part(cast, one, lot=lots[-1])
        yield from bids.publish_policy()
        for one in who:
            bids.submit(one, "1680000.00")
        yield from until(cast, "short", lot=lots[-1])

    def tell() -> Story:
        yield from take_all(cast, "publish_intent")
        yield from take_all(cast, "announce")
        yield from fail(1, "han", "jiang")
        yield from take(cast, "tender_again", {"reason": "技术参数改为三家以上可满足。"})
        lots.append(stage.tell("shen", f"/api/v1/lots/{cast.lot}/rerun/")["id"])
        yield from take_all(cast, "announce")
        yield from fail(2, "kong")
        change = {"method": "竞争性谈判", "argument": "招标文件没有不合理条款，程序合规。"}
        yield from take(cast, "change_method", change, lot=lots[1])

    direct({"switches": tell()}, stage.say)
    followers.catch_up()
    assert (
        Proof(stage).missing({"switches": (cast, dict(zip(lots, ("failed", "method_changed"), strict=True)))})
        == []
    )
    assert not Opening.objects.exists()
    shown = [stage.get(None, f"/api/v1/lots/{lot}/opening/bids/") for lot in lots]
    assert shown == [[], []]
    assert list(audit.findings()) == []


def test_leaves_no_procedure_out() -> None:
    with_seals = {f"{one.kind}/{one.method}" for one in registry.procedures() if takes_sealed_bids(one)}
    assert with_seals == set(PROCEDURES)


def test_no_policy_is_taken_where_nothing_would_open_bids(stage: Stage) -> None:
    cast, _, _ = land.parcel(stage)

    def listed() -> Story:
        yield from land._announce(cast)
        yield from until(cast, "listed")

    direct({"parcel": listed()}, stage.say)
    with pytest.raises(StoryFailed, match="method_not_sealed"):
        list(Envelopes(cast, cast.lot).publish_policy())
