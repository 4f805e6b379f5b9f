"""What a bidder filed in the place of a bid: each filing names the one before it by its hash, under the bidder's signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from toolkit import certificates, cms
from toolkit.certificates import Trust
from toolkit.filings import Filing
from toolkit.refusals import Refused


def successors(
    own: Filing, found: Mapping[str, Filing], trust: Trust, since: datetime, until: datetime
) -> list[Filing]:
    """
    Return what its organisation filed in the place of a filing, and in the place of that, as far as it is at hand.

    Each under a certificate that a path to a pinned root held for at some moment in [since, until). Whether it was revoked is not
    asked: it speaks against its own bidder, who could otherwise have it revoked, dated back, and leave everybody without an answer.
    """
    bare = replace(trust, lists=(), answers=())
    after: dict[str, list[Filing]] = {}
    for one in found.values():
        if one.core.prev and one.core.lot == own.core.lot:
            after.setdefault(one.core.prev, []).append(one)
    waiting, later = [own], list[Filing]()
    while waiting:
        of_one = after.pop(waiting.pop().name, ())
        fit = [one for one in of_one if _is_of_the_same(own, one, bare, since, until)]
        waiting, later = waiting + fit, later + fit
    return later


def _is_of_the_same(own: Filing, other: Filing, trust: Trust, since: datetime, until: datetime) -> bool:
    signed = other.signed
    # What makes a path begins to be valid when the last of its certificates does: at one of these, if it ever did.
    path = signed.certificate, *signed.others, *trust.intermediates, *trust.roots
    begins = {max(since, one.not_valid_before_utc) for one in path}
    try:
        whose = {certificates.organisation(one.signed.certificate) for one in (own, other)}
    except Refused:
        return False
    return len(whose) == 1 and any(_is_good(signed, trust, at) for at in begins if at < until)


def _is_good(signed: cms.Signature, trust: Trust, at: datetime) -> bool:
    try:
        certificates.judge(
            signed.certificate, trust, at, usage="sign", others=signed.others, needs_evidence=False
        )
    except Refused:
        return False
    return True


def predecessors(header: str, found: Mapping[str, Filing]) -> list[str]:
    """Return the names of what a filing took the place of, the last first, as far as those after it are at hand."""
    names: list[str] = []
    while header in found and found[header].core.prev not in ("", *names):
        header = found[header].core.prev
        names.append(header)
    return names
