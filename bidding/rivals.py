"""Bidders under one head or control do not face each other."""

from __future__ import annotations

from collections.abc import Collection

from accounts import relations
from bidding.models import JointMember, Registration
from foundation.text import Text
from trading.law.grammar import Refusal
from trading.models import Lot


def one_side(lot: Lot, party_id: str, *, beside: Collection[str] = ()) -> list[Refusal]:
    """Return why a party may not face those who take part in a lot, `beside` the parties to its own bid; nobody is named."""
    law = lot.procedure.rivals
    if law is None:
        return []
    standing = Registration.objects.filter(lot=lot, status__in=("applied", "qualified"))
    together = JointMember.objects.filter(lot=lot, stands=True, agreed_at__isnull=False)
    others = {*standing.values_list("party_id", flat=True), *together.values_list("party_id", flat=True)}
    before = Text("与本标段其他投标人：", "With another bidder of this lot: ")
    return [
        Refusal("related_to_bidder", Text(f"{before.zh}{words.zh}", f"{before.en}{words.en}"), law)
        for words in relations.one_side(party_id, others - {party_id, *beside})
    ]
