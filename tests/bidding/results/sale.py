"""A sale by sealed offers in tests: an asset, three buyers who paid their deposit, and a policy of custody in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from bidding.models import Opening
from config.demo import materials, moves, property_rights
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.conftest import _under_custody
from tests.bidding.sealed.kept import KEEPER
from tests.bidding.sealed.scene import Scene
from trading.models import Lot

BUYERS = ("bai", "cui", "deng")


@pytest.fixture
def sale(bare: Scene, tmp_path: Path) -> Hall:
    """An asset of twelve million that is sold for one sealed price each, before any was offered."""
    return Hall(bare if bare.organiser == "shi" else _offered(bare), tmp_path / "hall")


def opened(hall: Hall, *prices: str, priority: str = "", late: str = "") -> Opening:
    """
    File these offers, one for each buyer, and open them; whoever holds a right of first refusal has it as it says, and a registration that
    is late pays more once the opening has begun.
    """
    if priority:
        row = Lot.objects.get(id=hall.lot)
        Lot.objects.filter(id=hall.lot).update(particulars=row.particulars | {"priority": priority})
    for who, price in zip(BUYERS, prices, strict=False):
        hall.scene.filed(who, price=price)
    hall.freeze()
    hall.scene.world.tell("chen", f"/api/v1/lots/{hall.lot}/steps/open_offers/", {})
    hall.later(seconds=601)
    hall.opener().turn()
    if late:
        hall.later(seconds=1)
        moves.pay(hall.scene.made, late, "paid", property_rights.DEPOSIT, "IN-late")
    hall.posted([1, 2, 3])
    return hall.record()


def _offered(bare: Scene) -> Scene:
    stage = bare.world.stage
    said = materials.PROPERTY | {"competition": "online_sealed"}
    bare.made = property_rights._offer(stage, "asset_transfer", "房产一处密封报价", said, materials.ASSET)
    bare.organiser = "shi"
    assert list(property_rights._disclose(bare.made)) == []
    for who in BUYERS:
        registration = moves.take_part(bare.made, who)
        moves.admit(bare.made, registration, by="chen")
        moves.pay(bare.made, registration, "paid", property_rights.DEPOSIT, f"IN-{who}")
    return _under_custody(bare)


KEEPER.makers.update(sale=lambda below, _folder, _settings: _offered(below))
