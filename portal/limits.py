"""How long a limit is, in both languages."""

from __future__ import annotations

from foundation.days import Count, Unit
from foundation.text import Text
from trading.law.grammar import Bound, Limit
from trading.law.procedure import Procedure

_UNITS = {
    Unit.DAYS: Text("日", "days"),
    Unit.WORKING_DAYS: Text("个工作日", "working days"),
    Unit.MONTHS: Text("个月", "months"),
    Unit.YEARS: Text("年", "years"),
    Unit.HOURS: Text("小时", "hours"),
    Unit.MINUTES: Text("分钟", "minutes"),
}


def length(limit: Limit, procedure: Procedure) -> Text:
    """Return "不少于20日" or "3个工作日内", with how it is counted."""
    unit, number = _UNITS[limit.unit], limit.length
    if limit.bound is Bound.FLOOR:
        said = Text(f"不少于{number}{unit.zh}", f"at least {number} {unit.en}")
    else:
        said = Text(f"{number}{unit.zh}内", f"within {number} {unit.en}")
    notes = []
    if limit.back:
        of = procedure.limits().get(limit.of)
        name = of.title if of else Text(limit.of, limit.of)
        notes.append(Text(f"自“{name.zh}”届满倒计", f"back from the end of “{name.en}”"))
    if limit.count is Count.INCLUDE_FIRST:
        notes.append(Text("当日计入", "the first day counts"))
    if limit.stops:
        notes.append(Text("暂停时停止计算", "stops while suspended"))
    if limit.practice:
        notes.append(Text("惯例，可另行约定", "by practice; may be set otherwise"))
    if not notes:
        return said
    return Text(
        f"{said.zh}（{'；'.join(n.zh for n in notes)}）", f"{said.en} ({'; '.join(n.en for n in notes)})"
    )
