"""The archive app."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Registers the followers that feed the public."""

    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "档案"

    def ready(self) -> None:
        """Register them."""
        from archive.feed import PublicFeed
        from archive.ocds.releases import OpenFeed
        from foundation import followers

        followers.register(PublicFeed())
        followers.register(OpenFeed())
