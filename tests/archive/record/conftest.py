"""Tenders under seal are those of the tests of bidding."""

from tests.bidding.results.conftest import bench
from tests.bidding.sealed.conftest import _few_rounds, bare, bare_road, scene

__all__ = ["_few_rounds", "bare", "bare_road", "bench", "scene"]
