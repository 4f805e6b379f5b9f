"""The tables of the notices: what is told, how it is found, and to whom it is delivered."""

from notices.models.delivery import (
    Channel,
    Delivery,
    Frequency,
    InboxMessage,
    Parcel,
    Purpose,
    SavedSearch,
    Subscription,
)
from notices.models.notice import Notice
from notices.models.search import SearchEntry, Subject

__all__ = [
    "Channel",
    "Delivery",
    "Frequency",
    "InboxMessage",
    "Notice",
    "Parcel",
    "Purpose",
    "SavedSearch",
    "SearchEntry",
    "Subject",
    "Subscription",
]
