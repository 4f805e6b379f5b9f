"""The public record as files: what it is, and how anybody mirrors and checks it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.record import heads
from toolkit.mirroring.manifest import segment_of, segment_path


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """How far the record has come, and what to do with it."""
    lines = heads.size()
    context = {
        "lines": lines,
        "address": f"{settings.PUBLIC_URL}/record/",
        "segment": segment_path(segment_of(lines)) if lines else "",
    }
    return render(request, "portal/record.html", context)
