"""The addresses of the evaluation process."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from api.views.blind import BlindParts
from api.views.readings import Readings

urlpatterns = [
    path("api/v1/lots/<str:lot_id>/opening/readings/", Readings.as_view()),
    path("api/v1/lots/<str:lot_id>/evaluation/blind/", BlindParts.as_view()),
]


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer whatever this process has not; pages for people are the web's."""
    return HttpResponse(status=404, content_type="text/plain")


handler400 = "api.problems.bad_request"
handler404 = nowhere
handler500 = "api.problems.server_error"
