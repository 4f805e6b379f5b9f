"""The bidding app."""

from django.apps import AppConfig


class BiddingConfig(AppConfig):
    """Tells trading what bidding knows of a lot."""

    name = "bidding"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "投标与竞价"

    def ready(self) -> None:
        """Register the facts, and where bidders are at work."""
        from accounts import reach
        from bidding import places
        from bidding.facts import bids, registrations
        from bidding.sealed import custody
        from trading import facts, second_person

        facts.register("bidding.registrations", registrations)
        facts.register("bidding.bids", bids)
        second_person.register("bidding.seal", custody.is_under_seal)
        reach.register("bidding.bidders", places.of_bidder)
