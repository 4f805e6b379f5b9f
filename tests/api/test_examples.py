"""
The examples of docs/api are played here: a change of the API shows as a change of the docs.

`WRITE_EXAMPLES=1 bin/test tests/api/test_examples.py` writes them anew.
"""

from __future__ import annotations

import os

import pytest
from django.test import Client

from config.demo import land, materials, procurement
from foundation import followers, sequencer
from tests.api.scribe import FOLDER, Scribe
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def hold(scribe: Scribe, name: str) -> None:
    """Compare the page with the one in the documentation, or write it."""
    file = FOLDER / f"{name}.md"
    if os.environ.get("WRITE_EXAMPLES"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(scribe.page, encoding="utf-8")
    assert file.exists(), f"{file.name} is missing; see the docstring of this module"
    assert file.read_text(encoding="utf-8") == scribe.page


class TestExamples:
    def test_of_a_construction_tender(self, world: World) -> None:
        made = world.draft()
        scribe = Scribe(
            "建设工程招标 · A construction tender", "From the finished draft to a question answered."
        )
        scribe.says("What the organiser may do with the draft, and what not yet, with every reason:")
        scribe.ask("sun", "GET", f"/api/v1/lots/{made.lot}/open-steps/")
        scribe.says("It announces; the same key may be sent again without doing it twice.")
        path = f"/api/v1/deals/{made.deal}/steps/announce/"
        scribe.ask(
            "sun",
            "POST",
            path,
            {"ends": {"bidding": "2026-03-30T09:30:00+08:00"}},
            headers={"Idempotency-Key": "announce-1"},
        )
        scribe.says("Everybody reads it now.")
        scribe.ask(None, "GET", f"/api/v1/deals/{made.deal}/")
        scribe.ask(None, "GET", f"/api/v1/lots/{made.lot}/periods/")
        scribe.says("The same as a calendar to subscribe to.")
        scribe.ask(None, "GET", f"/api/v1/deals/{made.deal}/calendar.ics")
        scribe.says(
            "The records of the national data standard, each with the fields that are public; and the same as one table."
        )
        scribe.ask(None, "GET", f"/api/v1/deals/{made.deal}/field-records/")
        scribe.ask(None, "GET", f"/api/v1/deals/{made.deal}/field-records.csv")
        scribe.says("A bidder asks; nobody learns who.")
        asked = scribe.ask("bai", "POST", f"/api/v1/lots/{made.lot}/questions/", {"text": "地下室几层？"})
        scribe.ask("sun", "POST", f"/api/v1/questions/{asked['id']}/answer/", {"answer": "地下两层。"})
        scribe.says("A step whose time has not come is refused with every reason and its article.")
        scribe.ask("chen", "POST", f"/api/v1/lots/{made.lot}/steps/close/", {})
        hold(scribe, "construction")

    def test_of_a_land_listing(self, world: World) -> None:
        cast = land._sale(world.stage, "listing", "青自然资挂〔2026〕8-1号国有建设用地使用权出让", "2026-8-1")
        for _stop in land._announce(cast):
            pass
        scribe = Scribe(
            "国有建设用地使用权挂牌 · A land listing", "Registering for a parcel, and its deposit."
        )
        scribe.says("A company registers; the answer tells where its deposit goes.")
        made = scribe.ask("fang", "POST", f"/api/v1/lots/{cast.lot}/registrations/")
        scribe.says("It reads its own registrations; nobody else learns of them while bids are not due.")
        scribe.ask("fang", "GET", "/api/v1/me/registrations/")
        scribe.ask("gao", "GET", f"/api/v1/registrations/{made['id']}/deposits/")
        scribe.says("The centre enters what the bank tells it.")
        paid = {"kind": "paid", "amount": land.DEPOSIT, "reference": "IN-0001"}
        scribe.ask("chen", "POST", f"/api/v1/registrations/{made['id']}/deposits/", paid)
        scribe.ask("fang", "GET", f"/api/v1/registrations/{made['id']}/deposits/")
        scribe.says(
            "The centre reads which deposits go back, and by when; who takes part in a lot that is open it does not."
        )
        scribe.ask("fang", "POST", f"/api/v1/registrations/{made['id']}/withdraw/", only=("status",))
        scribe.ask("chen", "GET", "/api/v1/refunds/")
        scribe.says(
            "Where the law gives interest back with a deposit, it is counted at the rates that the centre gives."
        )
        rate = {
            "region": "370200",
            "annual_percent": "0.05",
            "days_in_year": 360,
            "since_on": "2026-01-01",
            "stands_in": "某银行活期存款利率公告",
        }
        scribe.ask("chen", "POST", "/api/v1/deposit-rates/", rate)
        scribe.ask("fang", "GET", f"/api/v1/registrations/{made['id']}/interest/")
        hold(scribe, "land")

    def test_of_a_joint_bid(self, world: World) -> None:
        made = world.announced(consortium_allowed=True, consortium_terms="成员不超过三家")
        code = {who: world.cast.members[who].party.code for who in ("cui", "deng")}
        path = f"/api/v1/lots/{made.lot}/registrations/"
        scribe = Scribe(
            "联合体投标 · A joint bid", "The lead names the members, and each of them answers for itself."
        )
        scribe.says(
            "The lead registers and names who bids with it; the registration waits for their answers."
        )
        first = scribe.ask("bai", "POST", path, {"members": [code["cui"]]})
        scribe.says("A party reads which joint bids name it. Being named binds it to nothing.")
        scribe.ask("cui", "GET", "/api/v1/me/joint-bids/")
        scribe.says("It may decline. Then the registration never takes effect, and its lead registers anew.")
        scribe.ask("cui", "POST", f"/api/v1/registrations/{first['id']}/refusal/")
        scribe.ask("cui", "POST", f"/api/v1/registrations/{first['id']}/agreement/")
        scribe.ask("bai", "POST", f"/api/v1/registrations/{first['id']}/withdraw/", only=("status",))
        second = scribe.ask("bai", "POST", path, {"members": [code["deng"]]}, only=("id", "status"))
        scribe.says("Once every member has agreed, a registration that nobody reviews may bid.")
        scribe.ask("deng", "POST", f"/api/v1/registrations/{second['id']}/agreement/")
        scribe.ask("bai", "GET", "/api/v1/me/registrations/?limit=1")
        scribe.says("A party to a joint bid bids on this lot in no other way.")
        scribe.ask("deng", "POST", path)
        hold(scribe, "joint-bids")

    def test_of_a_procurement(self, world: World) -> None:
        cast = procurement._purchase(
            world.stage, "open", "区医院网络交换机采购", {}, materials.PACKAGE | materials.TENDERED
        )  # fmt: skip
        scribe = Scribe(
            "政府采购公开招标 · An open procurement", "The procedure as data, and the first step by it."
        )
        scribe.ask(None, "GET", "/api/v1/procedures/?kind=procurement&method=open")
        scribe.says("The purchaser publishes its intent.")
        scribe.ask("shen", "POST", f"/api/v1/deals/{cast.deal}/steps/publish_intent/", {})
        followers.catch_up()
        scribe.says("The notice is out, and the timeline of the deal begins.")
        scribe.ask(None, "GET", f"/api/v1/notices/?deal={cast.deal}")
        scribe.ask(None, "GET", f"/api/v1/deals/{cast.deal}/timeline/?limit=2")
        hold(scribe, "procurement")

    def test_of_property_rights(self, world: World) -> None:
        scribe = Scribe("产权转让 · A transfer of assets", "A draft from nothing, and what is wrong with it.")
        body = {
            "kind": "property", "method": "asset_transfer", "title": "仓库转让", "region": "370202", "sector": "state_assets",
            "classification": "C01", "demonstration": True, "particulars": materials.PROPERTY,
        }  # fmt: skip
        scribe.says("Fields that are wrong are named, all at once.")
        wrong = {name: value for name, value in body.items() if name != "title"} | {"particulars": {"x": 1}}
        scribe.ask("shi", "POST", "/api/v1/deals/", wrong)
        scribe.says("Once they are right, there is a draft; nobody else knows of it.")
        made = scribe.ask("shi", "POST", "/api/v1/deals/", body)
        lot = {"title": "转让标的", "particulars": materials.ASSET}
        scribe.ask("shi", "POST", f"/api/v1/deals/{made['id']}/lots/", lot)
        scribe.ask("bai", "GET", f"/api/v1/deals/{made['id']}/")
        hold(scribe, "property")

    def test_of_following(self, world: World) -> None:
        world.announced()
        followers.catch_up()
        scribe = Scribe(
            "公开数据流与列表 · Feeds and lists",
            "Reading everything public, and knowing when nothing changed.",
        )
        scribe.says("From the beginning; go on with `after` = `last`, and `wait` for news.")
        first = scribe.ask(None, "GET", "/api/v1/changes/?after=0&limit=2")
        scribe.ask(None, "GET", f"/api/v1/changes/?after={first['last']}&limit=1")
        scribe.says("A list: filters are declared, pages follow `next`, and an unknown word is refused.")
        scribe.ask(
            None,
            "GET",
            "/api/v1/deals/?kind=construction&phase=bidding&region=370200&limit=1",
            only=("next", "previous"),
        )
        scribe.ask(None, "GET", "/api/v1/deals/?colour=red")
        scribe.ask(None, "GET", "/api/v1/deals/?cursor=forged")
        scribe.says("What did not change is not sent again: hand the ETag back.")
        etag = Client().get("/api/v1/deals/")["ETag"]
        scribe.ask(None, "GET", "/api/v1/deals/", headers={"If-None-Match": etag})
        scribe.says("Supervisors and auditors read the journal.")
        sequencer.drain()
        scribe.ask("su", "GET", "/api/v1/journal/?type=trading.deal.&limit=2")
        hold(scribe, "following")

    def test_of_accounts(self, world: World) -> None:
        party = world.cast.members["bai"].party_id
        scribe = Scribe(
            "主体与成员 · Parties and members", "Who one is, who else acts for the party, and by which keys."
        )
        scribe.ask("bai", "GET", "/api/v1/me/")
        scribe.ask(None, "GET", "/api/v1/parties/?name=白沙")
        scribe.says(
            "Inviting a colleague: the secret is told once, to be handed over to whoever reads that mailbox."
        )
        body = {"email": "colleague@example.com", "role": "bidder"}
        made = scribe.ask("bai", "POST", f"/api/v1/parties/{party}/invitations/", body)
        scribe.ask("bai", "POST", f"/api/v1/invitations/{made['id']}/revoke/")
        scribe.says("Roles that a party does not hold are not its to give.")
        scribe.ask("bai", "POST", f"/api/v1/parties/{party}/invitations/", body | {"role": "centre"})
        scribe.says("Tokens are listed and withdrawn; only a person who signed in a moment ago makes one.")
        scribe.ask("bai", "GET", "/api/v1/me/tokens/")
        scribe.ask("bai", "POST", "/api/v1/me/tokens/", {"name": "erp"})
        hold(scribe, "accounts")
