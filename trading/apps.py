"""The trading app."""

from django.apps import AppConfig


class TradingConfig(AppConfig):
    """Registers the soundness checks of the procedures and the facts that trading itself knows."""

    name = "trading"
    verbose_name = "交易 Trading"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register both, where organisers and agencies are at work, and how rows are audited."""
        from accounts import reach
        from foundation import transparency_audit
        from trading import audit, checks, knowledge, queries

        checks.register_checks()
        knowledge.register_contributors()
        reach.register("trading.deals", queries.places_of)
        transparency_audit.register("trading", audit.findings)
