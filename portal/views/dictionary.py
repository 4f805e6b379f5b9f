"""The dictionary of fields, and the catalogue of what is disclosed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import catalogue, dictionary
from archive.dictionary import GROUPS, SCOPES
from trading.law.labels import Disclosure


@require_safe
def objects(request: HttpRequest) -> HttpResponse:
    """Every object that is kept, with how many of its fields are public, on request, or withheld."""
    groups = [
        (
            title,
            [
                (one, [one.count(scope) for scope in Disclosure])
                for one in dictionary.objects().values()
                if one.group is group
            ],
        )
        for group, title in GROUPS.items()
    ]
    return render(request, "portal/dictionary.html", {"groups": groups, "scopes": list(SCOPES.values())})


@require_safe
def fields(request: HttpRequest, code: str) -> HttpResponse:
    """The fields of one object: name, size, whether it is required, and who may read it, why, under which article."""
    found = dictionary.objects().get(code)
    if found is None:
        raise Http404
    rows = [(one, SCOPES[one.scope]) for one in found.entries]
    return render(
        request,
        "portal/dictionary_object.html",
        {"object": found, "group": GROUPS[found.group], "rows": rows},
    )


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """What is disclosed, as a tree: the common branches, then each body's own; each leaf counts what there is and leads to it."""
    return render(
        request, "portal/catalogue.html", {"common": catalogue.common(), "bodies": catalogue.bodies()}
    )
