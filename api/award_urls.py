"""The addresses of the decision among candidates without rank."""

from __future__ import annotations

from django.urls import path

from api.views import award

urlpatterns = [
    path("", award.LotAward.as_view(), name="lot-award"),
    path("award.json", award.AwardFile.as_view(), name="lot-award-file"),
    path("ballots/", award.AwardBallots.as_view(), name="lot-award-ballots"),
    path("round/", award.AwardRound.as_view(), name="lot-award-round"),
]
