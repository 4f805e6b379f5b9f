"""The pages of a live auction: every act is a form, what would bind nobody is said before, and nobody sees a desk that is not theirs."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actor import Actor
from accounts.models import User
from accounts.roles import Role
from bidding.actions.auctioning import living
from config.environment import BASE
from foundation import clock
from portal.auctions import listing, standing
from tests.bidding.auctions import hall as halls
from tests.bidding.auctions import keyring
from tests.bidding.auctions.hall import NUMBERS, Hall
from tests.factories.accounts import MemberFactory, actor
from tests.toolkit.auctions.passkeys import ORIGIN, text
from toolkit import cms

CASES: dict[str, Any] = json.loads((BASE / "portal/frontend/scripts/auction/standing.cases.json").read_text())


class TestStanding:
    """The script writes the same, held to the same cases."""

    def test_is_told(self) -> None:
        for one in CASES["banners"]:
            banner = standing.banner(one["phase"], one["leader"], one["own"], has_bid=one["has_bid"])
            assert banner == one["banner"]
        for one in CASES["steps"]:
            steps = standing.steps(one["least"], one["increment"], up=one["up"], cap=one["cap"])
            assert steps == one["steps"]
        for one in CASES["left"]:
            assert standing.left(one["ms"]) == one["left"]
        for one in CASES["lines"]:
            assert standing.line(one["points"]) == one["line"]

    @pytest.mark.parametrize(
        ("stands", "says"),
        [
            ({"outcome": "withdrawn"}, standing.OUTCOMES["withdrawn"]),
            ({"outcome": "agreement"}, standing.OUTCOMES["agreement"]),
            ({}, standing.OUTCOMES["agreement"]),  # nobody moved: too few came
            ({"outcome": "undecided"}, standing.GIVEN_UP),
        ],
    )
    def test_says_of_a_lot_that_was_taken_out_after_the_end_why(self, stands: Any, says: Any) -> None:
        assert listing._outcome("withdrawn", stands) == says


class Person:
    """Somebody with a browser without scripts."""

    def __init__(self, hall: Hall, who: Actor | None) -> None:
        self.client = Client()
        self.at = f"/lots/{hall.lot.id}/auction/"
        if who is not None:
            self.client.force_login(User.objects.get(id=who.user_id))

    def get(self, page: str = "") -> str:
        living.beat()
        answer = self.client.get(self.at + page)
        return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)

    def post(self, page: str, **given: str) -> tuple[int, str]:
        living.beat()
        answer = self.client.post(self.at + page, given)
        return answer.status_code, answer.content.decode()

    def review(self, **given: str) -> tuple[int, str]:
        answer = self.client.get(f"{self.at}room/", given)
        return answer.status_code, answer.content.decode()

    def confirm(self, sheet: str, **more: str) -> tuple[int, str]:
        """Send the sheet as it was shown."""
        form = sheet[sheet.index("data-sheet") :]
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        fields.pop("csrfmiddlewaretoken", None)
        return self.post("room/", **fields | {"act": "move"} | more)


@pytest.mark.django_db
class TestList:
    def test_goes_from_to_come_over_live_to_ended(
        self, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        hall = halls.build()
        hall.schedule()
        page = client.get("/auctions/").text
        assert "即将开始" in (on := shown(page, hall))
        assert "data-ends-at" in on
        assert shown(client.get("/").text, hall) == ""
        assert shown(client.get("/auctions/?family=land").text, hall) == ""

        hall.later(seconds=halls.WAIT + 1)
        hall.bid("bai", "1010000.00")
        with django_assert_max_num_queries(3):  # one of them asks the clock
            page = client.get("/auctions/").text
        for one in (page, client.get("/").text):
            assert "竞价中" in (on := shown(one, hall))
            assert "1,010,000.00" in on
        assert [one for one in names(hall) | set(NUMBERS.values()) if one in page] == []

        hall.later(seconds=1200)
        hall.settle()
        assert shown(client.get("/auctions/?family=property").text, hall) == ""
        over = shown(client.get("/auctions/?family=property&when=ended").text, hall)
        assert ("成交" in over, "1,010,000.00" in over, "竞价中" in over) == (True, True, False)

    def test_goes_on_where_more_run_than_one_page_holds(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = [halls.build(), halls.build()]
        for hall in found:
            hall.schedule()
        found[0].later(seconds=halls.WAIT + 1)
        first, second = sorted(found, key=lambda one: (one.row.starts_at, one.row.id))
        assert "when=live" not in (page := client.get("/auctions/").text)
        assert all(shown(page, one) for one in found)
        monkeypatch.setattr(listing, "MOST_LIVE", 1)
        page = client.get("/auctions/").text
        assert (bool(shown(page, first)), bool(shown(page, second))) == (True, False)
        more = re.search(r'href="(\?[^"]*when=live[^"]*)"', page)
        assert more is not None
        page = client.get("/auctions/" + html.unescape(more[1])).text
        assert (bool(shown(page, first)), "竞价中" in shown(page, second)) == (False, True)

    def test_is_paged_from_the_next_to_the_last_to_begin(self) -> None:
        hall = halls.build()
        hall.schedule()
        row = hall.row
        first = listing.upcoming(row.scheduled_at, QueryDict())
        assert [*first.rows] == [row]
        for at, found in ((row.starts_at, []), (row.starts_at - timedelta(seconds=1), [row])):
            query = QueryDict(urlencode({"after": f"{at.isoformat()}~{row.id}"}))
            assert [*listing.upcoming(row.scheduled_at, query).rows] == found


@pytest.mark.django_db
class TestRoom:
    def test_is_bid_in_without_a_script(self) -> None:
        hall = halls.build()
        hall.begin()
        bai, cui = (Person(hall, hall.bidders[who]) for who in ("bai", "cui"))
        assert 'value="enter"' not in bai.get("room/")  # `schedule` let all of them in
        assert (Person(hall, hall.stranger).get("room/"), Person(hall, None).get("room/")) == ("404", "404")
        page = bai.get("room/")
        assert re.findall(r'name="price" value="([\d.]+)" data-step', page) == ["1000000.00", "1010000.00", "1020000.00"]  # fmt: skip

        # An amount off the grid is said to be so beside its field, and leaves nothing in the log.
        status, page = bai.review(kind="raise", typed="1,005,000")
        assert (status, 'id="typed-error"' in page, 'value="1,005,000"' in page) == (422, True, True)
        _, sheet = bai.review(kind="raise", price="1010000.00")
        assert "壹佰零壹万元整" in sheet
        assert "此操作具有法律效力，不可撤回" in sheet
        status, page = bai.confirm(sheet)
        assert (status, 'id="agreed-error"' in page, hall.row.number) == (422, True, 0)

        # Somebody else was quicker: the sheet stays open with the price that stands now.
        hall.bid("cui", "1000000.00")
        status, sheet = bai.confirm(sheet, agreed="yes")
        assert (status, "当前价已变为" in sheet, "+10,000.00" in sheet) == (409, True, True)
        status, _ = bai.confirm(sheet, agreed="yes")
        assert status == 302
        bai.confirm(sheet, agreed="yes")
        page = bai.get("room/")
        assert hall.row.number == 2
        assert 'data-banner="leading"' in page
        assert hall.row.moves.get(number=2).digest in page
        assert "记录号" not in page  # which would tell how many secret moves came before
        assert 'data-banner="outbid"' in cui.get("room/")

        watched = Person(hall, None).get()
        assert 'data-banner="open"' in watched
        assert re.findall(r'd="([^"]+)" data-chart-line', watched) == ["M10 150H590V10"]
        assert [one for one in names(hall) if one in watched] == []

    def test_lets_in_whoever_was_admitted_and_agrees(self) -> None:
        hall = halls.build()
        hall.schedule()
        late: Any = MemberFactory.create(role=Role.BIDDER)
        halls.admit(hall.lot, late.party, "0777", hall.row.scheduled_at)
        person = Person(hall, actor(late))
        rules = hall.row.rules_sha256
        assert person.review(kind="raise", price="1000000.00")[0] == 403
        assert person.post("room/", act="enter", rules_sha256=rules)[0] == 422
        assert person.post("room/", act="enter", rules_sha256=rules, agreed="yes")[0] == 302
        assert "0777" in person.get("room/")


@pytest.mark.django_db
class TestSignedPrices:
    def test_are_confirmed_by_what_the_script_signed(self) -> None:
        hall = halls.build()
        hall.begin(signing="certificate")
        bai = Person(hall, hall.bidders["bai"])
        _, sheet = bai.review(kind="raise", price="1000000.00")
        assert 'id="key-file"' in sheet
        data = json.loads(sheet.split('id="signing-data"')[1].split(">", 1)[1].split("</script>")[0])
        place = {"auction": hall.lot.id, "rules": hall.row.rules_sha256, "bidder": NUMBERS["bai"]}
        assert place.items() <= data.items()

        # Without a signature the sheet stays open, with the price that stands.
        status, sheet = bai.confirm(sheet, agreed="yes")
        assert (status, "本场报价须按竞价规则签名" in sheet, "data-signs" in sheet) == (422, True, True)
        assert bai.confirm(sheet, agreed="yes", signature="?")[0] == 422
        key = re.findall(r'name="once" value="([^"]+)"', sheet[sheet.index("data-sheet") :])[0]
        content = keyring.statement(hall, "bai", "1000000.00", key, "").to_bytes()
        certificate = keyring.certificate_of(hall.bidders["bai"])
        signatures = [text(cms.sign(certificate, content, at=clock.now())) for _ in range(2)]
        for signature in signatures:  # sent again after the answer was lost, it is signed anew
            assert bai.confirm(sheet, agreed="yes", signature=signature)[0] == 302
        assert hall.row.number == 1
        page = bai.get("room/")
        assert f"/auction/moves/{key}/receipt/" in page
        assert "由单位证书签名" in Person(hall, None).get()

    def test_take_a_passkey_that_is_bound_first(self, settings: Any) -> None:
        settings.PUBLIC_URL = ORIGIN
        hall = halls.build()
        hall.begin(signing="passkey")
        bai = Person(hall, hall.bidders["bai"])
        assert "/accounts/2fa/webauthn/add/" in bai.get("room/")
        mine = keyring.signs_in(hall.bidders["bai"])
        page = bai.get("room/")
        assert ("先为本场竞价登记" in page, text(keyring.name_of(mine)) in page) == (True, True)
        assert "data-signs" not in bai.review(kind="raise", price="1000000.00")[1]
        keyring.bind(hall, "bai", by=mine)
        assert "先为本场竞价登记" not in (page := bai.get("room/"))
        assert "在本设备上再登记" in page
        assert "data-signs" in bai.review(kind="raise", price="1000000.00")[1]
        assert "/accounts/2fa/webauthn/add/" in Person(hall, hall.bidders["cui"]).get("room/")
        assert "signing-data" not in Person(hall, None).get()


@pytest.mark.django_db
class TestConsole:
    def test_is_led_by_hosts_and_only_seen_by_supervisors(self) -> None:
        hall = halls.build()
        hall.begin()
        zheng, chen = Person(hall, hall.zheng), Person(hall, hall.chen)
        supervisor: Any = MemberFactory.create(role=Role.SUPERVISOR)
        su = Person(hall, actor(supervisor))
        assert Person(hall, hall.bidders["bai"]).get("console/") == "404"
        assert zheng.post("console/", act="say", words="请各位竞买人注意", once="frm_1")[0] == 302
        assert zheng.post("console/", act="say", words="请各位竞买人注意", once="frm_1")[0] == 302
        assert Person(hall, None).get().count("请各位竞买人注意") == 1
        asked = {"act": "propose", "proposal_act": "extend", "reason": "竞买人较多"}
        assert zheng.post("console/", **asked, seconds="x")[0] == 422
        assert zheng.post("console/", **asked, seconds="30", once="frm_2")[0] == 302
        assert "30秒" in chen.get("console/")
        assert zheng.post("console/", act="pause", reason="网络故障", once="frm_3")[0] == 302
        assert hall.row.status == "paused"
        assert 'data-banner="paused"' in Person(hall, None).get()

        # One proposes that it go on, another person approves.
        assert zheng.post("console/", act="propose", proposal_act="resume", reason="故障排除", once="frm_4")[0] == 302  # fmt: skip
        proposal = hall.row.proposals.get(act="resume").id
        assert 'value="approve"' not in zheng.get("console/")
        assert zheng.post("console/", act="approve", proposal=proposal, once="frm_5")[0] == 403
        seen = su.get("console/")
        assert "故障排除" in seen
        assert "<form" not in seen[seen.index('id="act"') : seen.index('id="history"')]
        assert su.post("console/", act="pause", reason="x", once="frm_6")[0] == 403
        assert 'value="approve"' in chen.get("console/")
        assert chen.post("console/", act="approve", proposal=proposal, once="frm_7")[0] == 302
        assert hall.row.status == "open"


def shown(page: str, hall: Hall) -> str:
    """Return the auction's entry and the heading above it; empty where the page has none."""
    before, link, after = page.partition(f'href="/lots/{hall.lot.id}/auction/"')
    return before[before.rindex("<h2") :] + link + after[: after.index("</li>")] if link else ""


def names(hall: Hall) -> set[str]:
    rows = hall.lot.registrations.select_related("party")
    return {part for one in rows for part in (one.party.name, one.party_id)}
