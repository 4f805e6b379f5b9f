"""The report of an evaluation (评标报告): where each bid stands and why, as the members signed it. For whoever watches the deal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from archive.documents.drafts import NONE, Draft, about, plain
from bidding.evaluation import results
from bidding.models import Evaluation
from foundation.models import Event
from foundation.text import Text
from notices.parts import NO, YES, instant, same
from notices.writing import Row, Section

KIND = "evaluation_report"
TITLE: Final = Text("评标（评审）报告", "Report of the evaluation")


def drafts(events: Sequence[Event]) -> Iterator[Draft]:
    """Yield the reports of evaluations that have a result which can be recomputed."""
    ids = [event.data["evaluation"] for event in events]
    rows = Evaluation.objects.select_related("lot__deal__organiser", "lot__deal__agency").in_bulk(ids)
    for one in (rows[key] for key in ids if key in rows):
        if one.result and one.reported_at:
            yield _draft(one)


def _draft(row: Evaluation) -> Draft:
    lot = row.lot
    rows = (
        Row(Text("评审次数", "Evaluation"), same(str(row.number))),
        Row(Text("评审开始", "Begun"), instant(row.began_at)),
        *([Row(Text("报告签署", "Signed"), instant(row.reported_at))] if row.reported_at else []),
        Row(Text("评审结果数据摘要（SHA-256）", "Digest of the result"), same(row.result_sha256)),
        Row(Text("评审报告数据摘要（SHA-256）", "Digest of the report"), same(row.report_sha256)),
    )
    said = Text(
        "评标（评审）委员会依据招标（采购）文件确定的标准和方法对投标（响应）文件进行了评审，全体成员的签名保存于评审报告数据中，"
        "下列排名和数值可由公布的评审结果数据重新计算。",
        "",
    )
    return Draft(
        kind=KIND,
        number=f"{lot.deal.number}-PB{lot.number}-{row.id[-4:]}",
        source=row.id,
        deal=lot.deal,
        lot=lot.id,
        at=row.reported_at or row.began_at,
        title=TITLE,
        subtitle=same(lot.deal.title),
        sections=(
            plain(said), about(lot.deal, f"{lot.number} {lot.title}"), Section(Text("评审情况", "The evaluation"), rows=rows),
            _standings(row), _of_the_lot(row),
        ),
        record={"evaluation": row.id, "lot": lot.id, "result_sha256": row.result_sha256, "report_sha256": row.report_sha256},
        is_public=False,
    )  # fmt: skip


def _standings(row: Evaluation) -> Section:
    table = []
    for one in results.standings(row):
        figures = [f"{each.title.zh} {each.value}" for each in one.figures]
        reasons = [f"{each.words.zh}{f'（{each.law}）' if each.law else ''}" for each in one.reasons]
        table.append(
            (
                same(str(one.rank) if one.rank else NONE),
                same(one.name or NONE),
                YES if one.is_candidate else NO,
                same("；".join(figures) or NONE),
                same("；".join(reasons) or NONE),
            )
        )
    header = (
        Text("排名", "Rank"), Text("投标人（供应商）", "Bidder"), Text("推荐", "Candidate"), Text("得分", "Figures"), Text("说明", "Why"),
    )  # fmt: skip
    return Section(Text("评审结果", "The result"), header=header if table else (), table=tuple(table))


def _of_the_lot(row: Evaluation) -> Section:
    said = tuple(Row(one.title, same(one.value)) for one in results.lines(row))
    return Section(Text("计算所用数值", "Figures of the lot"), rows=said)
