"""Timestamps (RFC 3161): asking, granting (for a local authority), and judging a token. `openssl ts -verify` agrees."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from toolkit import certificates, cms, der
from toolkit.certificates import Trust
from toolkit.cms_structures import Algorithm
from toolkit.refusals import Refused
from toolkit.signers import Signer

TST_INFO = Oid("1.2.840.113549.1.9.16.1.4")
LONGEST_BYTES = 64 * 1024

_TIME = re.compile(rb"([0-9]{14})(?:\.([0-9]{1,6})[0-9]*)?Z")


@asn1.sequence
class Imprint:
    """What is stamped, by hash."""

    algorithm: Algorithm
    hash: bytes


@asn1.sequence
class Request:
    """A question to an authority; a policy or extensions are not asked for."""

    version: int
    imprint: Imprint
    nonce: int | None
    certificate: Annotated[bool, asn1.Default(value=False)]


@asn1.sequence
class Fields:
    """Any SEQUENCE, wrapped in another: a token's last fields are optional and of no interest here."""

    all: list[asn1.TLV]


def ask(content: bytes, nonce: int) -> bytes:
    """Return the request for a token over `content`, to be sent as `application/timestamp-query`."""
    return ask_for(hashlib.sha256(content).digest(), nonce)


def ask_for(sha256: bytes, nonce: int) -> bytes:
    """Return the request for a token over what has this digest."""
    imprint = Imprint(algorithm=Algorithm(algorithm=cms.SHA256, parameters=None), hash=sha256)
    return asn1.encode_der(Request(version=1, imprint=imprint, nonce=nonce, certificate=True))


def grant(request: bytes, signer: Signer, *, at: datetime, serial: int, policy: str) -> bytes:
    """
    Return the token that answers `request`, signed by the local authority.

    :raises Refused: `timestamp_malformed` if the request is not one for SHA-256.
    """
    try:
        asked = asn1.decode_der(Request, request)
    except ValueError as error:
        raise Refused("timestamp_malformed") from error
    if asked.imprint.algorithm.algorithm != cms.SHA256 or len(asked.imprint.hash) != 32:
        raise Refused("timestamp_malformed")
    moment = at.astimezone(UTC)
    written = f"{moment:%Y%m%d%H%M%S}"
    if moment.microsecond // 1000:
        written += f".{moment.microsecond // 1000:03d}".rstrip("0")
    info = der.sequence(
        der.integer(1),
        der.oid(policy),
        asn1.encode_der(asked.imprint),
        der.integer(serial),
        der.tlv(0x18, f"{written}Z".encode()),
        *([der.integer(asked.nonce)] if asked.nonce is not None else []),
    )
    return cms.sign(signer, info, at=at, attached=True, type_=TST_INFO, version=3)


def token_of(response: bytes) -> bytes:
    """
    Return the token in an authority's answer (`TimeStampResp`).

    :raises Refused: `timestamp_malformed` if it granted none.
    """
    try:
        fields = asn1.decode_der(Fields, der.sequence(response)).all
        status = asn1.decode_der(Fields, der.sequence(der.tlv(0x30, bytes(fields[0].data)))).all
        if len(fields) != 2 or status[0].parse(int) not in (0, 1):
            raise ValueError("no token was granted")
    except (ValueError, IndexError) as error:
        raise Refused("timestamp_malformed", why="no token was granted") from error
    return der.tlv(0x30, bytes(fields[1].data))


def verify(
    token: bytes, content: bytes, authority: x509.Certificate, trust: Trust, *,
    nonce: int | None = None, needs_evidence: bool = True,
) -> datetime:  # fmt: skip
    """Return the time at which the pinned `authority` saw `content`; raises what `verify_for` does."""
    digest = hashlib.sha256(content).digest()
    return verify_for(token, digest, authority, trust, nonce=nonce, needs_evidence=needs_evidence)


def verify_for(
    token: bytes, sha256: bytes, authority: x509.Certificate, trust: Trust, *,
    nonce: int | None = None, needs_evidence: bool = True,
) -> datetime:  # fmt: skip
    """
    Return the time at which the pinned `authority` saw what has this digest.

    With a `nonce` only the answer to that request counts. Without `needs_evidence` it is no reason that nothing pinned tells
    yet whether the authority's certificate was revoked.

    :raises Refused: `timestamp_malformed`, `timestamp_mismatch`, and what signatures and certificates are refused for.
    """
    signed = cms.verify(token, type_=TST_INFO, longest_bytes=LONGEST_BYTES)
    try:
        fields: list[Any] = asn1.decode_der(Fields, der.sequence(signed.content)).all
        version, _, imprint, _, written = fields[:5]
        found: Imprint = imprint.parse(Imprint)
        time = _TIME.fullmatch(bytes(written.data))
        if version.parse(int) != 1 or bytes(written.tag_bytes) != b"\x18" or time is None:
            raise ValueError("not a token")
        stamped = datetime.strptime(time[1].decode(), "%Y%m%d%H%M%S").replace(
            microsecond=int((time[2] or b"0").ljust(6, b"0")), tzinfo=UTC
        )
    except ValueError as error:
        raise Refused("timestamp_malformed") from error
    if found.algorithm.algorithm != cms.SHA256 or found.hash != sha256:
        raise Refused("timestamp_mismatch")
    if nonce is not None and nonce != _nonce(fields[5:]):
        raise Refused("timestamp_mismatch", why="nonce")
    if certificates.fingerprint(signed.certificate) != certificates.fingerprint(authority):
        raise Refused("timestamp_malformed", why="another authority")
    certificates.judge(
        signed.certificate,
        trust,
        stamped,
        usage="timestamp",
        others=signed.others,
        needs_evidence=needs_evidence,
    )
    return stamped


def _nonce(rest: Sequence[asn1.TLV]) -> int | None:
    """Of what may follow the time only the nonce is an INTEGER."""
    try:
        return next((one.parse(int) for one in rest if bytes(one.tag_bytes) == b"\x02"), None)
    except ValueError as error:
        raise Refused("timestamp_malformed") from error
