"""A new draft that says what an earlier deal of the same organiser said."""

from __future__ import annotations

from accounts.actor import Actor
from foundation.errors import Forbidden, NotFound
from foundation.text import Text
from foundation.transactions import action
from trading.actions import deals, documents
from trading.models import Deal


@action
def copy_deal(*, deal_id: str, title: str, by: Actor) -> Deal:
    """
    Make the draft of a deal from one that the actor's own party organised: its particulars, its lots in their first rounds, and the
    newest version of its tender document, by the edition that is in force now.

    The agency is not copied: whoever is appointed is appointed for a deal.

    :raises NotFound: if there is no such deal.
    :raises Forbidden: if another party organised it.
    :raises Invalid: for what the edition in force does not take any more.
    """
    earlier = Deal.objects.filter(id=deal_id).first()
    if earlier is None:
        raise NotFound(
            "deal_not_found", Text("没有这个交易", "There is no such deal"), detail={"id": deal_id}
        )
    if by.party_id is None or by.party_id != earlier.organiser_id:
        raise Forbidden("role_not_allowed", Text("只能复制本单位的项目", "Only one's own deals are copied"))
    made = deals.create_deal(
        kind=earlier.kind, method=earlier.method, title=title, region=earlier.region, sector=earlier.sector, by=by,
        particulars_data=earlier.particulars, estimate=earlier.estimate, classification=earlier.classification,
    )  # fmt: skip
    for lot in earlier.lots.filter(round=1).order_by("number"):
        deals.add_lot(
            deal_id=made.id, title=lot.title, by=by, particulars_data=lot.particulars, estimate=lot.estimate
        )
    newest = earlier.documents.filter(kind=documents.TENDER).order_by("-version").first()
    if newest is not None:
        documents.save_document(deal_id=made.id, kind=newest.kind, content=newest.content, by=by)
    return made
