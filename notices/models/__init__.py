"""The tables of the notices: what is told, how it is found, to whom it is delivered, and what is asked for besides."""

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
from notices.models.request import Applicant, Consultation, InformationRequest
from notices.models.search import SearchEntry, Subject

__all__ = [
    "Applicant",
    "Channel",
    "Consultation",
    "Delivery",
    "Frequency",
    "InboxMessage",
    "InformationRequest",
    "Notice",
    "Parcel",
    "Purpose",
    "SavedSearch",
    "SearchEntry",
    "Subject",
    "Subscription",
]
