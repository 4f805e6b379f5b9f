"""The addresses of /api/v1/."""

from __future__ import annotations

from django.urls import path

from api.views import deals, lots

urlpatterns = [
    path("deals/", deals.Deals.as_view(), name="deals"),
    path("deals/<str:deal_id>/", deals.OneDeal.as_view(), name="deal"),
    path("deals/<str:deal_id>/lots/", deals.DealLots.as_view(), name="deal-lots"),
    path("deals/<str:deal_id>/steps/<slug:step>/", deals.DealSteps.as_view(), name="deal-step"),
    path("lots/<str:lot_id>/", lots.OneLot.as_view(), name="lot"),
    path("lots/<str:lot_id>/open-steps/", lots.OpenSteps.as_view(), name="lot-open-steps"),
    path("lots/<str:lot_id>/steps/", lots.LotHistory.as_view(), name="lot-steps"),
    path("lots/<str:lot_id>/steps/<slug:step>/", lots.LotSteps.as_view(), name="lot-step"),
    path("lots/<str:lot_id>/periods/", lots.LotPeriods.as_view(), name="lot-periods"),
    path("lots/<str:lot_id>/rerun/", lots.LotRerun.as_view(), name="lot-rerun"),
    path("lots/<str:lot_id>/outcomes/", lots.LotOutcomes.as_view(), name="lot-outcomes"),
]
