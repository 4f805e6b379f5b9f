"""
The path from a certificate to a pinned root: chain, validity, signatures and constraints on authorities, by the library's verifier.

Whether it may be used, and whether it was revoked, is for `certificates`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from toolkit.refusals import Refused

_Certificates = tuple[x509.Certificate, ...]


def find(
    certificate: x509.Certificate,
    helpers: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> list[x509.Certificate]:
    """
    Return the path that holds at `at`, the certificate first and the root last.

    What was found is kept, for it follows from the certificates' bytes alone as long as of all those that were looked at the
    same ones are valid.

    :raises Refused: `certificate_untrusted`.
    """
    if not roots:
        raise Refused("certificate_untrusted")
    looked_at = certificate, tuple(helpers), tuple(roots)
    ends = [end for one in (certificate, *helpers, *roots) for end in _ends(one)]
    since = max((end for end in ends if end <= at), default=None)
    until = min((end for end in ends if end > at), default=None)
    # The library counts whole seconds: within the one in which a certificate ends or begins, nothing is known of the rest.
    if since is None or until is None or not since < at.replace(microsecond=0) < until:
        return _found(*looked_at, at)
    return list(_kept(*looked_at, since, until))


@lru_cache(maxsize=1024)
def _kept(
    certificate: x509.Certificate,
    helpers: _Certificates,
    roots: _Certificates,
    since: datetime,
    until: datetime,
) -> _Certificates:
    return tuple(_found(certificate, helpers, roots, since + (until - since) / 2))


@lru_cache(maxsize=1024)
def _ends(certificate: x509.Certificate) -> tuple[datetime, datetime]:
    return certificate.not_valid_before_utc, certificate.not_valid_after_utc


def _found(
    certificate: x509.Certificate, helpers: _Certificates, roots: _Certificates, at: datetime
) -> list[x509.Certificate]:
    verifier = (
        PolicyBuilder()
        .store(Store(list(roots)))
        .time(at)
        # The Web's rules for names of hosts do not fit certificates of organisations; path, validity, signatures and
        # constraints on authorities are still checked by the library, usages by `certificates`.
        .extension_policies(
            ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all()
        )
        .build_client_verifier()
    )
    try:
        return list(verifier.verify(certificate, list(helpers)).chain)
    except VerificationError as error:
        raise Refused("certificate_untrusted") from error
