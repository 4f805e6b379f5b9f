"""Every address of the platform: pages for people, the API for programs, sign-in."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("api/v1/", include("api.urls")),
    path("ocds/", include("api.ocds_urls")),
    path("", include("api.feed_urls")),
    path("log/", include("foundation.transparency_urls")),
]
if find_spec("portal.urls"):
    urlpatterns.append(path("", include("portal.urls")))

handler400 = "api.problems.bad_request"
handler404 = "api.problems.not_found"
handler500 = "api.problems.server_error"
