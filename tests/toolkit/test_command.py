from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.tokens import MODULE, PIN, Token
from tests.toolkit import publishing
from tests.toolkit.competition import Competition
from tests.toolkit.fake_platform import FakePlatform
from tests.toolkit.world import BIDDERS, LOT, PASSPHRASE
from toolkit import platforms, signers
from toolkit.certificates import instant
from toolkit.command import main as command
from toolkit.platforms import HttpPlatform
from toolkit.proceedings import Cut, Posted

ROOT = Path(__file__).parents[2]


def run(*words: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = command.main([str(word) for word in words])
    return code, out.getvalue(), err.getvalue()


@contextmanager
def serving(platform: FakePlatform) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            request = httpx.Request(
                self.command, f"http://x{self.path}", headers=dict(self.headers.items()), content=body
            )
            answer = platform(request)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() not in ("content-length", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.content)

        do_GET = do_POST = do_PATCH = do_HEAD = handle_any  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Desk:
    """A bidder's machine: files, key, pins, public files."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.competition = Competition(folder / "platform")
        self.folder = folder
        self.public = publishing.write_policy(self.competition, folder / "public")
        self.pins = publishing.write_pins(self.competition, folder / "pins")
        self.key = self.write_key("bidder.p12", self.competition.world.bidders[BIDDERS[0]])
        (folder / "token").write_text("secret-token\n")
        (folder / "offer.pdf").write_bytes(b"%PDF offer")
        self.content = folder / "content.json"
        self.write_content(
            {"form": {"fields": {"price": "1284500.00"}, "files": {"投标函.pdf": "offer.pdf"}}}
        )
        monkeypatch.setenv("TOOLKIT_KEY_PASSWORD", "secret")
        monkeypatch.setenv("TOOLKIT_PASSPHRASE", PASSPHRASE)
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        monkeypatch.delenv("LC_ALL", raising=False)
        monkeypatch.delenv("LC_MESSAGES", raising=False)

    def write_key(self, name: str, signer: signers.KeySigner | signers.KeyAgreement) -> Path:
        path = self.folder / name
        encryption = forms.BestAvailableEncryption(b"secret")
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(b"me", signer.key, signer.certificate, None, encryption)
        )
        return path

    def write_content(self, content: Any) -> None:
        self.content.write_text(
            content if isinstance(content, str) else json.dumps(content), encoding="utf-8"
        )

    @property
    def trusted(self) -> list[str | Path]:
        return ["--policy", self.public, "--pins", self.pins]

    def seal(self, out: str = "bid", *more: str | Path) -> tuple[int, str, str]:
        words: list[str | Path] = [
            "seal",
            *self.trusted,
            "--key",
            self.key,
            "--lot",
            LOT,
            "--content",
            self.content,
        ]
        return run(*words, "--out", self.folder / out, *more)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "platform").mkdir()
    return Desk(tmp_path, monkeypatch)


class TestSeal:
    def test_says_sealed_and_not_submitted(self, desk: Desk) -> None:
        code, out, err = desk.seal()
        assert (code, err) == (0, "报价 price：1,284,500.00 元（大写：人民币壹佰贰拾捌万肆仟伍佰元整）\n")
        assert "已密封，尚未递交" in out
        assert not list(desk.folder.glob(".*"))

    def test_speaks_english_and_json_when_asked(self, desk: Desk) -> None:
        assert "not submitted" in desk.seal("one", "--lang", "en")[1]
        found = json.loads(desk.seal("two", "--json")[1])
        assert found["header"] == desk.competition.world.reload(desk.folder / "two").name

    def test_shows_progress_only_when_asked(self, desk: Desk) -> None:
        assert "100 %" in desk.seal("bid", "--progress")[2]

    def test_overwrites_nothing(self, desk: Desk) -> None:
        desk.seal()
        before = {file: file.read_bytes() for file in (desk.folder / "bid").rglob("*") if file.is_file()}
        code, out, err = desk.seal()
        assert (code, out) == (1, "")
        assert "[would_overwrite]" in err
        assert {
            file: file.read_bytes() for file in (desk.folder / "bid").rglob("*") if file.is_file()
        } == before

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            ("{", "content_malformed"),
            ("[]", "content_malformed"),
            ({"form": {"other": 1}}, "content_malformed"),
            ({"form": {"files": {"a.pdf": "absent.pdf"}}}, "file_missing"),
            ({"form": {"files": {"a.pdf": "."}}}, "file_missing"),
            ({"other": {}}, "units_mismatch"),
            ({"form": {"files": {"../a.pdf": "offer.pdf"}}}, "file_name"),
            ({"form": {"files": {"a.pdf": "offer.pdf", "A.PDF": "offer.pdf"}}}, "file_name_twice"),
            ({"form": {"fields": {"price": 1.5}}}, "content_malformed"),
        ],
    )
    def test_refuses_what_it_cannot_seal_and_leaves_nothing(
        self, desk: Desk, content: Any, code: str
    ) -> None:
        desk.write_content(content)
        ended, _, err = desk.seal()
        assert (ended, f"[{code}]" in err) == (1, True), err
        assert not (desk.folder / "bid").exists()
        assert not list(desk.folder.glob(".*"))

    def test_refuses_a_wrong_password_and_a_missing_one(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TOOLKIT_KEY_PASSWORD", "other")
        assert "[key_file_unreadable]" in desk.seal()[2]
        monkeypatch.delenv("TOOLKIT_KEY_PASSWORD")
        monkeypatch.setattr("sys.stdin", io.StringIO())
        assert desk.seal()[0] == 2

    def test_refuses_pins_of_others(self, desk: Desk) -> None:
        (desk.pins / "logs").write_text("")
        assert "[policy_log_not_pinned]" in desk.seal()[2]

    def test_killed_leaves_nothing_that_looks_whole(self, desk: Desk) -> None:
        with (desk.folder / "offer.pdf").open("wb") as file:
            file.truncate(300_000_000)
        words = [
            sys.executable,
            "-m",
            "toolkit",
            "seal",
            *map(str, desk.trusted),
            "--key",
            str(desk.key),
            "--lot",
            LOT,
        ]
        words += ["--content", str(desk.content), "--out"]
        for sent in (signal.SIGKILL, signal.SIGINT):
            out = desk.folder / f"bid-{sent}"
            process = subprocess.Popen(
                [*words, str(out)], cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE
            )
            deadline = time.monotonic() + 300
            while (
                not list(desk.folder.glob(f".{out.name}.*/filing/*.sealed")) and time.monotonic() < deadline
            ):
                time.sleep(0.01)
            process.send_signal(sent)
            process.communicate(timeout=300)
            assert not out.exists()
        assert process.returncode == 130
        assert not list(desk.folder.glob(f".{out.name}.*"))


class TestPrices:
    @pytest.mark.parametrize("written", [
        '"0"', '"0.00"', '"-1.00"', '"NaN"', "NaN", '"Infinity"', "Infinity", '"1e999"', "1e999", "1.28450001e8", "0.1", "47000000",
        '"١٢٣"', '"１２３"', '"100000000.001"', '"1,284.00"', '"12,845,0000.01"', '"+1.00"', '" 1.00"', '"1.00 "', '"1_000"',
        '"0x10"', '"01.00"', '".5"', '"1."', '"一百"', '""', "null", "true", "[]", '"' + "9" * 40 + '"',
    ])  # fmt: skip
    def test_that_are_none_are_refused_and_nothing_is_sealed(self, desk: Desk, written: str) -> None:
        """A35: not a zero, not a sign, no digits of other scripts, no third decimal, no number that JSON has rounded."""
        for field in ("price", "total_price"):
            desk.write_content(f'{{"form": {{"fields": {{"{field}": {written}}}, "files": {{}}}}}}')
            code, _, err = desk.seal()
            assert code == 1 and ("[price_malformed]" in err or "[content_malformed]" in err), err
            assert not (desk.folder / "bid").exists()

    @pytest.mark.parametrize(("written", "shown", "capitals"), [
        ("47000000.00", "47,000,000.00", "人民币肆仟柒佰万元整"),
        ("128450001.01", "128,450,001.01", "人民币壹亿贰仟捌佰肆拾伍万零壹元零壹分"),
        ("0.5", "0.50", "人民币伍角"), ("9999999999999999.99", "9,999,999,999,999,999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿"),
    ])  # fmt: skip
    def test_are_read_back_in_capitals(self, desk: Desk, written: str, shown: str, capitals: str) -> None:
        """A35: to the cent, without a float anywhere."""
        desk.write_content({"form": {"fields": {"price": written}, "files": {}}})
        code, _, err = desk.seal()
        assert code == 0 and shown in err and capitals in err, err


class TestFiling:
    def test_submits_replaces_and_withdraws(self, desk: Desk) -> None:
        platform = FakePlatform(desk.competition, BIDDERS[0])
        desk.seal("one")
        with serving(platform) as url:
            server: list[str | Path] = [*desk.trusted, "--url", url, "--token-file", desk.folder / "token"]
            code, out, err = run("submit", desk.folder / "one", *server)
            assert (code, "已递交" in out, "已见证" in out) == (0, True, True), err
            again = run("submit", desk.folder / "one", *server)
            assert "[would_overwrite]" in again[2]
            first = (desk.folder / "one/receipt/receipt.json").read_bytes()
            shutil.rmtree(desk.folder / "one/receipt")
            lost = run("submit", desk.folder / "one", *server)
            assert (lost[0], "此前已递交" in lost[1], json.loads(first)["id"] in lost[1]) == (0, True, True)
            assert (desk.folder / "one/receipt/receipt.json").read_bytes() == first
            assert desk.seal("two", "--replaces", desk.folder / "one")[0] == 0
            assert json.loads(run("submit", desk.folder / "two", *server, "--json")[1])["kind"] == "replaced"
            gone = run("withdraw", desk.folder / "two", *server, "--key", desk.key, "--lang", "en")
            assert (gone[0], "Withdrawn" in gone[1]) == (0, True), gone[2]
            withdrawn = run(
                "receipt", desk.folder / "two/withdrawal", *desk.trusted, "--filing", desk.folder / "two"
            )
            assert withdrawn[0] == 0, withdrawn[2]
            other = run(
                "receipt", desk.folder / "two/withdrawal", *desk.trusted, "--filing", desk.folder / "one"
            )
            assert "[receipt_context]" in other[2]

    def test_files_several_lots_in_one_run(self, desk: Desk) -> None:
        """Each lot is a filing of its own; what one is refused for leaves the others, and the summary says so."""
        platform, other = FakePlatform(desk.competition, BIDDERS[0]), "lot_02JC8Z"
        offer = {"form": {"fields": {"price": "1284500.00"}, "files": {"投标函.pdf": "offer.pdf"}}}
        desk.write_content({LOT: offer, other: offer, "lot_of_another": offer})
        words: list[str | Path] = ["--key", desk.key, "--content", desk.content, "--out", desk.folder / "all"]
        code, out, err = run("seal", *desk.trusted, *words)
        assert (code, out.count("已密封"), "共3项，完成2项" in out) == (1, 2, True), err
        assert "lot_of_another" in err and sorted(one.name for one in (desk.folder / "all").iterdir()) == [
            LOT,
            other,
        ]
        with serving(platform) as url:
            server: list[str | Path] = [*desk.trusted, "--url", url, "--token-file", desk.folder / "token"]
            code, out, err = run("submit", desk.folder / "all", *server, "--json")
            told = [json.loads(line) for line in out.splitlines()]
            assert code == 0 and [one.get("lot") for one in told] == [LOT, other, None], err
            assert told[-1] == {"done": 2, "of": 2, "refused": {}}
            # Again, with a third one: two have their receipts already, which stops nothing.
            desk.write_content({LOT: offer, other: offer})
            again = [*words[:-1], desk.folder / "newer", "--replaces", desk.folder / "all"]
            assert run("seal", *desk.trusted, *again)[0] == 0
            code, out, err = run("submit", desk.folder / "all", desk.folder / "newer" / LOT, *server)
            assert (code, out.count("已递交"), err.count("[would_overwrite]")) == (1, 1, 2)
            assert "共3项，完成1项" in out
        assert set(platform.accounts) == {LOT, other}
        assert (desk.folder / "all" / other / "receipt").is_dir()

    @pytest.mark.parametrize("lots", [{}, {"../x": {}}, [], {"lot_a": {"form": []}}])
    def test_refuses_a_list_of_lots_that_is_none(self, desk: Desk, lots: Any) -> None:
        desk.write_content(lots)
        code, _, err = run(
            "seal", *desk.trusted, "--key", desk.key, "--content", desk.content, "--out", desk.folder / "all"
        )
        assert (code, "[content_malformed]" in err, (desk.folder / "all").exists()) == (1, True, False)

    def test_tells_unwitnessed_apart_and_fetches_the_proof_later(self, desk: Desk) -> None:
        platform = FakePlatform(desk.competition, BIDDERS[0], witnessed=False)
        desk.seal()
        with serving(platform) as url:
            server: list[str | Path] = [*desk.trusted, "--url", url, "--token-file", desk.folder / "token"]
            code, out, _ = run("submit", desk.folder / "bid", *server)
            assert (code, "未见证" in out) == (4, True)
            receipt = desk.folder / "bid/receipt"
            assert run("receipt", receipt, *desk.trusted)[0] == 4
            platform.witnessed = True
            code, out, err = run("receipt", receipt, *server, "--filing", desk.folder / "bid")
            assert (code, "已见证" in out) == (0, True), err
        code, _, err = run("receipt", receipt, *desk.trusted, "--progress")
        assert (code, "核验 100 %" in err) == (0, True)

    def test_refuses_an_open_line_to_another_machine(self, desk: Desk) -> None:
        desk.seal()
        words: list[str | Path] = [
            "submit",
            desk.folder / "bid",
            *desk.trusted,
            "--token-file",
            desk.folder / "token",
        ]
        assert run(*words, "--url", "http://platform.example")[0] == 2

    def test_refuses_an_altered_receipt(self, desk: Desk) -> None:
        platform = FakePlatform(desk.competition, BIDDERS[0])
        desk.seal()
        with serving(platform) as url:
            run(
                "submit",
                desk.folder / "bid",
                *desk.trusted,
                "--url",
                url,
                "--token-file",
                desk.folder / "token",
            )
        receipt = desk.folder / "bid/receipt"
        for name in ("receipt.json", "receipt.p7s", "receipt.tst"):
            content = (receipt / name).read_bytes()
            for at in range(0, len(content), max(1, len(content) // 15)):
                (receipt / name).write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
                code, out, _ = run("receipt", receipt, *desk.trusted)
                assert code == 1 or (name != "receipt.json" and code == 0), (name, at, out)
            (receipt / name).write_bytes(content)


class TestOpening:
    @pytest.fixture
    def frozen(self, desk: Desk) -> Desk:
        competition = desk.competition
        competition.file(BIDDERS[0], price="100.00")
        competition.file(BIDDERS[1], price="200.00")
        competition.publish(competition.freeze())
        publishing.write_lot(competition, desk.public, datetime.now(UTC))  # noqa: TID251  # as the command reads it
        return desk

    def open_share(
        self, desk: Desk, out: str, *more: str | Path, keys: Sequence[str | Path] = ()
    ) -> tuple[int, str, str]:
        world = desk.competition.world
        sign = desk.write_key("custodian.p12", world.custodian_signers[0])
        agree = desk.write_key("agree.p12", world.custodian_keys[0])
        keys = keys or ["--key", sign, "--agreement-key", agree]
        words: list[str | Path] = [
            "open-share",
            desk.public,
            "--pins",
            desk.pins,
            "--lot",
            LOT,
            "--out",
            desk.folder / out,
        ]
        return run(*words, *keys, "--memory", desk.folder / "memory.json", *more)

    def shown(self, err: str) -> dict[str, str]:
        return dict(re.findall(r"^将打开：([0-9a-f]{64})，(\S+)$", err, re.MULTILINE))

    def posted(self, desk: Desk, out: str) -> Posted:
        return Posted.from_bytes((desk.folder / out / "posted.json").read_bytes())

    def test_shows_asks_and_posts(self, frozen: Desk) -> None:
        code, _, err = self.open_share(frozen, "share")
        assert (code, "[not_confirmed]" in err, "2 份投标" in err) == (1, True, True)
        assert not (frozen.folder / "share").exists()
        filed = {one.filing.name: one.code for one in frozen.competition.filed}
        assert self.shown(err) == filed
        code, _, err = self.open_share(frozen, "share", "--yes", "--progress")
        assert (code, "核验 100 %" in err, "打开份额 100 %" in err) == (0, True, True), err
        assert {one.name for one in (frozen.folder / "share").iterdir()} == {
            "posted.json",
            "posted.p7s",
            "shares.p7m",
        }
        assert (
            {one.header for one in self.posted(frozen, "share").results} == set(self.shown(err)) == set(filed)
        )
        assert (frozen.folder / "memory.json").exists()
        assert "[would_overwrite]" in self.open_share(frozen, "share", "--yes")[2]

    def test_posts_with_both_keys_in_a_device(
        self, frozen: Desk, token: Token, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world = frozen.competition.world
        agree = world.custodian_keys[0]
        token.add("signs", world.custodian_signers[0])
        token.add("opens", signers.KeySigner(agree.key, agree.certificate))
        keys = ["--module", MODULE, "--token", token.label, "--label", "signs", "--agreement-label", "opens"]
        assert self.open_share(frozen, "share", "--yes", keys=keys)[0] == 2  # nobody said the PIN
        monkeypatch.setenv("TOOLKIT_PIN", PIN)
        code, _, err = self.open_share(frozen, "share", "--yes", keys=keys)
        assert code == 0, err
        assert {one.r for one in self.posted(frozen, "share").results} == {"ok"}

    def test_remembers_what_it_posted(self, frozen: Desk) -> None:
        self.open_share(frozen, "share", "--yes")
        first = (frozen.folder / "share/posted.json").read_bytes()
        self.open_share(frozen, "again", "--yes")
        assert (frozen.folder / "again/posted.json").read_bytes() == first

    def test_sends_a_bidders_own_keys(self, frozen: Desk) -> None:
        folder = frozen.competition.filed[0].folder
        words: list[str | Path] = [
            "open-share",
            frozen.public,
            "--pins",
            frozen.pins,
            "--lot",
            LOT,
            "--key",
            frozen.key,
        ]
        code, _, err = run(*words, "--own", folder, "--yes", "--progress", "--out", frozen.folder / "keys")
        assert (code, "核验 100 %" in err) == (0, True), err
        assert list(self.shown(err)) == [frozen.competition.filed[0].filing.name]
        assert (frozen.folder / "keys/keys.p7m").exists()

    def test_is_verified_by_anybody(self, frozen: Desk) -> None:
        publishing.open_stage(frozen.competition, frozen.public)
        code, out, err = run("verify", frozen.public, "--pins", frozen.pins, "--lot", LOT)
        assert (code, "核验通过" in out, err) == (0, True, ""), out + err
        shown = run("verify", frozen.public, "--pins", frozen.pins, "--lot", LOT, "--progress")
        assert (shown[1], "核验 100 %" in shown[2]) == (out, True)
        found = json.loads(run("verify", frozen.public, "--pins", frozen.pins, "--lot", LOT, "--json")[1])
        assert sorted(one["fields"]["price"] for one in found["opened"]) == ["100.00", "200.00"]
        record = frozen.public / "lots" / LOT / "opening.1.json"
        record.write_bytes(record.read_bytes().replace(b'"opened"', b'"revoked"'))
        code, out, _ = run("verify", frozen.public, "--pins", frozen.pins, "--lot", LOT, "--lang", "en")
        assert (code, "does not hold" in out) == (1, True)


class TestCut:
    def test_is_drafted_by_the_first_of_two(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        competition, now = desk.competition, datetime.now(UTC)  # noqa: TID251  # as the command reads it
        competition.file(BIDDERS[0], price="100.00")
        publishing.write_log(competition, desk.public, now)
        due = instant(competition.deadline)
        shown, seen = (competition.log.head(due + timedelta(minutes=n)).to_text() for n in (4, -1))
        monkeypatch.setattr(HttpPlatform, "awaited_cut", lambda *_: (shown, seen))
        key = desk.write_key("supervisor.p12", competition.world.supervisors[0])
        words = (
            "cut",
            *desk.trusted,
            "--key",
            key,
            "--lot",
            LOT,
            "--reason",
            "机房断电",
            "--url",
            "http://localhost",
            "--progress",
        )
        code, out, err = run(*words, "--yes", "--out", desk.folder / "cut")
        assert (code, "截断已由一人签名" in out, "核验 100 %" in err) == (0, True, True), err
        assert Cut.from_bytes((desk.folder / "cut/cut.json").read_bytes()).cut == shown
        assert "[not_confirmed]" in run(*words, "--out", desk.folder / "again")[2]
        assert not (desk.folder / "again").exists()


class TestWords:
    def test_wrong_ones_end_with_two(self) -> None:
        assert run()[0] == 2
        assert run("unknown")[0] == 2
        assert run("seal")[0] == 2
        assert run("--help")[0] == 0

    def test_a_platform_out_of_reach_ends_with_three(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(platforms, "LONGEST_WAIT_SECONDS", 0)  # how often it is asked is held elsewhere
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]  # nobody listens there once it is given back
        code, _, err = run("fetch", f"http://127.0.0.1:{port}", "--lot", LOT, "--out", tmp_path / "public")
        assert code == 3 and "[server_unavailable]" in err
        assert list(tmp_path.iterdir()) == []

    def test_exit_codes_are_those_of_the_page(self) -> None:
        page = (ROOT / "docs/formats/README.md").read_text()
        told = [int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)]
        codes = (command.DONE, command.REFUSED, command.USAGE, command.UNAVAILABLE, command.UNWITNESSED)
        assert told == [*codes, command.INTERRUPTED]

    @pytest.mark.parametrize("name", ["seal", "submit", "withdraw", "receipt", "open-share", "verify"])
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_help_is_in_the_language_asked_for(self, name: str, language: str) -> None:
        code, out, _ = run(name, "--lang", language, "--help")
        assert code == 0
        assert any("\u4e00" <= letter <= "\u9fff" for letter in out) == (language == "zh")
