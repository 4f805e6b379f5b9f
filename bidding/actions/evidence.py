"""Keeping what is known of certificates when a bid is accepted, a policy comes in force, or an objection comes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from bidding.models import Filing, RevocationEvidence
from bidding.sealed import custody, evidence
from foundation import statements
from foundation.statements import Answer, Trip
from toolkit import canonical, certificates, policies
from toolkit.certificates import Trust
from toolkit.cms import Signature
from toolkit.policies import Custody
from toolkit.refusals import Refused
from toolkit.revocation import NOTHING, Evidence

log = logging.getLogger(__name__)
_THERE = "SELECT sha256 FROM bidding_revocationevidence WHERE sha256 = ANY (%s)"


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
    """Keep the evidence of several, each piece once; return for each its names with the digests."""
    with statements.together() as trip:
        there = ask(trip, several)
    with statements.together() as trip:
        trip.insert(missing(several, there()), unless_there=True)
    return named(several)


def ask(trip: Trip, several: Sequence[Mapping[str, bytes]]) -> Answer[set[str]]:
    """Ask which pieces of the evidence of several are kept already, by their digests."""
    return trip.ask(_THERE, list(_contents(several))).through(lambda rows: {digest for (digest,) in rows})


def missing(several: Sequence[Mapping[str, bytes]], there: Collection[str]) -> list[RevocationEvidence]:
    """Return the rows of those pieces that are not there, in one order."""
    contents = sorted(_contents(several).items())
    return [RevocationEvidence(sha256=name, content=one) for name, one in contents if name not in there]


def named(several: Sequence[Mapping[str, bytes]]) -> list[dict[str, str]]:
    """Return for each of several its names with the digests."""
    digests = {content: digest for digest, content in _contents(several).items()}
    return [{name: digests[one] for name, one in found.items()} for found in several]


def _contents(several: Sequence[Mapping[str, bytes]]) -> dict[str, bytes]:
    return {canonical.sha256(one): one for one in {one for found in several for one in found.values()}}


def _found(look: Callable[[], Evidence], subject: str) -> dict[str, bytes]:
    found = NOTHING
    try:
        found = look()
    except Refused as refused:
        # What was accepted stays accepted: everybody judges it by what they have pinned themselves.
        log.warning("Nothing is kept about the certificates of %s: %s", subject, refused.code)
    return evidence.written(found)
