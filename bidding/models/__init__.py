"""What bidding keeps: who takes part, their deposits, policies of custody, bids under seal, and their opening."""

from bidding.models.attendance import Attendance
from bidding.models.contest import ReceiptObjection, StageRelease
from bidding.models.custody import CustodyAcceptance, CustodyPolicy, PolicyChange
from bidding.models.deposit import DepositEntry, DepositRate
from bidding.models.destroyed_key import DestroyedKey
from bidding.models.filing import Filing, Receipt, RevocationEvidence, Upload
from bidding.models.freeze import FreezeList, SupervisedCut
from bidding.models.joint import JointMember
from bidding.models.opening import CustodianPost, OpenedUnit, Opening, SentKeys
from bidding.models.registration import Registration
from bidding.models.rehearsal import Rehearsal, RehearsalPost
from bidding.models.remedy import ProposedRemedy, Remedy
from bidding.models.restricted import Committee, ProposedCommittee, Reading, WrappedUnit

__all__ = [
    "Attendance", "Committee", "CustodianPost", "CustodyAcceptance", "CustodyPolicy", "DepositEntry", "DepositRate",
    "DestroyedKey", "Filing", "FreezeList", "JointMember", "OpenedUnit", "Opening", "PolicyChange", "ProposedCommittee",
    "ProposedRemedy", "Reading", "Receipt", "ReceiptObjection", "Registration", "Rehearsal", "RehearsalPost", "Remedy",
    "RevocationEvidence", "SentKeys", "StageRelease", "SupervisedCut", "Upload", "WrappedUnit",
]  # fmt: skip
