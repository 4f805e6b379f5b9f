"""The Django application of this floor."""

from django.apps import AppConfig


class TradingConfig(AppConfig):
    """Register `trading` with Django."""

    name = "trading"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "交易"
