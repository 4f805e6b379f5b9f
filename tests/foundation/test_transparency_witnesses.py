"""What witnesses make of the log, and what it does when somebody has seen more than the database holds."""

from __future__ import annotations

import shutil
import socket
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, OperationalError

from foundation import (
    transparency,
    transparency_batches,
    transparency_checks,
    transparency_start,
)
from foundation.errors import Invalid
from foundation.models import LogCosignature, LogHead, LogLeaf
from foundation.models.append_only import AppendOnlyViolation
from foundation.transparency_integrator import Log
from foundation.transparency_start import LogRefused
from tests.foundation.logs import LINE, published
from toolkit.log import checkpoint, note, proof, tiles
from toolkit.log.checkpoint import Checkpoint, cosign, read_head
from toolkit.log.note import WITNESS, Signer


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

    @pytest.mark.parametrize("lost", ["nothing", "the proof", "the folder"])
    def test_are_of_the_same_time_in_a_proof_whenever_it_is_written(
        self, log: Log, folder: Path, signer: Signer, witness: Signer, lost: str
    ) -> None:
        proofs = folder / "proof"
        for at, name in enumerate(("receipt-0123456789", "receipt-9876543210"), start=1):
            transparency.add(bytes([at]) * 32, ref=name)
            log.step()
            transparency.take_cosignature(
                cosign(published(folder), witness, 1_700_000_000 + 600 * at).to_text()
            )
            log.step()
        before = {path.name: path.read_text() for path in proofs.iterdir()}
        if lost == "the proof":
            (proofs / "receipt-0123456789.tlog-proof").unlink()
        elif lost == "the folder":
            shutil.rmtree(folder)
        Log(signer).open()
        assert {path.name: path.read_text() for path in proofs.iterdir()} == before
        assert len(before) == 2

    def test_fewer_than_the_quorum_do_not(
        self, log: Log, folder: Path, witness: Signer, settings: Any
    ) -> None:
        settings.TRANSPARENCY_QUORUM = 2
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

    def test_of_a_policy_are_those_that_it_names_and_so_many(
        self, log: Log, folder: Path, witness: Signer, settings: Any
    ) -> None:
        """The platform may have more witnesses, and ask for fewer of them."""
        others = [note.generate(f"w{number}.example/1", WITNESS) for number in (2, 3)]
        settings.TRANSPARENCY_WITNESSES = tuple(str(one.verifier) for one in (witness, *others))
        settings.TRANSPARENCY_QUORUM = 1
        deadline, names = datetime(2026, 3, 31, 1, 0, tzinfo=UTC), [witness.name, others[0].name]
        second = int(deadline.timestamp())
        until = deadline + timedelta(seconds=60)
        for at, seconds, by in (
            (8, second + 1, [witness, others[0]]), (16, second + 2, [witness, others[1]]), (24, second + 61, [witness, others[0]]),
        ):  # fmt: skip
            log.step()
            assert published(folder).checkpoint.size == at
            for one in by:
                transparency.take_cosignature(cosign(published(folder), one, seconds).to_text())
        found = transparency.cut(since=deadline, until=until, least_size=9, quorum=2, names=names)
        assert found is None
        found = transparency.cut(since=deadline, until=until, least_size=9, quorum=2)
        assert found is not None and found.size == 16
        heads = [
            transparency.heads_before([1000], names, 2, until=second + more)[0].checkpoint.size
            for more in (60, 61)
        ]
        assert heads == [8, 24]

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

    def test_is_refused_where_the_folder_has_more(self, log: Log, signer: Signer, settings: Any) -> None:
        log.step()
        self.grow_and_go_back(log)
        with pytest.raises(
            LogRefused, match=r"has seen 24 leaves and the database holds 8: it is an older copy"
        ):
            Log(signer).open()
        why = transparency_start.problem()
        assert why is not None and "旧的备份" in why.zh

    def test_is_refused_where_a_witness_has_seen_more(
        self, log: Log, folder: Path, signer: Signer, witness: Signer, settings: Any, tmp_path: Path
    ) -> None:
        settings.TRANSPARENCY_WITNESS_URLS = ("http://w.example",)
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
        why = transparency_start.problem()
        assert why is not None and "database holds 0" in why.en
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

    def test_is_refused_by_every_process_with_the_words_of_the_check(self, log: Log) -> None:
        assert transparency_start.refuse_older_database() is None  # type: ignore[func-returns-value]
        self.grow_and_go_back(log)
        with pytest.raises(LogRefused) as refused:
            transparency_start.refuse_older_database()
        assert refused.value.words == transparency_start.problem()

    def test_is_none_that_grew_while_it_was_asked(self, log: Log, signer: Signer) -> None:
        """The web starts while the log goes on: the folder is looked at after the database, and by then knows more."""
        log.step()
        head = LogHead.objects.get()
        log.step()
        for read in (head, None):
            assert transparency_start.refusal(read, signer.verifier) is None

    def test_is_asked_for_until_the_database_answers(self, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        self.grow_and_go_back(log)
        answers = iter([OperationalError, OperationalError, transparency_start.problem()])

        def problem() -> Any:
            found = next(answers)
            if found is OperationalError:
                raise OperationalError
            return found

        monkeypatch.setattr(transparency_start, "problem", problem)
        monkeypatch.setattr(transparency_start, "PAUSE_SECONDS", 0)
        with pytest.raises(LogRefused, match="older copy"):
            transparency_start.refuse_older_database()

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


class TestAsking:
    """A witness that keeps whoever asks it waiting, or talking: only its own answer is lost."""

    @pytest.mark.parametrize(
        ("begins", "goes_on", "told"),
        [
            (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", None),
            (b"HTTP/1.1 200 OK\r\n\r\n", b"x", None),
            (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000, b"", None),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhead", b"", "head"),
            (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"", ""),
            (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", b"", None),
        ],
    )
    def test_ends_in_time(
        self, begins: bytes, goes_on: bytes, told: str | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        patience = 60 if told is not None else 0.5  # whoever answers may be as slow as the machine
        monkeypatch.setattr(transparency_start, "WITNESS_SECONDS", patience)
        with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as aside:
            server.settimeout(60)
            asked = aside.submit(transparency_start._fetch, f"http://127.0.0.1:{server.getsockname()[1]}/")
            answering, _ = server.accept()
            began = time.monotonic()
            with answering, suppress(OSError):
                answering.sendall(begins)
                while goes_on and not asked.done() and time.monotonic() - began < 60:
                    answering.sendall(goes_on)
                    time.sleep(0.05)
                wait([asked], 60)
            assert asked.result(60) == told and time.monotonic() - began < 60


class TestKey:
    def test_a_demonstration_draws_one_that_says_so(self, signer: Signer, settings: Any) -> None:
        assert signer.name.startswith("demo-")
        assert (
            transparency_start.signer() == signer or transparency_start.signer().verifier == signer.verifier
        )
        mode = settings.TRANSPARENCY_KEY_PATH.stat().st_mode & 0o777
        assert mode == 0o600

    def test_production_does_not_begin_with_a_demonstrations(self, signer: Signer, settings: Any) -> None:
        settings.MODE = "production"
        with pytest.raises(LogRefused, match="demo"):
            transparency_start.signer()

    def test_production_draws_none(self, folder: Path, settings: Any) -> None:
        settings.MODE = "production"
        with pytest.raises(LogRefused, match="cannot be read"):
            transparency_start.signer()
