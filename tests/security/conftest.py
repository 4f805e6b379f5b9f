"""The stage of the security cases is that of all tests about bids under seal and their opening."""

from tests.bidding.opening.conftest import begun, hall, shown, three
from tests.bidding.sealed.conftest import _few_rounds, bare, scene
from tests.toolkit.conftest import competition

__all__ = ["_few_rounds", "bare", "begun", "competition", "hall", "scene", "shown", "three"]
