"""The stage of the security cases is that of all tests about bids under seal."""

from tests.bidding.sealed.conftest import _few_rounds, bare, scene

__all__ = ["_few_rounds", "bare", "scene"]
