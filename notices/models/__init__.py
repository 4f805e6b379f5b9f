"""The tables of the notices: what is told, and how it is found."""

from notices.models.notice import Notice
from notices.models.search import SearchEntry, Subject

__all__ = ["Notice", "SearchEntry", "Subject"]
