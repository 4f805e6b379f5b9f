"""The page of a call-off: the purchaser finds its supplier there, and each of those admitted reads no more than it may."""

from __future__ import annotations

import pytest
from django.test import Client

from config.demo.moves import Cast
from tests.called_off import call_offs
from tests.portal.test_bids import reader
from tests.world import World

pytestmark = pytest.mark.django_db
TOLD = "由本单位供货"


def get(who: str | None, called: Cast, *, status: int = 200) -> str:
    client = reader(who) if who else Client()
    answer = client.get(f"/lots/{called.lot}/call-off/")
    assert answer.status_code == status, who
    return answer.text


def post(who: str, called: Cast, act: str, *, status: int = 302, **given: str) -> str:
    answer = reader(who).post(f"/lots/{called.lot}/call-off/", {"act": act, **given})
    assert answer.status_code == status, (who, act, answer.text)
    return answer.text


def test_a_supplier_is_found_by_choice_and_in_turn(world: World) -> None:
    made = call_offs(world, "call_off_rotation", "call_off_direct")
    bai, cui = (world.cast.members[who].party.name for who in ("bai", "cui"))
    turn, chosen = made["call_off_rotation"], made["call_off_direct"]

    # Its rule is the order in which the framework admitted them.
    rule = world.stage.get("shen", f"/api/v1/lots/{turn.lot}/rule/")
    assert rule["reasons"] == []
    assert rule["rule"]["order"] == [world.cast.members[who].party_id for who in ("bai", "cui")]

    # In turn: whoever has it is told at once, and nobody else; it passes on, with a reason.
    assert "轮到" in get("shen", turn) and 'name="supplier"' not in get("shen", turn)
    for who in ("bai", "deng", None):
        assert 'value="select"' not in get(who, turn)
        assert TOLD not in get(who, turn)
    post("bai", turn, "select", status=422)
    assert "price-error" in post("shen", turn, "select", price="78,000.01", status=422)
    post("shen", turn, "select", price="75,000")
    assert TOLD in get("bai", turn) and "75,000.00" in get("bai", turn)
    for who in ("cui", None):
        assert TOLD not in get(who, turn) and "75,000.00" not in get(who, turn)
    assert "reason-error" in post("shen", turn, "pass_turn", reason="", status=422)
    post("shen", turn, "pass_turn", reason="缺货")
    assert TOLD not in get("bai", turn)
    post("shen", turn, "select")
    assert TOLD in get("cui", turn)
    post("shen", turn, "confirm")

    # By choice: it is told to nobody until the purchaser confirms it and says why.
    assert "supplier-error" in post("shen", chosen, "select", status=422)
    post("shen", chosen, "select", supplier=cui)
    assert TOLD not in get("cui", chosen)
    assert "reason-error" in post("shen", chosen, "confirm", reason=" ", status=422)
    post("shen", chosen, "confirm", reason="响应最快")
    assert TOLD in get("cui", chosen)
    assert TOLD not in get("bai", chosen) and cui in get("bai", chosen)
    assert bai in get(None, chosen)
