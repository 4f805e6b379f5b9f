"""Signing what somebody else brings: said in words first, and only what there are words for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.toolkit.competition import Competition
from tests.toolkit.test_command import Desk, run
from tests.toolkit.world import BIDDERS, DEAL, LOT
from toolkit import certificates, cms
from toolkit.proceedings import Remedy, Stage


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "platform").mkdir()
    return Desk(tmp_path, monkeypatch)


@pytest.fixture
def stage(desk: Desk) -> Path:
    path = desk.folder / "stage.2.json"
    content = Stage(
        deal=DEAL, lot=LOT, stage=2, freeze="a" * 64, result="b" * 64, committee=["c" * 64], bids=["d" * 64]
    ).to_bytes()
    path.write_bytes(content)
    return path


class TestSign:
    def test_says_what_it_is_asks_and_signs(self, desk: Desk, stage: Path) -> None:
        words = "sign", stage, "--key", desk.key, "--out", desk.folder / "mine.p7s"
        code, _, err = run(*words)
        assert (code, "放行第 2 阶段" in err, "d" * 64 in err, "[not_confirmed]" in err) == (
            1,
            True,
            True,
            True,
        )
        assert not (desk.folder / "mine.p7s").exists()
        code, out, err = run(*words, "--yes", "--lang", "en")
        assert (code, "Release of stage 2" in err, "Signed" in out) == (0, True, True)
        signed = cms.verify((desk.folder / "mine.p7s").read_bytes(), stage.read_bytes())
        own = desk.competition.world.bidders[BIDDERS[0]].certificate
        assert certificates.fingerprint(signed.certificate) == certificates.fingerprint(own)
        assert "[would_overwrite]" in run(*words, "--yes")[2]

    def test_has_words_for_a_remedy_and_a_change(self, desk: Desk) -> None:
        remedy = Remedy(
            deal=DEAL, lot=LOT, stage=1, freeze="a" * 64, n=1, since=1_772_413_200_000, to=1_772_415_000_000,
            until=1_772_416_800_000, reason="机房断电",
        )  # fmt: skip
        path = desk.folder / "remedy.json"
        path.write_bytes(remedy.to_bytes())
        _, _, err = run("sign", path, "--key", desk.key, "--out", desk.folder / "out")
        assert "机房断电" in err
        assert "2026-03-02T02:00:00+00:00" in err
        competition = Competition(desk.folder / "other")
        competition.change(competition.deadline + 60_000)
        path.write_bytes(competition.changes[0].content)
        assert "截止时间变更第 1 号" in run("sign", path, "--key", desk.key, "--out", desk.folder / "out")[2]

    @pytest.mark.parametrize("content", [b"", b"{}", b'{"v":"sbe1/keys"}', b'{"v":"sbe1/stage"}'])
    def test_signs_nothing_it_has_no_words_for(self, desk: Desk, content: bytes) -> None:
        path = desk.folder / "any.json"
        path.write_bytes(content)
        code, _, err = run("sign", path, "--key", desk.key, "--yes", "--out", desk.folder / "out")
        assert (code, "[object_malformed]" in err) == (1, True)
        assert not (desk.folder / "out").exists()
