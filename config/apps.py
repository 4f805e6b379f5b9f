"""The Django application of the top floor: checks and commands about the instance as a whole."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Register `config` with Django."""

    name = "config"
    verbose_name = "配置"

    def ready(self) -> None:
        """Register the system checks, and make ours the Celery application of every process."""
        # Both look at the applications, which are only loaded now.
        from config import celery, checks  # noqa: F401
