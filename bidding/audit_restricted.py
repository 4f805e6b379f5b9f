"""The audit of restricted units: their wrapped keys, committees, and who read what, against the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bidding.actions.openings import digest_of_wrapped
from bidding.models import BlindCopy, Committee, Opening, ProposedCommittee, Reading, WrappedUnit
from bidding.sealed import custody
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import certificates
from toolkit.refusals import Refused

_ELSEWHERE = Text(
    "限制公开部分的密钥没有封给保管方案写明的证书", "The keys of restricted parts went to another certificate than the policy names"
)  # fmt: skip


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told."""
    yield from _wrapped()
    yield from _committees()
    copies = BlindCopy.objects.select_related("reading__unit__filing").order_by("reading")
    yield from compare(
        "blind_copy", Text("暗标副本", "blind copy"),
        {
            one.reading_id: (one.reading.unit.filing.lot_id, one.digest, one.at, one.reading.by)
            for one in copies.iterator(chunk_size=2000)
        },
        {
            str(event.data.get("reading")): (event.subject, event.data.get("digest"), event.at, event.actor)
            for event in events("bidding.restricted.copied")
        },
        lambda key: f"blind copy of reading {key}",
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


def _committees() -> Iterator[Finding]:
    """Compare who was named for each lot, and who was only proposed."""
    yield from compare(
        "committee", Text("评标委员会名单", "committee"),
        {
            (one.lot_id, one.number): (one.digest, one.proposed_by, one.at, one.by)
            for one in Committee.objects.order_by("id")
        },
        {
            (event.subject, event.data.get("number")): (
                event.data.get("digest"), event.data.get("proposed_by"), event.at, event.actor,
            )
            for event in events("bidding.committee.named")
        },
        lambda key: f"committee {key[1]}, lot {key[0]}",
    )  # fmt: skip
    yield from compare(
        "proposed_committee", Text("提请的评标委员会名单", "proposed committee"),
        {one.id: (one.lot_id, one.number, one.digest, one.at, one.by) for one in ProposedCommittee.objects.order_by("id")},
        {
            str(event.data.get("proposal")): (
                event.subject, event.data.get("number"), event.data.get("digest"), event.at, event.actor,
            )
            for event in events("bidding.committee.proposed")
        },
        lambda key: f"proposed committee {key}",
    )  # fmt: skip


def _wrapped() -> Iterator[Finding]:
    """Compare the wrapped keys of each opening, in the order of its units, with what was told with its record, and with its policy."""
    of: dict[str, list[WrappedUnit]] = defaultdict(list)
    for one in WrappedUnit.objects.select_related("unit").order_by("unit"):
        of[one.unit.opening_id].append(one)
    told = {
        str(event.data.get("opening")): (event.data.get("wrapped", ""), event.data.get("evaluation", ""))
        for event in events("bidding.opening.recorded")
    }
    openings = Opening.objects.filter(status="recorded") | Opening.objects.filter(id__in=list(of))
    named = {one.id: _named(one) for one in openings.select_related("freeze__policy")}
    yield from compare(
        "wrapped", Text("限制公开部分的密钥封装", "wrapped keys"),
        {name: (digest_of_wrapped(of[name]), ",".join(sorted({one.certificate for one in of[name]}))) for name in named},
        told, lambda key: f"wrapped keys of opening {key}",
    )  # fmt: skip
    for name, (_, certificate) in told.items():
        if certificate and certificate != named.get(name):
            yield Finding("wrapped_elsewhere", f"wrapped keys of opening {name}", _ELSEWHERE)


def _named(row: Opening) -> str:
    """Return the fingerprint of the certificate that an opening's policy names for its restricted units; empty for none."""
    try:
        text = custody.policy_of(row.freeze.policy).evaluation_cert
        return certificates.fingerprint(certificates.from_base64(text)) if text else ""
    except Refused:
        return ""  # the audit of policies names it
