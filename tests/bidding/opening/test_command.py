"""The command line from the platform's files to the platform again: `fetch`, `open-share`, `post`, `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foundation import clock
from tests.bidding.opening.hall import Hall, outcomes
from tests.tools import SECRETS, key_file, run, write_pins
from toolkit import fetching
from toolkit.command import custody
from toolkit.command import fetching as commands
from toolkit.filings import Filing, Folder
from toolkit.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A custodian's machine, whose clock goes with the platform's."""
    monkeypatch.setattr(custody, "now", clock.now)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    def client(given: Any, *, needs_token: bool = True) -> Any:
        assert given.token_file is not None or not needs_token
        return hall.platform(given.token_file.read_text() if given.token_file else None).client

    monkeypatch.setattr(commands, "client", client)
    for who in ("kang", "cui"):
        (tmp_path / who).write_text(who)
    return tmp_path


def pins(hall: Hall, folder: Path) -> Path:
    return write_pins(folder, [hall.scene.witness.verifier], clock.now())


class TestTheCommandLine:
    def test_opens_and_verifies(self, begun: Hall, desk: Path) -> None:
        hall = begun
        public, trusted, site = desk / "public", pins(hall, desk / "pins"), "http://testserver/"
        fetch = ("fetch", site, "--lot", hall.lot, "--out", public, "--token-file", desk / "kang")
        code, first = run(*fetch)
        assert (code, first["new"] > 30) == (0, True)
        assert run(*fetch)[1]["new"] == 0
        for x in (1, 2):
            signs, opens = hall.scene.custodians[x - 1]
            share = (
                "open-share", public, "--pins", trusted, "--lot", hall.lot, "--yes", "--out", desk / f"out{x}", "--memory", desk / f"m{x}",
                "--key", key_file(desk / f"s{x}.p12", signs), "--agreement-key", key_file(desk / f"o{x}.p12", opens),
            )  # fmt: skip
            assert run(*share)[0] == 0
            post = ("post", desk / f"out{x}", "--lot", hall.lot, "--url", site, "--token-file", desk / "kang")
            assert [run(*post)[0] for _ in range(2)] == [0, 0]
        hall.later(seconds=1801)
        hall.record()
        hall.scene.grow()
        everybody = ("fetch", site, "--lot", hall.lot, "--out", public)
        assert run(*everybody)[1]["new"] > 0
        code, found = run("verify", public, "--pins", trusted, "--lot", hall.lot)
        assert (code, found["holds"], len(found["opened"])) == (0, True, 3)

    def test_sends_a_bidders_own_keys(self, begun: Hall, three: dict[str, Filing], desk: Path) -> None:
        hall, filed = begun, three
        hall.posted([1])
        hall.later(seconds=1801)
        assert len(hall.record().pending) == 3
        public, trusted, site = desk / "public", pins(hall, desk / "pins"), "http://testserver/"
        run("fetch", site, "--lot", hall.lot, "--out", public, "--token-file", desk / "cui")
        store = filed["cui"].store
        assert isinstance(store, Folder)
        share = (
            "open-share", public, "--pins", trusted, "--lot", hall.lot, "--yes", "--out", desk / "out", "--own", store.path.parent,
            "--key", key_file(desk / "cui.p12", hall.scene.signer("cui")),
        )  # fmt: skip
        assert run(*share)[0] == 0
        post = ("post", desk / "out", "--lot", hall.lot, "--url", site, "--token-file", desk / "cui")
        assert run(*post)[0] == 0
        hall.later(seconds=901)
        hall.record()
        assert outcomes(hall)[filed["cui"].name] == ["opened"]


class TestFetching:
    def test_writes_nothing_that_is_not_what_was_listed(self, hall: Hall, tmp_path: Path) -> None:
        hall.scene.grow()
        platform = hall.platform(None)
        listed = fetching.index(platform, hall.lot)
        assert "policy.json" in {one.name for one in listed}
        wrong = [fetching.Listed("policy.json", listed[0].size, "0" * 64)]
        with pytest.raises(Refused, match="server_answer"):
            fetching.fetch(platform, hall.lot, tmp_path / "out", wrong)
        assert not list((tmp_path / "out").iterdir())

    @pytest.mark.parametrize(
        "name", ["../x", "/x", "a/../x", ".x", "a//b", "a\\b", "", "lots/.hidden", "a/b/c/d/e/f/g"]
    )
    def test_takes_no_name_that_leads_elsewhere(self, name: str) -> None:
        with pytest.raises(ValueError, match="name"):
            fetching._listed({"name": name, "size": 1, "sha256": "0" * 64})
