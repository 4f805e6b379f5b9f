"""How every action on a lot begins."""

from __future__ import annotations

from foundation.errors import NotFound
from foundation.text import Text
from foundation.transactions import lock_row
from trading.models import Deal, Lot


def locked_lot(lot_id: str) -> Lot:
    """
    Lock a lot's deal, then the lot, and return the lot with its deal.

    :raises NotFound: if there is no such lot.
    """
    deal_id = Lot.objects.filter(id=lot_id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise NotFound("lot_not_found", Text("没有这个标段", "There is no such lot"), detail={"id": lot_id})
    deal = lock_row(Deal, deal_id)
    lot = lock_row(Lot, lot_id)
    lot.deal = deal
    return lot
