"""The tables of the foundation: the instance, the journal, its followers, the feeds, remembered answers, the log."""

from foundation.models.feeds import FeedHead, Publication
from foundation.models.followers import FollowerCursor, FollowerFault
from foundation.models.idempotency import RememberedAnswer
from foundation.models.instance import Instance
from foundation.models.journal import Event, Pending, Position
from foundation.models.transparency import LogCosignature, LogEntry, LogHead, LogLeaf, LogPending

__all__ = [
    "Event",
    "FeedHead",
    "FollowerCursor",
    "FollowerFault",
    "Instance",
    "LogCosignature",
    "LogEntry",
    "LogHead",
    "LogLeaf",
    "LogPending",
    "Pending",
    "Position",
    "Publication",
    "RememberedAnswer",
]
