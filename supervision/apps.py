"""The Django application of this floor."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Register `supervision` with Django."""

    name = "supervision"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "监督"
