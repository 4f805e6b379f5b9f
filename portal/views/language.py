"""The reader's choice of language, by a link: a page that asks nothing of its reader holds no form, and so no token."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language and lead back to the page, `next`, if it is one of this site."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "")
    response = HttpResponseRedirect(
        back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
    )
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, secure=settings.LANGUAGE_COOKIE_SECURE, samesite="Lax"
    )
    return response
