"""The records of the field standard that a deal carries, to file them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.desk import forms, records
from portal.views.draws import acted, actor_of
from trading import field_packs, queries
from trading.actions import field_records
from trading.models import Deal, FieldRecord


@never_cache
@require_safe
def of_deal(request: HttpRequest, number: str) -> HttpResponse:
    """Which records a deal carries, and which of them are filed; 404 to all but those who act for its organiser."""
    deal = _organised(request, number)
    return render(request, "portal/desk/records.html", {"deal": deal, "rows": records.of_deal(deal)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: str, entity: str) -> HttpResponse:
    """One record, to file it, in place of the former one."""
    deal = _organised(request, number)
    found = next((one for one in field_packs.applicable(deal) if one.code == entity), None)
    if found is None:
        raise Http404
    kept = FieldRecord.objects.filter(deal=deal, entity=entity, lot=None).first()
    given = (
        records.typed_into(found, request.POST) if request.method == "POST" else kept.record if kept else {}
    )

    def act() -> str:
        return field_records.save_record(
            deal_id=deal.id, entity=entity, record=given, by=actor_of(request)
        ).id

    done, wrong = acted(request, act)
    if done:
        return redirect("portal-sector-records", deal.number)
    shown = records.fields(found, given)
    context = {
        "deal": deal, "entity": found, "fields": shown, "mistakes": forms.placed(wrong, shown, records.PREFIX),
    }  # fmt: skip
    return render(request, "portal/desk/record.html", context, status=422 if wrong else 200)


def _organised(request: HttpRequest, number: str) -> Deal:
    actor = actor_of(request)
    deal = get_object_or_404(queries.deals(actor), number=number)
    if not queries.organises(deal, actor):
        raise Http404
    return deal
