"""Separation of duties on a lot: who may not take part in it."""

from __future__ import annotations

from accounts import relations
from foundation.text import Text
from trading.law.grammar import Law, Refusal, Verified
from trading.law.statutes import ORDER_87, TENDERING_RULES
from trading.models import Lot


def conflicts(lot: Lot, party_id: str) -> list[Refusal]:
    """
    Return every reason why a party may not take part in a lot as a bidder; an empty list means none.

    A party tied to the organiser stands on both sides (招标投标法实施条例第三十四条); an agency neither bids nor consults for bidders
    in its own deal (政府采购货物和服务招标投标管理办法第八条).
    """
    deal = lot.deal
    others = [deal.organiser_id, *([deal.agency_id] if deal.agency_id else [])]
    found = []
    for other, reasons in relations.reasons_between(party_id, others).items():
        own = other == deal.organiser_id
        law: Law = TENDERING_RULES.article("34") if own else ORDER_87.article("8", verified=Verified.TEXT)
        side = Text("组织方", "the organiser") if own else Text("代理机构", "the agency")
        for reason in reasons:
            words = (
                reason.message if isinstance(reason.message, Text) else Text(reason.message, reason.message)
            )
            message = Text(f"与{side.zh}存在利害关系：{words.zh}", f"Tied to {side.en}: {words.en}")
            found.append(Refusal(f"related_to_{'organiser' if own else 'agency'}", message, law))
    return found
