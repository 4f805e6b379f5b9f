"""What every policy of custody on this platform must say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from bidding.models import CustodyPolicy
from bidding.sealed import custody, keys, supervisors
from foundation import transparency
from foundation.errors import Unavailable
from foundation.text import Text
from toolkit import certificates, shapes
from toolkit.log import checkpoint, tree
from toolkit.log.checkpoint import Checkpoint
from toolkit.objects import Policy, Rehearsal
from toolkit.refusals import Refused
from trading import in_force
from trading.models import Deal, Lot

CERTIFICATES = {
    "receipt_cert": keys.RECEIPT, "freeze_cert": keys.FREEZE, "opening_cert": keys.OPENING,
    "evaluation_cert": keys.EVALUATION, "tsa_cert": keys.TSA,
}  # fmt: skip
# Of these a policy may name fewer, or more, than the platform would.
_CHOSEN = frozenset({"evaluation_cert", "lots", "deadline", "operators", "witnesses", "log_size", "log_root"})
MOST_BEHIND = 10_000_000
"""How many leaves old the state may be that a policy names, about a week: everybody reads the log from there."""


def of(deal: Deal) -> dict[str, Any]:
    """
    Return the fields of the next policy that are not the organiser's to choose; `deadline` is None where lots differ.

    `opening_cert` and `evaluation_cert` are empty until these processes have shown their certificates; the second is for policies with
    units that only a committee reads.
    """
    lots = list(deal.lots.filter(next__isnull=True).order_by("id"))
    ends = {end_of_bidding(lot) for lot in lots}
    last = CustodyPolicy.objects.filter(deal=deal).order_by("-version").first()
    log, state = transparency.log_key(), _state()
    return {
        "deal": deal.id,
        "lots": [lot.id for lot in lots],
        "version": last.version + 1 if last else 1,
        "prev": last.sha256 if last else "",
        "deadline": ends.pop() if len(ends) == 1 else None,
        "organiser": deal.organiser.code or "",
        "supervisor": supervisors.of(deal),
        "operators": list(settings.OPERATORS),
        "log": str(log) if log else "",
        "log_size": state.size,
        "log_root": state.root.hex(),
        "witnesses": [str(one) for one in transparency.witnesses()],
        **{name: _certificate(key) for name, key in CERTIFICATES.items()},
    }


def foreign(policy: Policy, wanted: Mapping[str, Any]) -> list[str]:
    """Return the fields that name another platform or deal than these terms do; of lots and deadline they say nothing."""
    said = policy.model_dump()
    wrong = [name for name in wanted if name not in _CHOSEN and said[name] != wanted[name]]
    if not set(policy.operators) >= set(wanted["operators"]):
        wrong.append("operators")
    if not set(policy.witnesses) <= set(wanted["witnesses"]):
        wrong.append("witnesses")
    if policy.is_restricted and policy.evaluation_cert != wanted["evaluation_cert"]:
        wrong.append("evaluation_cert")
    if not _is_recent(Checkpoint("", policy.log_size, bytes.fromhex(policy.log_root)), wanted["log_size"]):
        wrong.append("log_size")
    return wrong


def untendered(policy: Policy) -> dict[str, Any]:
    """
    Return what the tender document says of opening bids and the policy says otherwise (电子招标投标办法第三十条).

    Bidders open their own bids only where the document asks them to, and in the time that it gives them.
    """
    said = in_force.decryption(policy.deal)
    wanted: dict[str, Any] = {"mode": "custodians"}
    if said is not None:
        wanted = {"mode": said.by.value, "rescue_s": 60 * said.minutes}
    return {name: value for name, value in wanted.items() if getattr(policy, name) != value}


def too_little(policy: Policy) -> dict[str, int]:
    """
    Return the least of each number of which a policy has less than is taken here.

    The organiser sets them, and may have a friend among the bidders: one witness out of many sees what it is shown, a list that
    may not be objected to omits whom it pleases, and a bid that custodians fail to open is rescued by its bidder alone.
    """
    if isinstance(policy, Rehearsal):
        return {}
    least = {"objection_s": shapes.LEAST_S, "posting_s": shapes.LEAST_S, "rescue_s": shapes.LEAST_S}
    if settings.TRANSPARENCY_WITNESSES:
        most = len(settings.TRANSPARENCY_WITNESSES)
        least["witness_quorum"] = max(min(settings.TRANSPARENCY_QUORUM, most), most // 2 + 1)
    return {name: number for name, number in least.items() if getattr(policy, name) < number}


def _state() -> Checkpoint:
    """
    Return the newest state of the log that is public; empty before it began.

    :raises Unavailable: `log_unreadable` while the file says nothing that can be read.
    """
    try:
        return checkpoint.read_head(transparency.files()("checkpoint").decode()).checkpoint
    except FileNotFoundError:
        return Checkpoint("", 0, tree.EMPTY_ROOT)
    except (Refused, UnicodeDecodeError) as error:
        raise Unavailable(
            "log_unreadable", Text("公开日志的检查点暂不可读", "The public log's checkpoint cannot be read"),
            retry_after_seconds=30,
        ) from error  # fmt: skip


def _is_recent(state: Checkpoint, size: int) -> bool:
    if not 0 <= size - state.size <= MOST_BEHIND:
        return False
    return transparency.is_in_tree(state) if state.size else state.root == tree.EMPTY_ROOT


def end_of_bidding(lot: Lot) -> int | None:
    """Return when the lot's period for bids ends, in milliseconds; None where none is running."""
    limit = lot.procedure.bidding
    period = in_force.periods(lot).get(limit.name) if limit else None
    return custody.milliseconds(period.ends_at) if period else None


def _certificate(name: str) -> str:
    try:
        return certificates.to_base64(keys.certificate(name))
    except Unavailable:
        if name not in (keys.OPENING, keys.EVALUATION):
            raise
        return ""
