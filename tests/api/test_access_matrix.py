"""What may be known of, and by whom: drafts, public things, one's own. `test_every_address` asks every address of everybody."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest

from config.demo.moves import Cast
from tests.world import World, build

pytestmark = pytest.mark.django_db

READERS = (None, "sun", "song", "an", "bai", "cui", "chen", "su", "tang", "ding", "guan", "lu", "yan")
INSIDE = {"sun", "chen", "su", "ding"}  # the organiser, and staff in whose scope the draft lies

# Reads of a draft deal and what hangs on it: 200 for insiders, 404 for everybody else.
OF_DRAFT = {
    "deal": "/api/v1/deals/{deal}/",
    "deal-attachments": "/api/v1/deals/{deal}/attachments/",
    "deal-clarifications": "/api/v1/deals/{deal}/clarifications/",
    "deal-documents": "/api/v1/deals/{deal}/documents/",
    "deal-field-entities": "/api/v1/deals/{deal}/field-entities/",
    "deal-field-records": "/api/v1/deals/{deal}/field-records/",
    "lot": "/api/v1/lots/{lot}/",
    "lot-complaints": "/api/v1/lots/{lot}/complaints/",
    "lot-holds": "/api/v1/lots/{lot}/holds/",
    "lot-objections": "/api/v1/lots/{lot}/objections/",
    "lot-open-steps": "/api/v1/lots/{lot}/open-steps/",
    "lot-periods": "/api/v1/lots/{lot}/periods/",
    "lot-questions": "/api/v1/lots/{lot}/questions/",
    "lot-registrations": "/api/v1/lots/{lot}/registrations/",
    "lot-steps": "/api/v1/lots/{lot}/steps/",
}
# Writes on a draft and what hangs on it: 404 for whoever may not know of it.
WRITES_ON_DRAFT = {
    "deal-lots": "/api/v1/deals/{deal}/lots/",
    "deal-step": "/api/v1/deals/{deal}/steps/announce/",
    "deal-field-record": "/api/v1/deals/{deal}/field-records/802/",
    "lot-step": "/api/v1/lots/{lot}/steps/close/",
    "lot-rerun": "/api/v1/lots/{lot}/rerun/",
    "lot-outcomes": "/api/v1/lots/{lot}/outcomes/",
}
# Things that hang on something of somebody's: an id that nobody has answers 404 to everybody.
UNKNOWN = {
    "attachment": "/api/v1/attachments/att_x/",
    "attachment-content": "/api/v1/attachments/att_x/content/",
    "complaint-accept": "/api/v1/complaints/cmp_x/accept/",
    "complaint-decide": "/api/v1/complaints/cmp_x/decide/",
    "complaint-refuse": "/api/v1/complaints/cmp_x/refuse/",
    "deposits": "/api/v1/registrations/reg_x/deposits/",
    "hold-resume": "/api/v1/holds/hld_x/resume/",
    "lot-contract": "/api/v1/lots/lot_x/contract/",
    "notice": "/api/v1/notices/ntc_x/",
    "objection-reply": "/api/v1/objections/obj_x/reply/",
    "objection-withdraw": "/api/v1/objections/obj_x/withdraw/",
    "party": "/api/v1/parties/pty_x/",
    "question-answer": "/api/v1/questions/qst_x/answer/",
    "registration-review": "/api/v1/registrations/reg_x/review/",
    "registration-withdraw": "/api/v1/registrations/reg_x/withdraw/",
}


@pytest.fixture
def world() -> World:
    return build()


def status(world: World, who: str | None, path: str) -> int:
    return world.stage._send(who, "GET", path, None).status


class TestDrafts:
    def test_are_known_to_insiders_alone(self, world: World) -> None:
        made = world.draft()
        found = {
            (name, who): status(world, who, path.format(deal=made.deal, lot=made.lot))
            for name, path in OF_DRAFT.items()
            for who in READERS
        }
        assert found == {(name, who): 200 if who in INSIDE else 404 for name in OF_DRAFT for who in READERS}

    def test_are_written_to_by_nobody_else(self, world: World) -> None:
        made = world.draft()
        for name, path in WRITES_ON_DRAFT.items():
            method = "PUT" if name == "deal-field-record" else "POST"
            for who in set(READERS) - INSIDE - {None}:
                answer = world.stage.attempt(
                    str(who), path.format(deal=made.deal, lot=made.lot), {}, method=method
                )
                assert answer.status == 404, (name, who, answer.body)

    def test_do_not_appear_in_lists(self, world: World) -> None:
        made = world.draft()
        for who in READERS:
            listed = {row["id"] for row in world.stage.pages(who, "/api/v1/deals/")}
            assert (made.deal in listed) == (who in INSIDE), who


class TestPublicThings:
    def test_of_an_announced_deal_are_read_by_everybody(self, world: World) -> None:
        made = world.announced()
        for name, path in OF_DRAFT.items():
            for who in READERS:
                assert status(world, who, path.format(deal=made.deal, lot=made.lot)) == 200, (name, who)

    def test_that_nobody_has_are_not_found(self, world: World) -> None:
        for name, path in UNKNOWN.items():
            for who in READERS[1:]:
                reads = name in ("attachment-content", "deposits", "lot-contract", "notice", "party")
                answer = world.stage._send(
                    who,
                    "DELETE" if name == "attachment" else "GET" if reads else "POST",
                    path,
                    None if reads else {"decision": "x", "upheld": True},
                )
                assert answer.status == 404, (name, who, answer.body)


class TestOwnRules:
    def test_the_journal_is_for_those_who_watch(self, world: World) -> None:
        found = {who: status(world, who, "/api/v1/journal/") for who in READERS}
        assert found == {
            who: 401 if who is None else 200 if who in ("su", "tang", "ding") else 403 for who in READERS
        }

    @pytest.mark.parametrize("makes", [World.draft, World.announced])
    def test_a_supervisor_reads_events_of_its_sector_alone(
        self, world: World, makes: Callable[[World], Cast]
    ) -> None:
        made = makes(world)
        from foundation import sequencer

        sequencer.drain()
        of_su = {row["deal"] for row in world.stage.pages("su", "/api/v1/journal/")}
        of_tang = {row["deal"] for row in world.stage.pages("tang", "/api/v1/journal/")}
        assert made.deal in of_su
        assert made.deal not in of_tang

    def test_the_journal_counts_nothing_that_it_hides(self, world: World) -> None:
        from foundation import sequencer

        made = world.announced()
        for who in ("bai", "cui", "deng"):
            world.tell(who, f"/api/v1/lots/{made.lot}/registrations/")
        world.tell("bai", f"/api/v1/lots/{made.lot}/questions/", {"text": "几层？"})
        sequencer.drain()
        page = world.stage.get("su", f"/api/v1/journal/?deal={made.deal}&limit=2")
        rows = list(world.stage.pages("su", f"/api/v1/journal/?deal={made.deal}"))
        assert rows[-1]["type"] == "trading.question.asked"
        assert {name for row in rows for name, value in row.items() if isinstance(value, int)} == set()
        sealed = [page["next"].partition("cursor=")[2].partition("&")[0], *(row["cursor"] for row in rows)]
        assert len(set(sealed)) == len(sealed)
        assert not any(
            re.search(rb"\[0,|false|^\d+ *$", base64.urlsafe_b64decode(unquote(one))) for one in sealed
        )
        assert {len(one) for one in sealed[1:]} == {len(sealed[1])}
        following = world.stage.pages("su", f"/api/v1/journal/?deal={made.deal}&after={rows[1]['cursor']}")
        assert list(following) == rows[2:]
        for forged in ("3", rows[1]["cursor"][:-4] + "AAA=", sealed[0]):
            answer = world.stage.attempt("su", f"/api/v1/journal/?after={forged}", method="GET")
            assert (answer.status, answer.body["code"]) == (400, "bad_parameter"), forged

    def test_one_knows_oneself(self, world: World) -> None:
        assert status(world, None, "/api/v1/me/") == 401
        assert world.stage.get("bai", "/api/v1/me/")["role"] == "bidder"
        assert status(world, None, "/api/v1/me/changes/") == 401
        assert status(world, "bai", "/api/v1/me/changes/") == 200

    def test_deals_are_handed_in_by_exchanges_alone(self, world: World) -> None:
        body = {"source": "x", "records": [{"key": "1"}]}
        assert world.stage.attempt("sun", "/api/v1/exchange/", body).status == 403
        assert world.stage.attempt("lu", "/api/v1/exchange/", body).status == 200


class TestRegistrations:
    def test_are_told_to_nobody_but_the_bidder_while_bids_are_awaited(self, world: World) -> None:
        made = world.announced()
        world.tell("bai", f"/api/v1/lots/{made.lot}/registrations/")
        told = {
            who: len(list(world.stage.pages(who, f"/api/v1/lots/{made.lot}/registrations/")))
            for who in READERS
        }
        assert told == {who: 1 if who == "bai" else 0 for who in READERS}

    def test_are_found_by_the_centre_through_the_account_that_the_bank_names(self, world: World) -> None:
        made = world.announced()
        mine = world.tell("bai", f"/api/v1/lots/{made.lot}/registrations/")
        path = f"/api/v1/deposit-accounts/{mine['account']}/"
        assert {who: status(world, who, path) for who in READERS} == {
            who: 200 if who == "chen" else 404 for who in READERS
        }
        found = world.stage.get("chen", path)
        assert sorted(found) == ["account", "balance", "deposit_due", "registration"]
        world.tell(
            "chen",
            f"/api/v1/registrations/{found['registration']}/deposits/",
            {"kind": "paid", "amount": "100000.00", "reference": "B-1"},
        )
        assert world.stage.get("chen", path)["balance"] == "100000.00"

    def test_are_not_found_by_others(self, world: World) -> None:
        made = world.announced()
        mine = world.tell("bai", f"/api/v1/lots/{made.lot}/registrations/")["id"]
        for who in ("cui", "sun", "su", "song", "guan"):
            assert status(world, who, f"/api/v1/registrations/{mine}/deposits/") == 404, who

    def test_are_refused_to_a_party_on_the_organisers_side(self, world: World) -> None:
        from accounts.models import Ownership

        made = world.announced()
        parties = world.cast.parties
        sun, bai = world.cast.members["sun"].party, world.cast.members["bai"].party
        assert parties
        Ownership.objects.create(owner=sun, owned=bai, share=30)
        answer = world.stage.attempt("bai", f"/api/v1/lots/{made.lot}/registrations/")
        assert answer.status == 409
        assert {reason["code"] for reason in answer.body["reasons"]} == {"related_to_organiser"}
