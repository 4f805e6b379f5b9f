"""Whoever applied is told by a letter whether it may bid, and why not; nobody else learns by it who applied while bids are awaited."""

from __future__ import annotations

from typing import Any

import pytest

from bidding import audit_letters
from bidding.models import SentLetter
from bidding.sealed import keys
from config.demo import moves
from tests.portal.test_bids import reader
from tests.trading.test_drawn import announce, apply, step, tender, to_the_end_of
from tests.world import World, build
from toolkit import canonical, certificates, cms
from trading.models import Lot

pytestmark = pytest.mark.django_db
APPLICANTS, WHY = ("bai", "cui", "han", "kong"), "无相应资质"


@pytest.fixture
def world() -> World:
    return build()


def sent(world: World, who: str | None, lot: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.stage.get(who, f"/api/v1/lots/{lot}/letters/")["results"]
    return found


def test_each_applicant_is_told_by_a_letter_that_is_signed_and_kept(world: World) -> None:
    made = tender(world, "notice")
    announce(world, made)
    applied = apply(world, made, *APPLICANTS)
    to_the_end_of(world, made, "application")
    for who, registration in applied.items():
        moves.admit(made, registration, by="shen", reason=WHY if who == "kong" else "")
    assert not SentLetter.objects.exists()  # a decision that may be taken alone tells nobody yet
    step(world, made, "pass_prequalification")
    numbers = set()
    for who in APPLICANTS:
        [letter] = sent(world, who, made.lot)
        base = f"/api/v1/lots/{made.lot}/letters/{letter['id']}"
        file = reader(who).get(f"{base}/letter.json").content
        said = canonical.load(file)
        told = ("not_prequalified", WHY) if who == "kong" else ("prequalified", "")
        assert (said["v"], said["kind"], said["reason"]) == ("prequalification-letter/1", *told)
        assert (letter["kind"], canonical.sha256(file)) == (told[0], letter["sha256"])
        assert said["bidder"] == world.cast.members[who].party.name
        signature = cms.verify(reader(who).get(f"{base}/letter.p7s").content, file)
        assert certificates.der(signature.certificate) == certificates.der(keys.certificate(keys.RECEIPT))
        page = reader(who).get("/me/letters/").text
        assert letter["number"] in page and "资格预审结果通知书" in page
        numbers.add(letter["number"])
    assert len(numbers) == len(APPLICANTS)
    # Neither who watches nor another bidder learns who applied, nor how many did.
    [own] = sent(world, "bai", made.lot)
    for other in ("shen", "chen", "cai", "ding", "fang", None):
        assert sent(world, other, made.lot) == []
    for other in ("shen", "chen", "cui"):
        address = f"/api/v1/lots/{made.lot}/letters/{own['id']}/letter.json"
        assert reader(other).get(address).status_code == 404
    assert not [one for one in world.stage.pages("cai", "/api/v1/journal/") if "letter" in one["type"]]
    # Once bids are due the sender and who watches read all of them.
    Lot.objects.filter(id=made.lot).update(phase="evaluating")
    for other in ("shen", "chen", "cai"):
        assert {one["number"] for one in sent(world, other, made.lot)} == numbers
    assert [one["id"] for one in sent(world, "cui", made.lot)] != [own["id"]]
    assert list(audit_letters.findings()) == []
