"""The command line from the organiser's draft to every custodian's post: `rehearse`, `fetch`, `open-share`, `post`, `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bidding.models import RehearsalPost
from foundation import clock
from tests.bidding.rehearsal.studio import Studio
from tests.tools import SECRETS, key_file, run, write_pins
from toolkit.command import custody
from toolkit.command import fetching as commands
from toolkit.command import rehearsing as rehearse

pytestmark = pytest.mark.django_db
SITE = "http://testserver/"


@pytest.fixture
def desk(studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everybody's machine, whose clock goes with the platform's."""
    for command in (custody, rehearse):
        monkeypatch.setattr(command, "now", clock.now)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    def client(given: Any, *, needs_token: bool = True) -> Any:
        assert given.token_file is not None or not needs_token
        return studio.platform(given.token_file.read_text()).client

    for command in (commands, rehearse):
        monkeypatch.setattr(command, "client", client)
    for who in ("sun", "kang", "ke", "kuang"):
        (tmp_path / who).write_text(who)
    return tmp_path


def pins(studio: Studio, folder: Path) -> Path:
    return write_pins(folder, [studio.scene.witness.verifier], clock.now())


class TestTheCommandLine:
    def test_rehearses_from_the_draft_to_the_record(self, studio: Studio, desk: Path) -> None:
        (desk / "draft.json").write_bytes(studio.scene.policy(deadline=0).to_bytes())
        trusted = pins(studio, desk / "pins")
        words = (
            "rehearse", desk / "draft.json", "--lot", studio.lot, "--pins", trusted, "--out", desk / "made", "--url", SITE,
            "--token-file", desk / "sun", "--key", key_file(desk / "sun.p12", studio.scene.signer("sun")),
        )  # fmt: skip
        code, begun = run(*words)
        assert code == 0, begun
        assert run(*words)[1]["rehearsal"] == begun["rehearsal"]  # the same folder is the same rehearsal
        assert not (desk / "made/bid/keys.locked.json").read_bytes().count(b"passphrase")
        studio.freeze()
        lot = "--lot", begun["rehearsal"]
        for x, who in enumerate(("kang", "ke", "kuang"), start=1):
            own = desk / f"of-{who}"
            own.mkdir()
            token = "--token-file", desk / who
            assert run("fetch", SITE, *lot, "--out", own / "files", *token)[0] == 0
            signs, opens = studio.scene.custodians[x - 1]
            code, shown = run(
                "open-share", own / "files", "--pins", trusted, *lot, "--yes", "--out", own / "share", "--memory", own / "memory",
                "--key", key_file(own / "s.p12", signs), "--agreement-key", key_file(own / "o.p12", opens),
            )  # fmt: skip
            assert code == 0, shown
            assert [run("post", own / "share", *lot, "--url", SITE, *token)[0] for _ in range(2)] == [0, 0]
        assert RehearsalPost.objects.count() == 3
        assert studio.settle().is_good
        assert run("fetch", SITE, *lot, "--out", desk / "public", "--token-file", desk / "sun")[0] == 0
        code, found = run("verify", desk / "public", "--pins", trusted, *lot)
        assert (code, found["holds"], len(found["opened"])) == (0, True, 1), found

    def test_tells_a_custodian_whose_card_is_another(self, studio: Studio, desk: Path) -> None:
        row = studio.begin()
        studio.freeze()
        trusted = pins(studio, desk / "pins")
        lot = "--lot", row.id
        run("fetch", SITE, *lot, "--out", desk / "files", "--token-file", desk / "kang")
        signs = studio.scene.custodians[0][0]
        opens = studio.scene.custodians[1][1]
        code, refused = run(
            "open-share", desk / "files", "--pins", trusted, *lot, "--yes", "--out", desk / "share", "--memory", desk / "memory",
            "--key", key_file(desk / "s.p12", signs), "--agreement-key", key_file(desk / "o.p12", opens),
        )  # fmt: skip
        assert (code, refused["code"]) == (1, "not_a_custodian")
        assert not (desk / "share").exists()
