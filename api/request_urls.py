"""The addresses of requests for information."""

from __future__ import annotations

from django.urls import path

from api.views import requests

urlpatterns = [
    path("", requests.Requests.as_view(), name="requests"),
    path("<str:request_id>/", requests.OneRequest.as_view(), name="request"),
    path("<str:request_id>/answer/", requests.RequestAnswer.as_view(), name="request-answer"),
    path("<str:request_id>/completion/", requests.RequestCompletion.as_view(), name="request-completion"),
    path(
        "<str:request_id>/consultation/", requests.RequestConsultation.as_view(), name="request-consultation"
    ),
    path("<str:request_id>/extension/", requests.RequestExtension.as_view(), name="request-extension"),
    path("<str:request_id>/guidance/", requests.RequestGuidance.as_view(), name="request-guidance"),
    path("<str:request_id>/opinion/", requests.RequestOpinion.as_view(), name="request-opinion"),
    path("<str:request_id>/withdrawal/", requests.RequestWithdrawal.as_view(), name="request-withdrawal"),
]
