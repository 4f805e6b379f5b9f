"""Following a search, with or without an account; and the links in what is sent: confirm, unsubscribe."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text
from notices.actions import keeping, subscribing
from notices.delivery import links
from notices.delivery.wanted import Wanted
from notices.models import Subscription
from portal import following_page, mistakes, once, visitors
from portal.mistakes import Mistake
from portal.templatetags.words import words

FORMS_AN_HOUR = 20  # of one visitor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Choose how to be told of what fits the search in the address; a visitor's address is asked first whether it wants that."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wish = Wanted.read(request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode())
    wrong: Sequence[Mistake] = []
    status = 200
    if request.method == "POST":
        try:
            done = once.act(request, lambda: _follow(request, wish, actor))
        except DomainError as refused:
            wrong, status = mistakes.of(refused), 429 if refused.status == 429 else 422
        else:
            if done:
                messages.success(request, words(Text("已订阅", "You follow it now")))
                return redirect("portal-subscription", done)
            return render(request, "portal/following/asked.html", {"address": request.POST.get("target", "")})
    context = {
        "wish": wish, "filters": following_page.filters(wish), "channels": following_page.channels(actor),
        "frequencies": following_page.FREQUENCIES, "mistakes": wrong, "given": request.POST, "is_member": actor.member_id is not None,
    }  # fmt: skip
    return render(request, "portal/following/subscribe.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Look at what a link confirms, and confirm it: programs that open every link in a mail confirm nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pk = links.to_be_confirmed(token)
    found = Subscription.objects.select_related("saved").filter(pk=pk).first() if pk else None
    if found is None:
        return render(request, "portal/following/gone.html", status=404)
    if request.method == "POST":
        try:
            once.act(request, lambda: keeping.confirm(token=token, by=actor).id)
        except NotFound:
            return render(request, "portal/following/gone.html", status=404)
        found.refresh_from_db()
    context = {
        "one": found, "filters": following_page.filters(Wanted.read(found.saved.query)),
        "frequency": following_page.FREQUENCIES[found.frequency], "end": links.unsubscription(found.id),
    }  # fmt: skip
    return render(request, "portal/following/confirm.html", context)


@csrf_exempt  # a mail program sends it (RFC 8058): it has no cookies, and the token is the right to do it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End what a link is for: by one POST, whoever sends it, without signing in. To open the link changes nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pk = links.to_be_ended(token)
    if pk is None:
        raise Http404
    if request.method == "POST":
        keeping.unsubscribe(token=token, by=actor)
    found = Subscription.objects.select_related("saved").filter(pk=pk).exclude(status="stopped").first()
    context = {
        "one": found, "is_done": request.method == "POST",
        "filters": following_page.filters(Wanted.read(found.saved.query)) if found else [],
    }  # fmt: skip
    return render(request, "portal/following/unsubscribe.html", context)


def _follow(request: HttpRequest, wish: Wanted, actor: Actor) -> str:
    """Do what the form asks for; return the subscription of a member, and nothing of anybody else's."""
    given, language = request.POST, get_language() or "zh-hans"
    name, frequency, target = (
        following_page.name_of(wish),
        given.get("frequency", ""),
        given.get("target", ""),
    )
    if actor.member_id is None:
        visitors.count(request, "subscribe", most=FORMS_AN_HOUR, seconds=3600)
        subscribing.subscribe_address(
            wish=wish, address=target, frequency=frequency, name=name, language=language, by=actor
        )
        return ""
    channel = given.get("channel", "")
    needs = following_page.targets(channel)
    return subscribing.subscribe(
        wish=wish, channel=channel, frequency=frequency, target=target if needs else "", name=name, language=language, by=actor
    ).id  # fmt: skip
