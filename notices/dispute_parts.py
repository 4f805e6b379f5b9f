"""The parts of notices on suspensions and on decisions of complaints."""

from __future__ import annotations

from foundation.text import Text
from notices.context import Context
from notices.parts import NO, YES, day, instant, same
from notices.writing import Row, Section
from trading import deadlines


def pause(c: Context) -> Section:
    """Why a deal is suspended, since when and how long at most, or when it went on."""
    hold = c.hold
    rows = []
    if hold is not None:
        rows = [
            Row(Text("原因", "Reason"), same(hold.reason)),
            Row(Text("依据", "Law"), same(hold.law)),
            Row(Text("中止时间", "Paused at"), instant(hold.starts_at)),
        ]
        if hold.ends_at is not None:
            rows.append(
                Row(Text("最迟恢复日期", "Resumed at the latest on"), day(deadlines.last_day(hold.ends_at)))
            )
        if hold.ended_at is not None:
            rows.append(Row(Text("恢复时间", "Resumed at"), instant(hold.ended_at)))
    return Section(Text("中止与恢复", "Pause"), rows=tuple(rows))


def complaint(c: Context) -> Section:
    """What was complained of and how it was decided; who complained is the government's to know (数据规范：政务公开)."""
    one = c.complaint
    rows = []
    if one is not None:
        rows = [
            Row(Text("被投诉人", "Complained of"), same(c.deal.organiser.name)),
            Row(Text("投诉日期", "Lodged on"), day(deadlines.last_day(one.lodged_at))),
            Row(Text("处理结果", "Decision"), same(one.decision)),
            Row(Text("投诉是否成立", "Upheld"), YES if one.upheld else NO),
        ]
        if one.decided_at is not None:
            rows.append(Row(Text("处理日期", "Decided on"), day(deadlines.last_day(one.decided_at))))
    return Section(Text("投诉处理", "Complaint"), rows=tuple(rows))
