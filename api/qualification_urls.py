"""The addresses of the examination of who qualifies."""

from __future__ import annotations

from django.urls import path

from api.views import qualification

urlpatterns = [
    path("", qualification.LotQualification.as_view(), name="qualification"),
    path("sheets/<str:bid>/", qualification.QualificationSheets.as_view(), name="qualification-sheet"),
    path("signature/", qualification.QualificationSignature.as_view(), name="qualification-signature"),
]
