"""The API's own documentation: the OpenAPI document, and a page that shows it part by part; both load nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.plumbing import set_query_parameters
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from trading import registry


class Schema(SpectacularJSONAPIView):
    """
    The OpenAPI document, the same for everybody; with `tag` the operations of one tag and the shapes that they name.

    It is made and written once in each language: both take a second, and anybody may ask for it.
    """

    authentication_classes = ()

    def _get_schema_response(self, request: Request) -> HttpResponse:
        renderer = self.perform_content_negotiation(request)[0]
        written = _written(_key(), request.GET.get("tag"))
        return HttpResponse(written, content_type=renderer.media_type)


@method_decorator(never_cache, name="dispatch")
class Page(SpectacularSwaggerSplitView):
    """
    The list of tags; with `tag` its operations, as a page on which one may try each.

    Never all at once: a browser is busy for many seconds with the shapes of some hundred operations, a phone for longer.
    """

    authentication_classes = ()
    template_name = "api/docs.html"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show the page, or its script."""
        tag, tags = request.GET.get("tag"), _whole()["tags"]
        if tag is not None and tag not in {one["name"] for one in tags}:
            raise Http404
        answer = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return Response(
            answer.data | {"tag": tag, "tags": tags},
            template_name=answer.template_name,
            content_type=answer.content_type,
        )

    def _get_schema_url(self, request: Request) -> Any:
        url = super()._get_schema_url(request)  # type: ignore[no-untyped-call]
        return set_query_parameters(url, tag=request.GET.get("tag"))


def _key() -> tuple[str | None, tuple[str, ...]]:
    return get_language(), tuple(one.key for one in registry.procedures())


def _whole() -> Any:
    return _document(*_key())


@lru_cache(maxsize=8)
def _document(_language: str | None, _procedures: tuple[str, ...]) -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=128)
def _written(key: tuple[str | None, tuple[str, ...]], tag: str | None) -> bytes:
    shown = _document(*key) if tag is None else _part(key, tag)
    return json.dumps(shown, default=str, ensure_ascii=False, separators=(",", ":")).encode()


def _part(key: tuple[str | None, tuple[str, ...]], tag: str) -> Any:
    whole, paths = _document(*key), {}
    for path, operations in whole["paths"].items():
        if own := {method: one for method, one in operations.items() if tag in one["tags"]}:
            paths[path] = own
    if not paths:
        raise Http404
    components = {kind: whole["components"][kind] for kind in whole["components"] if kind != "schemas"}
    waiting = list(_named([paths, components]))
    components["schemas"], schemas = {}, whole["components"]["schemas"]
    while waiting:
        name = waiting.pop()
        if name not in components["schemas"]:
            components["schemas"][name] = schemas[name]
            waiting.extend(_named(schemas[name]))
    tags = [one for one in whole["tags"] if one["name"] == tag]
    return whole | {"paths": paths, "components": components, "tags": tags}


def _named(shape: Any) -> Iterator[str]:
    """Yield the names of the schemas that a part of the document refers to."""
    if isinstance(shape, dict):
        reference = shape.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/components/schemas/"):
            yield reference.rpartition("/")[2]
        for one in shape.values():
            yield from _named(one)
    elif isinstance(shape, list | tuple):
        for one in shape:
            yield from _named(one)
