"""Addresses for this floor's own tests: its pages, and one that says who asks."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from accounts.middleware import ActorRequest


def who(request: HttpRequest) -> JsonResponse:
    assert isinstance(request, ActorRequest)
    return JsonResponse({"label": request.actor.label, "role": request.actor.role})


def quiet(request: HttpRequest) -> JsonResponse:
    """A page that does not look who asks."""
    return JsonResponse({})


def arrival(request: HttpRequest) -> JsonResponse:
    assert isinstance(request, ActorRequest)
    return JsonResponse({"at": request.arrived_at.isoformat()})


urlpatterns = [
    path("who", who),
    path("quiet", quiet),
    path("arrival", arrival),
    path("accounts/", include("accounts.urls")),
]
