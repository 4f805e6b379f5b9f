"""The audit of draws of experts: commitments, what was announced, every act, and who read the names, against the journal."""

from __future__ import annotations

from collections.abc import Iterator

from bidding.models import Contribution, Draw, DrawAct, NameReading
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told."""
    yield from _draws()
    yield from compare(
        "contribution", Text("抽取承诺", "commitment of a draw"),
        {
            (one.draw_id, one.contributor): (one.commitment, one.committed_at, one.committed_by)
            for one in Contribution.objects.order_by("id")
        },
        {
            (str(event.data.get("draw")), event.data.get("contributor")): (event.data.get("commitment"), event.at, event.actor)
            for event in events("bidding.draw.committed")
        },
        lambda key: f"commitment of {key[1]}, draw {key[0]}",
    )  # fmt: skip
    yield from compare(
        "draw_act", Text("抽取过程", "act of a draw"),
        {
            (one.draw_id, one.number): (one.entry.entry, one.group, one.act, one.cause, one.at)
            for one in DrawAct.objects.select_related("entry").order_by("id").iterator(chunk_size=2000)
        },
        {
            (str(event.data.get("draw")), event.data.get("number")): (
                *(event.data.get(name) for name in ("entry", "group", "act", "cause")), event.at,
            )
            for type_ in ("bidding.draw.called", "bidding.draw.answered")
            for event in events(type_)
        },
        lambda key: f"act {key[1]}, draw {key[0]}",
    )  # fmt: skip
    yield from compare(
        "name_reading", Text("专家名单查阅记录", "reading of names"),
        {one.id: (one.draw_id, one.digest, one.at, one.by) for one in NameReading.objects.order_by("id")},
        {
            str(event.data.get("reading")): (event.data.get("draw"), event.data.get("digest"), event.at, event.actor)
            for event in events("bidding.draw.names_read")
        },
        lambda key: f"reading of names {key}",
    )  # fmt: skip


def _draws() -> Iterator[Finding]:
    fixed = {str(one.data.get("draw")): one.data.get("fixed") for one in events("bidding.draw.fixed")}
    ended = {
        str(one.data.get("draw")): (one.data.get("end"), one.data.get("sha256"))
        for one in events("bidding.draw.ended")
    }
    yield from compare(
        "draw", Text("抽取", "draw"),
        {
            one.id: (one.fixed, (one.end, one.sha256) if one.end else None)
            for one in Draw.objects.exclude(fixed="").only("fixed", "end", "sha256").order_by("id")
        },
        {name: (digest, ended.get(name)) for name, digest in fixed.items()},
        lambda key: f"draw {key}",
    )  # fmt: skip
