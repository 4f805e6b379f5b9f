"""The page of an opening: nothing of the bids before the record, all of them at once with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from accounts.models import Party, User
from tests.bidding.opening.conftest import hall
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.test_cutting import blackout, said, sign
from tests.bidding.sealed.conftest import _few_rounds, bare, scene
from tests.bidding.sealed.scene import Scene

__all__ = ["_few_rounds", "bare", "hall", "scene"]
pytestmark = pytest.mark.django_db
PRICES = {"bai": "47000000.00", "cui": "46500000.50", "deng": "48111222.33"}


def read(lot: str, query: str = "", language: str = "zh-hans") -> str:
    """Return the page as a visitor reads it."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(f"/lots/{lot}/opening/{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    if folder := os.environ.get("KEEP_PAGES"):
        name = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
        (Path(folder) / f"{name}{query.replace('?', '-')}-{language}.html").write_text(page)
    return page


def names(hall: Hall) -> set[str]:
    return {hall.scene.world.cast.members[who].party.name for who in PRICES}


@pytest.fixture
def filed(hall: Hall) -> Hall:
    for who, price in PRICES.items():
        hall.scene.filed(who, price=price)
    return hall


class TestBeforeTheRecord:
    def test_a_lot_without_seal_has_none(self, bare: Scene) -> None:
        assert Client().get(f"/lots/{bare.made.lot}/opening/").status_code == 404
        assert Client().get("/lots/lot_none/opening/").status_code == 404

    def test_tells_of_no_bid_while_they_come(self, filed: Hall) -> None:
        page = read(filed.lot)
        assert not any(name in page for name in names(filed))
        assert "共3份投标" not in page
        assert "data-ends-at" in page

    def test_is_the_same_however_many_come(self, hall: Hall) -> None:
        def told() -> str:
            page = read(hall.lot)
            return page[page.index('id="steps"') : page.index('id="check"')].split("data-ends-at")[0]

        before = told()
        hall.scene.filed("bai", price=PRICES["bai"])
        assert told() == before

    def test_tells_who_has_posted_and_nothing_of_the_bids(self, filed: Hall) -> None:
        filed.begin()
        filed.posted([1, 2])
        filed.record()
        page = read(filed.lot)
        assert page.count("已提交</strong>") == 2
        assert not any(name in page for name in names(filed))
        assert "47,000,000.00" not in page
        assert 'data-live="final"' not in page


class TestAMissedMinute:
    """Neither witnesses nor a timestamp saw the deadline's minute: the page says of whom what is awaited."""

    def test_says_who_is_to_sign_and_then_who_signed(
        self, filed: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        blackout(filed, monkeypatch)
        su = filed.scene.world.cast.members["su"].party.name
        page, english = read(filed.lot), read(filed.lot, language="en")
        assert f"等待{su}两人签署；签署之前不开标" in page
        assert f"Two persons of {su} are to sign" in english
        assert "client.pyz cut" not in page
        filed.scene.grow()
        assert sign(filed, said(filed)).status == 201
        assert f"{su}两人签署，理由：机房断电" in read(filed.lot)

    def test_shows_the_supervisor_how(self, filed: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        blackout(filed, monkeypatch)
        for who, is_shown in (("su", True), ("tang", False), ("sun", False), ("chen", False)):
            client = Client()
            client.force_login(User.objects.get(id=filed.scene.world.cast.members[who].user_id))
            page = client.get(f"/lots/{filed.lot}/opening/").content.decode()
            assert ("client.pyz cut" in page) is is_shown, who

    def test_says_so_where_nobody_is_named(
        self, bare: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bidding.sealed.supervisors.of", lambda _: "")
        bare.under_custody()
        hall = Hall(bare, tmp_path / "hall")
        hall.scene.filed("bai")
        blackout(hall, monkeypatch)
        assert "保管方案也没有写明监督单位" in read(hall.lot)


class TestTheRecord:
    def test_shows_all_bids_at_once(self, filed: Hall) -> None:
        filed.begin()
        filed.posted([1, 2, 3])
        filed.record()
        page = read(filed.lot)
        assert all(name in page for name in names(filed))
        assert all(price in page for price in ("47,000,000.00", "46,500,000.50", "48,111,222.33"))
        assert "人民币肆仟柒佰万元整" in page
        assert 'data-live="final"' not in page  # until the opening is closed, somebody may object
        filed.scene.world.tell("chen", f"/api/v1/lots/{filed.lot}/steps/record_opening/", {})
        assert 'data-live="final"' in read(filed.lot)
        english = read(filed.lot, "?projector", "en")
        assert "The bids, read out" in english
        assert "yg-opening--projected" in english

    def test_reads_out_each_deposit_as_it_stood_when_bids_were_due(self, filed: Hall) -> None:
        """Paid, amount and form; what comes at the deadline or later, or goes back later, changes nothing of it."""
        for who, amount, form in (("bai", "100000.00", "transfer"), ("cui", "60000.00", "guarantee")):
            filed.enter_deposit(who, "paid", amount, form=form)
        assert not any("保证金</th>" in read(filed.lot, language=one) for one in ("zh-hans", "en"))
        assert filed.bids() == []
        filed.begin()
        filed.posted([1, 2, 3])
        filed.record()
        filed.enter_deposit("deng", "paid", "100000.00")
        shown = {bid["bidder"]: bid["deposit"] for bid in filed.bids()}
        cast = filed.scene.world.cast.members
        assert {who: shown[cast[who].party.name] for who in PRICES} == {
            "bai": {"due": "100000.00", "held": "100000.00", "is_paid": True, "forms": ["transfer"]},
            "cui": {"due": "100000.00", "held": "60000.00", "is_paid": False, "forms": ["guarantee"]},
            "deng": {"due": "100000.00", "held": "0.00", "is_paid": False, "forms": []},
        }
        page, english = read(filed.lot), read(filed.lot, language="en")
        assert page.count("截止时未足额") == english.count("not in full by the deadline") == 2
        assert all(word in page for word in ("转账", "保函", "60,000.00"))
        assert all(word in english for word in ("transfer", "guarantee", "60,000.00"))

    def test_is_in_the_order_of_receipt(self, filed: Hall) -> None:
        filed.begin()
        filed.posted([1, 2, 3])
        filed.record()
        page, cast = read(filed.lot), filed.scene.world.cast.members
        places = [page.index(cast[who].party.name) for who in PRICES]
        assert places == sorted(places)

    def test_says_why_one_did_not_open(self, filed: Hall) -> None:
        filed.begin()
        filed.posted([1])
        filed.later(seconds=1801)
        filed.record()
        # Bidders are asked for their keys; nothing is shown yet.
        assert read(filed.lot).count('aria-current="step"') == 1
        filed.later(seconds=901)
        filed.record()
        page = read(filed.lot)
        assert page.count("份额不足，投标人也未补送密钥") == 3
        assert "已开启</strong>" not in page

    @pytest.mark.parametrize(
        "price",
        ["NaN", "sNaN", "-Infinity", "1E99999999", "9" * 40, "<script>alert(1)</script>", "四千七百万"],
    )
    def test_stands_whatever_a_bidder_wrote_as_its_price(self, hall: Hall, price: str) -> None:
        for who, written in (PRICES | {"cui": price}).items():
            hall.scene.filed(who, price=written)
        hall.begin()
        hall.posted([1, 2, 3])
        hall.record()
        page = read(hall.lot)
        assert "47,000,000.00" in page
        assert escape(price) in page
        assert "<script>alert" not in page

    def test_writes_hostile_names_as_text(self, filed: Hall) -> None:
        Party.objects.filter(id=filed.scene.world.cast.members["cui"].party_id).update(name="<b>崔&公司</b>")
        filed.begin()
        filed.posted([1, 2, 3])
        filed.record()
        page = read(filed.lot)
        assert "&lt;b&gt;崔&amp;公司&lt;/b&gt;" in page
        assert "<b>崔" not in page


class TestTheWayThere:
    def test_leads_from_the_deal(self, scene: Scene) -> None:
        number = scene.lot.deal.number
        assert f"/lots/{scene.made.lot}/opening/" in Client().get(f"/deals/{number}/").content.decode()

    def test_is_not_where_bids_are_not_sealed(self, bare: Scene) -> None:
        assert "/opening/" not in Client().get(f"/deals/{bare.lot.deal.number}/").content.decode()
