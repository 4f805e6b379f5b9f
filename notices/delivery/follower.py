"""The follower that tells new notices to those who asked for such."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Min

from foundation.followers import Follower
from foundation.models import Event
from notices import queries
from notices.delivery import matching, outbox
from notices.models import Subscription
from notices.search import indexing

AT_ONCE = 50  # notices; each has about a thousand lexemes


class NoticeDelivery(Follower):
    """
    Writes to the outbox what published notices tell to whom; the cursor moves in the same transaction.

    A notice is told if it was published since somebody subscribed: history that is handed in later is not.
    """

    name = "notices.delivery"
    types = ("notices.notice.published",)

    def handle_all(self, events: Sequence[Event]) -> None:
        """Tell of the notices that some events published. Some queries for every fifty."""
        tell({event.subject for event in events})


def tell(notices: Collection[str]) -> None:
    """Write what some notices tell to whom, those that are public."""
    since = Subscription.objects.filter(status="active").aggregate(first=Min("since"))["first"]
    if since is None:
        return
    public = (
        queries.published().filter(id__in=notices, published_at__gte=since).order_by("published_at", "id")
    )
    rows = list(public)
    for start in range(0, len(rows), AT_ONCE):
        entries = [indexing.of_notice(notice) for notice in rows[start : start + AT_ONCE]]
        outbox.put(matching.match(entries))
