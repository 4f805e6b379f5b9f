"""The API's own documentation: the OpenAPI document, and a page that shows it; both load nothing from elsewhere."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from trading import registry


class Remembered(SchemaGenerator):
    """Makes the document, the same for everybody, once in each language: it takes half a second, and anybody may ask for it."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        """Return the document."""
        return _document(get_language(), tuple(one.key for one in registry.procedures()))


@lru_cache(maxsize=8)
def _document(_language: str | None, _procedures: tuple[str, ...]) -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


class Schema(SpectacularJSONAPIView):
    """The OpenAPI document."""

    authentication_classes = ()
    generator_class = Remembered


@method_decorator(never_cache, name="dispatch")
class Page(SpectacularSwaggerSplitView):
    """The document as a page on which one may try each operation."""

    authentication_classes = ()
    template_name = "api/docs.html"
