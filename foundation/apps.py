"""The foundation as a Django app: the tables of the clock, the journal, the feeds and remembered answers."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Names the app."""

    name = "foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "基础 foundation"

    def ready(self) -> None:
        """Register the system check of the log."""
        from foundation import transparency_checks  # noqa: F401  its tables' models are only loaded now
