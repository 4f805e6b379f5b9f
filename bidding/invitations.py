"""Where bidders are invited: who was."""

from __future__ import annotations

from accounts.models import Party
from bidding import timing
from foundation.text import Text
from trading.law.grammar import Refusal
from trading.models import Lot


def uninvited(lot: Lot, party_id: str) -> list[Refusal]:
    """Return why a party may not take part at this stage: where bidders are invited, nobody else may. The list is not told."""
    rule = timing.registration_rule(lot)
    if not rule.among:
        return []
    invited = lot.particulars.get(rule.among) or lot.deal.particulars.get(rule.among, ())
    if not invited and rule.or_anybody:
        return []
    code = Party.objects.values_list("code", flat=True).get(id=party_id)
    if code and code in invited:
        return []
    words = Text("本次交易仅限受邀请的投标人参与", "Only those who were invited may take part")
    return [Refusal("not_invited", words, lot.procedure.law)]
