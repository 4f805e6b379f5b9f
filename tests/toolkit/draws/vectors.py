"""Vectors of draws, from fixed seeds: `python -m tests.toolkit.draws.vectors` writes them anew."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from tests.toolkit.draws.scenes import begun, played, pool
from toolkit.draws import drawing, verifying
from toolkit.draws.records import Act, Draw
from toolkit.draws.words import Unsound

FILE = Path(__file__).parents[3] / "docs" / "formats" / "vectors" / "draw.json"


def draws() -> dict[str, Draw]:
    """Return draws by name; a name that is a code is refused with it."""
    listed = [(f"xpt_{at}", f"unit {at % 5}", ["a01"] if at % 2 else ["a01", "b02"]) for at in range(9)]
    ready = begun((("a01", 2), ("b02", 1)), pool(listed))
    complete = played(ready, random.Random(5))
    exhausted = played(begun((("a01", 4), ("b02", 3)), pool(listed[:5])), random.Random(1))
    first, second = ready.contributors[0], ready.contributors[1]
    silent = ready.contributors[2].model_copy(update={"secret": "", "revealed_at": 0})
    void = {"contributors": (first, second, silent), "seed": "", "orders": (), "end": "void"}
    late = Act(entry=ready.orders[0].entries[3], group="a01", act="called", at=5 * 60_000)
    return {
        "complete": complete,
        "exhausted": exhausted,
        "void": ready.model_copy(update=void),
        "draw_contributors": ready.model_copy(update={"contributors": (second,)}),
        "draw_pool": ready.model_copy(update={"pool": ready.pool[::-1]}),
        "draw_seed": ready.model_copy(update={"seed": "00" * 32}),
        "draw_order": ready.model_copy(update={"orders": ready.orders[:1]}),
        "draw_act": ready.model_copy(update={"acts": (late,)}),
        "draw_end": ready.model_copy(update={"end": "complete"}),
    }


def written() -> list[dict[str, Any]]:
    """Return the vectors as they are kept."""
    found: list[dict[str, Any]] = []
    for name, draw in draws().items():
        try:
            verifying.verify(draw)
            refused, drawn = "", drawing.drawn(draw) if draw.seed else {}
        except Unsound as unsound:
            refused, drawn = unsound.code, {}
        found.append({"name": name, "file": draw.to_bytes().decode(), "drawn": drawn, "refused": refused})
    return found


def kept() -> bytes:
    """Return the file."""
    return json.dumps(written(), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


if __name__ == "__main__":
    FILE.write_bytes(kept())
