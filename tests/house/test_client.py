"""The client that is handed out: the same bytes for everybody, runs by itself, and others' tools check it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from config.launch import client
from tests.toolkit import openssl
from tests.toolkit.pki import Authority

# Every module can be imported, and none of the platform is there to be imported.
_LOOK = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import toolkit
names = [one.name for one in pkgutil.walk_packages(toolkit.__path__, "toolkit.") if not one.name.endswith("__main__")]
for name in names: importlib.import_module(name)
assert len(names) > 40 and not {"django", "foundation", "config"} & set(sys.modules), names
"""


def test_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        client.build(tmp_path / name)
    files = [
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
    ]
    assert files[0] == files[1]
    assert set(files[0]) == {client.PROGRAM, client.LIBRARIES, client.DIGESTS}
    words = ["sha256sum", "--check", client.DIGESTS]
    assert subprocess.run(words, cwd=tmp_path / "one", check=False, capture_output=True).returncode == 0


def test_runs_without_the_platform(tmp_path: Path) -> None:
    client.build(tmp_path / "made")
    program = str(tmp_path / "made" / client.PROGRAM)
    for words in ((program, "seal", "--help"), ("-I", "-c", _LOOK, program)):
        ended = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env={}, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr


def test_names_what_it_needs_with_hashes_and_nothing_of_the_platform(tmp_path: Path) -> None:
    client.build(tmp_path / "made")
    text = (tmp_path / "made" / client.LIBRARIES).read_text()
    entries = dict(
        re.findall(r"^([a-z0-9._-]+)==.*?((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)+)", text, re.MULTILINE)
    )
    assert {*client.NEEDED, "cffi", "httpcore", "pydantic-core"} <= set(entries)
    assert not set(entries) & {"django", "celery", "psycopg", "granian"}
    assert len(re.findall(r"^[a-z0-9._-]+==", text, re.MULTILINE)) == len(entries)
    assert "://" not in text


def test_is_signed_so_that_others_can_tell(tmp_path: Path) -> None:
    authority = Authority()
    client.build(tmp_path / "made")
    client.sign(tmp_path / "made", authority.issue("Release"))
    root = openssl.pem(tmp_path, "root", authority.certificate)
    words = ("cms", "-verify", "-binary", "-inform", "DER", "-in", f"{client.DIGESTS}.p7s", "-content", client.DIGESTS,
             "-CAfile", root, "-purpose", "any", "-out", "told")  # fmt: skip
    assert openssl.run(*words, cwd=tmp_path / "made").returncode == 0
    (tmp_path / "made" / client.DIGESTS).write_text("0" * 64)
    assert openssl.run(*words, cwd=tmp_path / "made").returncode != 0
