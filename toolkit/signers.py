"""
Who signs, and who agrees on keys: a PKCS #12 file, or a device behind PKCS #11 that never gives its key out.

Vendors' UKeys come with a PKCS #11 module. SM2 keys would be a third kind of `Signer`; none is offered until one was
tried with a certificate of a real authority.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import pkcs12

from toolkit import capsules
from toolkit.refusals import Refused

if TYPE_CHECKING:
    import pkcs11

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Signer(Protocol):
    """Whoever can sign: ECDSA in DER or RSA PKCS #1 v1.5, with SHA-256."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate whose key signs."""

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        """The authorities' certificates that go along."""

    def sign(self, content: bytes) -> bytes:
        """Return a signature over `content`."""


@dataclass(frozen=True, slots=True)
class KeySigner:
    """
    A key in memory.

    `deterministic` makes ECDSA repeatable (RFC 6979) for test vectors.
    """

    key: Key
    certificate: x509.Certificate
    chain: Sequence[x509.Certificate] = ()
    deterministic: bool = False

    def sign(self, content: bytes) -> bytes:
        """Return a signature over `content`."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(content, ec.ECDSA(hashes.SHA256(), deterministic_signing=self.deterministic))


@dataclass(frozen=True, slots=True)
class KeyAgreement:
    """A P-256 key in memory that opens capsules."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def exchange(self, point: bytes) -> bytes:
        """Return the shared secret with `point`."""
        return self.key.exchange(ec.ECDH(), capsules.on_curve(point))


def read_pkcs12(content: bytes, password: str) -> KeySigner:
    """
    Return the signer in a `.p12` or `.pfx` file.

    :raises Refused: `key_file_unreadable`: broken, another password, or no usable key in it.
    """
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except ValueError as error:
        raise Refused("key_file_unreadable") from error
    if certificate is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise Refused("key_file_unreadable")
    return KeySigner(key, certificate, tuple(chain))


def agreement_of(signer: KeySigner) -> KeyAgreement:
    """
    Return the agreement key in a file that was read as a signer.

    :raises Refused: `key_file_unreadable` if it is not a P-256 key.
    """
    if not isinstance(signer.key, ec.EllipticCurvePrivateKey):
        raise Refused("key_file_unreadable")
    return KeyAgreement(signer.key, signer.certificate)


class DeviceSigner:
    """A key in a PKCS #11 token, found with its certificate by their common label."""

    def __init__(self, session: pkcs11.Session, label: str, chain: Sequence[x509.Certificate] = ()) -> None:
        self.certificate, self._key = _find(session, label)
        self.chain = tuple(chain)

    def sign(self, content: bytes) -> bytes:
        """Return a signature over `content`; the device sees only its digest where its mechanism wants that."""
        import pkcs11

        if isinstance(self.certificate.public_key(), rsa.RSAPublicKey):
            return bytes(self._key.sign(content, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        digest = hashes.Hash(hashes.SHA256())
        digest.update(content)
        raw = bytes(self._key.sign(digest.finalize(), mechanism=pkcs11.Mechanism.ECDSA))
        half = len(raw) // 2
        return utils.encode_dss_signature(
            int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        )


class DeviceAgreement:
    """A custodian's P-256 key in a PKCS #11 token: the shared secret leaves it, the key never does."""

    def __init__(self, session: pkcs11.Session, label: str) -> None:
        self.certificate, self._key = _find(session, label)

    def exchange(self, point: bytes) -> bytes:
        """Return the shared secret with `point`."""
        import pkcs11

        capsules.on_curve(point)
        secret = self._key.derive_key(
            pkcs11.KeyType.GENERIC_SECRET,
            256,
            mechanism_param=(pkcs11.KDF.NULL, None, point),
            store=False,
            template={
                pkcs11.Attribute.SENSITIVE: False,
                pkcs11.Attribute.EXTRACTABLE: True,
                pkcs11.Attribute.VALUE_LEN: 32,
            },
        )
        return bytes(secret[pkcs11.Attribute.VALUE])


def open_token(module: str, token_label: str, pin: str, *, writable: bool = False) -> pkcs11.Session:
    """
    Return a session with the token called `token_label` behind the vendor's `module`; `writable` where something is to be destroyed.

    :raises Refused: `device_unavailable`.
    """
    try:
        import pkcs11

        token = pkcs11.lib(module).get_token(token_label=token_label)
        try:
            return token.open(user_pin=pin, rw=writable)
        except pkcs11.UserAlreadyLoggedIn:
            return token.open(rw=writable)  # this process is, with another session
    except (ImportError, OSError, RuntimeError) as error:
        raise Refused("device_unavailable", why=type(error).__name__) from error


def labels(session: pkcs11.Session) -> list[str]:
    """
    Return the labels of the private keys in a token, in order.

    :raises Refused: `device_unavailable`.
    """
    import pkcs11

    try:
        found = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})
        return sorted(str(one[pkcs11.Attribute.LABEL]) for one in found)
    except pkcs11.PKCS11Error as error:
        raise Refused("device_unavailable", why=type(error).__name__) from error


def destroy(session: pkcs11.Session, label: str) -> None:
    """
    Destroy the key called `label` in a token, and its certificate with it; the session is writable.

    :raises Refused: `device_unavailable`.
    """
    import pkcs11

    try:
        for kind in (
            pkcs11.ObjectClass.PRIVATE_KEY,
            pkcs11.ObjectClass.PUBLIC_KEY,
            pkcs11.ObjectClass.CERTIFICATE,
        ):
            wanted = {pkcs11.Attribute.CLASS: kind, pkcs11.Attribute.LABEL: label}
            for one in list(session.get_objects(wanted)):
                one.destroy()
    except pkcs11.PKCS11Error as error:
        raise Refused("device_unavailable", why=type(error).__name__) from error


def _find(session: pkcs11.Session, label: str) -> tuple[x509.Certificate, Any]:
    import pkcs11

    try:
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.LABEL: label}
        found = [bytes(one[pkcs11.Attribute.VALUE]) for one in session.get_objects(wanted)]
        if len(found) != 1:
            raise Refused("device_unavailable", why="certificate")
        return x509.load_der_x509_certificate(found[0]), key
    except (pkcs11.PKCS11Error, ValueError) as error:
        raise Refused("device_unavailable", why=type(error).__name__) from error
