"""What bidding keeps: who takes part, their deposits, policies of custody, and bids under seal."""

from bidding.models.custody import CustodyAcceptance, CustodyPolicy, PolicyChange
from bidding.models.deposit import DepositEntry
from bidding.models.filing import Filing, Receipt, Upload
from bidding.models.freeze import FreezeList
from bidding.models.registration import Registration

__all__ = [
    "CustodyAcceptance", "CustodyPolicy", "DepositEntry", "Filing", "FreezeList", "PolicyChange", "Receipt", "Registration",
    "Upload",
]  # fmt: skip
