"""A draw among all experts of a province: what comes next does not cost more the longer the calls go on."""

from __future__ import annotations

import time

from tests.toolkit.draws.scenes import MINUTE, begun, pool
from toolkit.draws import drawing, verifying
from toolkit.draws.records import Act


def test_a_draw_of_three_thousand_who_all_decline_is_verified_at_once() -> None:
    entries = pool([(f"xpt_{at}", f"u{at}", ["a01", "b02"]) for at in range(3000)])
    draw, acts = begun((("a01", 3), ("b02", 2)), entries), list[Act]()
    calls = drawing.Calls(draw)
    while (turn := calls.next()) is not None:
        for said in (turn.act, "declined"):
            made = {"entry": turn.entry, "group": turn.group, "act": said, "at": 4 * MINUTE + len(acts)}
            acts.append(Act.model_validate(made))
            calls.take(acts[-1])
    began = time.process_time()
    verifying.verify(draw.model_copy(update={"acts": tuple(acts), "end": "exhausted"}))
    assert len(acts) == 6000
    assert time.process_time() - began < 1
