"""The notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the followers that write notices and keep what is searched, and tells the soundness check which kinds have a template."""

    name = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "公告"

    def ready(self) -> None:
        """Register them."""
        from foundation import followers
        from notices.search.indexing import SearchIndex
        from notices.templates import TEMPLATES
        from notices.writer import NoticeWriter
        from trading import checks

        checks.offer_templates(TEMPLATES)
        followers.register(NoticeWriter())
        followers.register(SearchIndex())
