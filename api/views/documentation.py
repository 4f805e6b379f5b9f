"""The API's own documentation: the OpenAPI document, and a page that shows it; both load nothing from elsewhere."""

from __future__ import annotations

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularJSONAPIView):
    """The OpenAPI document."""

    authentication_classes = ()


@method_decorator(never_cache, name="dispatch")
class Page(SpectacularSwaggerSplitView):
    """The document as a page on which one may try each operation."""

    authentication_classes = ()
    template_name = "api/docs.html"
