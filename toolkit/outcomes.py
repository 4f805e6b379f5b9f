"""
Whether a record says of a unit what the public files give: with the unit's key where that is published, else by the rule.

Of a restricted unit only what custodians posted can be compared; whoever has its key disproves a false word about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit import dealing, filings, opening, units
from toolkit.cases import Case
from toolkit.filings import Filing
from toolkit.objects import Manifest
from toolkit.opening import Outcome
from toolkit.posting import Received
from toolkit.proceedings import OpenedUnit
from toolkit.refusals import Refused

_WITHOUT_KEY = frozenset({"no_key", "key_unavailable", "key_not_sent", "platform_fault"})


def check_excluded(said: OpenedUnit, causes: set[str], excluded: Refused) -> None:
    """What one's own check excludes is not opened, and the record says why: for that, or for what custodians refused it."""
    if said.outcome == "withdrawn" and not said.key and not said.blamed and said.cause in causes - {""}:
        return
    raise excluded


def check_with_key(
    said: OpenedUnit, filing: Filing, case: Case, posts: Sequence[Received]
) -> Manifest | None:
    """
    Open the unit again with its published key; return its manifest if it opens.

    :raises Refused: `key_commitment`, `opening_mismatch`, and what capsules and parts are refused for.
    """
    key, custody = bytes.fromhex(said.key), case.custody
    if not dealing.is_key(filing.place(said.unit), key, filing.commitment(said.unit)):
        raise Refused("key_commitment", unit=said.unit)
    for x in (to.x for to in custody.recipients):
        filing.capsule(said.unit, x)  # K gives them anyhow; but what is published is to be what was filed
    # What the store lost cannot be verified; the record must say so itself.
    if said.outcome == "withdrawn" and said.cause in opening.PLATFORM_FAULTS:
        return None
    found = _again(filing, said.unit, key, posts, case)
    if (found.outcome, found.cause, list(found.blamed)) != (said.outcome, said.cause, list(said.blamed)):
        raise Refused("opening_mismatch", why=f"{found.outcome} {found.cause}", mode=custody.policy.mode)
    return found.manifest


def _again(filing: Filing, unit: str, key: bytes, posts: Sequence[Received], case: Case) -> Outcome:
    if opening.wrongly_dealt(filing, unit, key, case.custody):
        return Outcome("revoked", "dealing_wrong")
    blamed = opening.liars(filing, unit, key, posts, case.custody) if case.custody.policy.k else ()
    try:
        for part in filing.parts(unit):
            filings.check_part(filing.store, part)
        manifest = units.open_unit(filing, unit, key, lambda _: _nowhere)
    except Refused as refused:
        if refused.code in opening.PLATFORM_FAULTS:
            raise
        return Outcome("revoked", refused.code, blamed)
    return Outcome("opened", "", blamed, key, manifest)


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
