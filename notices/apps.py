"""The notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """
    Registers the followers that write notices, keep what is searched and tell whoever asked.

    The soundness check is told which kinds have a template.
    """

    name = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "公告"

    def ready(self) -> None:
        """Register them."""
        from foundation import followers
        from notices.delivery.follower import NoticeDelivery
        from notices.search.indexing import SearchIndex
        from notices.templates import TEMPLATES
        from notices.writer import NoticeWriter
        from trading import checks

        checks.offer_templates(TEMPLATES)
        followers.register(NoticeWriter())
        followers.register(SearchIndex())
        followers.register(NoticeDelivery())
