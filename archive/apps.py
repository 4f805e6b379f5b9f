"""The archive app."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Registers the followers that feed the public, and the audit of its record."""

    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "档案"

    def ready(self) -> None:
        """Register them."""
        from archive.documents.follower import DocumentWriter
        from archive.feed import PublicFeed
        from archive.ocds.releases import OpenFeed
        from archive.record import audit
        from archive.record.of_deals import DealFiles
        from archive.record.of_notices import NoticeFiles
        from foundation import followers, transparency_audit

        followers.register(PublicFeed())
        followers.register(OpenFeed())
        followers.register(NoticeFiles())
        followers.register(DealFiles())
        followers.register(DocumentWriter())
        transparency_audit.register("record", audit.findings)
