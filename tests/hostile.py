"""Names that organisations do not have, and that somebody will type."""

from __future__ import annotations

NAMES = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1-2",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "'=1",
    "\t=1",
    "甲 & <b>乙</b> ]]> --> \"'",
    "\u202etxt.exe\u202c 公司",
    "长" * 300,
    "𠮷野家𡈽木有限公司",
    "BEGIN:VEVENT\r\nSUMMARY:x; y, z\\n",
)
