"""The Django application of this floor."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Register `api` with Django."""

    name = "api"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "接口"
