"""What one dishonest bidder may try beside the cases: floods, races, confusion, and what it may read of others' steps."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from accounts.actor import Actor
from bidding.actions import allowance, ends, filings, freezing, settling, uploads
from bidding.models import Filing, Upload
from bidding.sealed import store
from foundation import clock
from foundation.errors import Conflict, DomainError
from foundation.models import Event, LogEntry
from tests.bidding.sealed import test_freezing, test_uploads
from tests.bidding.sealed.scene import Scene
from tests.bidding.test_races import at_once
from tests.security.test_signatures import turned_away
from tests.world import World, build
from toolkit import canonical, cms
from toolkit import filings as sealed
from toolkit.filings import CORE, HEADER, SIGNATURE, Folder
from toolkit.objects import End
from toolkit.proceedings import Freeze
from toolkit.sealing import Before


@pytest.mark.django_db
class TestFloods:
    def test_of_filings_that_are_refused_after_their_ticket_end(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The freeze list names every refused filing and is bounded: one bidder alone must not fill it, so that nothing opens."""
        monkeypatch.setattr(allowance, "MOST_REFUSED", 2)
        found = []
        for _ in range(3):
            folder = scene.seal("bai")
            names = scene.upload(folder)
            part = next(name for name in names if name.endswith(".sealed"))
            found.append(scene.file(folder, files=test_freezing.damaged(scene, names, part)).body)
        assert [one.get("state", one.get("code")) for one in found] == [
            "refused",
            "refused",
            "too_many_refused",
        ]
        assert Filing.objects.count() == 2
        scene.filed("cui")  # nobody else is kept out
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        row = freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=Actor.clock())
        assert row is not None
        listed = Freeze.from_bytes(bytes(row.content or b""))
        assert (len(listed.bids), len(listed.refused)) == (1, 2)

    def test_of_replacements_end_with_the_number_that_a_bidder_may_file(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever is replaced or withdrawn is kept until long after the lot: one bidder alone must not fill the disk with it."""
        monkeypatch.setattr(allowance, "MOST_FILINGS", 2)
        first, _ = scene.filed("bai")
        second, _ = scene.filed("bai", before=Before(first.core.bid, 1, first.name))
        again = scene.file(scene.seal("bai", before=Before(second.core.bid, 2, second.name)))
        assert (again.status, again.body["code"]) == (409, "too_many_filings")
        assert Filing.objects.get(status="accepted").header == second.name
        scene.filed("cui")  # nobody else is kept out

    def test_of_bytes_end_with_what_a_bidder_may_have_on_a_lot(self, scene: Scene, settings: Any) -> None:
        first, row = scene.filed("bai")
        settings.FILED_QUOTA_BYTES = 2 * row.held_bytes
        assert row.held_bytes == sum(Upload.objects.get(id=one).size for one in row.files.values())
        second, _ = scene.filed("bai", before=Before(first.core.bid, 1, first.name))
        folder = scene.seal("bai", before=Before(second.core.bid, 2, second.name))
        again = scene.file(folder)
        assert (again.status, again.body["code"]) == (409, "filed_quota")
        assert again.body["data"] == {"most_bytes": 2 * row.held_bytes, "filed_bytes": 2 * row.held_bytes}
        Filing.objects.filter(id=row.id).update(discarded_at=clock.now())
        assert scene.file(folder).body["state"] == "accepted"

    def test_of_tiny_uploads_fill_the_quota(self, tmp_path: Path, settings: Any) -> None:
        """A file of one byte takes a row and a block of the disk as well; the quota counts these."""
        settings.MEDIA_ROOT = tmp_path
        build()
        settings.UPLOAD_QUOTA_BYTES = 3 * uploads.LEAST_BYTES
        answers = [
            test_uploads.send(0, b"%d" % n, size=1, digest=canonical.sha256(b"%d" % n)).status_code
            for n in range(5)
        ]
        assert answers == [200, 200, 200, 422, 422]


@pytest.mark.django_db
class TestConfusion:
    def test_of_files_under_each_others_names_is_refused(self, scene: Scene) -> None:
        """Header for core, core for header, a capsule for another's, a signature for a part: refused, each time without a trace."""
        folder = scene.seal("bai")
        names = scene.upload(folder)
        first, second = "form.1.p7m", "form.2.p7m"
        part = next(name for name in names if name.endswith(".sealed"))

        def filed(**swapped: str) -> Any:
            files = names | {name.replace("_", "."): names[other] for name, other in swapped.items()}
            return scene.world.stage.attempt(
                "bai", f"/api/v1/lots/{scene.made.lot}/filings/", {"header": files[HEADER], "files": files}
            ).body

        assert filed(header_json=CORE)["code"] == "object_malformed"
        assert filed(core_json=HEADER)["code"] == "object_malformed"
        assert filed(header_p7s=CORE)["code"] == "cms_malformed"
        assert not Filing.objects.exists() and LogEntry.objects.count() == 1
        swapped = filed(form_1_p7m=second, form_2_p7m=first)
        assert [one["code"] for one in swapped["reasons"]] == ["capsule_hash"]
        again = scene.seal("bai")
        names = scene.upload(again)
        part = next(name for name in names if name.endswith(".sealed"))
        answer = scene.file(again, files=names | {part: names[SIGNATURE]})
        assert [one["code"] for one in answer.body["reasons"]] == ["part_hash"]

    @pytest.mark.parametrize("change", [
        lambda text: text + b"\n", lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b'{"', b'{ "', 1),
        lambda text: text.replace(b'"v":"sbe1/header"', b'"v":"sbe1/header","v":"sbe1/header"'),
        lambda text: text.replace(b'"x":1,', b'"x":1.0,').replace(b'"x":1}', b'"x":1.0}'),
        lambda text: text.replace(b"sbe1/header", b"sbe1\\/header"), lambda text: text.replace(b"form", b"f\\u006frm"),
        lambda text: text.replace(b'"x":1', b'"x":18446744073709551617'), lambda text: text[:-1] + b',"z":null}',
    ])  # fmt: skip
    def test_of_what_is_nearly_canonical_is_refused(self, scene: Scene, change: Any) -> None:
        """One meaning, one encoding: whatever else says the same is refused, signed as well as it may be."""
        folder = scene.seal("bai")
        header = change((folder / HEADER).read_bytes())
        assert header != (folder / HEADER).read_bytes()
        (folder / HEADER).write_bytes(header)
        (folder / SIGNATURE).write_bytes(cms.sign(scene.signer("bai"), header, at=clock.now()))
        assert turned_away(scene, folder) in ("json_not_canonical", "json_malformed", "object_malformed")

    def test_of_anothers_upload_with_ones_own_is_not_possible(self, scene: Scene) -> None:
        """A digest that another party uploaded stands for nothing of one's own, and says nothing about theirs."""
        theirs = scene.upload(scene.seal("cui"), "cui")
        folder = scene.seal("bai")
        own = scene.upload(folder)
        part = next(name for name in own if name.endswith(".sealed"))
        other = next(digest for name, digest in theirs.items() if name.endswith(".sealed"))
        known, unknown = (scene.file(folder, files=own | {part: digest}).body for digest in (other, "0" * 64))
        assert known == unknown and known["code"] == "upload_incomplete"


@pytest.mark.django_db
class TestMoments:
    def test_while_a_bid_is_checked_or_frozen_change_nothing(self, scene: Scene) -> None:
        """Withdrawn or replaced while it is being checked, replaced or withdrawn once tickets are closed: refused, and nothing moves."""
        by = scene.world.actor("bai")
        first, _ = scene.filed("bai")
        folder = scene.seal("bai", before=Before(first.core.bid, 1, first.name))
        names = scene.upload(folder)
        waiting = filings.reserve(lot_id=scene.made.lot, header=names[HEADER], files=names, by=by)
        third = scene.seal("bai", before=Before(first.core.bid, 1, first.name))
        assert scene.file(third).body["code"] == "filing_in_progress"
        core = first.core
        end = End(
            deal=core.deal, lot=core.lot, bid=core.bid, seq=core.seq, header=first.name, replaced_by=""
        ).to_bytes()
        signature = cms.sign(scene.signer("bai"), end, at=clock.now())
        withdraw = partial(
            ends.withdraw, lot_id=scene.made.lot, header=first.name, content=end, signature=signature, by=by
        )
        with pytest.raises(Conflict, match="filing_in_progress"):
            withdraw()
        scene.walk_to_deadline()
        assert freezing.close_tickets(lot_id=scene.made.lot, by=Actor.clock()) is not None
        settled = settling.settle(filing_id=waiting.id, by=Actor.clock())
        assert settled.status == "accepted"
        with pytest.raises(DomainError, match=r"deadline_passed|withdrawal_unknown"):
            withdraw()
        assert scene.file(third).body["code"] == "deadline_passed"
        assert list(Filing.objects.order_by("seq").values_list("status", flat=True)) == ["ended", "accepted"]


@pytest.mark.django_db
class TestTheJournal:
    def test_holds_ids_and_codes_of_bids_and_nothing_else(self, scene: Scene) -> None:
        """Neither names of filings, nor digests, salts, bid ids, sizes, nor addresses of machines are in it."""
        first, row = scene.filed("bai")
        folder = scene.seal("bai", before=Before(first.core.bid, 1, first.name))
        scene.desk().submit(folder)
        second = sealed.load(Folder(folder))
        scene.desk().withdraw(second, scene.signer("bai"), clock.now())
        assert scene.file(scene.seal("bai"), "cui").status == 422
        events = list(Event.objects.filter(type__startswith="bidding.filing."))
        assert {event.type.rpartition(".")[2] for event in events} == {
            "reserved",
            "accepted",
            "withdrawn",
            "turned_away",
        }
        assert (
            {name for event in events for name in event.data}
            <= {
                "lot",
                "party",
                "filing",
                "replaces",
                "codes",
                "evidence",  # one digest over what was known of the signer's certificate; the party is named beside it
            }
        )
        text = "".join(f"{event.data}{event.subject}{event.actor}" for event in Event.objects.all())
        secret = [
            first.name,
            second.name,
            first.core.hash,
            first.core.bid,
            bytes(row.salt).hex(),
            row.ref,
            row.signer,
        ]
        assert [one for one in secret if one in text] == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_two_blocks_for_one_upload_keep_it_whole(
        self, transactional_db: None, tmp_path: Path, settings: Any
    ) -> None:
        """Two requests append at one offset at once, again and again: each time one is taken, and the file is what was announced."""
        settings.MEDIA_ROOT = tmp_path
        world: World = build()
        by, content = world.actor("bai"), bytes(range(256)) * 64
        digest, step = canonical.sha256(content), len(content) // 8
        told: list[str] = []
        for offset in range(0, len(content), step):
            block = content[offset : offset + step]

            def append(offset: int = offset, block: bytes = block) -> Upload:
                return uploads.append(sha256=digest, size=len(content), offset=offset, blocks=[block], by=by)

            results = at_once(append, append, append)
            told += [one.code for one in results if isinstance(one, DomainError)]
            assert Upload.objects.get().offset == offset + len(block)
        upload = Upload.objects.get()
        assert upload.is_complete and store.path(upload.id).read_bytes() == content
        assert set(told) <= {"upload_busy", "upload_offset"}

    def test_of_a_sweep_with_a_filing_lose_no_file(self, transactional_db: None, scene: Scene) -> None:
        """Old uploads are swept away while they are being filed: either is refused, or all its files stay."""
        folder = scene.seal("bai")
        names = scene.upload(folder)
        Upload.objects.update(touched_at=clock.now())
        clock.shift_to(clock.now() + (scene.deadline - clock.now()) / 2)
        by = scene.world.actor("bai")
        results = at_once(
            lambda: filings.reserve(lot_id=scene.made.lot, header=names[HEADER], files=names, by=by),
            lambda: uploads.sweep(by=Actor.clock()),
        )
        filed = results[0] if isinstance(results[0], Filing) else None
        if filed is not None:
            assert settling.settle(filing_id=filed.id, by=Actor.clock()).status == "accepted"
        else:
            assert results[0].code == "upload_incomplete"
