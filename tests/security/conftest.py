"""The stage of the security cases is that of all tests about bids under seal and their opening."""

from tests.bidding.opening.conftest import hall
from tests.bidding.sealed.conftest import _few_rounds, bare, scene
from tests.toolkit.conftest import competition

__all__ = ["_few_rounds", "bare", "competition", "hall", "scene"]
