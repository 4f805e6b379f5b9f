"""Keeping what is known of certificates when a bid is accepted, or a policy comes in force."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bidding.models import Filing, RevocationEvidence
from bidding.sealed import custody, evidence
from toolkit import canonical, certificates, policies
from toolkit.certificates import Trust
from toolkit.cms import Signature
from toolkit.policies import Custody
from toolkit.refusals import Refused
from toolkit.revocation import NOTHING, Evidence

log = logging.getLogger(__name__)


def of_filing(filing: Filing, signed: Signature, trust: Trust) -> dict[str, bytes]:
    """
    Return what `trust` knows of the certificate that signed a filing, as of its receipt.

    Of a filing that was held because nothing was known then, `trust` is that of now.
    """
    return of_signer(signed, trust, filing.received_at, filing.id)


def of_signer(signed: Signature, trust: Trust, at: datetime, subject: str) -> dict[str, bytes]:
    """Return what `trust` knows at `at` of the certificate that signed `subject`."""
    return _found(lambda: certificates.evidence(signed.certificate, trust, at, signed.others), subject)


def of_policy(under: Custody, at: datetime) -> dict[str, bytes]:
    """Return what is known at `at` of every certificate that a policy rests on."""
    return _found(lambda: policies.evidence(under, custody.trust(at), at), under.name)


def keep(found: Mapping[str, bytes]) -> dict[str, str]:
    """Keep evidence, each piece once; return its names with the digests."""
    return keep_all([found])[0]


def keep_all(several: Sequence[Mapping[str, bytes]]) -> list[dict[str, str]]:
    """Keep the evidence of several, each piece once; return for each its names with the digests. Two queries at most."""
    contents = {canonical.sha256(one): one for found in several for one in found.values()}
    known = (
        RevocationEvidence.objects.filter(sha256__in=contents)
        if contents
        else RevocationEvidence.objects.none()
    )
    there = set(known.values_list("sha256", flat=True))
    rows = [RevocationEvidence(sha256=one, content=contents[one]) for one in sorted(set(contents) - there)]
    RevocationEvidence.objects.bulk_create(rows, ignore_conflicts=True)
    digests = {content: digest for digest, content in contents.items()}
    return [{name: digests[one] for name, one in found.items()} for found in several]


def _found(look: Callable[[], Evidence], subject: str) -> dict[str, bytes]:
    found = NOTHING
    try:
        found = look()
    except Refused as refused:
        # What was accepted stays accepted: everybody judges it by what they have pinned themselves.
        log.warning("Nothing is kept about the certificates of %s: %s", subject, refused.code)
    return evidence.written(found)
