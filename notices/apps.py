"""The notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the follower that writes notices and tells the soundness check which kinds have a template."""

    name = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "公告"

    def ready(self) -> None:
        """Register the writer."""
        from foundation import followers
        from notices.templates import TEMPLATES
        from notices.writer import NoticeWriter
        from trading import checks

        checks.offer_templates(TEMPLATES)
        followers.register(NoticeWriter())
