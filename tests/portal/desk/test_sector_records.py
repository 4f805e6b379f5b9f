"""The records of the field standard, filed in the browser: those that the notice waits for are said to be."""

from __future__ import annotations

import pytest

from tests.portal.test_bids import reader
from tests.world import World
from trading.law.fields import examples, packs
from trading.models import FieldRecord

pytestmark = pytest.mark.django_db


def test_a_record_is_filed_and_refused_beside_its_fields(world: World) -> None:
    deal = world.deal(world.draft())
    client, address = reader("sun"), f"/deals/{deal.number}/records/802/"
    assert "公告前须填报" not in client.get(f"/deals/{deal.number}/records/").text
    FieldRecord.objects.filter(deal=deal, entity="802").delete()
    assert "公告前须填报" in client.get(f"/deals/{deal.number}/records/").text
    record = examples.example(packs.entity("802"))
    given = {f"record.{code}": str(value) for code, value in record.items()}
    for one in packs.entity("802").fields:
        assert one.name in client.get(address).text
    number = next(one.code for one in packs.entity("802").required)
    answer = client.post(address, given | {f"record.{number}": ""})
    assert answer.status_code == 422 and f'id="record.{number}-error"' in answer.text
    assert client.post(address, given).status_code == 302
    kept = FieldRecord.objects.get(deal=deal, entity="802").record
    assert {code: str(value) for code, value in kept.items()} == {
        code: str(value) for code, value in record.items()
    }
    for who in ("song", "chen", "bai"):
        assert reader(who).get(address).status_code == 404
    assert client.get(f"/deals/{deal.number}/records/999/").status_code == 404
