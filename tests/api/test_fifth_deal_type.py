"""A deal type written into one temporary module walks through the API with no other file touched."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from foundation import followers
from tests.world import World, build
from trading import registry
from trading.law.procedure import Procedure
from trading.law.soundness import problems

pytestmark = pytest.mark.django_db

MODULE = '''
"""海域使用权出让: a fifth kind of deal."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from accounts.roles import Role
from foundation.days import Unit
from foundation.text import Text
from trading.law.grammar import CLOCK, Limit, Phase, State, Step
from trading.law.procedure import Procedure
from trading.law.guards import a_winner
from trading.law.inputs import Reason
from trading.law.labels import Amount, Disclosure, Ge, Label
from trading.law.statutes import PRACTICE

LAW = PRACTICE.article("")
OFFER = Limit("offer", Text("公告期", "offer"), LAW, Unit.WORKING_DAYS, at_least=5)


@dataclass(frozen=True, kw_only=True)
class Sea:
    use: Annotated[str, Label("用海类型", "Use of the sea")]
    reserve: Annotated[Amount, Label("底价", "Reserve", disclosure=Disclosure.WITHHELD)]


@dataclass(frozen=True, kw_only=True)
class Area:
    hectares: Annotated[Decimal, Ge(Decimal(0)), Label("面积（公顷）", "Hectares")]


SEA = Procedure(
    kind="sea", method="offer", edition="2020-01-01", title=Text("公开出让", "Offer"), kind_title=Text("海域使用权", "Sea use right"),
    law=LAW, particulars=Sea, lot_particulars=Area,
    states=(
        State("draft", Phase.PREPARING, Text("草稿", "Draft")),
        State("offered", Phase.BIDDING, Text("公告中", "Offered")),
        State("closed", Phase.EVALUATING, Text("已截止", "Closed")),
        State("sold", Phase.CONCLUDED, Text("成交", "Sold"), final=True),
        State("stopped", Phase.FAILED, Text("终止", "Stopped"), final=True),
    ),
    steps=(
        Step("announce", "draft", "offered", by=Role.ORGANISER, title=Text("公告", "Announce"), opens=(OFFER,),
             notice="land_announcement", whole_deal=True),
        Step("close", "offered", "closed", by=CLOCK, title=Text("截止", "Close"), after=(OFFER,)),
        Step("sell", "closed", "sold", by=Role.CENTRE, title=Text("成交", "Sell"), guards=(a_winner(LAW),), notice="land_result"),
        Step("terminate", ("offered", "closed"), "stopped", by=Role.ORGANISER, title=Text("终止", "Stop"), takes=Reason,
             whole_deal=True, despite_hold=True, notice="land_termination"),
    ),
    bidding=OFFER,
)
PROCEDURES = (SEA,)
'''


@pytest.fixture
def world() -> World:
    return build()


def load(folder: Path) -> Procedure:
    file = folder / "sea_offer.py"
    file.write_text(MODULE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("sea_offer", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["sea_offer"] = module
    spec.loader.exec_module(module)
    procedure: Procedure = module.SEA
    return procedure


class TestAFifthDealType:
    def test_walks_from_draft_to_its_end(self, world: World, tmp_path: Path) -> None:
        procedure = load(tmp_path)
        assert problems(procedure) == []
        with registry.offering(procedure):
            schema = world.stage.get(None, "/api/v1/procedures/sea/offer/2020-01-01/")["particulars"]
            assert schema["properties"]["use"]["title"] == "用海类型"
            body = {
                "kind": "sea", "method": "offer", "title": "海域", "region": "370202", "sector": "land", "demonstration": True,
                "particulars": {"use": "养殖", "reserve": "100.00"},
            }  # fmt: skip
            wrong = world.stage.attempt("song", "/api/v1/deals/", body | {"particulars": {"use": "养殖"}})
            assert (wrong.status, list(wrong.body["fields"])) == (422, ["reserve"])
            deal = world.tell("song", "/api/v1/deals/", body)["id"]
            lot = world.tell(
                "song", f"/api/v1/deals/{deal}/lots/", {"title": "一号", "particulars": {"hectares": "12.5"}}
            )["id"]
            world.tell("song", f"/api/v1/deals/{deal}/steps/announce/", {})
            assert "reserve" not in world.stage.get(None, f"/api/v1/deals/{deal}/")["particulars"]
            assert world.stage.get("song", f"/api/v1/deals/{deal}/")["particulars"]["reserve"] == "100.00"
            world.later(days=10)
            refused = world.stage.attempt("chen", f"/api/v1/lots/{lot}/steps/sell/", {})
            assert [reason["code"] for reason in refused.body["reasons"]] == ["no_winner"]
            values = {"has_winner": True, "price": "120.00"}
            world.tell(
                "chen",
                f"/api/v1/lots/{lot}/outcomes/",
                {
                    "stage": "sale",
                    "values": values,
                    "candidates": [{"rank": 1, "name": "渔业公司", "price": "120.00"}],
                },
            )
            world.tell("chen", f"/api/v1/lots/{lot}/steps/sell/", {})
            followers.catch_up()
            assert world.stage.get(None, f"/api/v1/lots/{lot}/")["state"] == "sold"
            kinds = {row["kind"] for row in world.stage.pages(None, f"/api/v1/notices/?deal={deal}")}
            assert kinds == {"land_announcement", "land_result"}
