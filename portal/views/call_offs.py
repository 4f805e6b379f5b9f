"""The page of a call-off under a framework."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from foundation import clock
from foundation.errors import Invalid
from foundation.text import Text
from portal import call_off_page
from portal.evaluation import typed
from portal.views.draws import acted, actor_of, unknown
from trading.actions import calling_off
from trading.actions.steps import take_step


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_lot(request: HttpRequest, lot_id: str) -> HttpResponse:
    """Who delivers a call-off: to find it as the purchaser, to read it as everybody else; 404 where nothing is called off."""
    actor = actor_of(request)
    page = call_off_page.collect(lot_id, actor, clock.now())
    done, wrong = acted(request, lambda: _act(request, lot_id, actor))
    if done:
        return redirect("portal-call-off", lot_id)
    context = {"page": page, "mistakes": wrong, "given": request.POST}
    return render(request, "portal/call_off.html", context, status=422 if wrong else 200)


def _act(request: HttpRequest, lot_id: str, actor: Actor) -> str:
    act, given = request.POST.get("act", ""), request.POST
    if act == "select":
        price = given.get("price", "").replace(",", "").replace("，", "").strip()
        calling_off.select(lot_id=lot_id, supplier=given.get("supplier", ""), price=price, by=actor)
    elif act in call_off_page.AFTERWARDS:
        data = {"reason": _reason(given["reason"])} if "reason" in given else {}
        take_step(lot_id=lot_id, step=act, data=data, by=actor)
    else:
        raise unknown()
    return act


def _reason(written: str) -> str:
    if not (said := typed.plain(written).strip()):
        missing = Text("请写明理由", "Say why")
        raise Invalid("reason_missing", missing, fields={"reason": [missing]})
    return said
