"""The log as processes: `manage.py sequence` and a witness over HTTP."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from foundation import transparency, transparency_start
from foundation.models import LogEntry, LogHead, LogLeaf
from foundation.transparency_batches import Batch
from foundation.transparency_files import CHECKPOINT
from foundation.transparency_integrator import Integrator, Log
from tests.foundation.processes import in_threads, join, until
from toolkit.log import checkpoint, keys, policy, proof, verify, witness
from toolkit.log.checkpoint import Checkpoint, read_head, sign
from toolkit.log.note import LOG, WITNESS, Signer
from toolkit.log.tiles import Folder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def su(tmp_path: Path, settings: Any) -> Path:
    """The folder of the supervisor's witness, whose key the platform knows."""
    key = keys.make(tmp_path / "su" / "key", "su.example", WITNESS).verifier
    settings.TRANSPARENCY_WITNESSES = (str(key),)
    return tmp_path / "su"


class TestWitness:
    def look(self, url: str, signer: Signer, su: Path) -> int:
        return witness.main(
            ["--log", str(signer.verifier), "--url", f"{url}/log", "--key", str(su / "key"),
             "--state", str(su / "seen"), "--once"]
        )  # fmt: skip

    def test_fetches_checks_cosigns_and_brings_it_back(
        self, folder: Path, signer: Signer, su: Path, live_server: Any
    ) -> None:
        log = Log(signer)
        log.open()
        with transaction.atomic():
            transparency.add(b"f" * 32, ref="receipt-0123456789")
        log.step()
        began = int(time.time())
        assert self.look(live_server.url, signer, su) == 0
        log.step()
        believed = policy.of(str(signer.verifier), [str(keys.load(su / "key").verifier)], 1)
        report = verify.verify(Folder(folder), believed)
        assert (report.size, report.witnessed_size) == (16, 8)
        assert began <= report.witnesses["su.example"] <= time.time()
        found = proof.read_proof((folder / "proof" / "receipt-0123456789.tlog-proof").read_text())
        assert checkpoint.quorum(found.head, believed.witnesses, 1) and found.proves(b"f" * 32)

    def test_that_has_seen_more_stops_the_log(
        self, folder: Path, signer: Signer, su: Path, live_server: Any, tmp_path: Path
    ) -> None:
        """The witness has no address of its own: it speaks when it finds the log shorter than before."""
        log = Log(signer)
        log.open()
        for _ in range(3):
            log.step()
        (folder / "candidate").unlink()  # so that the witness looks at the latest
        assert self.look(live_server.url, signer, su) == 0
        # Database and folder restored from before, together.
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE foundation_loghead")
        folder.rename(tmp_path / "lost")
        log = Log(signer)
        log.open()
        log.step()
        assert self.look(live_server.url, signer, su) == 0
        why = transparency_start.problem()
        assert why is not None and "\n24\n" in why.en
        running = Integrator(signer)
        running.run()  # ends by itself
        assert running.refused is not None and LogHead.objects.get().size == 8


class TestProofs:
    def test_come_with_the_batch_that_begins_after_the_commit(
        self, folder: Path, signer: Signer, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Within a second at the pace of the settings, wherever between two beats the commit falls."""
        assert 2 * settings.TRANSPARENCY_BATCH_SECONDS <= 1
        begun, sizes, really = list[int](), list[int](), Log.step

        def step(log: Log) -> Batch:
            begun.append(len(sizes))
            batch = really(log)
            sizes.append(batch.checkpoint.size)
            return batch

        monkeypatch.setattr(Log, "step", step)
        running = Integrator(signer)
        threads = in_threads([running.run])
        until(lambda: (folder / CHECKPOINT).exists())
        following = {}
        for number in range(10):
            ref = f"receipt-{number:012}"
            with transaction.atomic():
                transparency.add(bytes([number]) * 32, ref=ref)
            following[ref] = len(begun)
            until((folder / "proof" / f"{ref}.tlog-proof").exists)
            time.sleep(0.07)  # so that commits fall anywhere between two beats
        until(lambda: len(sizes) > max(following.values()))
        running.stop()
        join(threads)
        for ref, batch in following.items():
            leaf = LogLeaf.objects.get(entry=LogEntry.objects.get(ref=ref).pk)
            assert leaf.index < sizes[batch], ref

    def test_integrator_waits_for_the_witnesses_it_may_ask(
        self, folder: Path, signer: Signer, su: Path, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.TRANSPARENCY_WITNESS_URLS = ("http://127.0.0.1:9/",)
        waiting, bold = Integrator(signer), Integrator(signer, is_unwitnessed=True)
        threads = in_threads([waiting.run])
        until(lambda: "0 of 1 witnesses answer" in caplog.text)
        assert LogHead.objects.get().size == 0
        waiting.stop()
        join(threads)
        threads = in_threads([bold.run])
        until(lambda: LogHead.objects.get().size > 0)
        bold.stop()
        join(threads)


class TestCommand:
    def test_refuses_an_older_database_and_says_why(self, folder: Path, signer: Signer) -> None:
        log = Log(signer)
        log.open()
        log.step()
        newer = sign(Checkpoint(signer.name, 800, b"x" * 32), signer)
        (folder / "checkpoint").write_text(newer.to_text())
        with pytest.raises(CommandError, match="旧的备份"):
            call_command("sequence")

    def test_refuses_a_key_that_is_none(self, folder: Path, settings: Any) -> None:
        settings.TRANSPARENCY_KEY_PATH.write_text("x")
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("sequence")

    def test_refuses_the_folder_of_another_log(self, folder: Path, signer: Signer, tmp_path: Path) -> None:
        log = Log(signer)
        log.open()
        log.step()
        other = keys.make(tmp_path / "other", "demo-other.invalid/log", LOG)
        (folder / "checkpoint").write_text(sign(Checkpoint(other.name, 8, b"x" * 32), other).to_text())
        with pytest.raises(CommandError, match="another log's files"):
            call_command("sequence")
        assert read_head((folder / "checkpoint").read_text()).checkpoint.origin == other.name


def test_verifier_runs_without_the_platform(folder: Path, signer: Signer) -> None:
    log = Log(signer)
    log.open()
    log.step()
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from toolkit.log import verify; code = verify.main(sys.argv[1:]);"
         " sys.exit(9 if 'django' in sys.modules else code)", str(folder), "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done
