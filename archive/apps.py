"""The Django application of this floor."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Register `archive` with Django."""

    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "档案"
