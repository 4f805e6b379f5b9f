"""The archive app."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Registers the follower that feeds the public."""

    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "档案"

    def ready(self) -> None:
        """Register it."""
        from archive.feed import PublicFeed
        from foundation import followers

        followers.register(PublicFeed())
