"""The fair, where parties come and go, is that of the tests of bidding."""

from tests.bidding.conftest import fair

__all__ = ["fair"]
