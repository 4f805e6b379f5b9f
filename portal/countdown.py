"""What is left until an instant, in the words that the page's script goes on writing (`frontend/scripts/countdown.ts`)."""

from __future__ import annotations

import math
from datetime import timedelta

from foundation.text import Text

OVER = Text("已截止", "closed")
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def seconds_left(left: timedelta) -> int:
    """Return whole seconds, rounded up: 0 is never shown while the period still runs."""
    return math.ceil(left / timedelta(seconds=1))


def remaining(left: timedelta) -> Text:
    """Return what is left in words."""
    seconds = seconds_left(left)
    if seconds <= 0:
        return OVER
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return Text(f"还剩{days}天{hours}小时", f"{days} d {hours} h left")
    if hours:
        return Text(f"还剩{hours}小时{minutes}分", f"{hours} h {minutes} min left")
    rest = seconds % _MINUTE
    return Text(f"还剩{minutes}分{rest}秒", f"{minutes} min {rest} s left")


def urgency(left: timedelta) -> str:
    """Tell how near the end is: `over`, `minutes` (ten), `hour`, `day` or `calm`."""
    seconds = seconds_left(left)
    for name, bound in (("over", 0), ("minutes", 10 * _MINUTE), ("hour", _HOUR), ("day", _DAY)):
        if seconds <= bound:
            return name
    return "calm"
