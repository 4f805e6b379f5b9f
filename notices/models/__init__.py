"""The tables of the notices: what is told, and how it is found."""

from notices.models.notice import Notice

__all__ = ["Notice"]
