"""The store lost or spoilt bytes of a filed bid: the bidder sends the very same again, until the record says that they are lost."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from accounts import demo
from bidding import audit
from bidding.actions import openings, uploads
from bidding.models import Filing, Opening, Registration, Upload
from bidding.sealed import store
from foundation import journal
from foundation.errors import Conflict, DomainError
from foundation.models import Event
from foundation.text import Text
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.opening.test_faults import folder_of
from tests.bidding.sealed.scene import Scene
from tests.bidding.sealed.test_together import held
from tests.security import clocks
from toolkit.filings import Filing as Sealed
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER

pytestmark = pytest.mark.django_db
PART, CAPSULE = "form.manifest.sealed", "form.1.p7m"


def lose(filing: Sealed, name: str, *, how: str = "gone") -> str:
    """Spoil what the store holds of a bid; return where it lay."""
    upload: str = Filing.objects.get(header=filing.name).files[name]
    content = store.path(upload).read_bytes()
    if how == "gone":
        store.remove(upload)
    else:
        content = content[:-1] + bytes([content[-1] ^ 1]) if how == "flipped" else content[:-1]
        store.path(upload).write_bytes(content)
    return upload


def resend(hall: Hall, filing: Sealed, who: str = "bai") -> int:
    """Send again what is lost, as the command line does."""
    return hall.scene.desk(who).resend(folder_of(filing) / SEALED_FOLDER)


def send(hall: Hall, who: str, upload: Upload, content: bytes) -> Any:
    from django.test import Client

    return Client().patch(
        f"/api/v1/uploads/{upload.sha256}/", content, content_type="application/offset+octet-stream",
        headers={"Upload-Offset": "0", "Upload-Length": str(upload.size), "Authorization": f"Bearer {demo.token_of(who)}"},
    )  # fmt: skip


class TestBeforeTheOpening:
    @pytest.mark.parametrize("how", ["gone", "flipped", "short"])
    @pytest.mark.parametrize("name", [PART, CAPSULE])
    def test_sent_again_they_are_as_if_never_lost(
        self, hall: Hall, three: dict[str, Sealed], name: str, how: str
    ) -> None:
        upload = lose(three["bai"], name, how=how)
        hall.freeze()
        assert "filing_files" in [one.code for one in audit.findings()]
        assert resend(hall, three["bai"]) == 1
        assert resend(hall, three["bai"]) == 0
        row = Upload.objects.get(id=upload)
        assert store.is_whole(row.id, row.size, row.sha256) and not store.path(store.again(row.id)).exists()
        assert [one.code for one in audit.findings()] == []
        assert Event.objects.filter(type="bidding.filing.resent").count() == 1
        if how != "gone":
            return  # the very same bytes: what opens after one loss opens after all
        hall.later(seconds=601)
        hall.opener().turn()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        assert set(map(tuple, outcomes(hall).values())) == {("opened",)}
        assert hall.verified().holds

    def test_other_bytes_are_none(self, hall: Hall, three: dict[str, Sealed]) -> None:
        upload = Upload.objects.get(id=lose(three["bai"], PART))
        hall.freeze()
        answer = send(hall, "bai", upload, b"\0" * upload.size)
        assert (answer.status_code, answer.json()["code"]) == (422, "part_hash")
        assert not store.path(upload.id).exists() and not store.path(store.again(upload.id)).exists()
        assert send(hall, "bai", upload, b"\0" * (upload.size + 1)).json()["code"] == "part_too_large"

    def test_what_is_whole_is_not_written_over(self, hall: Hall, three: dict[str, Sealed]) -> None:
        upload = Upload.objects.get(id=Filing.objects.get(header=three["bai"].name).files[PART])
        before = store.path(upload.id).stat()
        hall.freeze()
        assert send(hall, "bai", upload, b"\0" * upload.size).json()["is_complete"] is True
        after = store.path(upload.id).stat()
        assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
        assert not store.path(store.again(upload.id)).exists()

    def test_nobody_else_brings_them(self, hall: Hall, three: dict[str, Sealed]) -> None:
        upload = Upload.objects.get(id=lose(three["bai"], PART))
        content = (folder_of(three["bai"]) / SEALED_FOLDER / PART).read_bytes()
        hall.freeze()
        for who in ("cui", "sun", "kang", "chen"):
            send(hall, who, upload, content)
        assert not store.path(upload.id).exists()

    def test_before_the_deadline_the_bidder_replaces_its_bid(
        self, hall: Hall, three: dict[str, Sealed]
    ) -> None:
        lose(three["bai"], PART)
        assert resend(hall, three["bai"]) == 0

    def test_a_broken_connection_goes_on_where_it_stopped(self, hall: Hall, three: dict[str, Sealed]) -> None:
        upload = Upload.objects.get(id=lose(three["bai"], PART))
        content = (folder_of(three["bai"]) / SEALED_FOLDER / PART).read_bytes()
        hall.freeze()
        assert send(hall, "bai", upload, content[:1000]).json()["offset"] == 1000
        assert send(hall, "bai", upload, content[:1000]).json()["code"] == "upload_offset"
        assert resend(hall, three["bai"]) == 1
        assert store.path(upload.id).read_bytes() == content

    def test_asking_reads_them_once_and_again_when_they_were_written(
        self, hall: Hall, three: dict[str, Sealed], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever only asks is not counted: it must cost nothing to ask for ever."""
        upload = Upload.objects.get(id=Filing.objects.get(header=three["bai"].name).files[PART])
        hall.freeze()
        platform, real, read = hall.scene.platform("bai"), hashlib.file_digest, []

        def counted(file: Any, digest: Any) -> Any:
            read.append(digest)
            return real(file, digest)

        monkeypatch.setattr(hashlib, "file_digest", counted)
        assert {platform.offset(upload.sha256) for _ in range(5)} == {upload.size}
        assert len(read) == 1
        lose(three["bai"], PART, how="flipped")
        assert {platform.offset(upload.sha256) for _ in range(5)} == {0}
        assert len(read) == 2

    def test_coming_again_is_told_in_order_though_the_clock_was_set_back(
        self, hall: Hall, three: dict[str, Sealed]
    ) -> None:
        row = Filing.objects.get(header=three["bai"].name)
        lose(three["bai"], PART)
        hall.freeze()
        clocks.stand_at(row.received_at - timedelta(minutes=1))
        assert resend(hall, three["bai"]) == 1
        told = Event.objects.filter(subject=row.registration_id).order_by("subject_seq")
        assert [one.type for one in told][-1] == "bidding.filing.resent"
        assert [one.at for one in told] == sorted(one.at for one in told)

    def test_what_is_refused_at_the_end_leaves_nothing_and_begins_anew(
        self, hall: Hall, three: dict[str, Sealed], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload = Upload.objects.get(id=lose(three["bai"], PART))
        content = (folder_of(three["bai"]) / SEALED_FOLDER / PART).read_bytes()
        hall.freeze()

        def refuse(*_: Any, **__: Any) -> None:
            raise Conflict("journal_subject_not_locked", Text("请重试", "Try again"))

        with monkeypatch.context() as patch:
            patch.setattr(journal, "append_all", refuse)
            assert send(hall, "bai", upload, content).json()["code"] == "journal_subject_not_locked"
        assert not store.path(upload.id).exists()
        assert resend(hall, three["bai"]) == 1
        assert store.path(upload.id).read_bytes() == content


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def append(self, hall: Hall, upload: Upload, blocks: Iterable[bytes]) -> Upload:
        by = hall.scene.world.actor("bai")
        return uploads.append(sha256=upload.sha256, size=upload.size, offset=0, blocks=blocks, by=by)

    def test_a_stalled_request_writes_nothing_into_what_came_again(
        self, transactional_db: None, hall: Hall, three: dict[str, Sealed]
    ) -> None:
        upload = Upload.objects.get(id=lose(three["bai"], PART))
        content = (folder_of(three["bai"]) / SEALED_FOLDER / PART).read_bytes()
        hall.freeze()
        has_begun, may_go_on = threading.Event(), threading.Event()

        def stalls() -> Iterator[bytes]:
            has_begun.set()
            may_go_on.wait(60)
            yield b"\0" * upload.size

        def stalled() -> Any:
            try:
                return self.append(hall, upload, stalls())
            except DomainError as refused:
                return refused.code
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(stalled)
            assert has_begun.wait(60)
            try:
                with pytest.raises(Conflict, match="upload_busy"):
                    self.append(hall, upload, [content])
            finally:
                may_go_on.set()
            assert first.result(60) == "part_hash"
        assert self.append(hall, upload, [content]).is_complete
        assert store.path(upload.id).read_bytes() == content

    def test_they_get_into_their_place_after_whoever_holds_the_registration(
        self, transactional_db: None, hall: Hall, three: dict[str, Sealed]
    ) -> None:
        upload = Upload.objects.get(id=lose(three["bai"], PART))
        content = (folder_of(three["bai"]) / SEALED_FOLDER / PART).read_bytes()
        hall.freeze()
        mine = Registration.objects.get(party=upload.party_id, lot=hall.lot)
        with held(mine, "no key update"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
            with pytest.raises(OperationalError):
                self.append(hall, upload, [content])
        assert not store.path(upload.id).exists()
        assert not Event.objects.filter(type="bidding.filing.resent").exists()
        assert self.append(hall, upload, [content]).is_complete
        assert store.path(upload.id).read_bytes() == content


class TestOneSpoiltCapsule:
    @pytest.mark.parametrize("how", ["gone", "flipped", "short"])
    def test_stops_nobody_from_fetching(self, hall: Hall, three: dict[str, Sealed], how: str) -> None:
        """Custodian 1 says `missing` of it; the two others open the bid all the same."""
        lose(three["bai"], CAPSULE, how=how)
        hall.begin()
        case = hall.fetch().case(hall.lot)
        hall.send(*(hall.post(x, case=case) for x in (1, 2, 3)))
        assert hall.record().status == "recorded"
        assert set(map(tuple, outcomes(hall).values())) == {("opened",)}
        # Whoever verifies misses it, until it is sent again: the record said nothing else.
        assert not hall.verified().holds
        assert resend(hall, three["bai"]) == 1
        assert hall.verified().holds


class TestAfterThePosts:
    """Posts are once. What helps then is k good ones, or the bidder's own key, and the bytes."""

    @pytest.mark.parametrize("how", ["gone", "flipped"])
    def test_the_record_waits_for_them_and_no_longer_than_for_keys(
        self, hall: Hall, three: dict[str, Sealed], how: str
    ) -> None:
        hall.begin()
        hall.posted([1, 2, 3])
        lose(three["bai"], PART, how=how)
        row = hall.record()
        assert (row.status, row.lost) == ("settling", [[three["bai"].name, "form"]])
        assert hall.status("bai")["stages"][0]["lost"] == [{"header": three["bai"].name, "unit": "form"}]
        assert hall.status(None)["stages"][0]["lost"] == []
        assert hall.bids() == []
        assert resend(hall, three["bai"]) == 1
        assert hall.record().status == "recorded"
        assert set(map(tuple, outcomes(hall).values())) == {("opened",)}
        assert hall.verified().holds

    def test_after_the_time_they_are_lost_for_good(self, hall: Hall, three: dict[str, Sealed]) -> None:
        hall.begin()
        hall.posted([1, 2, 3])
        lose(three["bai"], PART)
        hall.record()
        hall.later(seconds=901)
        assert hall.record().status == "recorded"
        assert outcomes(hall)[three["bai"].name] == ["withdrawn part_missing"]
        with pytest.raises(Refused, match="bytes_recorded_lost"):
            resend(hall, three["bai"])
        assert hall.verified().holds  # the record says so, and so do the files

    def test_what_changed_unseen_is_read_again_when_the_opening_misses_it(
        self, hall: Hall, three: dict[str, Sealed]
    ) -> None:
        """A disk may change bytes without writing: whoever read them before would call them whole."""
        upload = Upload.objects.get(id=Filing.objects.get(header=three["bai"].name).files[PART])
        hall.begin()
        hall.posted([1, 2, 3])
        assert resend(hall, three["bai"]) == 0
        before = store.path(upload.id).stat()
        lose(three["bai"], PART, how="flipped")
        os.utime(store.path(upload.id), ns=(before.st_atime_ns, before.st_mtime_ns))
        assert hall.record().lost == [[three["bai"].name, "form"]]
        assert resend(hall, three["bai"]) == 1
        assert hall.record().status == "recorded"
        assert outcomes(hall)[three["bai"].name] == ["opened"]
        assert hall.verified().holds

    def test_with_keys_that_are_missing_as_well(self, hall: Hall, three: dict[str, Sealed]) -> None:
        """Two of three custodians found no capsule: the bidder sends its key, and its bytes."""
        lost = three["bai"]
        for name in (CAPSULE, "form.2.p7m", PART):
            lose(lost, name)
        hall.begin()
        case = hall.fetch().case(hall.lot)
        hall.send(*(hall.post(x, case=case) for x in (1, 2, 3)))
        row = hall.record()
        assert (row.status, row.pending, row.lost) == (
            "settling",
            [[lost.name, "form"]],
            [[lost.name, "form"]],
        )
        assert resend(hall, lost) == 3
        assert hall.record().status == "settling"
        message = hall.keys_of(folder_of(lost), lost, "bai")
        assert hall.tell("bai", "keys", message=message).status == 201
        assert hall.record().status == "recorded"
        assert outcomes(hall)[lost.name] == ["opened"]
        assert hall.verified().holds

    def test_bytes_that_come_while_the_record_is_made_are_in_it(
        self, hall: Hall, three: dict[str, Sealed], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Settled as lost; sent again before the record is written: nobody records what is not so."""
        hall.begin()
        hall.posted([1, 2, 3])
        lose(three["bai"], PART)
        hall.record()
        hall.later(seconds=901)
        came: list[int] = []
        real = openings.record

        def late(**given: Any) -> Opening:
            if not came:
                came.append(resend(hall, three["bai"]))
            return real(**given)

        monkeypatch.setattr(openings, "record", late)
        hall.record()
        assert hall.record().status == "recorded"
        assert came == [1]
        assert outcomes(hall)[three["bai"].name] == ["opened"]
        assert hall.verified().holds

    def test_in_the_bidders_own_mode_they_come_with_the_key(self, bare: Scene, tmp_path: Path) -> None:
        bare.under_custody(mode="bidder", k=0, n=0, custodians=[])
        bare.register("deng")
        hall = Hall(bare, tmp_path / "hall")
        filed = {who: hall.scene.filed(who)[0] for who in ("bai", "cui", "deng")}
        lose(filed["bai"], PART)
        row = hall.begin()
        assert (len(row.pending), row.lost) == (3, [[filed["bai"].name, "form"]])
        for who, one in filed.items():
            assert hall.tell(who, "keys", message=hall.keys_of(folder_of(one), one, who)).status == 201
        assert hall.record().status == "settling"
        assert resend(hall, filed["bai"]) == 1
        assert hall.record().status == "recorded"
        assert set(map(tuple, outcomes(hall).values())) == {("opened",)}

    def test_a_silence_of_the_log_does_not_keep_the_record_waiting_for_them(
        self, bare: Scene, tmp_path: Path
    ) -> None:
        """All keys came; then nobody saw the log until the time was over. Only for keys that are missing somebody must sign."""
        bare.under_custody(mode="bidder", k=0, n=0, custodians=[])
        bare.register("deng")
        hall = Hall(bare, tmp_path / "hall")
        filed = {who: hall.scene.filed(who)[0] for who in ("bai", "cui", "deng")}
        lose(filed["bai"], PART)
        hall.begin()
        for who, one in filed.items():
            assert hall.tell(who, "keys", message=hall.keys_of(folder_of(one), one, who)).status == 201
        hall.later(seconds=901)
        assert hall.record().status == "recorded"
        assert outcomes(hall)[filed["bai"].name] == ["withdrawn part_missing"]
