"""The parts of notices on suspensions, on objections at an opening and on decisions of complaints."""

from __future__ import annotations

from foundation.text import Text
from notices.context import Context
from notices.known import LABELS
from notices.parts import NO, YES, day, instant, same
from notices.writing import Row, Section
from trading import deadlines
from trading.models import Hold
from trading.refusals import HOLD_CAUSES


def pause(c: Context) -> Section:
    """
    Which lot is suspended, why, since when and how long at most, or when it went on.

    The organiser's reason is announced; a supervisor's is in the case file (依申请公开), so its notice tells only whose order it is.
    """
    hold = c.hold
    rows = []
    if hold is not None:
        is_own = hold.cause == Hold.Cause.ORGANISER
        rows = [
            *(
                Row(Text("标段（包、宗地、标的）", "Lot"), same(f"{v.lot.number} {v.lot.title}"))
                for v in c.lots
            ),
            Row(Text("原因", "Reason"), same(hold.reason) if is_own else HOLD_CAUSES[hold.cause]),
            Row(Text("依据", "Law"), same(hold.law)),
            Row(Text("暂停（中止）时间", "Suspended at"), instant(hold.starts_at)),
        ]
        if hold.ends_at is not None:
            rows.append(
                Row(Text("最迟恢复日期", "Resumed at the latest on"), day(deadlines.last_day(hold.ends_at)))
            )
        # A notice may be written late: it tells what was so at its event.
        if hold.ended_at is not None and hold.ended_at <= c.at:
            rows.append(Row(Text("恢复时间", "Resumed at"), instant(hold.ended_at)))
    return Section(Text("暂停与恢复", "Suspension"), rows=tuple(rows))


def at_the_opening(c: Context) -> Section:
    """What bidders objected to on the spot and how it was answered; who they are is told to those who supervise."""
    lines = [
        (same(one.grounds), same(one.reply), YES if one.upheld else NO)
        for one in c.heard
        if one.status == "answered" and one.replied_at is not None and one.replied_at <= c.at
    ]
    header = (Text("异议", "Objection"), Text("当场答复", "Reply on the spot"), Text("是否成立", "Upheld"))
    return Section(
        Text("对开标的异议及答复", "Objections to the opening, and the replies"),
        header=header if lines else (), table=tuple(lines),
    )  # fmt: skip


def complaint(c: Context) -> Section:
    """What was complained of and how it was decided; who complained is the government's to know (数据规范：政务公开)."""
    one = c.complaint
    rows = []
    if one is not None:
        rows = [
            Row(Text("被投诉人", "Complained of"), same(c.deal.organiser.name)),
            Row(Text("投诉日期", "Lodged on"), day(deadlines.last_day(one.lodged_at))),
            Row(LABELS["decision"], same(one.decision)),
            Row(Text("投诉是否成立", "Upheld"), YES if one.upheld else NO),
        ]
        if one.decided_at is not None:
            rows.append(Row(Text("处理日期", "Decided on"), day(deadlines.last_day(one.decided_at))))
    return Section(Text("投诉处理", "Complaint"), rows=tuple(rows))
