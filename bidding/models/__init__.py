"""What bidding keeps: who takes part, their deposits, policies of custody, bids under seal, their opening and evaluation."""

from bidding.models.attendance import Attendance
from bidding.models.auction import Auction, AuctionHead, Move, Participant
from bidding.models.auction_acts import AuctionProposal, Pulse, RoomMessage
from bidding.models.auction_key import AuctionKey
from bidding.models.award import Award, Ballot, Elector
from bidding.models.contest import ReceiptObjection, StageRelease
from bidding.models.custody import CustodyAcceptance, CustodyPolicy, PolicyChange
from bidding.models.deposit import DepositEntry, DepositRate
from bidding.models.destroyed_key import DestroyedKey
from bidding.models.draw import Chosen, Contribution, Draw, DrawAct, NameReading, PoolEntry, Representative
from bidding.models.draw_note import DrawNote, WithdrawnChoice
from bidding.models.evaluation import Evaluation, Seat
from bidding.models.evaluation_acts import BidAnswer, BidQuestion, Motion, Reopening, Signed, Vote
from bidding.models.evaluation_work import Sheet
from bidding.models.expert import Avoidance, Employment, Expert, Leave
from bidding.models.filing import Filing, Receipt, RevocationEvidence, Upload
from bidding.models.final_offer import FinalOffer, ShownOffer
from bidding.models.freeze import FreezeList, SupervisedCut
from bidding.models.joint import JointMember
from bidding.models.letter import SentLetter
from bidding.models.opening import CustodianPost, OpenedUnit, Opening, SentKeys
from bidding.models.qualification import Qualification, QualificationSheet
from bidding.models.ranking import Ranking
from bidding.models.registration import Registration
from bidding.models.rehearsal import Rehearsal, RehearsalPost
from bidding.models.remedy import ProposedRemedy, Remedy
from bidding.models.restricted import BlindCopy, Committee, ProposedCommittee, Reading, WrappedUnit
from bidding.models.service import FeePayment, Rating, RatingReply, Service

__all__ = [
    "Attendance",
    "Auction",
    "AuctionHead",
    "AuctionKey",
    "AuctionProposal",
    "Avoidance",
    "Award",
    "Ballot",
    "BidAnswer",
    "BidQuestion",
    "BlindCopy",
    "Chosen",
    "Committee",
    "Contribution",
    "CustodianPost",
    "CustodyAcceptance",
    "CustodyPolicy",
    "DepositEntry",
    "DepositRate",
    "DestroyedKey",
    "Draw",
    "DrawAct",
    "DrawNote",
    "Elector",
    "Employment",
    "Evaluation",
    "Expert",
    "FeePayment",
    "Filing",
    "FinalOffer",
    "FreezeList",
    "JointMember",
    "Leave",
    "Motion",
    "Move",
    "NameReading",
    "OpenedUnit",
    "Opening",
    "Participant",
    "PolicyChange",
    "PoolEntry",
    "ProposedCommittee",
    "ProposedRemedy",
    "Pulse",
    "Qualification",
    "QualificationSheet",
    "Ranking",
    "Rating",
    "RatingReply",
    "Reading",
    "Receipt",
    "ReceiptObjection",
    "Registration",
    "Rehearsal",
    "RehearsalPost",
    "Remedy",
    "Reopening",
    "Representative",
    "RevocationEvidence",
    "RoomMessage",
    "Seat",
    "SentKeys",
    "SentLetter",
    "Service",
    "Sheet",
    "ShownOffer",
    "Signed",
    "StageRelease",
    "SupervisedCut",
    "Upload",
    "Vote",
    "WithdrawnChoice",
    "WrappedUnit",
]  # fmt: skip
