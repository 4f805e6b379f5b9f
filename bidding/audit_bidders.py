"""
The audit of who takes part: registrations, parties to joint bids, the ledger of deposits and the rates it is counted at, against
what the journal says.

The journal holds no amounts and no numbers of accounts, but the digests of the rows that do.
"""

from __future__ import annotations

from collections.abc import Iterator

from bidding.models import DepositEntry, DepositRate, JointMember, Registration
from foundation.models import Event
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events

_ANSWERED = {"bidding.registration.joined": 2, "bidding.registration.declined": 4}
"""Where an answer stands in what is compared of a member: when, and by whom."""
_ENDED = ("bidding.registration.withdrawn", "bidding.registration.rejected")


def findings() -> Iterator[Finding]:
    """Yield the rows of bidders that are not as they were told."""
    told = list(events("bidding.registration."))
    yield from _registrations(told)
    yield from _members(told)
    yield from _deposits()
    yield from _rates()


def _registrations(told: list[Event]) -> Iterator[Finding]:
    said: dict[str, list[object]] = {}
    for event in told:
        what, data = event.type.rpartition(".")[2], event.data
        if what == "made":
            of_row = [data.get("lot"), data.get("party"), data.get("digest"), event.at, event.actor]
            said[event.subject] = [*of_row, data.get("status")]
        elif event.subject in said and what != "declined":  # which changes nothing of the bid
            said[event.subject][-1] = data.get("status") if what == "joined" else what
    rows: dict[str, list[object]] = {
        row.id: [row.lot_id, row.party_id, row.digest, row.applied_at, row.applied_by, row.status]
        for row in Registration.objects.order_by("id").iterator()
    }
    yield from compare(
        "registration", Text("报名", "registration"), rows, said, lambda key: f"registration {key}"
    )


def _members(told: list[Event]) -> Iterator[Finding]:
    """Compare whom each lead named, in which order, who agreed or declined when, and whether they still belong to the bid."""
    said: dict[tuple[str, str], list[object]] = {}
    for event in told:
        of_bid = [key for key in said if key[0] == event.subject]
        if event.type in _ENDED:
            for key in of_bid:
                said[key][-1] = False
        elif event.type in _ANSWERED and (event.subject, event.data.get("party")) in said:
            at = _ANSWERED[event.type]
            said[event.subject, event.data["party"]][at : at + 2] = [event.at, event.actor]
        elif event.type == "bidding.registration.made":
            for number, party in enumerate(event.data.get("members", ()), start=1):
                said[event.subject, party] = [event.data.get("lot"), number, None, "", None, "", True]
    rows: dict[tuple[str, str], list[object]] = {
        (row.registration_id, row.party_id): [
            row.lot_id,
            row.number,
            row.agreed_at,
            row.agreed_by,
            row.declined_at,
            row.declined_by,
            row.stands,
        ]
        for row in JointMember.objects.order_by("id").iterator()
    }
    yield from compare(
        "member", Text("联合体成员", "joint member"), rows, said, lambda key: f"member {key[1]}, registration {key[0]}"
    )  # fmt: skip


def _deposits() -> Iterator[Finding]:
    moved = [f"bidding.deposit.{kind}" for kind in DepositEntry.Kind.values]
    told = {
        event.data.get("entry", ""): (event.subject, event.data.get("digest"), event.at, event.actor)
        for event in Event.objects.filter(type__in=moved).iterator()
    }
    rows = {
        row.id: (row.registration_id, row.digest, row.at, row.by)
        for row in DepositEntry.objects.order_by("id").iterator()
    }
    yield from compare(
        "deposit", Text("保证金变动", "movement of a deposit"), rows, told, lambda key: f"deposit {key}"
    )


def _rates() -> Iterator[Finding]:
    told = {
        event.subject: (event.data.get("digest"), event.at, event.actor)
        for event in events("bidding.deposit_rate.")
    }
    rows = {row.id: (row.digest, row.at, row.by) for row in DepositRate.objects.order_by("id").iterator()}
    yield from compare(
        "deposit_rate", Text("保证金利率", "rate on deposits"), rows, told, lambda key: f"deposit rate {key}"
    )
