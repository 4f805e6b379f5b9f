"""A rehearsal from the draft to its record: who posted, what failed, and that the notice is the end of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from bidding import audit, queries
from bidding.actions import rehearsals, rehearsing
from bidding.models import Filing, FreezeList, Opening, Rehearsal, RehearsalPost, Upload
from bidding.opener import Opener
from bidding.rehearser import Rehearser
from bidding.sealed import cases, opening_key
from bidding.sealed import rehearsals as rows
from foundation import clock
from foundation.models import Event, LogEntry
from tests.bidding.opening.hall import Hall
from tests.bidding.rehearsal.studio import Studio
from tests.security.superuser import as_superuser
from toolkit import cms, verifying
from toolkit.capsules import seal
from toolkit.certificates import from_base64, to_base64
from toolkit.custodians import Post
from toolkit.log import leaves
from trading.models import Lot

pytestmark = pytest.mark.django_db


def told(*, of: str = "") -> list[str]:
    rows = Event.objects.filter(type__startswith=f"bidding.rehearsal.{of}").order_by("id")
    return [one.type.rpartition(".")[2] for one in rows]


def parts(row: Rehearsal) -> list[str]:
    return [one.part for one in rows.holders(row)]


class TestARehearsal:
    def test_succeeds_when_every_custodian_does_its_part(self, studio: Studio) -> None:
        row = studio.begin()
        assert (row.status, parts(row)) == ("filed", ["awaited"] * 3)
        row = studio.freeze()
        assert row.status == "frozen"
        studio.posted(row, [1, 2])
        assert studio.settle().status == "frozen"
        assert parts(studio.row) == ["posted", "posted", "awaited"]
        studio.posted(row, [3])
        row = studio.settle()
        assert (row.status, row.outcome, row.is_good) == ("recorded", "opened", True)
        assert parts(row) == ["good", "good", "good"]
        assert told() == ["filed", "frozen", "posted", "posted", "posted", "recorded"]
        assert list(audit.findings()) == []

    def test_is_verified_like_an_opening_from_its_files_alone(self, studio: Studio) -> None:
        row = studio.begin()
        row = studio.freeze()
        studio.posted(row, [1, 2, 3])
        row = studio.settle()
        report = verifying.verify(studio.fetch(row, "sun"), row.id, studio.pins)
        assert report.holds, [one.to_json("en") for one in report.findings]
        assert [one.fields["notice"] for one in report.manifests.values()]
        lines = [leaves.read(bytes(one.content)) for one in LogEntry.objects.filter(ref__isnull=False)]
        assert [(one.kind, one.lot) for one in lines if one] == [
            ("rehearsal", row.id), ("freeze", row.id), ("opening", row.id),
        ]  # fmt: skip

    def test_says_who_was_silent_when_its_time_is_over(self, studio: Studio) -> None:
        studio.begin(posting_s=1800)
        row = studio.freeze()
        studio.posted(row, [1, 3])
        studio.later(seconds=1801)
        row = studio.settle()
        assert (row.outcome, row.is_good, row.silent) == ("opened", False, [2])
        assert parts(row) == ["good", "silent", "good"]

    def test_says_who_sent_shares_that_cannot_be_read(self, studio: Studio) -> None:
        studio.begin()
        row = studio.freeze()
        studio.posted(row, [1, 2])
        good = studio.post(row, 3)
        opener = from_base64(rows.policy_of(row).opening_cert)
        spoilt = replace(good, shares=seal(b"{}", opener))
        assert studio.tell(row, spoilt).status == 201
        row = studio.settle()
        assert (row.outcome, row.is_good, row.unreadable) == ("opened", False, [3])
        assert parts(row)[2] == "unreadable"

    def test_does_not_open_below_the_quorum(self, studio: Studio) -> None:
        studio.begin(posting_s=60)
        row = studio.freeze()
        studio.posted(row, [2])
        studio.later(seconds=61)
        row = studio.settle()
        assert (row.status, row.outcome, row.cause) == ("recorded", "withdrawn", "key_unavailable")
        assert parts(row) == ["silent", "good", "silent"]

    def test_fails_where_no_witness_saw_the_log_in_its_minute(self, studio: Studio) -> None:
        row = studio.begin()
        studio.scene.log.step()
        studio.later(seconds=90 + 62)  # past the minute, whatever part of a second this takes
        rehearsing.freeze(rehearsal_id=row.id, by=Rehearser(opening_key.ring()).by)
        assert studio.row.status == "filed"
        studio.later(seconds=30)
        rehearsing.freeze(rehearsal_id=row.id, by=Rehearser(opening_key.ring()).by)
        assert (studio.row.status, studio.row.cause) == ("failed", "freeze_cut")
        assert list(audit.findings()) == []

    def test_stands_still_for_no_clock_that_leaps(self, studio: Studio) -> None:
        assert not rehearsing.is_awaited(clock.now())
        studio.begin()
        assert rehearsing.is_awaited(clock.now())
        studio.freeze()
        assert not rehearsing.is_awaited(clock.now())


class TestBeginning:
    def test_is_answered_once(self, studio: Studio) -> None:
        made = studio.make()
        assert [studio.send(made).status for _ in range(2)] == [201, 201]
        assert Rehearsal.objects.count() == 1
        assert told() == ["filed"]

    def test_leaves_no_row_of_anything_real(self, studio: Studio) -> None:
        studio.begin()
        row = studio.freeze()
        studio.posted(row, [1, 2, 3])
        studio.settle()
        Opener(opening_key.ring()).turn()
        for real in (Filing, Upload, FreezeList, Opening):
            assert not real.objects.exists()
        assert not Lot.objects.filter(id=row.id).exists()
        assert studio.scene.world.stage.get("sun", f"/api/v1/lots/{studio.lot}/")["phase"] == "preparing"

    def test_is_for_the_organiser_alone(self, studio: Studio) -> None:
        made = studio.make()
        assert [studio.send(made, who=who).status for who in ("chen", "kang", "bai")] == [403, 404, 404]

    def test_of_another_platforms_keys_is_refused(self, studio: Studio) -> None:
        studio.scene.policy(deadline=0)
        own = studio.scene.custodians[0][1]
        answer = studio.send(studio.make(opening_cert=to_base64(own.certificate)))
        assert (answer.status, answer.body["code"]) == (422, "policy_not_ours")
        assert set(answer.body["fields"]) == {"opening_cert"}

    def test_is_weighed_as_any_bid(self, studio: Studio) -> None:
        made = studio.make()
        name = "rehearsal.1.p7m"
        for files, code in (
            ({one: made.files[one] for one in made.files if one != name}, "parts_malformed"),
            (made.files | {"more.sealed": b"x"}, "parts_malformed"),
            (made.files | {name: made.files["rehearsal.2.p7m"]}, "capsule_hash"),
            (made.files | {"core.json": b"{}"}, "object_malformed"),
            (made.files | {"more.sealed": b"x" * 300_000}, "part_too_large"),
        ):
            answer = studio.send(made, files=files)
            assert (answer.status, answer.body["code"]) == (422, code)
        assert not Rehearsal.objects.exists()

    def test_of_another_clock_is_refused(self, studio: Studio) -> None:
        made = studio.make()
        studio.later(seconds=91)
        answer = studio.send(made)
        assert (answer.status, answer.body["code"]) == (422, "rehearsal_time")

    def test_is_for_one_lot(self, studio: Studio) -> None:
        made = studio.make()
        other = studio.scene.world.draft().lot
        assert studio.send(made).status == 201
        answer = studio.send(made, lot=other)
        assert (answer.status, answer.body["code"]) == (422, "policy_not_ours")

    def test_ends_after_many(self, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rehearsals, "MOST_REHEARSALS", 1)
        studio.begin()
        assert studio.send(studio.make()).body["code"] == "rehearsals_too_many"


class TestPosting:
    def test_waits_for_the_list(self, studio: Studio) -> None:
        row = studio.begin()
        nothing = Post(rows.policy_of(row).to_bytes(), b"x", b"x", None)  # type: ignore[arg-type]
        assert studio.tell(row, nothing).status == 422
        assert studio.platform("kang").client.get(f"/api/v1/rehearsals/{row.id}/bundle/").status_code == 404

    def test_is_answered_once_and_refused_for_other_words(self, studio: Studio) -> None:
        studio.begin()
        row = studio.freeze()
        first, again = studio.post(row, 1), studio.post(row, 1)
        assert [studio.tell(row, one).status for one in (first, first, again)] == [201, 201, 201]
        assert RehearsalPost.objects.count() == 2
        said = first.content.replace(b'"r":"ok"', b'"r":"bad"')
        assert said != first.content
        signs = studio.scene.custodians[0][0]
        lie = replace(again, content=said, signature=cms.sign(signs, said, at=clock.now()))
        assert studio.tell(row, lie).status == 422  # a bad share has no hash
        assert parts(studio.row)[0] == "posted"

    def test_is_for_its_own_custodians_and_insiders(self, studio: Studio) -> None:
        studio.begin()
        row = studio.freeze()
        post = studio.post(row, 1)
        assert [studio.tell(row, post, who=who).status for who in ("bai", "lu", "zheng")] == [404] * 3
        assert studio.tell(row, post, who="ke").status == 201

    def test_of_a_post_to_another_rehearsal_is_refused(self, studio: Studio) -> None:
        studio.begin()
        first = studio.freeze()
        post = studio.post(first, 1)
        studio.begin()
        second = studio.freeze()
        assert studio.tell(second, post).body["code"] == "posted_context"

    def test_is_over_with_its_time(self, studio: Studio) -> None:
        studio.begin(posting_s=60)
        row = studio.freeze()
        post = studio.post(row, 1)
        studio.later(seconds=60)
        assert studio.tell(row, post).body["code"] == "rehearsal_over"


class TestTheNotice:
    def test_is_the_end_of_rehearsing(self, studio: Studio) -> None:
        studio.begin()
        row = studio.freeze()
        post = studio.post(row, 1)
        studio.posted(row, [2])
        made = studio.make()
        studio.announce()
        answer = studio.send(made)
        assert (answer.status, answer.body["code"]) == (409, "rehearsal_over")
        assert studio.tell(row, post).body["code"] == "rehearsal_over"
        row = studio.settle()
        assert (row.status, row.outcome, row.silent) == ("recorded", "withdrawn", [1, 3])

    def test_goes_out_without_one_after_a_warning(self, studio: Studio) -> None:
        address = f"/api/v1/lots/{studio.lot}/rehearsals/"
        get = studio.scene.world.stage.get
        assert get("sun", address)["warning"]["code"] == "not_rehearsed"
        studio.begin()
        row = studio.freeze()
        studio.posted(row, [1, 2, 3])
        assert get("sun", address)["warning"]["code"] == "not_rehearsed"
        studio.settle()
        shown = get("sun", address)
        assert shown["warning"] is None
        assert [one["is_good"] for one in shown["rehearsals"]] == [True]
        studio.announce()
        assert get("bai", address) == {"warning": None, "rehearsals": []}
        assert len(get("sun", address)["rehearsals"]) == 1

    def test_is_not_barred(self, studio: Studio) -> None:
        assert queries.is_unrehearsed(studio.scene.lot)
        studio.announce()
        assert studio.scene.lot.phase != "preparing"
        assert not queries.is_unrehearsed(studio.scene.lot)


class TestReaders:
    def test_are_the_organiser_staff_and_the_custodians_it_names(self, studio: Studio) -> None:
        row = studio.begin()
        stage = studio.scene.world.stage
        for who in ("sun", "chen", "su", "kang", "ke", "kuang"):
            found = stage.get(who, "/api/v1/rehearsals/")["results"]
            assert [one["id"] for one in found] == [row.id], who
            assert stage.get(who, f"/api/v1/rehearsals/{row.id}/")["deal"] == studio.scene.made.deal
        for who in ("bai", "song", "lu"):
            assert stage.get(who, "/api/v1/rehearsals/")["results"] == []
            assert studio.platform(who).client.get(f"/api/v1/rehearsals/{row.id}/").status_code == 404


class TestTheRows:
    def test_are_not_altered(self, studio: Studio) -> None:
        studio.begin()
        row = studio.freeze()
        studio.posted(row, [1])
        for sql in (
            "UPDATE bidding_rehearsal SET files = '{}'", "UPDATE bidding_rehearsal SET status = 'filed'", "DELETE FROM bidding_rehearsal",
            "UPDATE bidding_rehearsalpost SET x = 2", "DELETE FROM bidding_rehearsalpost", "TRUNCATE bidding_rehearsalpost",
        ):  # fmt: skip
            with pytest.raises(DatabaseError), connection.cursor() as cursor, transaction.atomic():
                cursor.execute(sql)

    def test_that_somebody_changed_all_the_same_are_named(self, studio: Studio) -> None:
        studio.begin()
        row = studio.freeze()
        studio.posted(row, [1, 2, 3])
        studio.settle()
        changes = (
            "UPDATE bidding_rehearsal SET blamed = '[3]'",
            "DELETE FROM bidding_rehearsalpost WHERE x = 2",
        )
        with as_superuser(*changes):
            found = {one.code for one in audit.findings()}
        assert found == {"rehearsal_changed", "rehearsal_post_removed"}


def test_a_real_opening_of_the_same_custodians_goes_its_own_way(studio: Studio) -> None:
    """The same cards, clients and memories, first in the rehearsal and then for the bids."""
    studio.begin()
    row = studio.freeze()
    studio.posted(row, [1, 2, 3])
    studio.settle()
    studio.announce()
    studio.scene.under_custody()
    studio.scene.register("bai", "cui", "deng")
    for who in ("bai", "cui", "deng"):
        studio.scene.filed(who)
    post = RehearsalPost.objects.get(x=1)
    hall = Hall(studio.scene, studio.folder / "hall")
    hall.begin()
    replayed = Post(bytes(post.content), bytes(post.signature), bytes(post.shares), None)  # type: ignore[arg-type]
    assert hall.send(replayed)[0].body["code"] == "posted_context"
    hall.posted([1, 2, 3])
    assert hall.record().status == "recorded"
    assert hall.verified().holds
    assert Rehearsal.objects.count() == 1
    assert list(audit.findings()) == []
    assert cases.freeze_of(hall.row).lot == studio.lot
