"""What is known of a signer's certificate when its filing is accepted: what everybody judges it by ever after."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from cryptography.hazmat.primitives import serialization as forms

from bidding.models import Filing
from bidding.sealed import cases, custody
from foundation import clock
from toolkit import certificates, filings
from toolkit.refusals import Refused

log = logging.getLogger(__name__)


def of(filing: Filing) -> dict[str, bytes]:
    """
    Return lists and answers about revocation, by the names that the format gives them: as of the filing's receipt.

    Of a filing that was held because nothing was known then, as of now. What is too large for the format is left to what
    everybody has pinned.
    """
    signed, trust = (
        cases.load(filing).signed,
        custody.trust(clock.now() if filing.held_for else filing.received_at),
    )
    try:
        found = certificates.evidence(signed.certificate, trust, filing.received_at, signed.others)
    except Refused as refused:
        log.warning("Nothing is kept about the certificate of %s: %s", filing.id, refused.code)
        return {}
    lists = _named(filings.LIST, (one.public_bytes(forms.Encoding.DER) for one in found.lists))
    return lists | _named(filings.ANSWER, (one.public_bytes(forms.Encoding.DER) for one in found.answers))


def _named(kind: str, contents: Iterable[bytes]) -> dict[str, bytes]:
    fitting = [one for one in dict.fromkeys(contents) if len(one) <= filings.LARGEST_EVIDENCE]
    return {
        filings.evidence_name(number, kind): content
        for number, content in enumerate(fitting[: filings.MOST_EVIDENCE], start=1)
    }
