"""The log: every event has its leaf, what is added comes within a batch, and the files are the tree at every step."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from foundation import (
    sequencer,
    transparency,
    transparency_batches,
)
from foundation.models import Event, LogCosignature, LogLeaf, LogPending
from foundation.transparency_integrator import Log
from foundation.transparency_start import LogRefused
from tests.foundation.logs import LINE, append, logged, published
from tests.foundation.processes import in_threads, join
from toolkit.log import checkpoint, leaves, proof, tiles, tree
from toolkit.log.checkpoint import Checkpoint, cosign
from toolkit.log.leaves import Line
from toolkit.log.note import Signer


class TestEvents:
    def test_each_becomes_a_leaf_that_only_its_salt_opens(self, log: Log, folder: Path) -> None:
        events = [append(f"lot_{n}", price="1280000.00", name="阳光") for n in range(5)]
        sequencer.drain()
        assert log.step().events == 5
        shown = logged(folder)
        found = transparency.reveal(events)
        for event in events:
            revealed = found[event.pk]
            assert shown[revealed.index] == leaves.event(revealed.salt, revealed.content)
        assert len(set(shown)) == 8 and {len(leaf) for leaf in shown} == {32}

    def test_content_is_canonical_and_read_back_alike(self, log: Log) -> None:
        event = append("lot_1", b=1, a="甲", c=None)
        again = Event.objects.get(pk=event.pk)
        assert transparency.event_content(event) == transparency.event_content(again)
        assert transparency.event_content(again).startswith(b'{"actor":"clock","at":"20')
        assert '"data":{"a":"甲","b":1,"c":null}'.encode() in transparency.event_content(again)

    def test_reveals_nothing_before_it_is_placed(self, log: Log) -> None:
        assert transparency.reveal([append()]) == {}

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
                may_commit.wait(120)

        threads = in_threads([slow])
        assert inserted.wait(120)
        with transaction.atomic():
            transparency.add(b"q" * 32, ref="q" * 20)
        opened.step()
        assert transparency.index_of("q" * 20) is not None and transparency.index_of("s" * 20) is None
        may_commit.set()
        join(threads)
        opened.step()
        assert {transparency.index_of("s" * 20) // 8, transparency.index_of("t" * 20) // 8} == {1}  # type: ignore[operator]


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
