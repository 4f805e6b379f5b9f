"""What keeps a ticket short in a rush: callers found out together, uploads marked afterwards, an answer that asks nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import demo
from accounts.actions.tokens import create_token, revoke_token
from accounts.actor import Actor
from accounts.models import ApiToken
from accounts.sessions import Caller
from api.serializers import sealed as shapes
from api.throttles import WRITES_A_MINUTE, Writes
from bidding import queries
from bidding.actions import filings, settling, tickets, uploads
from bidding.actions.tickets import Brought, UnknownCaller, Wish
from bidding.actions.weighing import Asked
from bidding.models import Filing, Upload
from foundation import clock
from foundation.errors import Forbidden
from tests.bidding.sealed.scene import Scene
from toolkit.filings import HEADER

pytestmark = pytest.mark.django_db
BY = Actor.clock()
NOBODY = "yg_tok_00000000000000000000000000_" + "0" * 64


def names(scene: Scene, who: str) -> dict[str, str]:
    return scene.upload(scene.seal(who), who)


def brought(scene: Scene, who: str, raw: str = "") -> Brought:
    """The bid of one of the cast, under that token or another."""
    files = names(scene, who)
    caller = Caller(raw or demo.token_of(who))
    return Brought(caller, lambda by: Wish(Asked(scene.made.lot, files[HEADER], files, by)))


def reserved(scene: Scene, who: str) -> Filing:
    files = names(scene, who)
    return filings.reserve(
        lot_id=scene.made.lot, header=files[HEADER], files=files, by=scene.world.actor(who)
    )


def post(scene: Scene, raw: str, body: Any, query: str = "") -> Any:
    return Client(raise_request_exception=False).post(
        f"/api/v1/lots/{scene.made.lot}/filings/{query}", body, "application/json", headers={"Authorization": f"Bearer {raw}"}
    )  # fmt: skip


class TestCallers:
    def test_are_found_out_by_one_query_for_a_round(self, scene: Scene) -> None:
        several = [brought(scene, "bai"), brought(scene, "cui", NOBODY), brought(scene, "cui")]
        with CaptureQueriesContext(connection) as asked:
            outcomes = tickets._together(several)
        assert [type(one).__name__ for one in outcomes] == ["Ticket", "UnknownCaller", "Ticket"]
        assert sum("accounts_apitoken" in one["sql"] for one in asked) == 1

    def test_are_nobody_as_soon_as_their_token_is_withdrawn(self, scene: Scene) -> None:
        waits = brought(scene, "bai")
        token, _ = demo.token_of("bai").removeprefix("yg_").rsplit("_", 1)
        revoke_token(token_id=token, by=scene.world.actor("bai"))
        first, second = tickets._together([waits, brought(scene, "cui")])
        assert isinstance(first, UnknownCaller) and isinstance(second, filings.Ticket)

    def test_who_may_not_bid_hold_up_nobody(self, scene: Scene) -> None:
        first, second = tickets._together(
            [brought(scene, "bai", demo.token_of("sun")), brought(scene, "cui")]
        )
        assert isinstance(first, Forbidden) and isinstance(second, filings.Ticket)

    def test_have_the_day_of_their_tokens_use_noted(self, scene: Scene) -> None:
        wish = brought(scene, "bai")
        ApiToken.objects.update(last_used_on=None)
        tickets.take(wish)
        assert ApiToken.objects.get(id=wish.caller.token_id).last_used_on == clock.local_date(clock.now())

    def test_whose_token_is_none_learn_that_alone(self, scene: Scene) -> None:
        files = names(scene, "bai")
        good = {"header": files[HEADER], "files": files}
        for body, query in ((good, ""), ({"header": "no"}, ""), ("{", ""), (good, "?x=1")):
            answer = post(scene, NOBODY, body, query)
            assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed"), body
            assert answer["WWW-Authenticate"] == "Bearer"
        assert not Filing.objects.exists()


class TestUploads:
    def test_of_what_is_still_to_be_checked_stay(self, scene: Scene) -> None:
        filing, _ = reserved(scene, "bai"), names(scene, "cui")
        clock.shift_to(clock.now() + timedelta(days=8))
        own, others = Upload.objects.filter(party=scene.world.actor("bai").party_id), Upload.objects.count()
        others -= own.count()
        assert (uploads.sweep(by=BY), own.filter(is_filed=True).count()) == (others, 0)
        settling.settle(filing_id=filing.id, by=BY)
        assert uploads.sweep(by=BY) == 0
        assert own.count() == own.filter(is_filed=True).count() == len(filing.files) + 3

    def test_of_what_is_still_to_be_checked_take_no_room(self, scene: Scene, settings: Any) -> None:
        filing = reserved(scene, "bai")
        own = Upload.objects.filter(party=scene.world.actor("bai").party_id)
        small = sum(own.values_list("size", flat=True)) - filing.held_bytes
        settings.UPLOAD_QUOTA_BYTES = small + own.count() * uploads.LEAST_BYTES + 10
        made = uploads.append(sha256="1" * 64, size=10, offset=0, blocks=[b"."], by=scene.world.actor("bai"))
        assert made.offset == 1


class TestTheAnswer:
    def test_to_a_new_filing_is_what_reading_it_answers(self, scene: Scene) -> None:
        made = reserved(scene, "bai")
        read = queries.filings(scene.lot, scene.world.actor("bai")).get(id=made.id)
        assert shapes.new_filing(made) == shapes.FilingSerializer(read, context={"language": "en"}).data


class TestTheCountOfWrites:
    def test_counts_who_submits_once_it_is_known_who_that_is(self, scene: Scene) -> None:
        raw = demo.token_of("bai")
        left = [_left(post(scene, one, {})) for one in (raw, raw[:-1] + "f0"[raw[-1] == "f"], raw)]
        assert left == [left[0], WRITES_A_MINUTE, left[0] - 1]

    def test_refuses_who_has_written_too_often(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Writes, "rate", "1/minute")
        raw = token_of_its_own(scene, "cui")
        files = names(scene, "cui")
        answers = [post(scene, raw, {"header": files[HEADER], "files": files}) for _ in range(2)]
        assert [one.status_code for one in answers] == [201, 429]
        assert "Retry-After" in answers[1]


def _left(answer: Any) -> int:
    return int(answer["RateLimit"].split(";")[1].removeprefix("r="))


def token_of_its_own(scene: Scene, who: str) -> str:
    """A token that no other test has counted."""
    _, raw = create_token(name="x", by=scene.world.actor(who))
    return raw
