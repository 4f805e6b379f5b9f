"""The draw of a lot's experts, an expert's invitations, and the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions import calling, choosing, drawing, expertise, leaving_out, planning
from bidding.experts import drawn, register
from bidding.experts.majors import MAJORS
from bidding.models import Expert
from foundation import clock
from foundation.errors import DomainError, Invalid
from foundation.text import Text
from portal import draw_page, mistakes, once
from portal.mistakes import Mistake
from portal.pages import page
from portal.templatetags.words import words
from toolkit.draws.records import Names

SCRIPT_WORDS = {
    "ready": Text(
        "随机数已存为文件，请妥善保管；现在提交承诺。", "The secret is kept in a file: keep it safe, and send the commitment now."
    ),
    "other": Text("这个文件不是本次抽取留存的。", "This file was not kept for this draw."),
    "unreadable": Text("文件无法读取。", "The file cannot be read."),
}  # fmt: skip
ANSWERED = Text("已办理", "Done")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_lot(request: HttpRequest, lot_id: str) -> HttpResponse:
    """The draw of a lot: for everybody to follow, and for those who take part to act."""
    actor = actor_of(request)
    found = draw_page.collect(lot_id, actor)
    names: Names | None = None
    if request.method == "POST" and request.POST.get("act") == "names":
        # Each time is a reading: nothing is kept of the answer.
        try:
            names = calling.read_names(lot_id=lot_id, reason=request.POST.get("reason", ""), by=actor)
            wrong: Sequence[Mistake] = []
        except DomainError as refused:
            wrong = mistakes.of(refused)
    else:
        done, wrong = acted(request, lambda: _act_on_lot(request, lot_id, actor))
        if done:
            return redirect("portal-draw", lot_id)
    last = found.draws[0].row if found.draws else None
    data = {
        "contributor": found.own, "lot": lot_id, "number": last.number if last else 0, "purpose": planning.EXPERTS,
        "words": {name: one.to(get_language() or "zh-hans") for name, one in SCRIPT_WORDS.items()},
    }  # fmt: skip
    context = {
        "page": found, "mistakes": wrong, "names": names, "draw_data": data, "given": request.POST, "majors": MAJORS,
        "contributing": request.POST.getlist("contributors") or ("organiser", "centre", "supervisor"),
    }  # fmt: skip
    return render(request, "portal/draw.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """An expert's calls, and what the register says of it; 404 to everybody else."""
    actor = actor_of(request)
    own = register.own(actor).first()
    if own is None:
        raise Http404
    # The same answer again changes nothing, and nothing is kept of it: that would tell who of the experts accepted.
    is_answer = request.POST.get("act", "") in calling.ANSWERS
    done, wrong = acted(request, lambda: _act_as_expert(request, actor), is_kept=not is_answer)
    if done:
        return redirect("portal-invitations")
    draw = request.POST.get("draw", "")
    wrong = [replace(one, field=f"words-{draw}") if one.field == "words" else one for one in wrong]
    calls = [(one, list(one.acts.all())) for one in drawn.own_entries(actor)]
    context = {
        "expert": own, "calls": calls, "majors": MAJORS, "mistakes": wrong, "given": request.POST, "now": clock.now(),
    }  # fmt: skip
    return render(request, "portal/invitations.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def experts(request: HttpRequest) -> HttpResponse:
    """The register, with a form to take somebody in; 404 to all but the centre."""
    actor = _centre(request)
    done, wrong = acted(request, lambda: _admit(request, actor), named="member_id")
    if done:
        return redirect("portal-expert", done)
    rows = register.experts(actor)
    major, standing = request.GET.get("major", ""), request.GET.get("standing", "")
    rows = rows.filter(majors__contains=[major]) if major in MAJORS else rows
    rows = (
        rows.filter(standing=standing)
        if standing in dict(Expert._meta.get_field("standing").choices or ())
        else rows
    )
    context = {
        "page": page(rows, "admitted_at", request.GET), "majors": MAJORS, "major": major, "standing": standing, "mistakes": wrong,
        "given": request.POST, "chosen": request.POST.getlist("majors"),
    }  # fmt: skip
    return render(request, "portal/experts.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def expert(request: HttpRequest, expert_id: str) -> HttpResponse:
    """One expert; 404 to all but the centre of the region."""
    actor = _centre(request)
    found = register.experts(actor).filter(id=expert_id).first()
    if found is None:
        raise Http404
    done, wrong = acted(request, lambda: _act_on_expert(request, expert_id, actor))
    if done:
        return redirect("portal-expert", expert_id)
    context = {"expert": found, "majors": MAJORS, "mistakes": wrong, "given": request.POST}
    return render(request, "portal/expert.html", context, status=422 if wrong else 200)


def _act_on_lot(request: HttpRequest, lot_id: str, actor: Actor) -> str:
    act, given = request.POST.get("act", ""), request.POST
    if act == "plan":
        groups = {one: _whole(given.get(f"wanted_{one}", "")) for one in MAJORS if given.get(f"wanted_{one}")}
        planning.plan(
            lot_id=lot_id, groups=groups, representatives=_whole(given.get("representatives", "0")),
            contributors=given.getlist("contributors"), work_on=_day("work_on", given.get("work_on", "")),
            region=given.get("region", ""), by=actor,
        )  # fmt: skip
    elif act == "give_up":
        planning.give_up(lot_id=lot_id, by=actor)
    elif act == "send":
        calling.send(lot_id=lot_id, members=given.getlist("members"), by=actor)
    elif act == "choose":
        members = [*given.get("experts", "").split(), *given.getlist("members")]
        choosing.choose(lot_id=lot_id, members=members, words=given.get("words", ""), by=actor)
    elif act == "commit":
        drawing.commit(lot_id=lot_id, commitment=hash_of(given, "commitment"), by=actor)
    elif act == "fix":
        drawing.fix_pool(lot_id=lot_id, by=actor)
    elif act == "reveal":
        drawing.reveal(lot_id=lot_id, secret=hash_of(given, "secret"), by=actor)
    elif act == "absent":
        leaving_out.note_absence(lot_id=lot_id, entry=given.get("entry", ""), by=actor)
    elif act == "must_not":
        leaving_out.note_cause(
            lot_id=lot_id, entry=given.get("entry", ""), cause=given.get("cause", ""), words=given.get("words", ""), by=actor
        )  # fmt: skip
    elif act == "withdraw_choice":
        choosing.withdraw(
            lot_id=lot_id, members=given.getlist("members"), words=given.get("words", ""), by=actor
        )
    elif act == "end":
        drawing.conclude(lot_id=lot_id, reason=given.get("reason", ""), by=actor)
    else:
        raise unknown()
    return act


def _act_as_expert(request: HttpRequest, actor: Actor) -> str:
    act, given = request.POST.get("act", ""), request.POST
    if act in calling.ANSWERS:
        calling.answer(draw_id=given.get("draw", ""), answer=act, words=given.get("words", ""), by=actor)
    elif act == "declare":
        expertise.declare_avoidance(party=given.get("party", ""), reason=given.get("reason", ""), by=actor)
    elif act == "undeclare":
        expertise.withdraw_avoidance(avoidance_id=given.get("row", ""), by=actor)
    elif act == "leave":
        days = [_day(name, given.get(name, "")) for name in ("from_on", "to_on")]
        expertise.take_leave(from_on=days[0], to_on=days[1], by=actor)
    elif act == "unleave":
        expertise.withdraw_leave(leave_id=given.get("row", ""), by=actor)
    else:
        raise unknown()
    return act


def _act_on_expert(request: HttpRequest, expert_id: str, actor: Actor) -> str:
    act, given = request.POST.get("act", ""), request.POST
    if act in ("active", "suspended", "removed"):
        until = _day("until", given["until"]) if given.get("until") and act == "suspended" else None
        expertise.set_standing(
            expert_id=expert_id, standing=act, reason=given.get("reason", ""), until=until, by=actor
        )
    elif act == "employ":
        expertise.employ(
            expert_id=expert_id, employer=given.get("employer", ""), from_on=_day("from_on", given.get("from_on", "")), by=actor
        )  # fmt: skip
    else:
        raise unknown()
    return act


def _admit(request: HttpRequest, actor: Actor) -> str:
    given = request.POST
    return expertise.admit(
        member_id=given.get("member_id", ""), majors=given.getlist("majors"), region=given.get("region", ""),
        title=given.get("title", ""), years=_whole(given.get("years", "")), employer=given.get("employer", ""),
        employed_from=_day("employed_from", given.get("employed_from", "")), telephone=given.get("telephone", ""), by=actor,
    ).id  # fmt: skip


def acted(
    request: HttpRequest, do: Callable[[], str], *, is_kept: bool = True, named: str = ""
) -> tuple[str, Sequence[Mistake]]:
    """
    Do what a form asks for, once where what was done is kept; return that, or why not.

    :raises Http404: for what is not found, unless it was `named` in a field: then it is a mistake of that field.
    """
    if request.method != "POST":
        return "", []
    try:
        done = once.act(request, do) if is_kept else do()
    except DomainError as refused:
        if refused.status == 404 and not named:
            raise Http404 from refused
        wrong = mistakes.of(refused)
        return "", [replace(one, field=named) for one in wrong] if refused.status == 404 else wrong
    messages.success(request, words(ANSWERED))
    return done, []


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def _centre(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.role is not Role.CENTRE:
        raise Http404
    return actor


def unknown() -> Invalid:
    """Return the refusal of what no form asks for."""
    return Invalid("act_unknown", Text("没有这个操作", "There is no such act"))


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else -1


def hash_of(given: QueryDict, field: str) -> str:
    """Return a hash that was typed. :raises Invalid: `draw_malformed`."""
    found = given.get(field, "").strip().lower()
    if len(found) != 64 or set(found) - set("0123456789abcdef"):
        said = Text("应为64位十六进制数", "64 hexadecimal digits are expected")
        raise Invalid("draw_malformed", said, fields={field: [said]})
    return found


def _day(field: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        said = Text("请填写日期", "A day is expected")
        raise Invalid("day_malformed", said, fields={field: [said]}) from None
