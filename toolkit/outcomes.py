"""
Whether a record says of a unit what the public files give: with the unit's key where that is published, else by the rule.

Of a restricted unit only what custodians posted can be compared; whoever has its key disproves a false word about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit import dealing, filings, freezing, opening
from toolkit.cases import Case
from toolkit.filings import Filing
from toolkit.objects import Manifest
from toolkit.policies import Custody
from toolkit.posting import Received
from toolkit.proceedings import OpenedUnit
from toolkit.refusals import Refused

_NOT_GIVEN = frozenset({"no_key", "key_unavailable"})
_NOT_SENT = frozenset({"key_not_sent", "platform_fault"})
_WITHOUT_KEY = _NOT_GIVEN | _NOT_SENT


def check_excluded(said: OpenedUnit, excluded: Refused, custody: Custody, posts: Sequence[Received]) -> None:
    """
    Compare a unit that one's own check of the list excludes: the record says why, for that or for what custodians refused it.

    Not if so many opened it that its key was known: they saw files that exclude nothing.

    :raises Refused: `excluded` where the record says otherwise or the files at hand do not tell; `opening_mismatch`.
    """
    opened = [post.x for post in posts if post.result(said.header, said.unit) == "ok"]
    causes = {opening.refused_by_custodians(said.header, said.unit, posts, custody), excluded.code} - {""}
    is_so = said.outcome == "withdrawn" and not said.key and not said.blamed and said.cause in causes
    if not is_so or freezing.is_undecided(excluded):
        raise excluded
    if posts and len(opened) >= custody.policy.k:
        raise Refused("opening_mismatch", why="custodians opened it", custodians=opened)


def check_one_cause(units: Sequence[OpenedUnit]) -> None:
    """
    Refuse a record by which the platform failed for some bidders and not for others: no key of theirs came in the same time.

    :raises Refused: `opening_mismatch`.
    """
    if len({one.cause for one in units} & _NOT_SENT) > 1:
        raise Refused("opening_mismatch", why="two causes of one time")


def check_with_key(
    said: OpenedUnit, filing: Filing, case: Case, posts: Sequence[Received]
) -> Manifest | None:
    """
    Open the unit again with its published key; return its manifest if it opens.

    What the record says that the store lost must be missing or changed here in the same way.

    :raises Refused: `key_commitment`, `opening_mismatch`, and what capsules and parts are refused for.
    """
    key, custody = bytes.fromhex(said.key), case.custody
    if not dealing.is_key(filing.place(said.unit), key, filing.commitment(said.unit)):
        raise Refused("key_commitment", unit=said.unit)
    for x in (to.x for to in custody.recipients):
        filing.capsule(said.unit, x)  # K gives them anyhow; but what is published is to be what was filed
    if said.outcome != "withdrawn":
        for part in filing.parts(said.unit):
            filings.check_part(filing.store, part)
    found = opening.with_key(filing, said.unit, key, posts, custody, lambda _: _nowhere)
    if (found.outcome, found.cause, list(found.blamed)) != (said.outcome, said.cause, list(said.blamed)):
        raise Refused("opening_mismatch", why=f"{found.outcome} {found.cause}", mode=custody.policy.mode)
    return found.manifest


def check_not_given(
    said: OpenedUnit, filing: Filing, key: bytes, custody: Custody, posts: Sequence[Received]
) -> None:
    """
    Refuse a record by which nobody had a unit's `key`, if k custodians signed for the shares that this key gives.

    :raises Refused: `opening_mismatch`.
    """
    k, place = custody.policy.k, filing.place(said.unit)
    if said.cause not in _NOT_GIVEN or not dealing.is_key(place, key, filing.commitment(said.unit)):
        return
    given = []
    for post in posts:
        share = dealing.share_of(place, key, k, post.x)
        if post.said[said.header, said.unit].share_hash == dealing.share_hash(
            place, filing.header.core, post.x, share
        ):
            given.append(post.x)
    if posts and len(given) >= k:
        raise Refused("opening_mismatch", why="custodians gave its key", custodians=given)


def check_without_key(
    said: OpenedUnit, case: Case, posts: Sequence[Received], *, is_public: bool, is_remedied: bool
) -> None:
    """
    Compare a unit of which no key is published with what custodians posted.

    :raises Refused: `opening_mismatch`.
    """
    if said.outcome == "opened" or (not is_public and said.cause not in _WITHOUT_KEY):
        if is_public:
            raise Refused("opening_mismatch", why="no key")
        _check_restricted(said, case, posts)
        return
    failed = said.cause == "platform_fault" and is_remedied
    found = opening.without_key(
        said.header, said.unit, posts, case.custody, is_over=True, platform_failed=failed
    )
    if (found.outcome, found.cause, list(found.blamed)) != (said.outcome, said.cause, list(said.blamed)):
        raise Refused("opening_mismatch", why=f"{found.outcome} {found.cause}")


def _check_restricted(said: OpenedUnit, case: Case, posts: Sequence[Received]) -> None:
    """
    Check what is said of a unit whose key was known and is not published: from k shares, or from its bidder.

    A bidder's key rescues a unit that too few custodians could open; whoever of them said that its capsule is bad is then
    known to have lied, and must be named.
    """
    policy = case.custody.policy
    results = {post.x: post.result(said.header, said.unit) for post in posts}
    good = sum(result == "ok" for result in results.values())
    if good < policy.k and not policy.rescue_s:
        raise Refused("opening_mismatch", why="no key", ok=good)
    if said.outcome == "withdrawn" and said.cause not in opening.PLATFORM_FAULTS:
        raise Refused("opening_mismatch", why="the list's entry holds")
    liars = {x for x, result in results.items() if result in ("bad", "refused")}
    may_be = liars | {x for x, result in results.items() if result == "ok"}
    is_dealt_wrongly = said.cause == "dealing_wrong"
    if (is_dealt_wrongly and said.blamed) or (
        not is_dealt_wrongly and not liars <= set(said.blamed) <= may_be
    ):
        raise Refused("opening_mismatch", why="blamed")


def _nowhere(_: bytes) -> None:
    """Files are only checked."""
