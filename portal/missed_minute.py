"""On the page of an opening: that nobody outside saw the log in the deadline's minute, and who signs how the lot goes on."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actor import Actor
from accounts.models import Party
from bidding import timing
from bidding.models import FreezeList, SupervisedCut
from bidding.sealed import supervisors
from foundation.text import Text
from toolkit.objects import Policy
from trading.models import Lot

_UNSEEN = (
    "没有见证或者时间戳证明在截止前到达的投标不计入，被它替换的上一份仍然有效；撤回凭投标人签名有效",
    "A bid of which neither a witness nor a timestamp shows that it came in time does not count, and the one that it replaced "
    "stands; a withdrawal counts by its bidder's signature",
)


@dataclass(frozen=True)
class CutView:
    """
    That nobody outside saw the log in the deadline's minute: whose two persons sign how the lot goes on, or signed it.

    Without a name the policy says nobody. `is_own` for who acts for that supervisor.
    """

    name: str
    signed: SupervisedCut | None
    is_own: bool


def collect(lot: Lot, policy: Policy, actor: Actor) -> CutView | None:
    """Return how it stands; None where somebody saw that minute, or the lot was ended."""
    row = FreezeList.objects.filter(lot=lot, cut_missed_at__isnull=False).first()
    signed = SupervisedCut.objects.filter(freeze=lot.id).first() if row else None
    is_settled = row is None or row.issued_at is not None or lot.phase not in timing.BEFORE_THE_OPENING
    if signed is None and is_settled:
        return None
    party = Party.objects.filter(code=policy.supervisor).first() if policy.supervisor else None
    is_own = supervisors.is_of(lot.deal, policy.supervisor, actor)
    return CutView(party.name if party else policy.supervisor, signed, is_own)


def told(cut: CutView) -> tuple[Text, Text]:
    """Return the step's title, and of whom it is awaited that the lot goes on, or who signed."""
    title = Text("监督单位签署日志截断", "The supervisor signs from where in the log the lot goes on")
    missed = (
        "截止后一分钟内，日志没有见证人或者时间戳证明",
        "Neither witnesses nor a timestamp vouch for the log in the minute after the deadline",
    )
    if cut.signed is not None:
        detail = Text(
            f"{missed[0]}；{cut.name}两人签署，理由：{cut.signed.reason}。{_UNSEEN[0]}",
            f"{missed[1]}; two persons of {cut.name} signed, reason: {cut.signed.reason}. {_UNSEEN[1]}",
        )
        return title, detail
    if not cut.name:
        return title, Text(
            f"{missed[0]}，保管方案也没有写明监督单位：本标段不能开标，由招标人依法终止或者重新招标",
            f"{missed[1]}, and the policy names no supervisor: the lot cannot be opened; the organiser ends or repeats it",
        )
    detail = Text(
        f"{missed[0]}，等待{cut.name}两人签署；签署之前不开标，投标仍然密封",
        f"{missed[1]}. Two persons of {cut.name} are to sign; until then nothing is opened, and all bids stay sealed",
    )
    return title, detail
