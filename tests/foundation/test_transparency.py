"""The log: every event has its leaf, what is added comes within a batch, and nobody can count what is hidden."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from foundation import (
    clock,
    journal,
    sequencer,
    transparency,
    transparency_batches,
    transparency_checks,
    transparency_start,
)
from foundation.errors import Invalid
from foundation.models import Event, LogCosignature, LogHead, LogLeaf, LogPending
from foundation.models.append_only import AppendOnlyViolation
from foundation.transparency_batches import PATIENCE_BATCHES, SPAN_BATCHES, exponent_for
from foundation.transparency_integrator import Integrator, Log
from foundation.transparency_start import LogRefused
from tests.foundation.processes import in_threads, join, until
from toolkit.log import checkpoint, leaves, note, proof, tiles, tree
from toolkit.log.checkpoint import Checkpoint, cosign, read_head
from toolkit.log.leaves import Line
from toolkit.log.note import WITNESS, Signer

LINE = Line("policy", "deal_1", "-", 1, "ab" * 32)


@pytest.fixture
def folder(tmp_path: Path, settings: object) -> Path:
    settings.TRANSPARENCY_ROOT = tmp_path / "log"  # type: ignore[attr-defined]
    settings.TRANSPARENCY_KEY_PATH = tmp_path / "key"  # type: ignore[attr-defined]
    return tmp_path / "log"


@pytest.fixture
def signer(folder: Path) -> Signer:
    return transparency_start.signer()


@pytest.fixture
def log(db: None, signer: Signer) -> Log:
    opened = Log(signer)
    opened.open()
    return opened


@pytest.fixture
def witness(settings: object) -> Signer:
    made = note.generate("w.example/1", WITNESS)
    settings.TRANSPARENCY_WITNESSES = (str(made.verifier),)  # type: ignore[attr-defined]
    return made


def append(subject: str = "lot_1", **data: object) -> Event:
    return journal.append("house.thing.happened", subject=subject, actor="clock", at=clock.now(), data=data)


def published(folder: Path) -> checkpoint.Head:
    return read_head((folder / "checkpoint").read_text())


def logged(folder: Path) -> list[bytes]:
    """Return every leaf that the public files show, as far as their root vouches for them."""
    return tiles.leaves_of(tiles.Folder(folder), published(folder).checkpoint)


class TestEvents:
    def test_each_becomes_a_leaf_that_only_its_salt_opens(self, log: Log, folder: Path) -> None:
        events = [append(f"lot_{n}", price="1280000.00", name="阳光") for n in range(5)]
        sequencer.drain()
        assert log.step().events == 5
        shown = logged(folder)
        for event in events:
            revealed = transparency.reveal(event)
            assert revealed is not None
            assert shown[revealed.index] == leaves.event(revealed.salt, revealed.content)
        assert len(set(shown)) == 8 and {len(leaf) for leaf in shown} == {32}

    def test_content_is_canonical_and_read_back_alike(self, log: Log) -> None:
        event = append("lot_1", b=1, a="甲", c=None)
        again = Event.objects.get(pk=event.pk)
        assert transparency.event_content(event) == transparency.event_content(again)
        assert transparency.event_content(again).startswith(b'{"actor":"clock","at":"20')
        assert '"data":{"a":"甲","b":1,"c":null}'.encode() in transparency.event_content(again)

    def test_reveals_nothing_before_it_is_placed(self, log: Log) -> None:
        assert transparency.reveal(append()) is None

    def test_those_without_a_position_wait(self, log: Log) -> None:
        append()
        assert log.step().events == 0

    def test_more_than_a_batch_holds_come_later_in_order(self, log: Log) -> None:
        for n in range(20):
            append(f"lot_{n}")
        sequencer.drain()
        assert [log.step().events for _ in range(4)] == [8, 8, 4, 0]
        batches = LogLeaf.objects.order_by("event").values_list("index", flat=True)
        assert [index // 8 for index in batches] == sorted(index // 8 for index in batches)

    def test_one_that_was_removed_stops_the_log(self, log: Log) -> None:
        event = append()
        sequencer.drain()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE foundation_event DISABLE TRIGGER foundation_event_append_only")
            cursor.execute("DELETE FROM foundation_event WHERE id = %s", [event.pk])
        with pytest.raises(transparency_batches.JournalBroken, match=f"event {event.pk}"):
            log.step()


class TestAdd:
    def test_places_lines_in_order_and_opaque_leaves_among_dummies(self, log: Log, folder: Path) -> None:
        transparency.add(b"f" * 32, ref="r" * 20)
        transparency.add(LINE)
        transparency.add(Line("change", "deal_1", "-", 1, "cd" * 32))
        log.step()
        shown = logged(folder)
        assert [leaves.read(leaf) for leaf in shown[:2]] == [
            LINE,
            Line("change", "deal_1", "-", 1, "cd" * 32),
        ]
        assert shown.count(b"f" * 32) == 1 and shown[transparency.index_of("r" * 20) or 0] == b"f" * 32
        assert not LogPending.objects.exists()

    def test_comes_before_events_that_wait(self, log: Log) -> None:
        for n in range(30):
            append(f"lot_{n}")
        sequencer.drain()
        transparency.add(b"f" * 32, ref="r" * 20)
        log.step()
        assert transparency.index_of("r" * 20) is not None

    @pytest.mark.parametrize("leaf", [b"", b"x" * 31, b"x" * 33, b"sbe1 policy"])
    def test_refuses_another_shape(self, log: Log, leaf: bytes) -> None:
        with pytest.raises(ValueError, match="32 opaque bytes"):
            transparency.add(leaf)

    @pytest.mark.parametrize("ref", ["", "short", "x" * 65, "../../etc/passwd", "a b" * 10, "x" * 20 + "\n"])
    def test_refuses_a_name_that_is_none(self, log: Log, ref: str) -> None:
        with pytest.raises(ValueError, match="name"):
            transparency.add(b"f" * 32, ref=ref)

    def test_refuses_a_name_twice(self, log: Log) -> None:
        transparency.add(b"f" * 32, ref="r" * 20)
        with pytest.raises(DatabaseError), transaction.atomic():
            transparency.add(b"g" * 32, ref="r" * 20)

    @pytest.mark.django_db(transaction=True)
    def test_is_undone_with_its_transaction(self, signer: Signer, folder: Path) -> None:
        with pytest.raises(transaction.TransactionManagementError):
            transparency.add(b"f" * 32)
        with pytest.raises(KeyError), transaction.atomic():
            transparency.add(b"f" * 32)
            raise KeyError
        opened = Log(signer)
        opened.open()
        opened.step()
        assert b"f" * 32 not in logged(folder)

    @pytest.mark.django_db(transaction=True)
    def test_one_that_commits_late_comes_later(self, signer: Signer, folder: Path) -> None:
        opened = Log(signer)
        opened.open()
        inserted, may_commit = threading.Event(), threading.Event()

        def slow() -> None:
            with transaction.atomic():
                transparency.add(b"s" * 32, ref="s" * 20)
                transparency.add(b"t" * 32, ref="t" * 20)
                inserted.set()
                may_commit.wait(10)

        threads = in_threads([slow])
        inserted.wait(10)
        with transaction.atomic():
            transparency.add(b"q" * 32, ref="q" * 20)
        opened.step()
        assert transparency.index_of("q" * 20) is not None and transparency.index_of("s" * 20) is None
        may_commit.set()
        join(threads)
        opened.step()
        assert {transparency.index_of("s" * 20) // 8, transparency.index_of("t" * 20) // 8} == {1}  # type: ignore[operator]


class TestPadding:
    """Two histories, one with five filings and what they leave in the journal, cannot be told apart."""

    def history(self, log: Log, filings: int) -> list[int]:
        sizes = []
        for batch in range(12):
            if batch == 2:
                transparency.add(LINE)
            if 3 <= batch < 3 + filings:
                transparency.add(bytes([batch]) * 32, ref=f"receipt-{batch:012}")
                for _ in range(3):
                    append(f"lot_{batch}")
                sequencer.drain()
            sizes.append(log.step().checkpoint.size)
        return sizes

    def shape(self, folder: Path) -> list[object]:
        """Everything a reader of the files can tell without a key: paths, sizes, and the shape of each leaf."""
        names = sorted(
            (str(path.relative_to(folder)), path.stat().st_size)
            for path in folder.rglob("*")
            if path.is_file()
            and path.parent.name != "proof"  # names nobody can guess, in a folder nobody can list
        )
        return [names, [leaves.read(leaf) or len(leaf) for leaf in logged(folder)]]

    def test_none_and_five_filings_look_alike(
        self, db: None, tmp_path: Path, settings: object, signer: Signer, folder: Path
    ) -> None:
        found = []
        for filings in (0, 5):
            settings.TRANSPARENCY_ROOT = tmp_path / str(filings)  # type: ignore[attr-defined]
            point = transaction.savepoint()
            opened = Log(signer)
            opened.open()
            found.append((self.history(opened, filings), self.shape(tmp_path / str(filings))))
            transaction.savepoint_rollback(point)
        assert found[0] == found[1]

    def test_the_place_of_a_revealed_leaf_says_nothing_of_others(self) -> None:
        """An event that is revealed stands anywhere in its batch, whether it was alone there or the last of six."""
        spread: dict[int, Counter[int]] = {}
        for hidden in (0, 5):
            spread[hidden] = Counter()
            for _ in range(4000):
                waiting = [transparency_batches.Leaf(bytes([n]) * 32, entry=n) for n in range(hidden + 1)]
                _contents, placed = transparency_batches.arrange(waiting, 64, 8, b"k" * 32)
                spread[hidden][next(i for i, leaf in placed.items() if leaf.entry == hidden)] += 1
        for counted in spread.values():
            assert set(counted) == set(range(64, 72))
            assert all(400 < times < 600 for times in counted.values())  # 500 ± 4.7 σ

    @pytest.mark.django_db(transaction=True)
    def test_the_pace_is_kept_whatever_happens(self, signer: Signer, folder: Path, settings: object) -> None:
        settings.TRANSPARENCY_BATCH_SECONDS = 0.1  # type: ignore[attr-defined]
        running = Integrator(signer)
        threads = in_threads([running.run])
        until(lambda: (folder / "checkpoint").exists())
        began, first = time.monotonic(), published(folder).checkpoint.size
        for _ in range(5):
            with transaction.atomic():
                transparency.add(random.randbytes(32))
            time.sleep(0.15)
        grown, took = published(folder).checkpoint.size - first, time.monotonic() - began
        running.stop()
        join(threads)
        assert grown % 8 == 0 and abs(grown / 8 - took / 0.1) <= 3


class TestSizeOfBatches:
    def size(self, entries: int, events: int, exponent: int = 0, batches: int = 1) -> int:
        return exponent_for(entries, events, exponent=exponent, batches=batches, leaves_in_batch=8)

    def test_stays_while_leaves_fit_and_events_can_wait_a_minute(self) -> None:
        assert self.size(8, 8 * PATIENCE_BATCHES) == 0

    def test_doubles_until_they_fit(self) -> None:
        assert self.size(9, 0) == 1
        assert self.size(100, 0) == 4
        assert self.size(0, 8 * PATIENCE_BATCHES + 1) == 1

    def test_never_falls_but_at_the_end_of_the_span(self) -> None:
        assert self.size(0, 0, exponent=4, batches=SPAN_BATCHES - 1) == 4
        assert self.size(0, 0, exponent=4, batches=SPAN_BATCHES) == 0

    def test_ends_at_the_largest_batch(self) -> None:
        assert 8 << self.size(10**6, 10**9) == transparency_batches.LARGEST_BATCH


class TestFiles:
    def test_hold_the_tree_of_the_checkpoint_at_every_step(
        self, log: Log, folder: Path, signer: Signer
    ) -> None:
        heads = []
        for _ in range(40):
            log.step()
            heads.append(published(folder))
            checkpoint.check(heads[-1], signer.verifier)
        last = heads[-1].checkpoint
        nodes = tiles.TileTree(tiles.Folder(folder), last.size)
        for head in heads:
            of = head.checkpoint
            steps = tree.consistency(nodes, of.size, last.size)
            assert tree.is_consistent(of.size, of.root, last.size, last.root, steps)
        assert not list(folder.glob("tile/0/000.p")), "the full tile took the place of the partial ones"
        assert logged(folder)

    def test_proof_of_a_named_leaf_is_there_with_its_batch(
        self, log: Log, folder: Path, signer: Signer
    ) -> None:
        log.step()
        transparency.add(b"f" * 32, ref="receipt-0123456789")
        log.step()
        found = proof.read_proof((folder / "proof" / "receipt-0123456789.tlog-proof").read_text())
        checkpoint.check(found.head, signer.verifier)
        assert found.proves(b"f" * 32) and not found.proves(b"g" * 32)

    def test_lost_ones_are_made_again_to_the_byte(
        self, log: Log, folder: Path, signer: Signer, tmp_path: Path
    ) -> None:
        for n in range(40):
            transparency.add(bytes([n]) * 32, ref=f"receipt-{n:012}")
            append(f"lot_{n}")
            sequencer.drain()
            log.step()
        before = published(folder), logged(folder)
        folder.rename(tmp_path / "away")
        Log(signer).open()
        assert (published(folder), logged(folder)) == before
        assert len(list((folder / "proof").iterdir())) == 40

    def test_a_committed_batch_that_was_not_shown_is_shown_at_the_next_start(
        self, log: Log, folder: Path, signer: Signer
    ) -> None:
        log.step()
        transparency.add(b"f" * 32, ref="receipt-0123456789")
        edge = tiles.Edge.load(tiles.Folder(folder), published(folder).checkpoint)
        transparency_batches.integrate(edge, signer.name)  # and the process dies here
        assert published(folder).checkpoint.size == 8
        opened = Log(signer)
        opened.open()
        assert published(folder).checkpoint == Checkpoint(signer.name, 16, edge.root())
        assert b"f" * 32 in logged(folder) and (folder / "proof" / "receipt-0123456789.tlog-proof").exists()
        opened.step()

    def test_a_row_that_was_changed_is_noticed_when_they_are_made_again(
        self, log: Log, folder: Path, signer: Signer, tmp_path: Path
    ) -> None:
        transparency.add(b"f" * 32)
        log.step()
        folder.rename(tmp_path / "away")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE foundation_logleaf DISABLE TRIGGER foundation_logleaf_append_only")
            cursor.execute("UPDATE foundation_logleaf SET content = %s", [b"g" * 32])
        with pytest.raises(LogRefused, match="do not add up"):
            Log(signer).open()

    def test_costs_the_same_whatever_the_size(self, log: Log, django_assert_max_num_queries: object) -> None:
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            log.step()
        for _ in range(70):
            files = log.step().files
            assert len(files) <= 5 and sum(len(file.content) for file in files) <= 5 * 256 * 34


class TestWitnesses:
    def test_make_a_head_witnessed_and_renew_the_proofs(
        self, log: Log, folder: Path, signer: Signer, witness: Signer
    ) -> None:
        transparency.add(b"f" * 32, ref="receipt-0123456789")
        log.step()
        transparency.take_cosignature(cosign(published(folder), witness, 1_700_000_000).to_text())
        log.step()
        for head in (
            read_head((folder / "witnessed").read_text()),
            proof.read_proof((folder / "proof" / "receipt-0123456789.tlog-proof").read_text()).head,
        ):
            checkpoint.check(head, signer.verifier)
            assert checkpoint.witnessed(head, [witness.verifier]) == {"w.example/1": 1_700_000_000}
            assert head.checkpoint.size == 8

    def test_fewer_than_the_quorum_do_not(
        self, log: Log, folder: Path, witness: Signer, settings: object
    ) -> None:
        settings.TRANSPARENCY_QUORUM = 2  # type: ignore[attr-defined]
        log.step()
        transparency.take_cosignature(cosign(published(folder), witness, 1).to_text())
        log.step()
        assert not (folder / "witnessed").exists()

    def test_are_offered_one_head_until_a_quorum_has_cosigned_it(
        self, log: Log, folder: Path, witness: Signer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def offered() -> checkpoint.Head:
            return read_head((folder / "candidate").read_text())

        for _ in range(3):
            log.step()
            assert offered().checkpoint.size == 8
        transparency.take_cosignature(cosign(offered(), witness, 1).to_text())
        log.step()
        assert offered().checkpoint.size == 32
        log.step()
        monkeypatch.setattr("foundation.transparency_integrator.CANDIDATE_SECONDS", 0)
        log.step()
        assert offered().checkpoint.size == 48

    def test_set_the_cut(self, log: Log, folder: Path, witness: Signer) -> None:
        deadline = datetime(2026, 3, 31, 1, 0, tzinfo=UTC)
        second = int(deadline.timestamp())
        for seconds in (second - 1, second + 3, second + 61):
            log.step()
            transparency.take_cosignature(cosign(published(folder), witness, seconds).to_text())
        found = transparency.cut(since=deadline, until=deadline + timedelta(seconds=60))
        assert found is not None and found.size == 16
        assert (
            transparency.cut(since=deadline + timedelta(seconds=4), until=deadline + timedelta(seconds=60))
            is None
        )
        late = deadline + timedelta(seconds=3, milliseconds=1)
        assert transparency.cut(since=late, until=deadline + timedelta(seconds=60)) is None
        assert transparency.cut(since=deadline, until=deadline + timedelta(seconds=60), quorum=2) is None

    def test_strangers_and_other_logs_are_refused(self, log: Log, folder: Path, witness: Signer) -> None:
        log.step()
        stranger = note.generate("w.example/1", WITNESS)
        other = note.generate("other.example/log", note.LOG)
        foreign = checkpoint.sign(Checkpoint(other.name, 8, b"x" * 32), other)
        for text in (
            "",
            "x\n\n",
            published(folder).to_text(),
            cosign(published(folder), stranger, 1).to_text(),
            cosign(foreign, witness, 1).to_text(),
        ):
            with pytest.raises(Invalid):
                transparency.take_cosignature(text)
        assert not LogCosignature.objects.exists()

    def test_a_head_of_ours_that_is_not_in_the_tree_stops_the_log(
        self, log: Log, signer: Signer, witness: Signer
    ) -> None:
        log.step()
        fork = checkpoint.sign(Checkpoint(signer.name, 8, b"x" * 32), signer)
        with pytest.raises(Invalid):
            transparency.take_cosignature(cosign(fork, witness, 1).to_text())
        why = transparency_start.problem()
        assert why is not None and fork.checkpoint.text in why.en
        with pytest.raises(LogRefused):
            Log(signer).open()


class TestOlderDatabase:
    """A copy restored from yesterday: the folder knows more, or a witness does."""

    def grow_and_go_back(self, log: Log, batches: int = 2) -> None:
        point = transaction.savepoint()
        for _ in range(batches):
            log.step()
        transaction.savepoint_rollback(point)

    def test_is_refused_where_the_folder_has_more(self, log: Log, signer: Signer, settings: object) -> None:
        log.step()
        self.grow_and_go_back(log)
        with pytest.raises(
            LogRefused, match=r"has seen 24 leaves and the database holds 8: it is an older copy"
        ):
            Log(signer).open()
        why = transparency_start.problem()
        assert why is not None and "旧的备份" in why.zh

    def test_is_refused_where_a_witness_has_seen_more(
        self, log: Log, folder: Path, signer: Signer, witness: Signer, settings: object, tmp_path: Path
    ) -> None:
        settings.TRANSPARENCY_WITNESS_URLS = ("http://w.example",)  # type: ignore[attr-defined]
        log.step()
        self.grow_and_go_back(log)
        seen = published(folder).to_text()
        folder.rename(tmp_path / "lost")  # the folder was restored with the database
        Log(signer).open()
        head = LogHead.objects.get()
        why, answered = transparency_start.witness_refusal(
            head, signer.verifier, fetch={"http://w.example": seen}.get
        )
        assert why is not None and "has seen 24 leaves" in why.en and answered == 1
        for answers, counted in (({}, 0), ({"http://w.example": ""}, 1)):
            fetched = transparency_start.witness_refusal(head, signer.verifier, fetch=answers.get)
            assert fetched == (None, counted)

    def test_grown_again_to_the_same_size_is_refused(self, log: Log, folder: Path, signer: Signer) -> None:
        self.grow_and_go_back(log, batches=1)
        transparency.add(LINE)
        edge = tiles.Edge()
        transparency_batches.integrate(edge, signer.name)
        with pytest.raises(LogRefused, match="another log of the same size"):
            Log(signer).open()

    def test_another_key_or_another_log_is_refused(self, log: Log, folder: Path, tmp_path: Path) -> None:
        log.step()
        other = note.generate("demo.example/log", note.LOG)
        with pytest.raises(LogRefused, match="has another key"):
            Log(other).open()

    def test_a_fresh_database_beside_a_full_folder_is_refused(
        self, log: Log, folder: Path, signer: Signer
    ) -> None:
        log.step()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE foundation_loghead")  # a disposable database's may be emptied
        with pytest.raises(LogRefused, match="database holds 0"):
            Log(signer).open()

    def test_the_check_is_silent_before_the_log_begins_and_while_all_is_well(
        self, db: None, signer: Signer
    ) -> None:
        assert transparency_start.problem() is None
        opened = Log(signer)
        opened.open()
        opened.step()
        assert transparency_start.problem() is None
        assert transparency_checks.log_may_grow(["default"]) == []

    def test_the_check_says_why(self, log: Log) -> None:
        self.grow_and_go_back(log)
        found = transparency_checks.log_may_grow(["default"])
        assert [error.id for error in found] == ["foundation.E001"] and "older copy" in found[0].msg

    def test_head_cannot_be_turned_back(self, log: Log) -> None:
        log.step()
        for change in ({"size": 0}, {"root": b"x" * 32}, {"dummy_key": b"x"}, {"key": "x"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                LogHead.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            LogHead.objects.all().delete()

    def test_leaves_are_append_only(self, log: Log) -> None:
        with pytest.raises(AppendOnlyViolation):
            LogLeaf.objects.update(salt=None)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM foundation_logentry")


class TestKey:
    def test_a_demonstration_draws_one_that_says_so(self, signer: Signer, settings: object) -> None:
        assert signer.name.startswith("demo-")
        assert (
            transparency_start.signer() == signer or transparency_start.signer().verifier == signer.verifier
        )
        mode = settings.TRANSPARENCY_KEY_PATH.stat().st_mode & 0o777  # type: ignore[attr-defined]
        assert mode == 0o600

    def test_production_does_not_begin_with_a_demonstrations(self, signer: Signer, settings: object) -> None:
        settings.MODE = "production"  # type: ignore[attr-defined]
        with pytest.raises(LogRefused, match="demo"):
            transparency_start.signer()

    def test_production_draws_none(self, folder: Path, settings: object) -> None:
        settings.MODE = "production"  # type: ignore[attr-defined]
        with pytest.raises(LogRefused, match="cannot be read"):
            transparency_start.signer()


class TestAddresses:
    def test_serve_what_the_log_wrote_with_its_headers(self, log: Log, folder: Path, client: Client) -> None:
        transparency.add(b"f" * 32, ref="receipt-0123456789")
        log.step()
        for name, kind, age in (
            ("checkpoint", "text/plain; charset=utf-8", "no-cache"),
            ("policy", "text/plain; charset=utf-8", "no-cache"),
            ("proof/receipt-0123456789.tlog-proof", "text/plain; charset=utf-8", "no-cache"),
            ("tile/0/000.p/8", "application/octet-stream", "public, max-age=31536000, immutable"),
            ("tile/entries/000.p/8", "application/octet-stream", "public, max-age=31536000, immutable"),
        ):
            answer = client.get(f"/log/{name}")
            assert answer.status_code == 200 and answer.content == (folder / name).read_bytes()
            assert (answer["Content-Type"], answer["Cache-Control"]) == (kind, age)
            assert "Set-Cookie" not in answer

    @pytest.mark.parametrize(
        "name",
        ["", "proof", "proof/", "tile", "tile/0", "tile/0/", "..%2fkey", "../key", ".checkpoint.1", "tile/0/000.p/9",
         "tile/0/../../checkpoint", "witnessed", "proof/..%2f..%2fkey.tlog-proof", "tile/9/000", "checkpoint/"],
    )  # fmt: skip
    def test_serve_nothing_else_and_list_nothing(self, log: Log, client: Client, name: str) -> None:
        log.step()
        assert client.get(f"/log/{name}").status_code == 404

    def test_take_cosignatures(self, log: Log, folder: Path, client: Client, witness: Signer) -> None:
        log.step()

        def post(text: str) -> tuple[int, bytes]:
            answer = client.post("/log/cosignatures", text.encode(), content_type="text/plain")
            return answer.status_code, answer.content

        assert post(cosign(published(folder), witness, 7).to_text()) == (204, b"")
        assert post(published(folder).to_text()) == (422, b"checkpoint_unwitnessed\n")
        assert post("x" * 100_000) == (422, b"note_malformed\n")
        assert client.get("/log/cosignatures").status_code == 405
        assert LogCosignature.objects.count() == 1
