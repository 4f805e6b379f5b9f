"""What a bidder filed in the place of a bid: each filing names the one before it by its hash, under the bidder's signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from toolkit import certificates
from toolkit.certificates import Trust
from toolkit.filings import Filing
from toolkit.refusals import Refused


def successors(
    own: Filing, found: Mapping[str, Filing], trust: Trust, since: datetime, until: datetime
) -> list[Filing]:
    """
    Return what its organisation filed in the place of a filing, and in the place of that, as far as it is at hand.

    Each under a certificate that was good at some moment in [since, until), the first at which it was valid.
    """
    after: dict[str, list[Filing]] = {}
    for one in found.values():
        if one.core.prev and one.core.lot == own.core.lot:
            after.setdefault(one.core.prev, []).append(one)
    waiting, later = [own], list[Filing]()
    while waiting:
        of_one = after.pop(waiting.pop().name, ())
        fit = [one for one in of_one if _is_of_the_same(own, one, trust, since, until)]
        waiting, later = waiting + fit, later + fit
    return later


def _is_of_the_same(own: Filing, other: Filing, trust: Trust, since: datetime, until: datetime) -> bool:
    signed = other.signed
    at = max(since, signed.certificate.not_valid_before_utc)
    try:
        certificates.judge(
            signed.certificate, trust, at, usage="sign", others=signed.others, needs_evidence=False
        )
        whose = {certificates.organisation(one.signed.certificate) for one in (own, other)}
    except Refused:
        return False
    return at < until and len(whose) == 1


def predecessors(header: str, found: Mapping[str, Filing]) -> list[str]:
    """Return the names of what a filing took the place of, the last first, as far as those after it are at hand."""
    names: list[str] = []
    while header in found and found[header].core.prev not in ("", *names):
        header = found[header].core.prev
        names.append(header)
    return names
