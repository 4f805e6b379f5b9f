"""The Django application of the top floor: checks and commands about the instance as a whole."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Register `config` with Django."""

    name = "config"
    verbose_name = "配置"

    def ready(self) -> None:
        """Register the system checks."""
        from config import checks  # noqa: F401  Checks may only be imported once the applications are loaded.
