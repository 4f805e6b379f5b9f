"""One event against the log's files: what a stranger does with an answer of the platform's API, as docs/formats/log.md shows it."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.log.logs import TryLog
from toolkit.log import events, leaves, verify
from toolkit.log.tiles import Files
from toolkit.refusals import Refused

DOC = (Path(__file__).parents[3] / "docs" / "formats" / "log.md").read_text(encoding="utf-8")
ANSWER, LEAF = (
    json.loads(re.findall(r"```json\n(.+?)```", DOC, re.DOTALL)[0]),
    re.findall(r"The leaf is `(\w+)`", DOC)[0],
)


@pytest.fixture
def log() -> TryLog:
    """A log in which the event of the document stands."""
    made = TryLog(2)
    made.grow(300)
    made.grow([bytes.fromhex(LEAF)])
    made.witnessed()
    return made


def row(**changed: Any) -> dict[str, Any]:
    """The document's event, as it might have been answered instead."""
    return {**ANSWER["results"][0], **changed}


def leaf(**changed: Any) -> dict[str, Any]:
    return {**ANSWER["results"][0]["leaf"], **changed}


def asked(log: Files, believed: Any, *rows: Any) -> list[events.Logged]:
    return events.check(log, believed, events.read(json.dumps(list(rows)))[0])


class TestTheDocument:
    def test_holds_as_it_is_written(
        self, log: TryLog, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log.write(tmp_path / "log")
        (tmp_path / "policy").write_text(log.policy.to_text())
        (tmp_path / "events.json").write_text(json.dumps(ANSWER, ensure_ascii=False))
        monkeypatch.chdir(tmp_path)
        (command,) = (line for line in re.findall(r"```sh\n(.+?)\n```", DOC) if "--events" in line)
        said = DOC.split("says nothing else than what stands beside it:")[1].split("```")[1].lstrip("\n")
        words = shlex.split(command)
        assert words[:3] == ["python", "-m", "toolkit.log.verify"]
        assert (verify.main(words[3:]), capsys.readouterr().out) == (0, said)

    def test_computes_the_leaf_by_its_formula(self) -> None:
        (opened,), others = events.read(json.dumps(ANSWER))
        assert (leaves.event(opened.salt, opened.content).hex(), others) == (LEAF, 0)


class TestCheck:
    def test_tells_whether_witnesses_saw_it(self, log: TryLog) -> None:
        log.grow([leaves.event(bytes(32), leaf()["content"].encode())])
        found = asked(log, log.policy, row(), {"leaf": leaf(index=301, salt="00" * 32)})
        assert [(one.index, one.is_witnessed) for one in found] == [(300, True), (301, False)]

    @pytest.mark.parametrize(
        ("code", "changed"),
        [
            ("leaf_differs", {"leaf": leaf(index=299)}),
            ("leaf_differs", {"leaf": leaf(salt="00" * 32)}),
            ("leaf_differs", {"leaf": leaf(content=leaf()["content"].replace("0001-01", "0001-02")), "data": {}}),
            ("leaf_not_yet", {"leaf": leaf(index=301)}),
            ("event_differs", {"at": "2026-03-02T09:00:01+08:00"}),
            ("event_differs", {"type": "notices.notice.withdrawn"}),
            ("event_differs", {"deal": None}),
            ("event_differs", {"lot": "lot_01JC0000000000000000000001"}),
            ("event_differs", {"data": {"number": "QD-GC-2026-0001-02"}}),
            ("event_differs", {"data": {"more": "1"}}),
            ("event_malformed", {"leaf": leaf(salt="00")}),
            ("event_malformed", {"leaf": leaf(index=-1)}),
            ("event_malformed", {"leaf": leaf(content="{}")}),
            ("event_malformed", {"leaf": leaf(content="[")}),
            ("event_malformed", {"leaf": leaf(content='{"data":' * 100_000)}),
            ("event_malformed", {"leaf": [], "data": "x"}),
        ],
    )  # fmt: skip
    def test_refuses_what_is_not_as_it_was_logged(
        self, log: TryLog, code: str, changed: dict[str, Any]
    ) -> None:
        with pytest.raises(Refused, match=code):
            asked(log, log.policy, row(**changed))

    def test_does_not_believe_other_keys_nor_other_tiles(self, log: TryLog) -> None:
        with pytest.raises(Refused, match="checkpoint_"):
            asked(log, TryLog(2).policy, row())

        def files(path: str) -> bytes:
            return bytes(len(log(path))) if path.startswith("tile/0/") else log(path)

        with pytest.raises(Refused, match="leaf_differs"):
            asked(files, log.policy, row())


class TestCommand:
    def test_ends_with_1_and_names_the_leaf(
        self, log: TryLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        place = str(log.write(tmp_path / "log"))
        for name, content, code, said in (
            (
                "wrong",
                [row(leaf=leaf(index=7))],
                1,
                {"result": "broken", "code": "leaf_differs", "path": None, "leaf": 7},
            ),
            ("closed", [row(leaf=None)], 2, {"result": "logged", "keys": "own", "events": [], "others": 1}),
        ):
            (tmp_path / name).write_text(json.dumps({"results": content}))
            assert verify.main([place, "--events", str(tmp_path / name), "--json"]) == code
            assert json.loads(capsys.readouterr().out) == said
