"""The addresses of what is followed and what was delivered."""

from __future__ import annotations

from django.urls import path

from api.views import subscriptions

urlpatterns = [
    path("deliveries/", subscriptions.Undelivered.as_view(), name="undelivered"),
    path("deliveries/<str:delivery_id>/retry/", subscriptions.DeliveryRetry.as_view(), name="delivery-retry"),
    path("inbox/", subscriptions.Inbox.as_view(), name="inbox"),
    path("inbox/read/", subscriptions.InboxRead.as_view(), name="inbox-read"),
    path("subscriptions/", subscriptions.Subscriptions.as_view(), name="subscriptions"),
    path(
        "subscriptions/<str:subscription_id>/", subscriptions.OneSubscription.as_view(), name="subscription"
    ),
    path(
        "subscriptions/<str:subscription_id>/deliveries/",
        subscriptions.SubscriptionDeliveries.as_view(),
        name="subscription-deliveries",
    ),
    path(
        "subscriptions/<str:subscription_id>/secret/",
        subscriptions.SubscriptionSecret.as_view(),
        name="subscription-secret",
    ),
    path(
        "subscriptions/<str:subscription_id>/test/",
        subscriptions.SubscriptionTest.as_view(),
        name="subscription-test",
    ),
]
