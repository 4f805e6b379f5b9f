"""The audit of restricted units: their wrapped keys, committees, and who read what, against the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bidding.actions.openings import digest_of_wrapped
from bidding.models import Committee, Opening, Reading, WrappedUnit
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told."""
    yield from _wrapped()
    yield from compare(
        "committee", Text("评标委员会名单", "committee"),
        {(one.lot_id, one.number): (one.digest, one.at, one.by) for one in Committee.objects.order_by("id")},
        {
            (event.subject, event.data.get("number")): (event.data.get("digest"), event.at, event.actor)
            for event in events("bidding.committee.named")
        },
        lambda key: f"committee {key[1]}, lot {key[0]}",
    )  # fmt: skip
    rows = Reading.objects.select_related("unit__filing").order_by("id")
    yield from compare(
        "reading", Text("查阅记录", "reading"),
        {
            one.id: (one.unit.filing.lot_id, one.unit.filing.header, one.unit.unit, one.part, one.digest, one.at, one.by)
            for one in rows.iterator(chunk_size=2000)
        },
        {
            str(event.data.get("reading")): (
                event.subject, *(event.data.get(name) for name in ("header", "unit", "part", "digest")), event.at, event.actor,
            )
            for event in events("bidding.restricted.read")
        },
        lambda key: f"reading {key}",
    )  # fmt: skip


def _wrapped() -> Iterator[Finding]:
    """Compare the wrapped keys of each opening, in the order of its units, with the digest that was told with its record."""
    of: dict[str, list[WrappedUnit]] = defaultdict(list)
    for one in WrappedUnit.objects.select_related("unit").order_by("unit"):
        of[one.unit.opening_id].append(one)
    told = {
        str(event.data.get("opening")): event.data.get("wrapped", "")
        for event in events("bidding.opening.recorded")
    }
    recorded = Opening.objects.filter(status="recorded").values_list("id", flat=True)
    rows = {name: digest_of_wrapped(of[name]) for name in {*recorded, *of}}
    yield from compare(
        "wrapped", Text("限制公开部分的密钥封装", "wrapped keys"), rows, told, lambda key: f"wrapped keys of opening {key}"
    )  # fmt: skip
