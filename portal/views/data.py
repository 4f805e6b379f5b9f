"""Open data: what there is, under which licence, and how to take all of it."""

from __future__ import annotations

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.bulk.tables import TABLES
from foundation import codes
from portal import linked, open_data
from portal.phases import PHASES, kinds
from trading import registry
from trading.law.grammar import Phase


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Licence, policy, files, formats, codelists, limits, and how to mirror."""
    found = open_data.files()
    phases = {code: title for code, title in PHASES.items() if code != Phase.PREPARING.value}
    context = {
        "datasets": open_data.datasets(),
        "wholes": [one for one in found if not one.part],
        "files": [one for one in found if one.part][: 3 * open_data.MONTHS_SHOWN],
        "hidden": max(0, len([one for one in found if one.part]) - 3 * open_data.MONTHS_SHOWN),
        "tables": TABLES,
        "codelists": (("family", kinds()), ("phase", phases), ("classification", codes.CLASSES)),
        "procedures": sorted(registry.procedures(), key=lambda one: one.key),
        "licence": settings.LICENCE_URL,
        "publisher": settings.PUBLISHER_NAME,
        "site": settings.PUBLIC_URL,
        "wait": settings.FEED_WAIT_SECONDS,
        "linked": linked.of_data(),
    }
    return render(request, "portal/data.html", context)


@require_safe
def catalogue(_request: HttpRequest) -> HttpResponse:
    """The same for machines: a DCAT catalogue."""
    content = orjson.dumps(open_data.catalogue(), option=orjson.OPT_INDENT_2)
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type="application/ld+json", headers=headers)
