"""The tables of the foundation: the instance and its clock, the journal, its followers, the feeds, remembered answers."""

from foundation.models.feeds import FeedHead, Publication
from foundation.models.followers import FollowerCursor, FollowerFault
from foundation.models.idempotency import RememberedAnswer
from foundation.models.instance import Instance
from foundation.models.journal import Event, Pending, Position

__all__ = [
    "Event",
    "FeedHead",
    "FollowerCursor",
    "FollowerFault",
    "Instance",
    "Pending",
    "Position",
    "Publication",
    "RememberedAnswer",
]
