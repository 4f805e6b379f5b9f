"""A joint bid is read out with everybody that bids in it."""

from __future__ import annotations

import pytest
from django.test import Client

from bidding.models import JointMember, Registration
from foundation import clock
from tests.bidding.opening.hall import Hall

pytestmark = pytest.mark.django_db


def test_shows_its_members_once_it_is_open(hall: Hall) -> None:
    cast = hall.scene.world.cast.members
    for who in ("bai", "cui", "deng"):
        hall.scene.filed(who)
    lead = Registration.objects.get(lot=hall.lot, party=cast["bai"].party)
    for number, (who, at) in enumerate((("fang", clock.now()), ("an", None)), start=1):
        JointMember.objects.create(
            registration=lead, lot_id=hall.lot, party=cast[who].party, number=number, agreed_at=at
        )
    hall.begin()
    hall.posted([1, 2, 3])
    path, name = f"/lots/{hall.lot}/opening/", cast["fang"].party.name
    assert hall.bids() == [] and name not in Client().get(path).content.decode()
    assert hall.record().status == "recorded"
    shown = {one["bidder"]: one["members"] for one in hall.bids()}
    assert shown[cast["bai"].party.name] == [name]
    assert shown[cast["cui"].party.name] == []
    page = Client().get(path).content.decode()
    assert name in page and cast["an"].party.name not in page
