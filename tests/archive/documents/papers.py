"""Papers to be typeset, and the outside tools that look at what comes of them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.documents.paper import Paper
from foundation.text import Text

ISSUER = "阳光市公共资源交易中心"
NAME = "A & B <b>Co</b> <img src='/etc/passwd'/> \u202eevil\x07\t𠮷野家 🙂 ≒" + "很长的名称" * 60


def said(zh: str, en: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en or zh}


def section(
    heading: str, *, paragraphs: Sequence[str] = (), rows: Sequence[tuple[str, str]] = (),
    header: Sequence[str] = (), table: Sequence[Sequence[str]] = (),
) -> dict[str, Any]:  # fmt: skip
    return {
        "heading": said(heading, "English heading"),
        "paragraphs": [said(one) for one in paragraphs],
        "rows": [{"label": said(label, "Label"), "value": said(value)} for label, value in rows],
        "header": [said(one, "Column") for one in header],
        "table": [[said(one) for one in row] for row in table],
    }


def a_paper(*sections: dict[str, Any], **more: Any) -> Paper:
    given: dict[str, Any] = {
        "kind": "notice",
        "number": "YG-2026-0001-GG1",
        "edition": 1,
        "title": Text("开标记录", "Record of the bid opening"),
        "issuer": ISSUER,
        "issued_at": datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
        "url": "https://example.cn/documents/YG-2026-0001-GG1/",
        "sections": sections or (section("一、基本情况", rows=[("项目名称", "滨江新区污水处理厂")]),),
        "record": {"price": "12345678.90"},
    }
    return Paper(**(given | more))


def a_long_one(rows: int = 60) -> Paper:
    table = [
        [str(n), f"第{n}号建设工程集团有限公司", f"{12345678 + n:,}.00", "ab" * 32]
        for n in range(1, rows + 1)
    ]
    return a_paper(
        section("一、基本情况", rows=[("项目名称", NAME)], paragraphs=["依据法律规定，公开开标。" * 20]),
        section("二、报价", header=["序号", "投标人", "报价（元）", "摘要"], table=table),
        is_demonstration=True,
    )


def ask(program: str, *words: str | Path) -> str:
    """Return what an outside program says; it must end well."""
    ended = subprocess.run([program, *map(str, words)], capture_output=True, check=True)
    return ended.stdout.decode()


def kept(folder: Path, content: bytes, name: str = "document.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
