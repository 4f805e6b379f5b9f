"""What bidding keeps: who takes part, and their deposits."""

from bidding.models.deposit import DepositEntry
from bidding.models.registration import Registration

__all__ = ["DepositEntry", "Registration"]
