"""What custodians post and bidders send while an opening is at work. The web process sees signatures, never a share or a key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.actor import Actor
from accounts.roles import Role
from bidding import faults
from bidding.actions import openings
from bidding.actions.openings import tell
from bidding.models import CustodianPost, Filing, FreezeList, Opening, RehearsalPost, SentKeys
from bidding.sealed import cases, custody, refusing
from foundation import journal
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import canonical, capsules, certificates, posting, refusals
from toolkit.proceedings import Posted
from trading.models import Lot

LONGEST_KEYS = 64 * 1024
MOST_POSTS = 5
"""How often anybody may bring a custodian's post: the first may have been spoilt on its way. Shares are sealed and not signed, so
what somebody else spoils and brings must not use up what the custodian has."""
MOST_KEYS = 5
"""How many messages with keys a bidder may send: the first may have been spoilt on its way, and nobody floods the opening."""


@action
def take_post(*, lot_id: str, content: bytes, signature: bytes, shares: bytes, by: Actor) -> CustodianPost:
    """
    Take a custodian's post for a stage; whoever brings it, the signature says whose it is.

    The same again returns the one that is there. What was lost or spoilt on its way may be sent again, with the same results
    of every bid. What comes after the time is kept as late, and changes nothing.

    :raises Forbidden: to who does not act for a party.
    :raises Conflict: `opening_not_begun`, `already_posted` for other results of the same custodian, `posts_too_many`.
    :raises Invalid: `posted_*`, `capsule_*`, and what objects, signatures and certificates are refused for.
    """
    if by.member_id is None:
        raise Forbidden(
            "role_not_allowed", Text("请以单位成员身份操作", "Act as a member of an organisation")
        )
    try:
        posted = Posted.from_bytes(content)
        lot, row, at = _open_now(lot_id, posted.stage)
        known = list(row.posts.filter(x=posted.x).order_by("number"))
        for one in known:
            if (bytes(one.content), bytes(one.shares)) == (content, shares):
                return one
        if len(shares) > posting.longest_post(_units(row))[1]:
            raise refusals.Refused("capsule_malformed", why="length")
        under, freeze = custody.custody_of(row.freeze.policy), cases.freeze_of(row.freeze)
        posting.check_post(content, signature, under, freeze, row.stage, row.bids, custody.trust(at), at)
        capsules.check(shares, certificates.from_base64(under.policy.opening_cert))
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    check_again(posted, known, by)
    is_late = row.status != "collecting" or at >= openings.posting_ends(lot, row, at)
    made = CustodianPost.objects.create(
        opening=row, x=posted.x, number=len(known) + 1, content=content, signature=signature, shares=shares,
        is_late=is_late, at=at, by=by.label,
    )  # fmt: skip
    what = "posted_late" if is_late else "posted"
    tell(what, lot, row, by=by, at=at, custodian=made.x, number=made.number, post=made.digest)
    return made


def check_again(posted: Posted, known: Sequence[CustodianPost | RehearsalPost], by: Actor) -> None:
    """
    Refuse what is not the same custodian's same word, sent again. Another head of the log is no other word; another result is.

    :raises Conflict: `already_posted`, `posts_too_many`.
    """
    if known and Posted.from_bytes(bytes(known[0].content)).results != posted.results:
        raise Conflict(
            "already_posted", Text("该保管人已经提交另一份清单", "This custodian posted another list")
        )
    if sum(one.by == by.label for one in known) >= MOST_POSTS:
        raise Conflict(
            "posts_too_many",
            Text("该保管人已多次提交，不再接收", "This custodian posted often enough"),
            detail={"most": MOST_POSTS},
        )


def longest(lot: Lot) -> int:
    """Return how many bytes of list and shares a post on the lot may have: of every bid and unit; none before there is a list."""
    row = FreezeList.objects.filter(lot=lot, issued_at__isnull=False).select_related("policy").first()
    if row is None:
        return 0
    return sum(
        posting.longest_post(len(cases.freeze_of(row).bids) * len(custody.policy_of(row.policy).units))
    )


@action
def take_keys(*, lot_id: str, message: bytes, by: Actor) -> SentKeys:
    """
    Take the keys that a bidder sends for its own listed filing, sealed to the opening process, which alone can judge them.

    :raises Forbidden: unless the actor bids.
    :raises NotFound: `no_listed_filing` if its organisation has none in the stage that is being opened.
    :raises Conflict: `opening_not_begun`, `keys_over`, `keys_too_many`.
    :raises Invalid: `capsule_*`.
    """
    if by.role is not Role.BIDDER or by.party_id is None:
        raise Forbidden("role_not_allowed", Text("只有投标人可以送出密钥", "Only a bidder sends its keys"))
    lot, row, at = _open_now(lot_id)
    own = Filing.objects.filter(lot=lot, registration__party=by.party_id, header__in=row.bids).first()
    if own is None:
        raise NotFound("no_listed_filing", Text("没有您的在册投标", "There is no listed bid of yours"))
    if len(message) > LONGEST_KEYS:
        raise refusing.as_error([refusals.Refused("capsule_malformed", why="length")])
    try:
        under = custody.policy_of(row.freeze.policy)
        capsules.check(message, certificates.from_base64(under.opening_cert))
    except refusals.Refused as refused:
        raise refusing.as_error([refused]) from refused
    named = canonical.sha256(message)
    sent = SentKeys.objects.filter(opening=row, filing=own)
    if (known := sent.filter(sha256=named).first()) is not None:
        return known
    time = faults.rescue(lot, row, at)
    if time is not None and time.is_over:
        raise Conflict("keys_over", Text("送出密钥的时间已过", "The time to send keys is over"))
    if sent.count() >= MOST_KEYS:
        raise Conflict("keys_too_many", Text("密钥已送出多次，不再接收", "Keys were sent often enough"))
    made = SentKeys.objects.create(opening=row, filing=own, sha256=named, message=message, at=at, by=by.label)
    tell("keys_sent", lot, row, by=by, at=at, filing=own.id, message=named)
    return made


def _units(row: Opening) -> int:
    """Return how many units a post on the opening speaks of."""
    units = custody.policy_of(row.freeze.policy).units
    return len(row.bids) * sum(one.stage == row.stage for one in units)


def _open_now(lot_id: str, stage: int = 0) -> tuple[Lot, Opening, datetime]:
    """Lock the lot and the opening of that stage, or else the one that is at work on it, then read the clock."""
    lot = lock_row(Lot, lot_id)
    found = Opening.objects.filter(freeze=lot.id)
    known = found.filter(stage=stage).first() or found.exclude(status="recorded").order_by("-stage").first()
    if known is None:
        raise Conflict(
            "opening_not_begun",
            Text("该标段目前没有进行中的开标", "No opening is at work on this lot"),
        )
    if known.status != "recorded" and openings.stands_still(lot):
        raise openings.standing_still()
    row = lock_row(Opening, known.id)
    row.freeze = FreezeList.objects.select_related("policy").get(lot=lot)
    return lot, row, journal.instant(lot.id)
