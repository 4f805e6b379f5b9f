"""Who was chosen for what, kept so that it can be listed and counted: read out of what the open feed says of each process."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from archive.models import Award, Process
from archive.ocds.parties import SCHEME
from archive.ocds.values import Json, decode
from trading.models import Lot

AT_ONCE = 500


def keep(processes: Iterable[Process]) -> None:
    """Write anew the awards of processes as their bodies say them. Three queries; none where there are no awards."""
    # A release takes no award back (`ocds.keeping`), so a body without any never had one.
    found = {one.pk: one for one in processes if '"awards"' in one.body}
    if not found:
        return
    lots = Lot.objects.filter(process__in=found.keys()).select_related("deal").only("deal__kind")
    by_id = {one.id: one for one in lots}
    Award.objects.filter(process__in=found.keys()).delete()
    Award.objects.bulk_create([row for one in found.values() for row in _rows(one, by_id[one.lot_id])])


def keep_all() -> int:
    """Write all awards anew; return of how many processes."""
    last, count = "", 0
    while some := list(Process.objects.filter(ocid__gt=last).order_by("ocid")[:AT_ONCE]):
        keep(some)
        last, count = some[-1].ocid, count + len(some)
    return count


def _rows(process: Process, lot: Lot) -> list[Award]:
    said = decode(process.body)
    parties = {one["id"]: one for one in said["parties"]}
    tender = said.get("tender", {})
    made: list[Award] = []
    for award in (one for one in said["awards"] if one["status"] == "active"):
        value = award.get("value", {})
        at = datetime.fromisoformat(award["date"]) if "date" in award else process.at
        for supplier in award["suppliers"]:
            is_first = supplier is award["suppliers"][0]
            made.append(
                Award(
                    process=process, number=len(made) + 1, deal_id=lot.deal_id, family=lot.deal.kind, name=supplier["name"],
                    code=_code(parties[supplier["id"]]), amount=_amount(value) if is_first else None,
                    currency=value.get("currency", ""), bidders=None if made else tender.get("numberOfTenderers"), at=at,
                )
            )  # fmt: skip
    value = tender.get("value", {})
    if len(made) == 1 and value.get("currency") == made[0].currency:
        made[0].expected = _amount(value)
    return made


def _code(party: Json) -> str:
    identifier = party.get("identifier", {})
    return str(identifier["id"]) if identifier.get("scheme") == SCHEME else ""


def _amount(value: Json) -> Decimal | None:
    return Decimal(value["amount"]).quantize(Decimal("0.01")) if value else None
