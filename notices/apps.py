"""The Django application of this floor."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Register `notices` with Django."""

    name = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "公告"
