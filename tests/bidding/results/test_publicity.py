"""What the publicity of candidates says of each of them, of their evaluation, and of how to object."""

from __future__ import annotations

from bidding import committed
from config.demo import materials
from foundation.models import Event
from notices import context
from notices.writer import write
from notices.writing import Section
from tests.bidding.results.bench import REPORT, Bench
from trading.law.commitments import COMMITMENTS
from trading.models import StepTaken

LINES = ("质量承诺", "工期（交货期，日）", "响应的资格能力条件", "项目负责人", "项目负责人证书名称及编号")


class TestThePublicity:
    def test_says_of_each_candidate_what_the_law_asks(self, bench: Bench) -> None:
        bench.publicised(deng="licence")
        event = Event.objects.get(data__notice="construction_candidates")
        written = write("construction_candidates", context.of_event(event))
        sections = {one.heading.zh.partition("、")[2]: one for one in written.sections if not one.is_empty}
        # What a bidder committed itself to, in the words of its opened bid.
        candidates = table(sections["候选人"])
        assert list(candidates[0])[3:] == ["报价（元）", *LINES]
        assert [(one["候选人"], one["报价（元）"], one["项目负责人"]) for one in candidates] == [
            (bench.name_of("bai"), "47,000,000.00", "项目经理（bai）"), (bench.name_of("cui"), "46,000,000.00", "项目经理（cui）"),
        ]  # fmt: skip
        said = [materials.PROMISES[code] for code in COMMITMENTS if code != "project_leader"]
        assert all(set(said) <= {*one.values()} for one in candidates)
        # How it was evaluated: what was said of the report, each candidate's figures, who is out and why.
        evaluation = sections["评标情况"]
        assert REPORT["conclusion"] in {row.value.zh for row in evaluation.rows}
        assert [one["候选人"] for one in table(evaluation)] == [bench.name_of("bai"), bench.name_of("cui")]
        assert all(float(one["总得分"]) > 60 for one in table(evaluation))
        [out] = table(sections["未进入排序的投标"])
        assert (
            out["投标人"] == bench.name_of("deng") and "营业执照" in out["理由"] and "第51条" in out["依据"]
        )
        # How to object, and what else the documents say.
        assert materials.CONSTRUCTION["objections_to"] in {
            row.value.zh for row in sections["提出异议的渠道和方式"].rows
        }
        assert "业绩：见投标文件" in {row.value.zh for row in sections["本次事项"].rows}
        # What came before is told by its instant: another process's ids may run ahead.
        taken = StepTaken.objects.get(step="publish_candidates")
        before = StepTaken.objects.get(step="receive_report")
        again = {
            "lot_id": taken.lot_id,
            "step": before.step,
            "source": before.source,
            "target": before.target,
        }
        between = before.at + (taken.at - before.at) / 2
        ahead = StepTaken.objects.create(id="stp_ZZZ", at=between, actor="m:sun", **again)
        assert context._before(taken) == ahead


def test_a_bidders_words_come_into_a_notice_without_signs_that_nobody_sees() -> None:
    said = "合格\u202e格合不\u200b\n工程\x07师\u2066"
    assert committed._words(said) == "合格格合不 工程师"
    assert (committed._words(120), committed._words(None), committed._words(["x"])) == ("120", "", "")
    assert committed._words("优" * 501) == "优" * 500 + "…"


def table(section: Section) -> list[dict[str, str]]:
    return [
        {head.zh: cell.zh for head, cell in zip(section.header, line, strict=True)} for line in section.table
    ]
