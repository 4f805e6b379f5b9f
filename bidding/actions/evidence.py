"""Keeping what is known of certificates when a bid is accepted, or a policy comes in force."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from bidding.models import CustodyPolicy, Filing, RevocationEvidence
from bidding.sealed import cases, custody, evidence
from foundation import clock
from toolkit import canonical, certificates, policies
from toolkit.refusals import Refused
from toolkit.revocation import NOTHING, Evidence

log = logging.getLogger(__name__)


def of_filing(filing: Filing) -> dict[str, bytes]:
    """
    Return what is known of the certificate that signed a filing, as of its receipt.

    Of a filing that was held because nothing was known then, as of now.
    """
    signed = cases.load(filing).signed
    trust = custody.trust(clock.now() if filing.held_for else filing.received_at)
    return _found(
        lambda: certificates.evidence(signed.certificate, trust, filing.received_at, signed.others), filing.id
    )


def of_policy(row: CustodyPolicy, at: datetime) -> dict[str, bytes]:
    """Return what is known at `at` of every certificate that a policy rests on; all have accepted it."""
    return _found(lambda: policies.evidence(custody.custody_of(row), custody.trust(at), at), row.id)


def keep(found: Mapping[str, bytes]) -> dict[str, str]:
    """Keep evidence, each piece once; return its names with the digests."""
    named = {name: canonical.sha256(content) for name, content in found.items()}
    there = set(RevocationEvidence.objects.filter(sha256__in=named.values()).values_list("sha256", flat=True))
    new = {named[name]: content for name, content in found.items() if named[name] not in there}
    rows = [RevocationEvidence(sha256=digest, content=content) for digest, content in new.items()]
    RevocationEvidence.objects.bulk_create(rows, ignore_conflicts=True)
    return named


def _found(look: Callable[[], Evidence], subject: str) -> dict[str, bytes]:
    found = NOTHING
    try:
        found = look()
    except Refused as refused:
        # What was accepted stays accepted: everybody judges it by what they have pinned themselves.
        log.warning("Nothing is kept about the certificates of %s: %s", subject, refused.code)
    return evidence.written(found)
