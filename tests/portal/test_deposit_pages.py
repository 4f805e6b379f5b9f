"""The pages of deposits: a bidder's own, the centre's desk and ledger, the rates; and how each step is told and refused."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bidding.actions import deposits, registrations
from bidding.models import DepositEntry, DepositRate, Registration
from foundation.models import Event
from tests.portal.test_bids import reader
from tests.trading.counted import came, counted
from tests.world import World

__all__ = ["counted"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lot(world: World) -> str:
    return world.announced().lot


def registered(world: World, lot: str, who: str = "bai", *, paid: str = "") -> Registration:
    made = registrations.register(lot_id=lot, by=world.actor(who))
    if paid:
        deposits.enter(
            registration_id=made.id, kind="paid", amount=Decimal(paid), reference=f"IN-{made.id}", by=world.actor("chen")
        )  # fmt: skip
    return made


def read(who: str, path: str, language: str = "zh-hans") -> str:
    client = reader(who)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def post(who: str, path: str, **given: Any) -> Any:
    return reader(who).post(path, given)


def failed(world: World, lot: str) -> None:
    """Nobody filed, so the lot comes to its end when bids are due."""
    world.later(days=60)
    came(lot, 0)
    world.later(minutes=1)


class TestOnesOwn:
    PATH = "/me/deposits/"

    def test_goes_from_unpaid_to_held_to_given_back(self, world: World, lot: str) -> None:
        assert "本单位还没有报名" in read("bai", self.PATH)
        made = registered(world, lot)
        page = read("bai", self.PATH)
        assert "未缴纳</strong>" in page and made.account in page and "还没有任何变动" in page
        deposits.enter(
            registration_id=made.id,
            kind="paid",
            amount=made.deposit_due,
            reference="IN-1",
            by=world.actor("chen"),
        )
        page = read("bai", self.PATH)
        assert "冻结中</strong>" in page and "尚无法定的退还事由" in page and "IN-1" in page
        registrations.withdraw(registration_id=made.id, by=world.actor("bai"))
        page = read("bai", self.PATH)
        # Five days on it is a Saturday.
        assert "待退还</strong>" in page and "2026年3月9日" in page and "招标投标法实施条例" in page
        world.later(days=8)
        assert "逾期未退</strong>" in read("bai", self.PATH)
        assert "第66条" in read("bai", self.PATH)
        post(
            "chen",
            f"/deposits/{made.id}/",
            kind="refunded",
            form="transfer",
            amount="100,000.00",
            reference="OUT-1",
        )
        assert made.deposit_entries.count() == 2
        page = read("bai", self.PATH, "en")
        assert "Given back</strong>" in page and "-100,000.00" in page

    def test_is_nobody_elses(self, world: World, lot: str) -> None:
        made = registered(world, lot, paid="100000.00")
        assert made.account not in read("cui", self.PATH)
        for who in ("sun", "chen", "su"):
            assert reader(who).get(self.PATH).status_code == 404
        assert Client().get(self.PATH).status_code == 404

    def test_costs_the_same_however_many_there_are(
        self, world: World, lot: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for one in (lot, world.announced().lot, world.announced().lot):
            registered(world, one, paid="100000.00")
        with django_assert_max_num_queries(14):
            assert read("bai", self.PATH).count("冻结中</strong>") == 3


class TestTheDesk:
    def test_finds_an_account_and_tells_neither_whose_it_is_nor_for_what(
        self, world: World, lot: str
    ) -> None:
        made = registered(world, lot)
        missing = post("chen", "/deposits/", account="12")
        assert missing.status_code == 422 and 'id="account-error"' in missing.text
        answer = post("chen", "/deposits/", account=f" {made.account}")
        assert (answer.status_code, answer["Location"]) == (302, f"/deposits/{made.id}/")
        assert Event.objects.filter(type="bidding.deposit.looked_up").count() == 1
        page = read("chen", f"/deposits/{made.id}/")
        secret = (made.party.name, made.lot.deal.title, made.lot.deal.number, lot)
        assert not [one for one in secret if one in page] and made.account in page

    def test_enters_a_movement_once_and_says_what_is_wrong_beside_its_field(
        self, world: World, lot: str
    ) -> None:
        made = registered(world, lot)
        path = f"/deposits/{made.id}/"
        good = {"kind": "paid", "form": "guarantee", "amount": "100000.00", "reference": "G-1"}
        for field, wrong in (
            ("amount", "ten"),
            ("amount", "0"),
            ("reference", "流水"),
            ("kind", "x"),
            ("form", "x"),
        ):
            answer = post("chen", path, **good | {field: wrong})
            assert answer.status_code == 422, field
            assert f'id="{field}-error-' in answer.text and f'href="#{field}"' in answer.text, field
        assert "100000.00" in answer.text  # what was typed stays
        for _ in range(2):
            assert post("chen", path, **good).status_code == 302
        assert DepositEntry.objects.get().form == "guarantee"
        frozen = post("chen", path, kind="refunded", form="guarantee", amount="1", reference="O-1")
        assert frozen.status_code == 422 and "保证金不能转出" in frozen.text

    @pytest.mark.parametrize("who", ["bai", "sun", "su"])
    def test_is_the_centres(self, world: World, lot: str, who: str) -> None:
        made = registered(world, lot)
        for path in ("/deposits/", f"/deposits/{made.id}/", f"/lots/{lot}/deposits/"):
            assert reader(who).get(path).status_code == 404
        for path in ("/deposits/", f"/deposits/{made.id}/", "/deposits/rates/"):
            assert post(who, path, account=made.account, kind="paid").status_code == 404
        assert not DepositEntry.objects.exists()


@pytest.mark.usefixtures("counted")
class TestTheLedger:
    def test_opens_with_the_bids_and_sifts(self, world: World, lot: str) -> None:
        path = f"/lots/{lot}/deposits/"
        empty = read("chen", path)
        assert "开标前任何人都不得知道" in empty
        bai, cui = registered(world, lot, "bai", paid="100000.00"), registered(world, lot, "cui")
        assert bai.account not in read("chen", path)
        failed(world, lot)
        page = read("chen", path)
        assert all(one.party.name in page and one.account in page for one in (bai, cui))
        for sift, shown in (("held", [bai]), ("short", [cui]), ("settled", [cui]), ("overdue", [])):
            page = read("chen", f"{path}?sift={sift}")
            assert [one for one in (bai, cui) if one.account in page] == shown, sift
        assert "没有符合条件的保证金" in page
        assert bai.account in read("chen", f"{path}?text={bai.account}")
        assert bai.party.name in read("chen", "/deposits/")
        assert "Were overdue" in read("chen", path, "en")


class TestRates:
    def test_are_given_by_the_centre_and_read_by_all(self, world: World) -> None:
        path = "/deposits/rates/"
        assert "还没有公布利率" in read("bai", path) and 'name="source"' not in read("bai", path)
        good = {
            "kind": "lending", "region": "370200", "annual_percent": "4.35", "days_in_year": "360",
            "since_on": "2026-01-01", "source": "中国人民银行公告",
        }  # fmt: skip
        for field, wrong in (
            ("annual_percent", "x"),
            ("since_on", "soon"),
            ("source", " "),
            ("days_in_year", "7"),
        ):
            answer = post("chen", path, **good | {field: wrong})
            assert answer.status_code == 422 and f'id="{field}-error-' in answer.text, field
        assert post("chen", path, **good).status_code == 302
        assert DepositRate.objects.get().kind == "lending"
        page = read("bai", path)
        assert "4.3500%" in page and "贷款基准利率" in page and "青岛市 370200" in page
