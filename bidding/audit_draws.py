"""
The audit of draws: commitments, what was announced, every act, and who read the names, against the journal; and each draw
computed anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from bidding.experts import publishing, seals
from bidding.models import Chosen, Contribution, Draw, DrawAct, DrawNote, NameReading, WithdrawnChoice
from foundation.errors import Unavailable
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit.draws import verifying
from toolkit.refusals import Refused


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told."""
    yield from _draws()
    yield from _chosen()
    yield from _notes()
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


def _chosen() -> Iterator[Finding]:
    """Compare whom the organiser chose, and why, with what was told."""
    own = {one.id: (one.lot_id, one.digest, one.at, one.by) for one in Chosen.objects.order_by("id")}
    told = {
        str(event.data.get("chosen")): (event.subject, event.data.get("digest"), event.at, event.actor)
        for event in events("bidding.draw.chosen")
    }
    yield from compare(
        "chosen", Text("直接确定的成员", "choice of the organiser"), own, told, lambda key: f"choice {key}"
    )


def _notes() -> Iterator[Finding]:
    """Compare who was said not to sit, and whom the organiser took back, with what was told."""
    for code, words, told, key, rows in (
        (
            "draw_note", Text("不到场或者回避的确认", "word that somebody does not sit"), "noted", "note",
            {one.id: (one.draw.lot_id, one.digest, one.at, one.by) for one in DrawNote.objects.select_related("draw")},
        ),
        (
            "withdrawn_choice", Text("撤回直接确定的成员", "choice taken back"), "choice_withdrawn", "chosen",
            {
                str(one.pk): (one.chosen.lot_id, one.digest, one.at, one.by)
                for one in WithdrawnChoice.objects.select_related("chosen").order_by("pk")
            },
        ),
    ):  # fmt: skip
        events_ = {
            str(one.data.get(key)): (one.subject, one.data.get("digest"), one.at, one.actor)
            for one in events(f"bidding.draw.{told}")
        }
        yield from compare(code, words, rows, events_, lambda name: f"{name}")


def _draws() -> Iterator[Finding]:
    fixed = {str(one.data.get("draw")): one.data.get("fixed") for one in events("bidding.draw.fixed")}
    ended = {
        str(one.data.get("draw")): tuple(one.data.get(name, "") for name in ("end", "sha256", "digest"))
        for one in events("bidding.draw.ended")
    }
    rows = list(Draw.objects.exclude(fixed="").select_related("lot").order_by("id"))
    yield from compare(
        "draw", Text("抽取", "draw"),
        {one.id: (one.fixed, (one.end, one.sha256, one.digest) if one.end else None) for one in rows},
        {name: (digest, ended.get(name)) for name, digest in fixed.items()},
        lambda key: f"draw {key}",
    )  # fmt: skip
    for one in rows:
        yield from _computed(one, str(fixed.get(one.id, "")), ended.get(one.id, ("", "", "")))
        if one.purpose == Draw.Purpose.EXPERTS:
            yield from _entries(one)


def _computed(row: Draw, announced: str, ended: tuple[object, ...]) -> Iterator[Finding]:
    """Compute a draw anew from its file, and compare that with what was announced, and with the digest told at its end."""
    where = f"draw {row.id}"
    try:
        file = publishing.file(row)
        verifying.verify(file, announced=announced)
    except Refused as refused:
        yield Finding("draw_unsound", where, Text(refused.words.zh, refused.words.en))
        return
    if ended[1] and file.hash != ended[1]:
        yield Finding(
            "draw_file_changed", where, Text("抽取文件与当时所记不符", "Its file is not as it was told")
        )
    if row.file is None:
        return
    pool = [(one.entry, one.unit, tuple(one.groups)) for one in row.entries.order_by("entry")]
    if pool != [(one.entry, one.unit, one.groups) for one in file.pool]:
        words = Text("名单与抽取文件不符", "The pool is not that of its file")
        yield Finding("draw_pool_changed", where, words)


def _entries(row: Draw) -> Iterator[Finding]:
    """Read whom each entry stands for, telling nobody: what is not tied to it was exchanged, or sealed with another key."""
    for entry in row.entries.order_by("entry"):
        try:
            seals.read(entry)
        except Unavailable:
            words = Text(
                "该条目的密封内容无法解密，或者不是它的",
                "What is sealed of this entry cannot be read, or is another's",
            )
            yield Finding("pool_entry_untied", f"entry {entry.entry}, draw {row.id}", words)
