"""A member's own subscriptions and inbox, and for staff what could not be delivered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from foundation import clock
from foundation.errors import DomainError, Invalid
from foundation.text import Text
from notices.actions import keeping
from notices.delivery import seen
from notices.models import Channel
from portal import following_page, mistakes, once
from portal.mistakes import Mistake
from portal.pages import page
from portal.templatetags.words import words

SHOWN = 20  # of what was sent lately
_DONE = {
    "save": Text("已保存", "It was saved"),
    "pause": Text("已暂停", "It is paused"),
    "resume": Text("已恢复", "It goes on"),
    "delete": Text("已删除", "It was deleted"),
    "test": Text("测试已排入发送，请稍后刷新查看结果", "A test is on its way; reload in a moment to see how it went"),
    "rotate": Text("已更换密钥，旧密钥24小时内仍同时签名", "The secret is new; for 24 hours the former one signs as well"),
    "retry": Text("已重新排入发送", "It is tried anew"),
    "read": Text("已全部标为已读", "All are marked as read"),
}  # fmt: skip


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """A member's subscriptions; 404 to who acts for nobody."""
    actor = _member(request)
    found = page(seen.subscriptions(actor), "created_at", request.GET)
    shown = [following_page.subscription(one) for one in found.rows]
    context = {"shown": shown, "following": found.following}
    return render(request, "portal/following/own.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, subscription_id: str) -> HttpResponse:
    """One of a member's subscriptions: change, pause, end, test it, and see what was sent; 404 to everybody else."""
    actor = _member(request)
    found = get_object_or_404(seen.subscriptions(actor), id=subscription_id)
    wrong: Sequence[Mistake] = []
    if request.method == "POST":
        try:
            done = once.act(request, lambda: _do(request, found.id, actor))
        except DomainError as refused:
            wrong = _refused(refused)
        else:
            messages.success(request, words(_DONE[done]))
            return (
                redirect("portal-subscriptions")
                if done == "delete"
                else redirect("portal-subscription", found.id)
            )
    sent = (
        seen.parcels(actor)
        .filter(subscription=found)
        .prefetch_related("deliveries__notice")
        .order_by("-id")[:SHOWN]
    )
    context = {
        "view": following_page.subscription(found), "sent": [following_page.parcel(parcel, found.channel) for parcel in sent],
        "frequencies": following_page.FREQUENCIES, "mistakes": wrong, "given": request.POST,
        "is_webhook": found.channel == Channel.WEBHOOK, "has_former": bool(found.former_until and found.former_until > clock.now()),
    }  # fmt: skip
    return render(request, "portal/following/one.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """A member's messages, newest first; opening a notice by its message marks that as read. 404 to who acts for nobody."""
    actor = _member(request)
    if request.method == "POST":
        chosen = request.POST.get("message", "")
        once.act(request, lambda: _read(chosen, actor))
        if chosen:
            message = get_object_or_404(seen.inbox(actor), id=chosen)
            return redirect("portal-notice", message.notice.number)
        messages.success(request, words(_DONE["read"]))
        return redirect("portal-inbox")
    messages_ = seen.inbox(actor)
    context = {"page": page(messages_, "at", request.GET), "unread": messages_.filter(read_at=None).count()}
    return render(request, "portal/following/inbox.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request: HttpRequest) -> HttpResponse:
    """What could not be delivered, and trying it anew; 404 to all but staff."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in seen.STAFF:
        raise Http404
    wrong: Sequence[Mistake] = []
    if request.method == "POST":
        try:
            once.act(request, lambda: keeping.retry(parcel_id=request.POST.get("parcel", ""), by=actor).id)
        except DomainError as refused:
            wrong = mistakes.of(refused)
        else:
            messages.success(request, words(_DONE["retry"]))
            return redirect("portal-undelivered")
    found = page(seen.dead(actor), "ended_at", request.GET)
    context = {
        "dead": [following_page.parcel(parcel, parcel.subscription.channel) for parcel in found.rows],
        "following": found.following, "mistakes": wrong,
    }  # fmt: skip
    return render(request, "portal/following/undelivered.html", context, status=422 if wrong else 200)


def _do(request: HttpRequest, pk: str, actor: Actor) -> str:
    given = request.POST
    acts: dict[str, Callable[[], object]] = {
        "save": lambda: keeping.change(
            subscription_id=pk, name=given.get("name", ""), frequency=given.get("frequency", ""), by=actor
        ),
        "pause": lambda: keeping.change(subscription_id=pk, status="paused", by=actor),
        "resume": lambda: keeping.change(subscription_id=pk, status="active", by=actor),
        "delete": lambda: keeping.delete(subscription_id=pk, by=actor),
        "test": lambda: keeping.test(subscription_id=pk, by=actor),
        "rotate": lambda: keeping.rotate_secret(subscription_id=pk, by=actor),
        "retry": lambda: keeping.retry(parcel_id=given.get("parcel", ""), by=actor),
    }
    act = given.get("act", "")
    if act not in acts:
        raise Invalid("act_unknown", Text("没有这个操作", "There is no such act"))
    acts[act]()
    return act


def _read(chosen: str, actor: Actor) -> str:
    keeping.read(by=actor, messages=[chosen] if chosen else None)
    return "read"


def _member(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.member_id is None:
        raise Http404
    return actor


def _refused(refused: DomainError) -> Sequence[Mistake]:
    if refused.status == 404:
        raise Http404 from refused
    return mistakes.of(refused)
