"""When a policy of custody may come in force, and take the place of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bidding.sealed import custody, terms
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from toolkit.certificates import instant
from toolkit.objects import Policy
from trading.models import Lot

TO_FILE = timedelta(
    days=1
)  # the least that bidders have under the first policy; their files they prepare before
TO_FILE_AGAIN = timedelta(days=3)  # and under a later one, which makes void what was filed before


def check(policy: Policy, lots: Sequence[Lot], at: datetime) -> None:
    """
    Refuse a policy that comes too late, or whose deadline is not the lots' any more: one that replaces another makes every bid
    void that was filed under it.

    Otherwise the organiser, or whoever holds back the last acceptance, could shut everybody out in the last second, or take
    back an extension that was told.

    :raises Conflict: `policy_frozen`, `policy_outdated`, `policy_mode_fixed`, `policy_too_late`.
    """
    if any(hasattr(lot, "freeze_list") for lot in lots):
        raise Conflict(
            "policy_frozen", Text("投标已冻结，保管方案不再变更", "The bids are frozen; the policy stays")
        )
    before = [found for lot in lots if (found := custody.in_force(lot)) is not None]
    if (
        any(terms.end_of_bidding(lot) != policy.deadline for lot in lots)
        or any(one.version > policy.version for one in before)
        or any(custody.deadline_of(one)[1] > policy.deadline for one in before)
    ):
        raise outdated()
    if any(custody.policy_of(one).mode != policy.mode for one in before):
        raise Conflict(
            "policy_mode_fixed", Text("解密方式不能变更", "How bids are opened does not change any more")
        )
    if before and at >= instant(policy.deadline) - TO_FILE_AGAIN:
        raise Conflict(
            "policy_too_late",
            Text(
                "距投标截止不足三日，不能更换保管方案：已递交的投标须重新递交",
                "Less than three days before bids are due the policy stays: all bids would have to be filed again",
            ),
        )
    if at >= instant(policy.deadline) - TO_FILE:
        raise Conflict(
            "policy_too_late",
            Text(
                "距投标截止不足一日，保管方案不再生效：投标人来不及密封递交",
                "Less than a day before bids are due no policy comes in force: nobody could seal and file in time",
            ),
        )


def outdated() -> Conflict:
    """Return the refusal of a policy that others overtook."""
    return Conflict(
        "policy_outdated",
        Text(
            "截止时间已变更，或者已有更新的保管方案生效，请按现行截止时间另行发布",
            "The deadline was moved, or a later policy is in force: publish a new one with the present deadline",
        ),
    )


def too_little(least: Mapping[str, int]) -> Invalid:
    """Return the refusal of a policy that has less of these than `least`."""
    told = {
        name: [Text(f"不得少于{number}", f"At least {number} is needed")] for name, number in least.items()
    }
    words = Text(
        "保管方案给出的时间或者见证人数太少",
        "The policy leaves too little time, or asks for too few witnesses",
    )
    return Invalid("policy_too_little", words, fields=told)
