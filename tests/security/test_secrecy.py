"""A18, A22, A24: who bids, and how many do, is told by no address, no export, no number of questions to the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import demo
from accounts.actions.members import revoke_member
from bidding.models import CustodyPolicy, Filing, Opening, Registration, Upload
from foundation import clock, sequencer
from foundation.followers import catch_up
from notices.models import Notice
from tests.api.test_every_address import addresses
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.kept import moved
from tests.bidding.sealed.scene import Scene, written
from tests.bidding.test_silence import VOLATILE
from tests.journeys.transport import ClientTransport
from tests.security import clocks
from tests.security.test_events import every_attempt
from toolkit.sealing import Before

pytestmark = pytest.mark.django_db
READERS = (None, "cui", "sun", "shi", "chen", "su", "guo", "guan", "kang", "yan", "ding")
# Words that somebody may put into a query: names and numbers of those who bid, and every filter.
QUERIES = (
    "/search/?text={bidder}", "/search/?text={bidder_code}", "/api/v1/search/?text={bidder}", "/deals/?text={bidder}",
    "/api/v1/search/suggestions/?text={bidder}", "/deals/?q={bidder}", "/deals/?kind=construction", "/notices/?text={bidder}",
    "/api/v1/deals/?q={bidder}", "/api/v1/deals/?q={deal_number}", "/api/v1/deals/?kind=construction&limit=1",
    "/api/v1/notices/?deal={deal_id}", "/api/v1/changes/?limit=1", "/api/v1/changes/?deal={deal_id}",
    "/api/v1/journal/?deal={deal_id}", "/api/v1/journal/?limit=200", "/api/v1/journal/?leaves=yes", "/api/v1/changes/?leaves=yes",
    "/organisations/{bidder_code}/", "/results/?text={bidder}", "/openings/?when=opened", "/statistics/?year=2026",
    "/deposits/?overdue=yes", "/lots/{lot_id}/deposits/?sift=held", "/log/nothing", "/nothing/",
)  # fmt: skip
# Sealed cursors are drawn anew; the clock stands still.
TICKING = frozenset({"/api/v1/clock/", "/api/v1/auctions/door/"})
OF_ONE_RUN = re.compile(
    r"[a-z]{2,12}_[0-9A-HJKMNP-TV-Z]{26}|\bYG\d{6}(?:-[0-9A-Z]{4,6}){1,2}\b|[A-Za-z0-9_+/=-]{32,}"
    r"|\d{4}-\d\d-\d\d(?:[T ][\d:.]+)?(?:Z|[+]\d\d:\d\d)?|\b\d\d:\d\d(?::\d\d)?\b"
)
OF_ONE_REQUEST = frozenset({"x-request-id", "yangguang-time", "content-length", "expires"})
PASSING = re.compile(r'"cursor": ?"[^"]*"|cursor=[^"&]*')


def everywhere(names: dict[str, str]) -> list[str]:
    """Return every address of the project that needs no more than the deal and its lot, and the queries."""
    found = []
    for route, _view in addresses():
        path = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)
        try:
            path = path.format(**names)
        except (KeyError, IndexError, ValueError):
            continue
        if not path.startswith(("/accounts/", "/static/")) and "(?P" not in path and path not in TICKING:
            found.append(path)
    return found + [path.format(**names) for path in QUERIES]


def differs(one: tuple[Any, ...], other: tuple[Any, ...]) -> list[str]:
    """Return the lines that one answer has and the other has not, and the questions that each cost."""
    return [*sorted(set(one[-2].splitlines()) ^ set(other[-2].splitlines()))[:6], f"{one[-1]} {other[-1]}"]


def asked(who: str | None, path: str) -> tuple[int, int, str, int]:
    """Return status, length and words of an answer with its headers, and how many questions it cost the database."""
    headers = {"Authorization": f"Bearer {demo.token_of(who)}"} if who else {}
    with CaptureQueriesContext(connection) as queries:
        answer = Client(raise_request_exception=False).get(path, headers=headers)
        raw = answer.getvalue() if answer.streaming else answer.content
    content = raw.decode("latin-1" if answer["Content-Type"] == "application/octet-stream" else "utf-8")
    told = PASSING.sub("", VOLATILE.sub("", content))
    # The digest of a body in which a cursor is drawn anew is another one each time.
    passing = OF_ONE_REQUEST | {"etag"} if PASSING.search(content) else OF_ONE_REQUEST
    heads = [f"{name}: {value}" for name, value in answer.headers.items() if name.lower() not in passing]
    return answer.status_code, len(told), "\n".join([*heads, told]), len(queries)


def alike(answer: tuple[int, int, str, int]) -> tuple[int, str, int]:
    """Return of an answer what is the same each time that a story is played: no names, digests and times."""
    status, _, told, queries = answer
    return status, OF_ONE_RUN.sub("", told), queries


@contextmanager
def taken_back() -> Iterator[None]:
    """Take all that a block does to the database back at its end, as a test's own transaction is."""
    begun = transaction.atomic()
    begun._from_testcase = True  # type: ignore[attr-defined]  # what must be outermost may begin inside it
    with begun:
        yield
        transaction.set_rollback(True)


class TestTheWholePlatform:
    @pytest.mark.slow
    def test_answers_the_same_with_bids_and_without(self, scene: Scene) -> None:
        """A22: every address that the project has, as everybody: no name, no number, not a byte, a header nor a query more with bids."""
        scene.register("deng", "fang")
        sequencer.drain()
        catch_up()
        party = scene.world.cast.members["bai"].party
        names = {
            "deal_id": scene.made.deal, "lot_id": scene.made.lot, "number": str(scene.world.deal(scene.made).number),
            "deal_number": str(scene.world.deal(scene.made).number), "bidder": party.name, "bidder_code": str(party.code),
            "party_id": party.id, "registration_id": Registration.objects.get(lot=scene.made.lot, party=party).id,
            "policy_id": CustodyPolicy.objects.get().id, "notice_id": Notice.objects.filter(deal=scene.made.deal)[0].id,
        }  # fmt: skip

        def all_of_it() -> dict[tuple[str | None, str], tuple[int, int, str, int]]:
            sequencer.drain()
            catch_up()
            return {(who, path): asked(who, path) for path in everywhere(names) for who in READERS}

        clocks.stand_at(clock.now())
        for who in READERS:
            asked(who, "/api/v1/clock/")  # the first use of a token each day is noted
        before = all_of_it()
        reached = {path for (_, path), (status, *_) in before.items() if status == 200}
        assert len(reached) > 40, sorted(reached)
        first, _ = scene.filed("bai")
        scene.filed("bai", before=Before(first.core.bid, 1, first.name))
        scene.filed("deng")
        other, _ = scene.filed("fang")
        scene.desk("fang").withdraw(other, scene.signer("fang"), clock.now())
        assert scene.file(scene.seal("bai"), "deng").status == 422  # turned away
        every_attempt(scene)
        after = all_of_it()
        assert Filing.objects.count() == 4
        assert {key: differs(before[key], told) for key, told in after.items() if told != before[key]} == {}


class TestBetweenDeadlineAndRecord:
    def test_tells_nobody_outside_how_many_bids_wait(
        self, hall: Hall, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, settings: Any
    ) -> None:
        """Three on the list or four, one of their custodians has posted: every address says the same, by as many queries."""
        hall.scene.register("fang", "gao")
        now = hall.scene.deadline + timedelta(hours=1)

        def told(*bidders: str) -> dict[tuple[str | None, str], tuple[int, str, int]]:
            with taken_back():
                folder = tmp_path_factory.mktemp("run")
                run = Hall(moved(hall.scene, tmp_path, folder, settings), folder / "hall")
                for who in bidders:
                    run.scene.filed(who)
                assert run.begin().status == "collecting" and len(Opening.objects.get().bids) == len(bidders)
                run.posted([1])
                clocks.stand_at(now)
                sequencer.drain()
                catch_up()
                names = {
                    "deal_id": run.scene.made.deal, "lot_id": run.lot, "bidder": "x", "bidder_code": "x",
                    **dict.fromkeys(("number", "deal_number"), str(run.scene.world.deal(run.scene.made).number)),
                }  # fmt: skip
                return {
                    (who, path): alike(asked(who, path))
                    for path in everywhere(names)
                    for who in (None, "fang")
                }

        three, four = told("bai", "cui", "deng"), told("bai", "cui", "deng", "gao")
        assert sum(status == 200 for status, *_ in three.values()) > 60
        assert {key: differs(one, four[key]) for key, one in three.items() if one != four[key]} == {}


class TestAnothersThings:
    def test_are_unknown_alike_in_words_and_work(self, scene: Scene) -> None:
        """A18: what another filed, uploaded, paid, asked or objected to: 404, the same body, as many queries."""
        filing, row = scene.filed("bai")
        lists = [
            f"/api/v1/lots/{scene.made.lot}/questions/",
            "/api/v1/me/changes/",
            "/api/v1/me/registrations/",
        ]
        sequencer.drain()
        catch_up()
        before = [asked("cui", path)[:3] for path in lists]
        asking = {"text": "桩基需要多深？"}
        question = scene.world.tell("bai", f"/api/v1/lots/{scene.made.lot}/questions/", asking)["id"]
        sequencer.drain()
        catch_up()
        assert [asked("cui", path)[:3] for path in lists] == before
        grounds = {"stage": "documents", "grounds": "资质要求超出项目需要"}
        objection = scene.world.tell("bai", f"/api/v1/lots/{scene.made.lot}/objections/", grounds)["id"]
        upload = Upload.objects.filter(party=row.registration.party).first()
        assert upload is not None
        lot, nothing = scene.made.lot, "0" * 64
        body = written(b"{}", b"x")
        pairs: list[tuple[str, str, str, dict[str, str] | None]] = [
            ("GET", f"/api/v1/lots/{lot}/filings/{{}}/", filing.name, None),
            ("POST", f"/api/v1/lots/{lot}/filings/{{}}/end/", filing.name, body),
            ("HEAD", "/api/v1/uploads/{}/", upload.sha256, None),
            ("GET", "/api/v1/uploads/{}/", upload.sha256, None),
            ("GET", "/api/v1/registrations/{}/deposits/", row.registration_id, None),
            ("POST", "/api/v1/registrations/{}/withdraw/", row.registration_id, {}),
            ("POST", "/api/v1/registrations/{}/agreement/", row.registration_id, {}),
            ("POST", "/api/v1/registrations/{}/refusal/", row.registration_id, {}),
            ("GET", "/api/v1/deposit-accounts/{}/", row.registration.account, None),
            ("POST", "/api/v1/questions/{}/answer/", question, {"answer": "三十米"}),
            ("GET", "/api/v1/objections/{}/", objection, None),
            ("POST", "/api/v1/objections/{}/withdraw/", objection, {}),
        ]
        for method, path, there, sent in pairs:
            missing = nothing if len(there) == 64 else there[:-4] + "0000"
            theirs, unknown = (
                counted(partial(ask, "cui", method, path.format(one), sent)) for one in (there, missing)
            )
            assert theirs[0].status_code == 404, (method, path)
            assert theirs[0].content.replace(there.encode(), b"") == unknown[0].content.replace(
                missing.encode(), b""
            )
            # The ids of these are not to be guessed: who asks with one knows that it is there.
            is_unguessable = any(word in path for word in ("registration", "question", "objection"))
            assert is_unguessable or theirs[1] == unknown[1], (method, path)
        # Sending bytes that another sent before saves the sender nothing, and so tells nothing.
        content = b"x" * 100
        headers = {"Upload-Offset": "0", "Upload-Length": str(upload.size)}
        begun = ask("cui", "PATCH", f"/api/v1/uploads/{upload.sha256}/", content, **headers)
        assert (begun.status_code, begun.headers["Upload-Offset"]) == (200, "100")
        assert Filing.objects.get().status == "accepted"


class TestRoles:
    def test_that_were_taken_away_end_with_the_next_request(self, scene: Scene) -> None:
        """A24: a member is revoked between two requests: uploads, filings and feeds of its own are closed to it at once."""
        folder = scene.seal("bai")
        names = scene.upload(folder)
        bai = scene.world.actor("bai")
        assert ask("bai", "GET", f"/api/v1/lots/{scene.made.lot}/filings/").status_code == 200
        revoke_member(member_id=str(bai.member_id), by=bai)
        path = f"/api/v1/lots/{scene.made.lot}/filings/"
        found = [
            ask("bai", "GET", path),
            ask("bai", "POST", path, {"header": names["header.json"], "files": names}),
            ask("bai", "HEAD", f"/api/v1/uploads/{names['core.json']}/"),
            ask("bai", "GET", "/api/v1/me/changes/"),
            ask("bai", "GET", "/api/v1/me/"),
        ]
        assert {answer.status_code for answer in found} == {401}
        assert not Filing.objects.exists()


def ask(who: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    headers["Authorization"] = f"Bearer {demo.token_of(who)}"
    more = {} if isinstance(body, bytes) or body is None else {"json": body}
    if isinstance(body, bytes):
        headers["Content-Type"] = "application/offset+octet-stream"
        more = {"content": body}
    with httpx.Client(base_url="http://testserver", transport=ClientTransport()) as client:
        return client.request(method, path, headers=headers, **more)


def counted(act: Callable[[], httpx.Response]) -> tuple[httpx.Response, int]:
    """Return an answer and how many questions it cost the database."""
    with CaptureQueriesContext(connection) as queries:
        answer = act()
    return answer, len(queries)
