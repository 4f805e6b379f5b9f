"""The bidding app."""

from django.apps import AppConfig


class BiddingConfig(AppConfig):
    """Tells the floors below what bidding knows."""

    name = "bidding"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "投标与竞价"

    def ready(self) -> None:
        """Register the facts, where bidders are at work, and how rows are audited."""
        from accounts import reach
        from bidding import announcing, audit, offers, places
        from bidding.actions import freezing, issuing, ranking, rehearsing
        from bidding.actions.auctioning import concluding, living
        from bidding.evaluation import award, figures, results
        from bidding.facts import bids, qualification, registrations, rule
        from bidding.facts import offers as final_offers
        from bidding.sealed import custody
        from foundation import transparency_audit
        from trading import (
            announceable,
            auctioned,
            awarded,
            called_off,
            evaluated,
            facts,
            participants,
            sealed_offers,
            second_person,
        )
        from trading.actions import walking

        facts.register("bidding.registrations", registrations)
        facts.register("bidding.bids", bids)
        facts.register("bidding.final_offers", final_offers)
        facts.register("bidding.qualification", qualification)
        facts.register("bidding.rule", rule)
        facts.register("bidding.award", award.facts)
        announceable.register("bidding.rule", announcing.against_version)
        participants.register("bidding.registrations", places.takes_part, places.may_buy)
        sealed_offers.register("bidding.opened", offers.of)
        called_off.register("bidding.rankings", ranking.follow_call_off)
        awarded.register(
            "bidding.letters", awarded=issuing.of_award, prequalified=issuing.of_prequalification
        )
        evaluated.register("bidding.evaluations", judged=results.stands, computed=figures.are_awaited)
        auctioned.register("bidding.auctions", concluding.is_held_here, living.stop_of)
        second_person.register("bidding.seal", custody.is_under_seal)
        reach.register("bidding.bidders", places.of_bidder)
        transparency_audit.register("bidding", audit.findings)
        walking.register("bidding.lists", freezing.is_awaited)
        walking.register("bidding.rehearsals", rehearsing.is_awaited)
        walking.register("bidding.auctions", living.is_awaited)
