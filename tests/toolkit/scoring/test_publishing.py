"""The published file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.scoring import page, vectors
from tests.toolkit.scoring.lots import RULES, bid, given_for, lot
from tests.toolkit.scoring.stranger import follows, result_of
from tests.toolkit.scoring.stranger_sheet import Refused as Unfollowed
from toolkit import canonical
from toolkit.command.main import main
from toolkit.refusals import Refused
from toolkit.scoring import words
from toolkit.scoring.evaluating import METHODS
from toolkit.scoring.explaining import sentence
from toolkit.scoring.publishing import Difference, Evaluation, first_difference, publish
from toolkit.scoring.results import Detail, Reason

SOURCES = Path(page.__file__).parents[3] / "toolkit" / "scoring"
BIDS = (bid("A", "100.00"), bid("B", "90.00", claims=("small",)), bid("C", "95.50"))
POINTS = {"A": ("10", "20"), "B": ("30", "30"), "C": ("20", "25")}


def published() -> Evaluation:
    inputs = lot(*BIDS, points=POINTS, **given_for("comprehensive"))
    return publish(RULES["comprehensive"], inputs)


def changed(path: str, value: Any) -> bytes:
    """Return the file with one value changed, or taken away."""
    content = json.loads(published().to_bytes())
    *steps, last = path.split(".")
    at = content
    for step in steps:
        at = at[int(step)] if step.isdigit() else at[step]
    if value is None:
        del at[last]
    else:
        at[int(last) if last.isdigit() else last] = value
    return canonical.dump(content)


class TestReading:
    def test_gives_back_what_was_written(self) -> None:
        assert Evaluation.from_bytes(published().to_bytes()) == published()

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("inputs.bids.0.brand", None),
            ("rule.trim", None),
            ("rule.method", "lottery"),
            ("rule.extra", "1"),
            ("rule.score_places", "2"),
            ("inputs.bids.0.quotes.0", 100),
            ("inputs.bids.0.quotes.0", "1e2"),
            ("inputs.bids.0.claims", ["friend"]),
            ("v", "evaluation/2"),
        ],
    )
    def test_refuses_another_shape(self, path: str, value: Any) -> None:
        with pytest.raises(Refused) as refused:
            Evaluation.from_bytes(changed(path, value))
        assert refused.value.code == "object_malformed"

    def test_holds_a_large_lot(self) -> None:
        assert Evaluation.longest_bytes > 16 * canonical.LONGEST_BYTES // 2


class TestFirstDifference:
    def test_is_none_where_the_result_follows(self) -> None:
        assert first_difference(published()) is None

    @pytest.mark.parametrize(
        ("path", "value", "expected"),
        [
            ("result.placings.1.rank", 1, Difference("result.placings[1].rank", "1", "2")),
            ("result.figures.0.value", "4", Difference("result.figures[0].value", "4", "3")),
            ("result.candidates", ["B"], Difference("result.candidates[1]", "-", "C")),
            ("inputs.bids.0.quotes.0", "100.01", Difference("result.figures[2].value", "95.17", "95.17")),
        ],
    )
    def test_is_named(self, path: str, value: Any, expected: Difference) -> None:
        found = first_difference(Evaluation.from_bytes(changed(path, value)))
        assert found is not None
        if path.startswith("result"):
            assert found == expected
        else:
            assert found.path.startswith("result.")

    def test_sees_what_has_the_same_value_but_other_digits(self) -> None:
        content = changed("result.placings.0.figures.0.value", "90.0")
        assert first_difference(Evaluation.from_bytes(content)) is not None


class TestRankCommand:
    @pytest.mark.parametrize(
        ("content", "code", "said"),
        [
            (published().to_bytes(), 0, "公布的排序与重新计算的结果一致：3家投标。"),
            (changed("result.placings.1.rank", 1), 1, "result.placings[1].rank 公布为“1”，应为“2”"),
            (changed("inputs.sheets", []), 1, "[too_few_experts]"),
            (b"{}", 1, "[object_malformed]"),
        ],
    )
    def test_says_whether_the_ranking_follows(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, code: int, said: str
    ) -> None:
        (tmp_path / "evaluation.json").write_bytes(content)
        assert main(["verify", "ranking", str(tmp_path / "evaluation.json"), "--lang", "zh"]) == code
        spoken = capsys.readouterr()
        assert said in spoken.out + spoken.err

    def test_says_why_and_speaks_to_programs(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "evaluation.json").write_bytes(published().to_bytes())
        main(["verify", "ranking", str(tmp_path / "evaluation.json"), "--lang", "en"])
        assert "Behind B by Total: " in capsys.readouterr().out
        main(["verify", "ranking", str(tmp_path / "evaluation.json"), "--json"])
        found = json.loads(capsys.readouterr().out)
        assert (found["follows"], found["result"]["candidates"]) == (
            True,
            list(published().result.candidates),
        )

    def test_has_a_sentence_for_every_reason(self) -> None:
        for code, said in words.REASONS.items():
            names = re.findall(r"{(\w+)}", said.zh)
            assert sorted(names) == sorted(re.findall(r"{(\w+)}", said.en)), code
            details = tuple(Detail(name=name, value="total" if name == "by" else "1") for name in names)
            assert "{" not in sentence(Reason(code=code, details=details)).zh


class TestVectors:
    def test_are_those_that_the_code_makes(self) -> None:
        assert vectors.FILE.read_bytes() == vectors.kept()

    def test_are_computed_by_a_stranger(self) -> None:
        made = vectors.written()
        assert {one["name"] for one in made} >= METHODS.keys()
        for one in made:
            if "file" in one:
                assert result_of(one["file"].encode()) == json.loads(one["file"])["result"], one["name"]
            else:
                with pytest.raises(Unfollowed) as refused:
                    follows(json.loads(one["rule"]), json.loads(one["inputs"]))
                assert one["refused"] == one["name"] == str(refused.value)

    def test_name_details_in_the_order_of_the_sentence(self) -> None:
        seen = set()
        for one in vectors.written():
            for placing in json.loads(one["file"])["result"]["placings"] if "file" in one else ():
                for reason in placing["reasons"]:
                    seen.add(reason["code"])
                    names = re.findall(r"{(\w+)}", words.REASONS[reason["code"]].en)
                    assert [detail["name"] for detail in reason["details"]] == names, reason["code"]
        assert len(seen) > 15


class TestPage:
    def test_lists_what_the_code_says(self) -> None:
        text = page.PAGE.read_text(encoding="utf-8")
        assert page.page(text) == text

    def test_names_every_field(self) -> None:
        text = page.PAGE.read_text(encoding="utf-8")
        names: set[str] = set()

        def walk(schema: dict[str, Any]) -> None:
            for one in schema["$defs"].values():
                names.update(one.get("properties", {}))

        walk(Evaluation.model_json_schema())
        assert [name for name in sorted(names) if f"`{name}`" not in text] == []

    def test_knows_every_code(self) -> None:
        source = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
        refused = set(re.findall(r'Unfit\(\s*"([a-z_]+)"', source))
        assert refused == words.WORDS.keys()
        noted = set(re.findall(r'(?:\.exclude|\.note|[^_.]reason)\(\s*"([a-z_]+)"', source))
        assert noted - words.REASONS.keys() == set()
        # Passed on under a name: the marks of a low price, and either end of a declined correction.
        marks = {"low_of_mean", "low_of_next", "low_of_ceiling"}
        assert words.REASONS.keys() - noted == marks
        assert all(f'"{one}"' in source for one in marks)
