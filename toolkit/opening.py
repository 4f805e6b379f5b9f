"""
Settling an opening: from what custodians posted and bidders sent to what became of every unit, and whose fault it is.

The fault rule is the format's, word for word (`docs/formats/sealed-bid.md`, section 9). It is applied by the opening
process and again by everybody who verifies. Nothing here writes keys or shares anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from toolkit import dealing, units
from toolkit.filings import Filing
from toolkit.objects import Manifest, ManifestFile
from toolkit.policies import Custody
from toolkit.posting import Received
from toolkit.proceedings import Freeze, OpenedUnit, Opening
from toolkit.refusals import Refused

# What the store lost or changed is no fault of the bidder's; identical bytes may be sent again.
PLATFORM_FAULTS = frozenset({"part_missing", "part_hash", "capsule_missing", "capsule_hash"})

Sink = Callable[[ManifestFile], units.Sink]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a unit. `revoked` is 撤销, the bidder's fault; `withdrawn` 撤回, another's; `pending` awaits the bidder's key."""

    outcome: Literal["opened", "revoked", "withdrawn", "pending"]
    cause: str = ""
    blamed: Sequence[int] = ()
    key: bytes = field(default=b"", repr=False)
    manifest: Manifest | None = field(default=None, repr=False)


def key_of(
    filing: Filing, unit: str, posts: Sequence[Received], custody: Custody, sent: bytes = b""
) -> bytes | None:
    """Return the unit's key, from k of the shares or as the bidder sent it; None if neither gives the committed one."""
    place, commitment = filing.place(unit), filing.commitment(unit)
    if custody.policy.k:
        shares = {
            post.x: post.shares[filing.name, unit] for post in posts if (filing.name, unit) in post.shares
        }
        key = dealing.find_key(place, shares, custody.policy.k, commitment)
        if key is not None:
            return key
    return sent if sent and dealing.is_key(place, sent, commitment) else None


def settle(
    filing: Filing, unit: str, posts: Sequence[Received], custody: Custody, sink: Sink, *, sent: bytes = b"",
    is_over: bool = True, platform_failed: bool = False, excluded: str = "",
) -> Outcome:  # fmt: skip
    """
    Return what became of a unit. `is_over`: the bidder's time to send its key has ended; `excluded`: why the bid is not opened.

    That is for one's own check of the list to say. Custodians who refuse what it admits are as good as silent, and blamed.

    Files go to `sink` as they open; they count only if the outcome is `opened`.
    """
    if excluded:
        return Outcome("withdrawn", excluded)
    key = key_of(filing, unit, posts, custody, sent)
    if key is None:
        return without_key(
            filing.name, unit, posts, custody, is_over=is_over, platform_failed=platform_failed
        )
    return with_key(filing, unit, key, posts, custody, sink)


def with_key(
    filing: Filing, unit: str, key: bytes, posts: Sequence[Received], custody: Custody, sink: Sink
) -> Outcome:
    """Return what became of a unit whose key is known: the opening process comes to it, and whoever opens it again."""
    if wrongly_dealt(filing, unit, key, custody):
        # Whatever custodians said of such capsules, nobody can hold it against them.
        return Outcome("revoked", "dealing_wrong", (), key)
    blamed = liars(filing, unit, key, posts, custody)
    try:
        manifest = units.open_unit(filing, unit, key, sink)
    except Refused as refused:
        if refused.code in PLATFORM_FAULTS:
            return Outcome("withdrawn", refused.code, blamed, key)
        return Outcome("revoked", refused.code, blamed, key)
    return Outcome("opened", "", blamed, key, manifest)


def refused_by_custodians(header: str, unit: str, posts: Sequence[Received], custody: Custody) -> str:
    """
    Return for what so many custodians refused a bid that the others cannot open it, the commonest cause; empty if they did not.

    No reason by itself: where one's own check excludes the bid as well, its record may name this cause.
    """
    causes = [cause for post in posts if (cause := post.cause(header, unit))]
    if not causes or len(causes) < custody.policy.k:
        return ""
    return min(causes, key=lambda cause: (-causes.count(cause), cause))


def without_key(
    header: str,
    unit: str,
    posts: Sequence[Received],
    custody: Custody,
    *,
    is_over: bool,
    platform_failed: bool = False,
) -> Outcome:
    """Return the outcome where no key with the commitment is known."""
    if not is_over:
        return Outcome("pending")
    policy = custody.policy
    if policy.mode == "bidder":
        return (
            Outcome("withdrawn", "platform_fault") if platform_failed else Outcome("revoked", "key_not_sent")
        )
    said = {post.x: post.result(header, unit) for post in posts}
    answered = [x for x, result in said.items() if result in ("ok", "bad")]
    bad = [x for x, result in said.items() if result == "bad"]
    if len(bad) >= policy.k or len(answered) == policy.n:
        # n-(k-1) = k honest custodians at least are among them: had the dealing been good, they would have given the key.
        return Outcome("revoked", "no_key")
    absent = [one.x for one in policy.custodians if one.x not in answered]
    return Outcome("withdrawn", "key_unavailable", absent)


def wrongly_dealt(filing: Filing, unit: str, key: bytes, custody: Custody) -> list[int]:
    """Return the x of every capsule of the unit that the key does not give."""
    if not custody.policy.k:
        return []
    stated = {x: digest for (name, x), digest in filing.stated.items() if name == unit}
    place, core = filing.place(unit), filing.header.core
    return dealing.wrongly_dealt(place, key, core, custody.policy.k, custody.recipients, stated)


def liars(
    filing: Filing, unit: str, key: bytes, posts: Sequence[Received], custody: Custody
) -> tuple[int, ...]:
    """Return the x of each custodian who refused the bid, or whose post is not what its capsule, which was dealt rightly, holds."""
    place, core = filing.place(unit), filing.header.core
    found = []
    for post in posts:
        share = dealing.share_of(place, key, custody.policy.k, post.x)
        result = post.said[filing.name, unit]
        true_hash = dealing.share_hash(place, core, post.x, share)
        if result.r in ("bad", "refused") or (result.r == "ok" and result.share_hash != true_hash):
            found.append(post.x)
    return tuple(sorted(found))


def record(
    custody: Custody, freeze: Freeze, stage: int, posts: Sequence[Received],
    outcomes: Mapping[tuple[str, str], Outcome],
) -> Opening:  # fmt: skip
    """Return the public record of a stage; only public units show their key. `outcomes` in the order of bids and units."""
    public = {one.unit for one in custody.policy.units if one.audience == "public"}
    return Opening(
        deal=freeze.deal,
        lot=freeze.lot,
        stage=stage,
        freeze=freeze.hash,
        posts=[post.posted.hash for post in posts],
        units=[
            OpenedUnit(
                header=header,
                unit=unit,
                outcome=_settled(found),
                cause=found.cause,
                key=found.key.hex() if unit in public else "",
                blamed=list(found.blamed),
            )
            for (header, unit), found in outcomes.items()
        ],
    )


def _settled(found: Outcome) -> Literal["opened", "revoked", "withdrawn"]:
    if found.outcome == "pending":
        raise ValueError("An opening is recorded when every unit is settled.")
    return found.outcome
