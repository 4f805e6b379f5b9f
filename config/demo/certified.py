"""Certificates of the cast, from the demonstration's own authority."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from accounts import ca
from accounts import trust as authorities
from accounts.cast import PARTIES, PARTS
from accounts.pki.profiles import Holder, Key
from config.demo.director import patiently
from config.demo.stage import Stage
from foundation.codes import complete_uscc
from toolkit.certificates import Trust
from toolkit.signers import KeySigner


def certified(who: str, purpose: str, at: datetime) -> KeySigner:
    """Return a new key of one of the cast with a certificate for a purpose."""
    key, part = ca.new_key(), PARTS[who]
    holder = Holder(part.person, organisation=PARTIES[part.party].name, code=code(who))
    made = patiently(partial(ca.issue, holder, key.public_key(), purpose, at))
    return KeySigner(key, made, (patiently(partial(ca.authority, at)).issuing,))


def member_key(stage: Stage, who: str) -> KeySigner:
    """Return a new key of a person with a certificate that the platform knows to be that person's."""
    key, me = ca.new_key(), stage.get(who, "/api/v1/me/")
    body = {"csr": request(key), "member": me["member"]}
    made = stage.tell("guan", f"/api/v1/parties/{me['party']}/certificates/", body)
    return KeySigner(key, x509.load_pem_x509_certificate(made["pem"].encode()), ())


def request(key: Key) -> str:
    """Return a request for a certificate of a key, in PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "the platform knows whose it is")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


def code(who: str) -> str:
    """Return the 统一社会信用代码 of a person's organisation."""
    return complete_uscc(PARTIES[PARTS[who].party].body)


def trust(at: datetime) -> Trust:
    """Return whose certificates the cast believes at an instant: those of the local authority."""
    return patiently(partial(authorities.trust, at))
