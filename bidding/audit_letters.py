"""The audit of letters to bidders: each against the journal, and its signature against its bytes."""

from __future__ import annotations

from collections.abc import Iterator

from bidding.models import SentLetter
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical, cms
from toolkit.refusals import Refused


def findings() -> Iterator[Finding]:
    """Yield what is not as it was sent."""
    rows = list(SentLetter.objects.order_by("id"))
    yield from compare(
        "letter", Text("通知书", "letter to a bidder"),
        {one.id: (one.lot_id, one.party_id, one.sha256, one.at) for one in rows},
        {
            str(event.data.get("letter")): (event.subject, event.data.get("party"), event.data.get("sha256"), event.at)
            for event in events("bidding.letter.issued")
        },
        lambda key: f"letter {key}",
    )  # fmt: skip
    for one in rows:
        if not _is_as_signed(one):
            words = Text(
                "通知书的编号、种类或者签名与其内容不符",
                "Number, kind or signature are not of the letter's bytes",
            )
            yield Finding("letter_otherwise", f"letter {one.id}", words)


def _is_as_signed(row: SentLetter) -> bool:
    content = bytes(row.content)
    try:
        cms.verify(bytes(row.signature), content)
        said = canonical.load(content)
    except Refused:
        return False
    return isinstance(said, dict) and (said.get("number"), said.get("kind")) == (row.number, row.kind)
