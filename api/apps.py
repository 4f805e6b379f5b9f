"""The api app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Makes the scheme of the API's tokens known to the OpenAPI document."""

    name = "api"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "接口"

    def ready(self) -> None:
        """Register it."""
        from api import schema  # noqa: F401  registers by being imported
