"""What a notice of candidates says of them, of their evaluation, and of how to object (招标公告和公示信息发布管理办法第六条)."""

from __future__ import annotations

from foundation.text import Text
from notices.context import Context, LotView
from notices.known import LABELS
from notices.parts import NONE, chosen, labelled, money, same
from notices.writing import Part, Section
from toolkit.scoring.words import MONEY, TIME

LOT = Text("标段", "Lot")
CANDIDATES = LABELS["candidates"], Text("候选人", "Candidates")
SUPPLIERS = Text("入围供应商", "Supplier"), Text("入围供应商", "Suppliers admitted")
"""What one of them is called, and all of them."""
RANK, NUMBER = Text("排序", "Rank"), Text("序号（候选人不排序）", "Number (candidates are not ranked)")
TO_OBJECT = ("objections_to", "supervisor")
"""Fields of a deal that say how to object, beside whom to turn to."""


def _listed(numbered: Text, whom: tuple[Text, Text] = CANDIDATES, *, with_commitments: bool) -> Part:
    """Return the part that lists them under this heading of their numbers, with their prices and what else they offer."""

    def part(c: Context) -> Section:
        lines = c.commitments if with_commitments else ()
        table = tuple(
            (
                same(_name(view)),
                same(str(one["rank"])),
                same(one["name"]),
                money(one["price"]),
                *(_committed(view, one.get("party"), line.code) for line in lines),
            )
            for view in c.lots
            for one in view.candidates
        )
        price = Text("报价（元）", "Price (yuan)")
        header = (LOT, numbered, whom[0], price, *(line.name for line in lines))
        return Section(whom[1], header=header if table else (), table=table)

    return part


ranked = _listed(RANK, with_commitments=False)
admitted = _listed(RANK, SUPPLIERS, with_commitments=False)
ranked_in_full = _listed(RANK, with_commitments=True)
unranked_in_full = _listed(NUMBER, with_commitments=True)


def evaluation(c: Context) -> Section:
    """How it was evaluated: what was said when the report was taken, and the figures of each candidate."""
    told = [(view, one) for view in c.lots for one in view.standings if one.is_candidate]
    titles = {
        line.code: line.title for _, one in told for line in one.figures if line.unit != TIME and line.code != "price"
    }  # fmt: skip
    table = []
    for view, one in told:
        figures = {
            line.code: money(line.value) if line.unit == MONEY else same(line.value) for line in one.figures
        }
        table.append((same(_name(view)), same(one.name), *(figures.get(code, NONE) for code in titles)))
    header = (LOT, CANDIDATES[0], *titles.values()) if table else ()
    rows = tuple(labelled(c.before_takes, c.before)) if c.before_takes else ()
    return Section(Text("评标情况", "The evaluation"), rows=rows, header=header, table=tuple(table))


def left_out(c: Context) -> Section:
    """The bids without a place, each with every reason and its article."""
    table = tuple(
        (same(_name(view)), same(one.name), why.words, same(why.law or NONE.zh))
        for view in c.lots
        for one in view.standings
        if not one.rank and not one.is_candidate
        for why in one.reasons
    )
    header = (LOT, Text("投标人", "Bidder"), Text("理由", "Reason"), Text("依据", "Law"))
    return Section(
        Text("未进入排序的投标", "Bids without a place"), header=header if table else (), table=table
    )


def to_object(c: Context) -> Section:
    """Whom to turn to with an objection, and how."""
    return Section(Text("提出异议的渠道和方式", "Where and how to object"), rows=chosen(c, *TO_OBJECT))


def _committed(view: LotView, party: object, code: str) -> Text:
    said = view.committed.get(str(party), {}).get(code)
    return same(said) if said else NONE


def _name(view: LotView) -> str:
    return f"{view.lot.number} {view.lot.title}"
