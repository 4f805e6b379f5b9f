"""The witness: cosigns what grows, never what contradicts what it saw, and remembers before it speaks."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.toolkit.log.logs import TryLog, leaf
from toolkit.log import checkpoint, evidence, keys, note, verify, witness, witness_clock, witness_desk
from toolkit.log.checkpoint import read_head
from toolkit.log.note import WITNESS
from toolkit.log.sources import SourceUnreachable, Web
from toolkit.log.witness import Outcome, State, Watch, Witness
from toolkit.refusals import Refused


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000

    def __call__(self) -> int:
        self.seconds += 2
        return self.seconds


@pytest.fixture
def log() -> TryLog:
    made = TryLog(0)
    made.grow(10)
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def su(log: TryLog, clock: Clock, tmp_path: Path) -> Iterator[Witness]:
    """The supervisor's witness."""
    with State(tmp_path / "su" / "seen") as state:
        yield Witness(log.signer.verifier, note.generate("su.example", WITNESS), state, clock)


def fork_of(log: TryLog, common: int) -> TryLog:
    """Return a log with the same key whose leaves are others from `common` on."""
    other = TryLog(0)
    other.signer = log.signer
    other.grow(log.leaves[:common])
    return other


@contextmanager
def served(files: TryLog, taken: list[str]) -> Iterator[str]:
    """Serve a log's files on this machine, and keep what is posted."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                content, status = files(self.path.removeprefix("/log/")), 200
            except FileNotFoundError:
                content, status = b"", 404
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/log"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class TestLook:
    def test_cosigns_what_grows_with_the_time(self, log: TryLog, su: Witness) -> None:
        for size in (10, 11, 300, 301):
            if size > log.edge.size:
                log.grow(size - log.edge.size)
            outcome, head, fork = su.look(log)
            assert (outcome, fork, head.checkpoint.size) == (Outcome.COSIGNED, None, size)
            checkpoint.check(head, log.signer.verifier)
            assert checkpoint.quorum(head, [su.signer.verifier], 1, since=1000, until=1010)
            assert su.state.head() == head

    def test_says_so_when_nothing_changed(self, log: TryLog, su: Witness) -> None:
        first = su.look(log)[1]
        assert su.look(log)[:2] == (Outcome.UNCHANGED, first)

    def test_remembers_before_it_speaks(
        self, log: TryLog, su: Witness, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError("no space left")

        monkeypatch.setattr("toolkit.files.replace", full)
        with pytest.raises(OSError, match="no space"):
            su.look(log)

    def test_of_a_shorter_log_is_no_cosignature(self, log: TryLog, su: Witness) -> None:
        log.grow(90)
        seen = su.look(log)[1]
        outcome, head, fork = su.look(fork_of(log, 50))
        assert (outcome, head, fork) == (Outcome.SHRUNK, seen, None)

    @pytest.mark.parametrize(("common", "more"), [(50, 50), (50, 60), (99, 1), (0, 100), (0, 400), (99, 300)])
    def test_of_a_fork_gives_evidence_that_convinces_others(
        self, log: TryLog, su: Witness, common: int, more: int
    ) -> None:
        log.grow(90)
        su.look(log)
        other = fork_of(log, common)
        other.grow([leaf(10_000 + n) for n in range(more)])
        outcome, head, fork = su.look(other)
        assert outcome is Outcome.FORKED and fork is not None and head.checkpoint.size == 100
        evidence.check(evidence.read(fork.to_text()), log.signer.verifier)
        last = su.state.head()
        assert last is not None and last.checkpoint.size == 100

    def test_of_files_that_are_not_the_signed_tree_is_refused(self, log: TryLog, su: Witness) -> None:
        su.look(log)
        log.grow(20)
        log.files["tile/0/000.p/30"] = log.files["tile/0/000.p/30"][:-32] + bytes(32)
        with pytest.raises(Refused, match="log_root"):
            su.look(log)
        last = su.state.head()
        assert last is not None and last.checkpoint.size == 10

    def test_of_another_logs_checkpoint_is_refused(self, log: TryLog, su: Witness) -> None:
        other = TryLog(0)
        other.grow(5)
        with pytest.raises(Refused, match="checkpoint_signature"):
            su.look(other)
        del log.files["checkpoint"]
        with pytest.raises(Refused, match="log_tile_missing"):
            su.look(log)

    def test_with_a_clock_that_went_back_is_no_cosignature(
        self, log: TryLog, su: Witness, clock: Clock
    ) -> None:
        su.look(log)
        log.grow(1)
        clock.seconds -= 1  # smoothed
        _, head, _ = su.look(log)
        assert checkpoint.witnessed(head, [su.signer.verifier]) == {"su.example": 1003}
        log.grow(1)
        clock.seconds -= 60
        assert su.look(log)[0] is Outcome.CLOCK

    def test_with_a_damaged_state_is_refused(self, log: TryLog, su: Witness) -> None:
        su.look(log)
        su.state.path.write_text("x")
        with pytest.raises(Refused, match="note_malformed"):
            su.look(log)

    def test_two_do_not_share_a_state(self, su: Witness) -> None:
        with pytest.raises(BlockingIOError):
            State(su.state.path)


class TestEvidence:
    def test_of_a_log_that_only_grew_proves_nothing(self, log: TryLog) -> None:
        old, new = log.show(), log.grow(20)
        from toolkit.log import tiles, tree

        nodes = tiles.TileTree(log, 30)
        assert evidence.find(old, new, nodes) is None
        honest = evidence.Fork(old, new, tree.root(nodes, 10), tree.consistency(nodes, 10, 30))
        with pytest.raises(Refused, match="evidence_proves_nothing"):
            evidence.check(evidence.read(honest.to_text()), log.signer.verifier)
        invented = evidence.Fork(old, new, bytes(32), honest.hashes)
        with pytest.raises(Refused, match="evidence_proves_nothing"):
            evidence.check(invented, log.signer.verifier)
        same = evidence.Fork(old, old, old.checkpoint.root, ())
        with pytest.raises(Refused, match="evidence_proves_nothing"):
            evidence.check(same, log.signer.verifier)

    def test_about_another_log_is_refused(self, log: TryLog) -> None:
        other = fork_of(log, 5)
        fork = evidence.Fork(log.show(), other.grow(5), other.edge.root(), ())
        with pytest.raises(Refused, match="checkpoint_signature"):
            evidence.check(fork, TryLog(0).signer.verifier)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{}",
            "[]",
            "[" * 5000,
            '{"v":"log-fork/1"}',
            '{"v":1,"one":"","other":"","root":"","proof":[]}',
        ],
    )
    def test_of_another_form_is_refused(self, text: str) -> None:
        with pytest.raises(Refused, match="note_malformed"):
            evidence.read(text)

    def test_is_judged_on_the_command_line(
        self, log: TryLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        other = fork_of(log, 5)
        other.grow([leaf(77 + n) for n in range(5)])
        fork = evidence.find(log.show(), other.show(), other)  # type: ignore[arg-type]  # of one size nodes are not asked
        assert fork is not None
        path = tmp_path / "fork.json"
        path.write_text(fork.to_text())
        asked = [str(path), "--evidence", "--log", str(log.signer.verifier), "--lang", "zh"]
        assert verify.main(asked) == 0
        assert "证据成立" in capsys.readouterr().out
        assert verify.main([*asked[:3], str(TryLog(0).signer.verifier), "--lang", "en", "--json"]) == 1


class TestWatch:
    def test_brings_back_what_it_cosigned_and_says_things_once(
        self, log: TryLog, su: Witness, tmp_path: Path
    ) -> None:
        taken: list[str] = []
        said: list[tuple[str, object]] = []
        with served(log, taken) as url, Web(url) as web:
            watch = Watch(su, web, lambda *what: said.append(what), tmp_path)
            watch.once()
            watch.once()
            log.grow(5)
            watch.once()
        assert [read_head(text).checkpoint.size for text in taken] == [10, 15]
        assert [saying for saying, _ in said] == ["cosigned", "unchanged", "cosigned"]

    def test_keeps_the_evidence_of_a_fork_and_goes_on_telling(
        self, log: TryLog, su: Witness, tmp_path: Path
    ) -> None:
        taken: list[str] = []
        said: list[str] = []
        other = fork_of(log, 5)
        other.grow([leaf(900 + n) for n in range(20)])
        su.look(log)
        with served(other, taken) as url, Web(url) as web:
            watch = Watch(su, web, lambda saying, _: said.append(saying), tmp_path)
            watch.once()
            watch.once()
        assert watch.has_forked and said == ["forked"]
        assert [read_head(text).checkpoint.size for text in taken] == [10, 10]
        found = evidence.read((tmp_path / "fork-10-25.json").read_text())
        evidence.check(found, log.signer.verifier)

    def test_outlives_a_log_that_does_not_answer(
        self, log: TryLog, su: Witness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("toolkit.log.sources.TRIES", 1)
        said: list[str] = []
        with served(log, []) as url:
            pass
        with Web(url) as web:
            watch = Watch(su, web, lambda saying, _: said.append(saying), tmp_path)
            watch.once()
            watch.once()
        assert said == ["unreachable"]


class TestCommand:
    def ask(self, url: str, log: TryLog, folder: Path, *more: str) -> int:
        return witness.main(
            ["--log", str(log.signer.verifier), "--url", url, "--key", str(folder / "key"),
             "--state", str(folder / "seen"), "--once", "--lang", "en", *more]
        )  # fmt: skip

    def test_witnesses_once(self, log: TryLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        taken: list[str] = []
        with served(log, taken) as url:
            assert self.ask(url, log, tmp_path, "--name", "su.example") == 0
        assert "Cosigned up to leaf 10." in capsys.readouterr().out
        key = keys.load(tmp_path / "key").verifier
        assert list(checkpoint.witnessed(read_head(taken[0]), [key])) == ["su.example"]

    def test_ends_with_2_where_it_cannot_begin(self, log: TryLog, tmp_path: Path) -> None:
        assert self.ask("http://127.0.0.1:9/log", log, tmp_path) == 2  # no key
        assert (
            self.ask("http://127.0.0.1:9/log", log, tmp_path, "--name", "w", "--platform-clock", "http://x")
            == 2
        )

    def test_ends_with_1_after_a_fork(self, log: TryLog, tmp_path: Path) -> None:
        with served(log, []) as url:
            assert self.ask(url, log, tmp_path, "--name", "su.example") == 0
        other = fork_of(log, 5)
        other.grow([leaf(900 + n) for n in range(20)])
        with served(other, []) as url:
            assert self.ask(url, log, tmp_path) == 1
        assert (tmp_path / "fork-10-25.json").exists()

    def test_only_a_demonstrations_clock_is_taken_from_the_platform(self, log: TryLog) -> None:
        with pytest.raises(ValueError, match="demonstrations only"):
            witness_clock.of_platform("http://127.0.0.1:9/", log.signer.verifier)
        demo = TryLog(0, "demo-1.invalid/log").signer.verifier
        with pytest.raises(SourceUnreachable):
            witness_clock.of_platform("http://127.0.0.1:9/", demo)()


class TestDesk:
    def test_tells_what_was_seen(self, log: TryLog, su: Witness) -> None:
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]

        def ask() -> tuple[int, str]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/")
            answer = connection.getresponse()
            content = answer.read().decode()
            connection.close()
            return answer.status, content

        with witness_desk.serving(f"127.0.0.1:{port}", su.state.path):
            assert ask() == (404, "")
            head = su.look(log)[1]
            assert ask() == (200, head.to_text())
