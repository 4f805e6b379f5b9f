"""A copy of the public record: what holds, what does not, and what is said of it."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.mirroring import vectors
from tests.toolkit.mirroring.vectors import SIGNER, laid, line, record, small
from toolkit.command import main as command
from toolkit.log import note
from toolkit.mirroring import checking, manifest, notes
from toolkit.mirroring.checking import Difference
from toolkit.mirroring.manifest import SEGMENT_LINES, by_digest
from toolkit.mirroring.places import Folder
from toolkit.mirroring.words import NotWhole

KEPT, GONE = "notices/YG-1-abcd/1.json", "notices/YG-1-efgh/1.json"


def check(root: Path, **more: Any) -> list[Difference]:
    return checking.check(Folder(root), SIGNER.verifier, **more).differences


def run(*words: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = command.main([str(word) for word in words])
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return laid(small(), tmp_path / "copy")


class TestTheVectors:
    def test_are_those_that_are_kept(self) -> None:
        assert vectors.FILE.read_bytes() == vectors.kept()

    def test_hold_for_a_stranger_with_sha256_and_a_key(self) -> None:
        """By the page alone: no code of ours but the signature's."""
        tree = {path: text.encode() for path, text in json.loads(vectors.FILE.read_bytes()).items()}
        text, _, signature = tree["head"].decode().partition("\n\n")
        version, origin, lines, digest, _ = text.split("\n")
        assert (version, lines) == ("yangguang-record/1", "5")
        segment = tree["manifest/000/000/000.jsonl"]
        assert hashlib.sha256(segment).hexdigest() == digest
        assert signature.startswith(f"— {origin} ")
        for row in map(json.loads, segment.splitlines()[1:]):
            content = tree.get(by_digest(row["digest"]))
            assert content is None or hashlib.sha256(content).hexdigest() == row["digest"]


class TestAWholeCopy:
    def test_holds(self, copy: Path) -> None:
        found = checking.check(Folder(copy), SIGNER.verifier)
        assert (found.differences, found.head.lines) == ([], 5)
        # Three kept digests, a tombstone, and the last of each path.
        assert found.files == 4 + 3

    def test_of_many_segments_holds_and_continues_what_was_seen(self, tmp_path: Path) -> None:
        files = [(f"tests/{n}.json", str(n).encode()) for n in range(2 * SEGMENT_LINES + 5)]
        laid(record(files), tmp_path / "now")
        for size in (1, SEGMENT_LINES - 1, SEGMENT_LINES, SEGMENT_LINES + 1, 2 * SEGMENT_LINES + 5):
            before = record(files[:size])["head"].decode()
            assert check(tmp_path / "now", seen=notes.RecordHead.read(before, SIGNER.verifier)) == []

    def test_may_have_grown_behind_its_head(self, tmp_path: Path) -> None:
        files = [(f"tests/{n}.json", str(n).encode()) for n in range(4)]
        laid(record(files[:3]), tmp_path)
        grown = record(files)["manifest/000/000/000.jsonl"]
        (tmp_path / "manifest/000/000/000.jsonl").write_bytes(grown)
        assert check(tmp_path) == []

    def test_that_grows_meanwhile_is_looked_at_again(self, tmp_path: Path) -> None:
        files = [(f"tests/{n % 3}.json", str(n).encode()) for n in range(6)]
        laid(record(files[:3]), tmp_path)

        class Growing(Folder):
            def digest(self, path: str) -> tuple[str, int] | None:
                laid(record(files), tmp_path)
                return super().digest(path)

        assert checking.check(Growing(tmp_path), SIGNER.verifier).differences == []


def put(path: str, content: bytes) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

    return change


def drop(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).unlink()


def digest_in(tree: dict[str, bytes], path: str) -> str:
    return by_digest(hashlib.sha256(tree[path]).hexdigest())


OLD = by_digest(hashlib.sha256(b'{"name":"somebody"}\n').hexdigest())


class TestADifference:
    @pytest.mark.parametrize(
        ("change", "code", "path"),
        [
            (drop(KEPT), "record_missing", KEPT),
            (put(KEPT, b"{}"), "record_changed", KEPT),
            (drop(digest_in(small(), KEPT)), "record_missing", digest_in(small(), KEPT)),
            (put(digest_in(small(), KEPT), b'{"number":"YG-1-abce"}\n'), "record_changed", digest_in(small(), KEPT)),
            (put(GONE, b'{"name":"somebody"}\n'), "record_kept", GONE),
            (put(OLD, b'{"name":"somebody"}\n'), "record_kept", OLD),
            (drop(f"{GONE}.withdrawn"), "record_missing", f"{GONE}.withdrawn"),
            (put("drafts/secret.json", b"{}"), "record_unlisted", "drafts/secret.json"),
            (put("by-digest/00/00/" + "0" * 64, b"{}"), "record_unlisted", "by-digest/00/00/" + "0" * 64),
            (put("manifest/000/000/002.jsonl", b"{}"), "record_unlisted", "manifest/000/000/002.jsonl"),
            (put("notices/.hidden", b"{}"), "record_unlisted", "notices/.hidden"),
        ],
    )  # fmt: skip
    def test_is_named(self, copy: Path, change: Callable[[Path], None], code: str, path: str) -> None:
        change(copy)
        assert check(copy) == [Difference(code, path)]
        status, out, _ = run("verify", "record", copy, "--lang", "en")
        assert status == 1
        assert path in out
        assert f"[{code}]" in out

    def test_of_a_tombstone_that_says_something_else(self, tmp_path: Path) -> None:
        tree = small()
        other = notes.sign(
            notes.Tombstone(SIGNER.name, "a/b", ("0" * 64,), "x", "y", "z").text, SIGNER
        ).encode()
        rows = [line(1, GONE, b"x"), line(2, GONE, other, edition=2, withdraws=(line(1, GONE, b"x").digest,))]
        tree = {f"{GONE}.withdrawn": other, by_digest(rows[1].digest): other} | vectors.listed(rows)
        assert check(laid(tree, tmp_path)) == [Difference("record_tombstone", f"{GONE}.withdrawn")]


def resigned(root: Path, lines: int, digest: str, signer: note.Signer = SIGNER) -> None:
    head = notes.RecordHead(signer.name, lines, digest, "2026-03-02T01:00:00.999999Z")
    (root / "head").write_bytes(notes.sign(head.text, signer).encode())


SEGMENT = "manifest/000/000/000.jsonl"


class TestAManifest:
    def test_that_was_changed_does_not_hold(self, copy: Path) -> None:
        content = (copy / SEGMENT).read_bytes()
        for changed in (
            content.replace(b"YG-1-abcd", b"YG-1-abce"),
            content.replace(b'"number":2', b'"number":3'),
            b"\n".join(content.split(b"\n")[:-2]) + b"\n",
            content.replace(b"yangguang-record/1", b"yangguang-record/2"),
            content.replace(b'"edition"', b'"Edition"', 1),
            content.replace(b'"bytes"', b'"size"', 1),
            content.replace(b'YG-1-abcd/1.json"', b'YG-1-abcd/1.json","withdraws":[]', 1),
            content.replace(b'YG-1-abcd/1.json"', b'YG-1-abcd/1.json","withdraws":""', 1),
            content.replace(b'YG-1-abcd/1.json"', b'YG-1-abcd/1.json","x":""', 1),
            content.replace(b"notices/", b"../../s/", 1),
            content[:-1],
            b"",
        ):
            (copy / SEGMENT).write_bytes(changed)
            resigned(copy, 5, manifest.digest_of(content))
            with pytest.raises(NotWhole) as refused:
                check(copy)
            assert refused.value.code == "record_segment"

    def test_with_a_path_that_leads_outside_is_not_followed(self, copy: Path) -> None:
        """Even where the log itself signed it."""
        content = (copy / SEGMENT).read_bytes().replace(KEPT.encode(), b"../../../../etc/passwd", 1)
        (copy / SEGMENT).write_bytes(content)
        resigned(copy, 5, manifest.digest_of(content))
        with pytest.raises(NotWhole, match="record_segment"):
            check(copy)

    def test_signed_by_another_does_not_hold(self, copy: Path) -> None:
        other = note.Signer(SIGNER.name, note.LOG, note.generate("x", note.LOG).key)
        resigned(copy, 5, "0" * 64, other)
        with pytest.raises(NotWhole, match="record_head"):
            check(copy)
        (copy / "head").write_bytes(b"yangguang-record/1\n\n")
        with pytest.raises(NotWhole, match="record_head"):
            check(copy)
        (copy / "head").unlink()
        with pytest.raises(NotWhole, match="record_none"):
            check(copy)

    def test_that_is_not_what_was_seen_before_is_refused(self, tmp_path: Path) -> None:
        files = [(f"tests/{n}.json", str(n).encode()) for n in range(9)]
        laid(record(files), tmp_path)
        for other in ([*files[:3], ("tests/x.json", b"x")], [*files, ("tests/x.json", b"x")]):
            seen = notes.RecordHead.read(record(other)["head"].decode(), SIGNER.verifier)
            with pytest.raises(NotWhole, match="record_history"):
                check(tmp_path, seen=seen)


@contextmanager
def serving(root: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class TestTheCommand:
    def test_says_that_a_copy_is_whole(self, copy: Path, tmp_path: Path) -> None:
        key = tmp_path / "key"
        key.write_text(f"{SIGNER.verifier}\n")
        code, out, _ = run("verify", "record", copy, "--keys", key, "--seen", copy / "head", "--lang", "en")
        assert (code, "is whole: 5 lines, 7 files" in out, "Without --keys" in out) == (0, True, False)
        assert "公钥取自这份档案自己" in run("verify", "record", copy, "--lang", "zh")[1]

    def test_works_over_the_web(self, copy: Path) -> None:
        with serving(copy) as url:
            assert run("verify", "record", url)[0] == 0
            (copy / KEPT).write_bytes(b"x")
            code, out, _ = run("verify", "record", url, "--json")
        found = json.loads(out)
        assert (code, found["whole"], found["lines"]) == (1, False, 5)
        assert [(one["code"], one["path"]) for one in found["differences"]] == [("record_changed", KEPT)]
        assert all(one["zh"] and one["en"] for one in found["differences"])

    def test_tells_what_cannot_be_reached_from_what_is_wrong(self, copy: Path, tmp_path: Path) -> None:
        with serving(copy) as url:
            pass
        assert run("verify", "record", url)[0] == 3
        assert run("verify", "record", tmp_path / "nowhere")[0] == 1
        (copy / "key").write_text("nothing\n")
        code, _, err = run("verify", "record", copy)
        assert (code, "[record_key]" in err) == (1, True)


class TestThePage:
    @pytest.mark.skipif(not all(map(shutil.which, ("bash", "curl", "jq"))), reason="needs curl and jq")
    def test_has_a_recipe_that_makes_and_renews_a_whole_mirror(self, tmp_path: Path) -> None:
        """With what every machine has: bash, curl, jq."""
        recipe = (
            (vectors.FILE.parents[1] / "record.md").read_text().partition("```sh\n")[2].partition("```")[0]
        )
        files = [(f"tests/{n % 30}.json", str(n).encode()) for n in range(40)]
        (served := tmp_path / "served").mkdir()
        with serving(served) as url:
            for tree in (record(files[:3]), record(files[:40]), record(files[:40], gone=["tests/7.json"])):
                shutil.rmtree(served)
                laid(tree, served)
                script = recipe.replace("https://trade.example.cn/record", url.rstrip("/"))
                subprocess.run(["bash", "-euc", script], cwd=tmp_path, check=True, timeout=120)
                assert check(tmp_path / "record") == []
