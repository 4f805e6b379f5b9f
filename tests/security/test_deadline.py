"""A09–A15, A17: who is late, by which clock, and who may move the deadline."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from accounts import demo
from accounts.actor import Actor
from bidding.actions import freezing
from bidding.models import Filing, FreezeList, Receipt
from bidding.sealed import custody
from foundation import clock, sequencer, transparency
from foundation.followers import catch_up
from foundation.models import Event
from tests.bidding.sealed import test_custody, test_second_person
from tests.bidding.sealed.scene import Scene
from tests.security import clocks
from toolkit import filings, objects
from toolkit.filings import HEADER, Folder
from toolkit.log import leaves, tiles
from toolkit.log.checkpoint import cosign, read_head
from toolkit.proceedings import Freeze
from toolkit.sealing import Before
from trading.models import Deal, Period

pytestmark = pytest.mark.django_db
MILLISECOND = timedelta(milliseconds=1)


def address(scene: Scene) -> str:
    return f"/api/v1/lots/{scene.made.lot}/filings/"


def listed(scene: Scene) -> Freeze:
    row = freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=Actor.clock())
    assert row is not None
    return Freeze.from_bytes(bytes(row.content or b""))


class TestTheLastMoment:
    def test_is_the_millisecond_before_the_deadline(self, scene: Scene) -> None:
        """A09: a millisecond before is in time, the deadline itself is late, and so is the millisecond after."""
        deadline = scene.deadline
        sealed = {who: scene.upload(scene.seal(who), who) for who in ("bai", "cui")}
        clocks.stand_at(deadline)
        assert scene.file(scene.folder, "cui", files=sealed["cui"]).body["code"] == "deadline_passed"
        clocks.stand_at(deadline + MILLISECOND)
        late = scene.file(scene.folder, "cui", files=sealed["cui"])
        assert (late.status, late.body["code"], late.body["detail"]) == (
            409,
            "deadline_passed",
            "投标截止时间已到",
        )
        clocks.stand_at(deadline - MILLISECOND)
        answer = scene.file(scene.folder, "bai", files=sealed["bai"])
        assert (answer.status, answer.body["state"]) == (201, "accepted")
        told = datetime.fromisoformat(answer.body["received_at"])
        assert told == deadline - MILLISECOND and told.tzinfo is not None
        receipt = objects.Receipt.from_bytes(bytes(Receipt.objects.get().content))
        assert receipt.received_at == custody.milliseconds(deadline) - 1

    def test_is_when_the_whole_request_is_there(self, scene: Scene) -> None:
        """A10: begun two seconds before the deadline, its body trickles in until five seconds after: late."""
        names = scene.upload(scene.seal("bai"))
        deadline = scene.deadline
        clocks.stand_at(deadline - timedelta(seconds=2))
        body = json.dumps({"header": names[HEADER], "files": names}).encode()

        class Trickle(BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                found = super().read(size)
                if self.tell() == len(body):
                    clocks.stand_at(deadline + timedelta(seconds=5))
                return found

        more: Any = {"wsgi.input": Trickle(body)}
        answer = Client().post(
            address(scene), body, content_type="application/json", **more,
            headers={"Authorization": f"Bearer {demo.token_of('bai')}"},
        )  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (409, "deadline_passed")
        assert not Filing.objects.exists()

    def test_does_not_wait_for_an_upload(self, scene: Scene) -> None:
        """A11: 99 percent of a part are there at the deadline: nothing is filed, whatever arrives later; nothing is listed."""
        plan = scene.folder / "plan.bin"
        plan.write_bytes(bytes(100_000))
        folder = scene.seal("bai", files={"plan.bin": plan})
        part = next(folder.glob("form.f*.sealed"))
        digest = next(one.sha256 for one in filings.load(Folder(folder)).core.parts if one.part != "manifest")
        content, platform = part.read_bytes(), scene.platform()
        most = len(content) * 99 // 100
        platform.append(digest, 0, len(content), content[:most])
        part.unlink()
        names = scene.upload(folder) | {part.name: digest}
        scene.walk_to_deadline(seconds=-60)
        early = scene.file(folder, files=names)
        assert (early.status, early.body["code"]) == (422, "upload_incomplete")
        assert early.body["detail"] == "有文件尚未上传完整；上传完成前不能递交"
        scene.walk_to_deadline()
        late = scene.file(folder, files=names)
        assert (late.status, late.body["code"]) == (409, "deemed_withdrawn")
        assert late.body["detail"] == "截止时未完成传输，视为撤回投标文件（《电子招标投标办法》第27条）"
        assert Event.objects.get(type="bidding.filing.turned_away").data["codes"] == ["deemed_withdrawn"]
        assert platform.append(digest, most, len(content), content[most:]) == len(content)
        assert scene.file(folder, files=names).body["code"] == "deadline_passed"
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        assert (listed(scene).bids, listed(scene).refused, Filing.objects.count()) == ([], [], 0)


def shown_at(path: str, end: datetime) -> bool:
    """Tell whether a page counts down to an instant."""
    found = re.findall(r'data-ends-at="([^"]+)"', Client().get(path).content.decode())
    assert found
    return end in {datetime.fromisoformat(one) for one in found}


def deadline_in_calendar(scene: Scene) -> Any:
    """Return the entry of the deadline in the calendar that anybody downloads."""
    answer = Client().get(f"/api/v1/deals/{scene.made.deal}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (found,) = (
        one for one in Calendar.from_ical(answer.content).walk("VEVENT") if ".bidding@" in str(one["uid"])
    )
    return found


class TestAMovedDeadline:
    def test_is_told_everywhere_and_holds_for_tickets(self, scene: Scene) -> None:
        """A12: moved by two persons: notice, API, page and feed show it, bids between old and new are taken; the log shows both."""
        Deal.objects.filter(id=scene.made.deal).update(agency=scene.world.cast.members["an"].party)
        old = scene.deadline
        number = scene.world.deal(scene.made).number
        pages = (f"/deals/{number}/", f"/lots/{scene.made.lot}/opening/")
        before = deadline_in_calendar(scene)
        assert all(shown_at(path, old) for path in pages) and before["dtstart"].dt == old
        body = test_second_person.moving(scene)
        path = f"/api/v1/deals/{scene.made.deal}/proposals/clarification/"
        made = scene.world.stage.attempt("an", path, body)
        assert (
            scene.world.stage.attempt("sun", f"/api/v1/proposals/{made.body['id']}/approval/").status == 200
        )
        new = scene.deadline
        assert new == old + timedelta(days=7)
        # At once, with no follower and no clock in between: all of these read the one row.
        assert shown_at(pages[0], new) and not shown_at(pages[0], old)
        after = deadline_in_calendar(scene)
        assert (after["dtstart"].dt, after["uid"]) == (new, before["uid"])
        assert after["sequence"] == before["sequence"] + 1 and after["dtstamp"].dt > before["dtstamp"].dt
        answer = test_custody.TestChanges().change(scene, custody.milliseconds(new))
        assert answer.status == 201, answer.body
        # The keys wait for what two persons signed into the log; from then on the opening's page counts down to it.
        assert shown_at(pages[1], new) and not shown_at(pages[1], old)
        sequencer.drain()
        catch_up()
        told = [
            datetime.fromisoformat(one["ends_at"])
            for one in scene.world.stage.get(None, f"/api/v1/lots/{scene.made.lot}/periods/")
        ]
        assert new in told and old not in told
        day = f"{new.astimezone(clock.ZONE):%Y-%m-%d}"
        notices = json.dumps(list(scene.world.stage.pages(None, "/api/v1/notices/")), ensure_ascii=False)
        feed = json.dumps(list(scene.world.stage.pages(None, "/api/v1/changes/")), ensure_ascii=False)
        page = Client().get(f"/deals/{scene.world.deal(scene.made).number}/").content.decode()
        changes = scene.world.stage.get(None, f"/api/v1/lots/{scene.made.lot}/custody/")["changes"]
        assert [len(one["signatures"]) for one in changes] == [2]
        assert (
            (day in feed or f"{new.astimezone(UTC):%Y-%m-%d}" in feed)
            and day in page
            and "clarification" in notices
        )
        clock.shift_to(old + timedelta(days=1))
        scene.filed("bai")
        scene.grow()
        head = read_head((scene.log_folder / "checkpoint").read_text())
        lines = [leaves.read(leaf) for leaf in tiles.leaves_of(transparency.files(), head.checkpoint)]
        assert [(one.kind, one.n) for one in lines if one is not None] == [("policy", 1), ("change", 1)]
        approved = Event.objects.get(type="trading.proposal.approved").data
        assert approved["proposed_by"] != approved["approved_by"]
        assert freezing.due(clock.now()) == [] and not FreezeList.objects.exists()

    def test_goes_to_earlier_by_no_way(self, scene: Scene) -> None:
        """A13: not by a clarification or a proposal, not as a field of deal or lot, not by an import, not once it has passed."""
        Deal.objects.filter(id=scene.made.deal).update(agency=scene.world.cast.members["an"].party)
        stage, made = scene.world.stage, scene.made
        before = scene.deadline
        earlier = (before - timedelta(days=1)).isoformat()
        shorter = test_second_person.moving(scene) | {"ends": {"bidding": earlier}}
        tries: list[tuple[str, str, str, dict[str, Any]]] = [
            ("sun", "POST", f"/api/v1/deals/{made.deal}/clarifications/", shorter),
            ("sun", "POST", f"/api/v1/deals/{made.deal}/proposals/clarification/", shorter),
            ("sun", "PATCH", f"/api/v1/deals/{made.deal}/", {"ends": {"bidding": earlier}}),
            ("sun", "PATCH", f"/api/v1/lots/{made.lot}/", {"ends_at": earlier}),
            ("sun", "PATCH", f"/api/v1/lots/{made.lot}/", {"periods": {"bidding": earlier}}),
            ("chen", "PATCH", f"/api/v1/lots/{made.lot}/", {"periods": {"bidding": earlier}}),
            ("su", "POST", f"/api/v1/deals/{made.deal}/clarifications/", shorter),
            ("lu", "POST", "/api/v1/exchange/", {"source": "x", "records": [
                {"key": "1", "id": made.deal, "lot": made.lot, "ends": {"bidding": earlier}}]}),
        ]  # fmt: skip
        answers = [
            (who, method, path, stage.attempt(who, path, body, method=method))
            for who, method, path, body in tries
        ]
        told = [
            (event.data["via"], event.data["codes"])
            for event in Event.objects.filter(type="trading.deadline.move_refused").order_by("id")
        ]
        # An address that a reader may not know of, or a method that it has not, tells nothing and is told of nothing.
        assert told == [
            ("clarification", ["second_person_needed"]), ("proposal", ["period_shortened"]), ("fields", ["unknown_field"]),
            ("fields", ["unknown_field"]), ("fields", ["unknown_field"]), ("fields", ["unknown_field"]),
            ("clarification", ["role_not_allowed"]), ("exchange", ["invalid_particulars"]),
        ]  # fmt: skip
        # The exchange answers record by record.
        assert [answer.status for *_, answer in answers[:-1] if answer.status < 400] == []
        assert [one["outcome"] for one in answers[-1][-1].body["results"]] == ["refused"]
        assert scene.deadline == before
        scene.walk_to_deadline()
        for who, path in (("sun", "clarifications/"), ("sun", "proposals/clarification/")):
            answer = stage.attempt(who, f"/api/v1/deals/{made.deal}/{path}", test_second_person.moving(scene))
            assert answer.status >= 400, answer.body
            last = Event.objects.filter(type="trading.deadline.move_refused").latest("id")
            assert (last.actor, last.data["codes"]) == (scene.world.cast.members["sun"].id, ["period_over"])
        assert Period.objects.get(lot=made.lot, current=True, limit="bidding").ends_at == before

    def test_by_a_stranger_to_the_deal_is_refused_and_fills_no_journal(self, scene: Scene) -> None:
        """A13: not one event, whoever it is and however often: neither in the deal's journal nor anywhere else."""
        stage, deal, before = scene.world.stage, f"/api/v1/deals/{scene.made.deal}/", scene.deadline
        earlier = (before - timedelta(days=1)).isoformat()
        shorter = test_second_person.moving(scene) | {"ends": {"bidding": earlier}}
        tries: list[tuple[str, str, dict[str, Any]]] = [
            ("PATCH", deal, {"deadline": 1}),
            ("PATCH", f"/api/v1/lots/{scene.made.lot}/", {"ends_at": earlier}),
            ("POST", f"{deal}clarifications/", shorter),
            ("POST", f"{deal}proposals/clarification/", shorter),
        ]
        last = Event.objects.latest("id").id
        # A bidder, a custodian, another organiser, another agency, a supervisor of another sector, an exchange.
        for who in ("bai", "kang", "song", "ao", "tang", "lu"):
            answers = [stage.attempt(who, path, body, method=method) for method, path, body in tries]
            assert all(400 <= answer.status < 500 for answer in answers), answers
        assert not Event.objects.filter(id__gt=last).exists()
        assert scene.deadline == before

    def test_is_approved_by_nobody_alone_and_the_attempt_is_told_to_who_watches(self, scene: Scene) -> None:
        """A13: nobody approves their own request; supervisors read of it, and of nothing that bidders did."""
        Deal.objects.filter(id=scene.made.deal).update(agency=scene.world.cast.members["an"].party)
        stage, before = scene.world.stage, scene.deadline
        path = f"/api/v1/deals/{scene.made.deal}/proposals/clarification/"
        made = stage.attempt("sun", path, test_second_person.moving(scene))
        own = stage.attempt("sun", f"/api/v1/proposals/{made.body['id']}/approval/")
        assert (own.status, own.body["code"], scene.deadline) == (403, "same_person", before)
        scene.walk_to_deadline()
        late = stage.attempt("an", f"/api/v1/proposals/{made.body['id']}/approval/")
        assert late.status >= 400 and scene.deadline == before
        sequencer.drain()
        read = stage.get(
            "su", f"/api/v1/journal/?deal={scene.made.deal}&type=trading.proposal.approval_refused"
        )
        told = [(one["actor"], one["data"]["codes"]) for one in read["results"]]
        members = scene.world.cast.members
        assert told[0] == (members["sun"].id, ["same_person"])
        assert [actor for actor, _ in told] == [members["sun"].id, members["an"].id]


class TestClocks:
    def test_that_are_set_back_never_make_time_run_back(self, scene: Scene) -> None:
        """A15: ten minutes back while bids are taken: no event before the last of its subject, receipts with them; late stays late."""
        scene.walk_to_deadline(minutes=-5)
        first, row = scene.filed("bai")
        clocks.step_by(-timedelta(minutes=10))
        assert clock.now() < row.received_at - timedelta(minutes=9)
        folder = scene.seal("bai", before=Before(first.core.bid, 1, first.name))
        assert scene.file(folder).body["state"] == "accepted"
        second = Filing.objects.get(seq=2)
        assert second.received_at >= row.received_at
        ordered = list(
            Event.objects.filter(subject=row.registration_id)
            .order_by("subject_seq")
            .values_list("at", flat=True)
        )
        assert ordered == sorted(ordered)
        clocks.step_by(timedelta(0))
        late = scene.upload(scene.seal("cui"), "cui")
        scene.walk_to_deadline()
        assert scene.file(scene.folder, "cui", files=late).body["code"] == "deadline_passed"
        assert freezing.close_tickets(lot_id=scene.made.lot, by=Actor.clock()) is not None
        clocks.step_by(-timedelta(minutes=10))
        assert clock.now() < scene.deadline
        assert scene.file(scene.folder, "cui", files=late).body["code"] == "deadline_passed"

    def test_that_are_set_back_raise_an_alarm(self, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
        """A15: what witnesses saw is later than now, and people are told; an old cosignature proves nothing."""
        client = Client()

        def cosigned(seconds: int) -> int:
            scene.log.step()
            head = read_head((scene.log_folder / "checkpoint").read_text())
            text = cosign(head, scene.witness, int(clock.now().timestamp()) + seconds).to_text()
            return client.post("/log/cosignatures", text.encode(), content_type="text/plain").status_code

        alarms = Event.objects.filter(type="foundation.clock.contradicted")
        assert (cosigned(30), cosigned(-3600), alarms.count()) == (204, 204, 0)
        assert cosigned(0) == 204
        clocks.step_by(-timedelta(minutes=10))
        assert (cosigned(600), cosigned(601), alarms.count()) == (204, 204, 1)
        assert 540 <= alarms.get().data["seconds_behind"] <= 605
        assert "seconds behind a witness's" in caplog.text

    def test_of_nodes_decide_nothing(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """A17: two nodes, seconds and hours apart, in other zones: the database's clock alone says who is late."""
        deadline = scene.deadline
        sealed = {who: scene.upload(scene.seal(who), who) for who in ("bai", "cui")}
        real = time.time
        for apart, zone in (
            (3.0, "Asia/Shanghai"),
            (-10.0, "America/Los_Angeles"),
            (3600.0, "Pacific/Kiritimati"),
        ):
            with monkeypatch.context() as node:
                node.setattr(time, "time", lambda apart=apart: real() + apart)
                node.setenv("TZ", zone)
                time.tzset()
                clocks.stand_at(deadline)
                assert scene.file(scene.folder, "cui", files=sealed["cui"]).body["code"] == "deadline_passed"
                clocks.stand_at(deadline - MILLISECOND)
                answer = scene.file(scene.folder, "bai", files=sealed["bai"])
                assert answer.status in (200, 201)
                assert datetime.fromisoformat(answer.body["received_at"]) == deadline - MILLISECOND
            time.tzset()
