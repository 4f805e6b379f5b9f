"""The published file, its page and the command that replays it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.auctions import page, vectors
from tests.toolkit.auctions.detailed import DETAILS
from tests.toolkit.auctions.logged import strange_leaves
from tests.toolkit.auctions.rooms import START, by, made, rules
from tests.toolkit.auctions.stranger import result_of
from tests.toolkit.auctions.stranger_signed import Wrong, check_signed
from toolkit import canonical, signed_prices
from toolkit.auctions import words
from toolkit.auctions.publishing import Auction, first_difference, publish
from toolkit.auctions.running import FORMS
from toolkit.command.main import main
from toolkit.refusals import Refused
from toolkit.scoring.publishing import Difference

SOURCES = Path(page.__file__).parents[3] / "toolkit" / "auctions"
LOG = made(by(1, "raise", "1", "1000"), by(2, "raise", "2", "1020"), by(3, "raise", "2", "1050"))


def published() -> Auction:
    return publish(rules("dynamic_quotation"), LOG, START + 780_000)


def changed(path: str, value: Any) -> bytes:
    """Return the file with one value changed, or taken away."""
    content = json.loads(published().to_bytes())
    *steps, last = path.split(".")
    at = content
    for one in steps:
        at = at[int(one)] if one.isdigit() else at[one]
    if value is None:
        del at[last]
    else:
        at[int(last) if last.isdigit() else last] = value
    return canonical.dump(content)


class TestReading:
    def test_gives_back_what_was_written(self) -> None:
        assert Auction.from_bytes(published().to_bytes()) == published()

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("rules.grid", None), ("rules.form", "lottery"), ("rules.extra", "1"), ("moves.0.price", 1000),
            ("moves.0.price", "1e3"), ("moves.0.price", "1000.001"), ("moves.0.price", "-1"), ("moves.0.price", "１０００"),
            ("moves.0.price", "1,000"), ("moves.0.price", "1000000000000000"), ("moves.0.kind", "wish"), ("moves.0.at", 0),
            ("moves.0.bidder", ""), ("v", "auction/2"), ("rules.starts_at", 2**53 - 1), ("rules.countdown_s", 2**40), ("at", 2**53 - 1),
            ("rules.signing", "stamp"), ("rules.signing", None), ("announced", None), ("announced", 5), ("keys", None), ("signatures", {}),
        ],
    )  # fmt: skip
    def test_refuses_another_shape(self, path: str, value: Any) -> None:
        with pytest.raises(Refused) as refused:
            Auction.from_bytes(changed(path, value))
        assert refused.value.code == "object_malformed"


class TestFirstDifference:
    def test_is_none_where_the_result_follows(self) -> None:
        assert first_difference(published()) is None

    @pytest.mark.parametrize(
        ("path", "value", "expected"),
        [
            ("result.awards.0.bidder", "1", Difference("result.awards[0].bidder", "1", "2")),
            ("result.price", "1050.00", Difference("result.price", "1050.00", "1050")),
            (
                "rules.countdown_s",
                181,
                Difference("result.ends_at", f"{START + 780_000}", f"{START + 781_000}"),
            ),
            ("result.ends_at", START, Difference("result.ends_at", f"{START}", f"{START + 780_000}")),
        ],
    )
    def test_is_named(self, path: str, value: Any, expected: Difference) -> None:
        found = first_difference(Auction.from_bytes(changed(path, value)))
        if path == "rules.countdown_s":
            # With a longer countdown nothing has ended yet.
            assert found is not None and found.path == "result.awards[0]"
        else:
            assert found == expected


class TestReplayCommand:
    @pytest.mark.parametrize(
        ("content", "code", "said"),
        [
            (published().to_bytes(), 0, "公布的结果与重放的结果一致：3步操作，其中1步无效。"),
            (changed("result.awards.0.bidder", "1"), 1, "result.awards[0].bidder 公布为“1”，应为“2”"),
            (changed("moves.1.number", 7), 1, "[moves_out_of_order]"),
            (b"{}", 1, "[object_malformed]"),
        ],
    )
    def test_says_whether_the_result_follows(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, code: int, said: str
    ) -> None:
        (tmp_path / "auction.json").write_bytes(content)
        assert main(["verify", "auction", str(tmp_path / "auction.json"), "--lang", "zh"]) == code
        spoken = capsys.readouterr()
        assert said in spoken.out + spoken.err

    def test_says_of_a_trial_that_it_is_one(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for name, is_trial in (("trial-1", True), ("a", False)):
            (tmp_path / "auction.json").write_bytes(changed("rules.auction", name))
            assert main(["verify", "auction", str(tmp_path / "auction.json"), "--lang", "zh"]) == 0
            assert ("没有法律效力" in capsys.readouterr().out) is is_trial
            assert main(["verify", "auction", str(tmp_path / "auction.json"), "--json"]) == 0
            assert ("trial" in json.loads(capsys.readouterr().out)) is is_trial

    def test_says_why_and_speaks_to_programs(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "auction.json").write_bytes(published().to_bytes())
        assert main(["verify", "auction", str(tmp_path / "auction.json"), "--lang", "en", "--progress"]) == 0
        spoken = capsys.readouterr()
        assert "1000 stands: 1050 or better is needed [misses_step]" in spoken.out
        assert "Replaying 100 %" in spoken.err
        assert main(["verify", "auction", str(tmp_path / "auction.json"), "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["follows"], said["difference"]) == (True, {})
        assert said["result"] == json.loads(published().to_bytes())["result"]


class TestPage:
    def test_has_the_words_of_the_code(self) -> None:
        text = page.PAGE.read_text(encoding="utf-8")
        assert page.page(text) == text

    def test_and_the_words_are_those_that_are_used(self) -> None:
        sources = "".join(file.read_text(encoding="utf-8") for file in SOURCES.rglob("*.py"))
        used = set(re.findall(r'Inadmissible\(\s*"(\w+)"', sources)) | set(
            re.findall(r'"(\w+)" if (?:over|standing\.price|running\.best)', sources)
        )
        used |= {"misses_start", "misses_step", "closed", "not_closed"}
        assert used == set(words.REFUSALS)
        assert DETAILS.keys() <= words.REFUSALS.keys()
        assert FORMS.keys() == words.FORMS.keys()
        for code, said in words.REFUSALS.items():
            named = set(re.findall(r"{(\w+)}", said.zh))
            assert named == set(re.findall(r"{(\w+)}", said.en)) <= set(DETAILS.get(code, ())), code

    def test_has_vectors_that_hold(self) -> None:
        assert vectors.FILE.read_bytes() == vectors.kept()
        for one in json.loads(vectors.FILE.read_text(encoding="utf-8")):
            if "file" in one:
                assert first_difference(Auction.from_bytes(one["file"].encode())) is None
                assert result_of(one["file"].encode()) == json.loads(one["file"])["result"]
            if "signatures" in one:
                assert signatures_of(one["file"].encode()) == one["signatures"]
            if "logbook" in one:
                found = strange_leaves(one["file"].encode(), one["logbook"].encode())
                assert {str(number): leaf for number, leaf in found.items()} == json.loads(one["leaves"])


def signatures_of(file: bytes) -> str:
    """Return why the signatures of a file are refused, as whoever knows the page alone does refuse them; nothing if they hold."""
    try:
        signed_prices.check(Auction.from_bytes(file))
    except Refused as refused:
        with pytest.raises(Wrong):
            check_signed(file)
        return refused.code
    check_signed(file)
    return ""
