"""The Django application of this floor."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Register `portal` with Django."""

    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "门户"
