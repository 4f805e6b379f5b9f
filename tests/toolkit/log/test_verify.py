"""`python -m toolkit.log.verify`: every byte of a log counts, and the exit code says what was found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.toolkit.log.logs import TryLog
from toolkit.log import checkpoint, note, verify
from toolkit.log.note import WITNESS
from toolkit.refusals import Refused


@pytest.fixture
def log() -> TryLog:
    made = TryLog(2)
    made.grow(500)
    made.witnessed()
    made.grow(70)
    return made


class TestVerify:
    def test_reports_what_holds(self, log: TryLog) -> None:
        report = verify.verify(log, log.policy)
        assert (report.size, report.witnessed_size, set(report.witnesses)) == (
            570,
            500,
            {"w0.example", "w1.example"},
        )
        assert report.root == log.edge.root().hex()

    def test_of_an_empty_and_of_a_small_log_holds(self) -> None:
        made = TryLog(0)
        made.show()
        assert verify.verify(made, made.policy).size == 0
        made.grow(1)
        assert verify.verify(made, made.policy).size == 1

    def test_finds_every_changed_byte(self) -> None:
        made = TryLog(1)
        made.grow(300)
        made.witnessed()

        @given(st.data())
        @examples(300)
        def try_one(data: st.DataObject) -> None:
            needed = [path for path in made.files if path != "policy"]
            path = data.draw(st.sampled_from(needed))
            content = made.files[path]
            at = data.draw(st.integers(0, len(content) - 1))
            changed = content[:at] + bytes([content[at] ^ data.draw(st.integers(1, 255))]) + content[at + 1 :]

            def files(path: str, which: str = path) -> bytes:
                return changed if path == which else made(path)

            with pytest.raises(Refused):
                verify.verify(files, made.policy)

        try_one()

    def test_finds_every_missing_file(self, log: TryLog) -> None:
        from toolkit.log import tiles

        for path in ["checkpoint", "witnessed", *(tiles.tile_path(*one) for one in tiles.files_of(570))]:

            def files(path: str, gone: str = path) -> bytes:
                if path == gone:
                    raise FileNotFoundError(path)
                return log(path)

            with pytest.raises(Refused, match="log_tile_missing"):
                verify.verify(files, log.policy)

    def test_does_not_believe_strangers(self, log: TryLog) -> None:
        stranger = note.generate("w0.example", WITNESS)
        head = checkpoint.cosign(checkpoint.cosign(log.show(), stranger, 1), log.witnesses[1], 1)
        log.files["witnessed"] = head.to_text().encode()
        with pytest.raises(Refused, match="checkpoint_unwitnessed"):
            verify.verify(log, log.policy)

    def test_finds_a_witnessed_head_that_is_not_in_the_tree(self, log: TryLog) -> None:
        other = TryLog(0)
        other.signer, other.witnesses = log.signer, log.witnesses
        other.grow([b"x" * 32] * 400)
        log.files["witnessed"] = other.witnessed().to_text().encode()
        with pytest.raises(Refused, match="checkpoint_inconsistent"):
            verify.verify(log, log.policy)


class TestCommand:
    def ask(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
        code = verify.main([*words, "--quiet"])
        return code, capsys.readouterr().out

    def test_ends_with_0_and_names_the_keys_it_believed(
        self, log: TryLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = str(log.write(tmp_path / "log"))
        code, words = self.ask(capsys, folder, "--lang", "zh")
        assert code == 0 and "日志完好：570 条" in words and "从别处取得" in words
        (tmp_path / "policy").write_text(log.policy.to_text())
        code, words = self.ask(capsys, folder, "--lang", "en", "--policy", str(tmp_path / "policy"))
        assert code == 0 and "570 leaves" in words and "another source" not in words
        given_keys = [word for one in log.witnesses for word in ("--witness", str(one.verifier))]
        code, words = self.ask(capsys, folder, "--json", "--log", str(log.signer.verifier), *given_keys)
        assert code == 0 and json.loads(words)["size"] == 570 and json.loads(words)["keys"] == "given"

    def test_ends_with_1_and_names_the_file(
        self, log: TryLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        content = log.files["tile/entries/001"]
        log.files["tile/entries/001"] = content[:-1] + bytes([content[-1] ^ 1])
        folder = str(log.write(tmp_path / "log"))
        code, words = self.ask(capsys, folder, "--json")
        assert code == 1 and json.loads(words) == {
            "result": "broken",
            "code": "log_root",
            "path": "tile/0/001",
        }
        code, words = self.ask(capsys, folder, "--lang", "zh")
        assert code == 1 and "日志有问题" in words and "tile/0/001" in words

    def test_ends_with_2_where_there_is_no_log(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.ask(capsys, str(tmp_path))[0] == 2
        assert self.ask(capsys, str(tmp_path), "--policy", str(tmp_path / "none"))[0] == 2
