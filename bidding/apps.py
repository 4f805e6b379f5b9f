"""The Django application of this floor."""

from django.apps import AppConfig


class BiddingConfig(AppConfig):
    """Register `bidding` with Django."""

    name = "bidding"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "投标与竞价"
