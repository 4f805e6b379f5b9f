"""The addresses of the opening of a lot's sealed bids."""

from __future__ import annotations

from django.urls import path

from api.views import opening, readings

urlpatterns = [
    path("", opening.LotOpening.as_view(), name="lot-opening"),
    path(
        "attendance/",
        opening.OpeningAttendance.as_view(),
        name="lot-opening-attendance",
    ),
    path("bids/", opening.OpenedBids.as_view(), name="lot-opening-bids"),
    path(
        "bids/<str:header>/<str:unit>/<str:part>/",
        opening.OpenedFile.as_view(),
        name="lot-opening-file",
    ),
    path("keys/", opening.OpeningKeys.as_view(), name="lot-opening-keys"),
    path(
        "objections/",
        opening.OpeningObjections.as_view(),
        name="lot-opening-objections",
    ),
    path("posts/", opening.OpeningPosts.as_view(), name="lot-opening-posts"),
    path("remedies/", opening.OpeningRemedies.as_view(), name="lot-opening-remedies"),
    path(
        "remedies/proposals/",
        opening.OpeningRemedyProposals.as_view(),
        name="lot-opening-remedy-proposals",
    ),
    path("readings/", readings.Readings.as_view(), name="lot-opening-readings"),
    path("stages/", opening.OpeningStages.as_view(), name="lot-opening-stages"),
]
