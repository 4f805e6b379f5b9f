"""Draws a procedure as a page of Markdown: diagram, steps, limits and rules, each with its article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from foundation.days import Count, Unit
from trading import particulars
from trading.law.grammar import Bound, DepositRule, Law, Limit, Step
from trading.law.procedure import Procedure

_UNITS = {
    Unit.DAYS: "日",
    Unit.WORKING_DAYS: "工作日",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
    Unit.HOURS: "小时",
    Unit.MINUTES: "分钟",
}


def page(procedure: Procedure) -> str:
    """Return the page of one edition."""
    parts = [
        f"# {procedure.kind_title.zh} · {procedure.title.zh}\n\n{procedure.kind_title.en}: {procedure.title.en}. Edition `{procedure.key}`"
        f", under {procedure.law}. Drawn from the tables in `trading/procedures`; edit those, not this page.",
        "## 状态图 States\n\n```mermaid\n" + "\n".join(_diagram(procedure)) + "\n```",
        "## 步骤 Steps\n\n"
        + _table(
            (
                "步骤 Step",
                "从 From",
                "到 To",
                "谁 Who",
                "条件 Conditions",
                "期限 Periods",
                "公告 Notice",
                "依据 Law",
            ),
            _steps(procedure),
        ),
        "## 期限 Limits\n\n"
        + _table(("期限 Limit", "长度 Length", "暂停时停止 Stops on hold", "依据 Law"), _limits(procedure)),
        "## 规则 Rules\n\n" + _table(("规则 Rule", "内容 Content", "依据 Law"), _rules(procedure)),
        "## 交易要素 Particulars\n\n" + _fields(procedure.particulars),
        "## 标段（宗地、标的）要素 Lot particulars\n\n" + _fields(procedure.lot_particulars),
    ]
    return "\n\n".join(parts) + "\n"


def index(procedures: Iterable[Procedure]) -> str:
    """Return the page that lists all procedures."""
    rows = [
        (
            p.kind_title.zh,
            f"[{p.title.zh}]({file_name(p)})",
            p.title.en,
            f"`{p.key}`",
            str(len(p.states)),
            str(len(p.steps)),
            str(p.law),
        )
        for p in procedures
    ]
    head = ("类别 Kind", "方式 Method", "English", "版本 Edition", "状态 States", "步骤 Steps", "依据 Law")
    return (
        "# 交易程序 Procedures\n\nDrawn by `bin/manage draw_procedures` from the tables. 条号待核 marks an article cited from memory.\n\n"
        + _table(head, rows)
        + "\n"
    )


def file_name(procedure: Procedure) -> str:
    """Return the name of a procedure's page."""
    return f"{procedure.kind}-{procedure.method}-{procedure.edition}.md"


def length(limit: Limit) -> str:
    """Return "不少于20日" or "3工作日内", with how it is counted."""
    words = (
        f"不少于{limit.length}{_UNITS[limit.unit]}"
        if limit.bound is Bound.FLOOR
        else f"{limit.length}{_UNITS[limit.unit]}内"
    )
    if limit.of:
        words += f"（自“{limit.of}”届满{'倒计' if limit.back else '起计'}）"
    if limit.count is Count.INCLUDE_FIRST:
        words += "（当日计入）"
    return words + ("（惯例）" if limit.practice else "")


def _diagram(procedure: Procedure) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in procedure.states:
        yield f'    state "{state.title.zh}" as {state.name}'
    yield f"    [*] --> {procedure.initial}"
    for step in procedure.steps:
        for source in step.sources:
            yield f"    {source} --> {step.target}: {step.title.zh}"
    for state in procedure.states:
        if state.final:
            yield f"    {state.name} --> [*]"


def _steps(procedure: Procedure) -> Iterator[tuple[str, ...]]:
    titles = {s.name: s.title.zh for s in procedure.states}
    for step in procedure.steps:
        who = "、".join(role.value for role in step.roles) + ("（整个交易）" if step.whole_deal else "")
        yield (
            f"`{step.name}` {step.title.zh}<br>{step.title.en}",
            "、".join(titles[name] for name in step.sources),
            titles[step.target],
            who,
            "<br>".join(
                [guard.title.zh + _cite(guard.law) for guard in step.guards]
                + (["暂停时也可"] if step.despite_hold else [])
            ),
            "<br>".join(_periods(step)),
            f"`{step.notice}`" if step.notice else "",
            str(step.law or ""),
        )


def _periods(step: Step) -> Iterator[str]:
    for words, limits in (
        ("届满后", step.after),
        ("期间内", step.during),
        ("开始", step.opens),
        ("应在", (step.due,) if step.due else ()),
    ):
        for limit in limits:
            yield f"{words}：{limit.title.zh}（{length(limit)}）"


def _limits(procedure: Procedure) -> Iterator[tuple[str, ...]]:
    for limit in procedure.limits().values():
        yield (
            f"`{limit.name}` {limit.title.zh}<br>{limit.title.en}",
            length(limit),
            "是" if limit.stops else "",
            str(limit.law),
        )


def _rules(procedure: Procedure) -> Iterator[tuple[str, ...]]:
    for reg in procedure.registrations:
        among = f"；仅限“{reg.among}”所列" if reg.among else ""
        yield (
            "报名（参与） Registration",
            f"期间：{reg.until.title.zh}；审核：{reg.reviewed_by or '无'}{among}",
            str(reg.until.law),
        )
    if (ask := procedure.questions) is not None:
        titles = "、".join(procedure.state(name).title.zh for name in ask.states)
        reply = f"；{length(ask.reply)}答复" if ask.reply else ""
        yield "提问 Questions", f"处于：{titles}{reply}", str(ask.law)
    for clr in procedure.clarifications:
        yield "澄清与修改 Clarification", f"{length(clr.lead)}，否则顺延", str(clr.lead.law)
    if (pause := procedure.pause) is not None:
        longest = f"，{length(pause.longest)}恢复" if pause.longest else ""
        yield "中止 Pause", f"{'、'.join(role.value for role in pause.by)}宣布{longest}", str(pause.law)
    for rule in procedure.objections:
        holds = "；答复前暂停" if rule.holds else ""
        yield (
            f"{rule.title.zh} {rule.title.en}",
            f"{length(rule.window) if rule.window else '开标现场'}提出；{length(rule.reply)}答复{holds}",
            str(rule.law),
        )
    if (cmp := procedure.complaints) is not None:
        yield (
            "投诉 Complaint",
            f"{length(cmp.lodge)}提出；{length(cmp.accept)}受理；{length(cmp.decide)}处理",
            str(cmp.lodge.law),
        )
    if (dep := procedure.deposit) is not None:
        bounds = [
            f"≤{dep.at_most_share:%}" if dep.at_most_share else "",
            f"≥{dep.at_least_share:%}" if dep.at_least_share else "",
        ]
        bounds.append(f"≤{dep.cap}元" if dep.cap else "")
        yield "保证金 Deposit", f"{'，'.join(filter(None, bounds))}（以{dep.base}为基数）", str(dep.law)
        yield from _refunds(dep, {state.name: state.title.zh for state in procedure.states})
    if (con := procedure.contract) is not None:
        yield (
            "合同 Contract",
            f"{length(con.sign)}签订"
            + (f"；履约保证金≤{con.bond_at_most_share:%}" if con.bond_at_most_share else ""),
            str(con.sign.law),
        )


def _refunds(rule: DepositRule, titles: dict[str, str]) -> Iterator[tuple[str, ...]]:
    interest = "，连同利息" if rule.interest else ""
    if rule.refund_withdrawn:
        limit = rule.refund_withdrawn
        yield "撤回后退还 Withdrawn", f"自撤回起{length(limit)}", str(limit.law)
    elif rule.withdrawn_with_losers:
        yield "撤回后退还 Withdrawn", "与未中选者同时", str(rule.law)
    for who, refund, since in (
        ("未中选者退还 Losers", rule.refund_losers, rule.losers_since),
        ("中选者退还 Winner", rule.refund_winner, rule.winner_since),
    ):
        if refund:
            begun = "、".join(titles[name] for name in since)
            yield who, f"自“{begun}”起{length(refund)}{interest}", str(refund.law)
    if rule.refund_winner is None:
        yield "中选者退还 Winner", "转为价款", str(rule.law)
    if rule.refund_ended:
        ended = interest or ("，连同利息" if rule.interest_ended else "")
        yield "终止或失败后退还 Ended", f"{length(rule.refund_ended)}{ended}", str(rule.refund_ended.law)
    if rule.late:
        words = "责令改正、罚款、赔偿损失"
        if rule.late.uplift is not None:
            words = f"按同期贷款基准利率上浮{rule.late.uplift:.0%}另付资金占用费"
        yield "逾期退还 Late", words, str(rule.late.law)


def _fields(cls: type) -> str:
    rows = [
        (
            f"`{info.name}`",
            info.label.zh,
            info.label.en,
            info.type,
            "必填" if info.required else "",
            info.disclosure.value,
            info.law,
        )
        for info in particulars.describe(cls)
    ]
    return _table(("字段 Field", "名称", "Name", "类型 Type", "必填", "公开 Disclosure", "依据 Law"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _cite(law: Law | None) -> str:
    return f"（{law}）" if law else ""
