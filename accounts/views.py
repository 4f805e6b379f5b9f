"""Pages of this floor beside django-allauth's: choosing the capacity to act in, invitations, the local authority's files."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from cryptography.hazmat.primitives import serialization as forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import ca, sessions, words
from accounts.actions.members import accept_invitation
from accounts.actor import Actor
from accounts.models import User
from accounts.roles import Role
from foundation import clock
from foundation.errors import DomainError


@login_required
@never_cache
@require_GET
def capacities(request: HttpRequest) -> HttpResponse:
    """List the members in which the user may act."""
    user = _user(request)
    current = sessions.chosen_member(request, user)
    rows = [(member, words.said(words.ROLES[Role(member.role)])) for member in sessions.members_of(user)]
    context = {"rows": rows, "current": current, "next": _next(request), "words": words.page_words()}
    return render(request, "accounts/capacities.html", context)


@login_required
@require_POST
def act_as(request: HttpRequest, member_id: str) -> HttpResponse:
    """Act in one of the user's own members from now on; 404 for any other."""
    user = _user(request)
    member = next((mine for mine in sessions.members_of(user) if mine.pk == member_id), None)
    if member is None:
        raise Http404
    if not sessions.second_factor_suffices(request, Role(member.role)):
        messages.warning(request, words.said(words.SECOND_FACTOR_NEEDED))
        if is_mfa_enabled(user):
            return redirect(
                f"{reverse('mfa_reauthenticate')}?{urlencode({'next': reverse('accounts_capacities')})}"
            )
        return redirect("mfa_index")
    sessions.choose_member(request, member)
    return redirect(_next(request))


@login_required
@require_POST
def act_as_nobody(request: HttpRequest) -> HttpResponse:
    """Lay the chosen capacity down."""
    sessions.choose_member(request, None)
    return redirect(_next(request))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Accept an invitation; its secret is pasted, never part of an address that a log would keep."""
    if request.method == "POST":
        by = Actor(role=Role.PUBLIC, user_id=_user(request).pk)
        try:
            member = accept_invitation(secret=request.POST.get("secret", "").strip(), by=by)
        except DomainError as error:
            said = [words.said(one) for one in (error.message, *(reason.message for reason in error.reasons))]
            return _invitation_page(request, said, status=error.status)
        if sessions.second_factor_suffices(request, Role(member.role)):
            sessions.choose_member(request, member)
        messages.success(request, words.said(words.JOINED))
        return redirect("accounts_capacities")
    return _invitation_page(request, [])


@require_GET
def authority_chain(request: HttpRequest) -> HttpResponse:
    """Serve the local authority's certificates, issuing first (PEM); none in production."""
    if sessions.is_production():
        raise Http404
    return HttpResponse(ca.authority(clock.now()).chain_pem, content_type="application/pem-certificate-chain")


@require_GET
def revocation_list(request: HttpRequest) -> HttpResponse:
    """Serve the issuing authority's current revocation list (DER, RFC 5280); none in production."""
    if sessions.is_production():
        raise Http404
    content = ca.revocation_list(clock.now()).public_bytes(forms.Encoding.DER)
    return HttpResponse(content, content_type="application/pkix-crl")


def _invitation_page(request: HttpRequest, errors: list[str], status: int = 200) -> HttpResponse:
    context = {"errors": errors, "words": words.page_words()}
    return render(request, "accounts/invitation.html", context, status=status)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
