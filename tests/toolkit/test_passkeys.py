"""What a passkey signed: only the bare answer of the right key, for this challenge, on this site's own page, its holder verified."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toolkit.auctions.passkeys import KINDS, ORIGIN, SITE, Kind, Passkey, authenticator, plain
from toolkit import passkeys
from toolkit.passkeys import Answer
from toolkit.refusals import Refused

CHALLENGE = b"\x5a" * 32
MINE = Passkey()


def code(answer: Answer, key: bytes = MINE.public, challenge: bytes = CHALLENGE) -> str:
    """Return why an answer is refused; nothing if it holds."""
    try:
        passkeys.check(answer, key, challenge, origin=ORIGIN, site=SITE)
    except Refused as refused:
        return refused.code
    return ""


def worded(client: bytes) -> Answer:
    """Return an answer that is over other client data, to the byte."""
    data = authenticator(SITE)
    return Answer(data, client, MINE.signature(data + hashlib.sha256(client).digest()))


class TestCheck:
    @pytest.mark.parametrize("kind", KINDS)
    def test_takes_the_kinds_that_devices_have_and_tells_the_count(self, kind: Kind) -> None:
        mine, other = Passkey(kind), Passkey("ES256", 9)
        answer = mine.sign(CHALLENGE, count=7)
        assert passkeys.check(answer, mine.public, CHALLENGE, origin=ORIGIN, site=SITE) == 7
        assert code(answer, other.public) == "passkey_signature"
        assert code(answer, mine.public, b"\x00" * 32) == "passkey_challenge"

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (MINE.sign(CHALLENGE, flags=0x1D), ""),  # a passkey that is backed up
            (MINE.sign(CHALLENGE, flags=0x04), "passkey_unverified"),
            (MINE.sign(CHALLENGE, flags=0x01), "passkey_unverified"),
            (MINE.sign(CHALLENGE, site="evil.example"), "passkey_site"),
            (MINE.sign(CHALLENGE, origin="https://evil.example"), "passkey_origin"),
            (MINE.sign(CHALLENGE, origin="https://trade.example:444"), "passkey_origin"),
            (MINE.sign(CHALLENGE, origin="http://trade.example"), "passkey_origin"),
            (MINE.sign(CHALLENGE, more={"crossOrigin": True}), "passkey_origin"),
            (MINE.sign(CHALLENGE, more={"crossOrigin": "false"}), "passkey_origin"),
            (MINE.sign(CHALLENGE, more={"topOrigin": ORIGIN}), "passkey_origin"),
            (MINE.sign(CHALLENGE, more={"other_keys_can_be_added_here": "yes"}), ""),
            (MINE.sign(CHALLENGE, type_="webauthn.create"), "passkey_malformed"),
            (MINE.sign(CHALLENGE, type_="payment.get"), "passkey_malformed"),
            (MINE.sign(CHALLENGE, flags=0x85, extensions=b"\xa1ctestf"), "passkey_malformed"),
            (MINE.sign(CHALLENGE, more={"x": "y" * 2048}), "passkey_malformed"),
            (replace(MINE.sign(CHALLENGE), authenticator=authenticator(SITE)[:-1]), "passkey_malformed"),
            (replace(MINE.sign(CHALLENGE), authenticator=b""), "passkey_malformed"),
            (replace(MINE.sign(CHALLENGE), signature=b""), "passkey_malformed"),
            (replace(MINE.sign(CHALLENGE), signature=b"\x30" * 1025), "passkey_malformed"),
            (replace(MINE.sign(CHALLENGE), signature=b"\x30\x80"), "passkey_signature"),
            (replace(MINE.sign(CHALLENGE), authenticator=authenticator(SITE, count=1)), "passkey_signature"),
        ],
    )
    def test_refuses_everything_else(self, answer: Answer, expected: str) -> None:
        assert code(answer) == expected

    @pytest.mark.parametrize(
        "client",
        [
            b"", b"[]", b"null", b"\xff", b"[" * 2000, b'{"type":"webauthn.get"', b'{"type":["webauthn.get"]}',
            b'{"type":"webauthn.create","type":"webauthn.get","challenge":"%s","origin":"%s"}'
            % (plain(CHALLENGE).encode(), ORIGIN.encode()),
        ],
    )  # fmt: skip
    def test_refuses_client_data_that_a_reader_could_read_otherwise(self, client: bytes) -> None:
        assert code(worded(client)) == "passkey_malformed"

    @pytest.mark.parametrize("challenge", [plain(CHALLENGE) + "=", plain(CHALLENGE)[:-1], 7, None])
    def test_refuses_a_challenge_that_is_written_otherwise(self, challenge: object) -> None:
        said = {"type": "webauthn.get", "challenge": challenge, "origin": ORIGIN}
        assert code(worded(json.dumps(said).encode())) == "passkey_challenge"

    @given(
        part=st.sampled_from(["authenticator", "client", "signature"]),
        at=st.integers(0, 10**6),
        bit=st.integers(0, 7),
    )
    @settings(max_examples=60, deadline=None)
    def test_holds_for_no_other_bit(self, part: str, at: int, bit: int) -> None:
        answer = MINE.sign(CHALLENGE)
        content = bytearray(getattr(answer, part))
        content[at % len(content)] ^= 1 << bit
        assert code(replace(answer, **{part: bytes(content)}))


@pytest.mark.parametrize(
    ("count", "before", "copied"), [(0, 0, False), (1, 0, False), (2, 1, False), (1, 1, True), (0, 1, True)]
)
def test_a_count_that_stands_still_is_of_a_copy(count: int, before: int, copied: bool) -> None:
    found = ""
    try:
        passkeys.check_count(count, before)
    except Refused as refused:
        found = refused.code
    assert found == ("passkey_copied" if copied else "")


class TestLoad:
    @pytest.mark.parametrize(
        "make",
        [
            lambda: spki(ec.generate_private_key(ec.SECP384R1())),
            lambda: spki(ec.generate_private_key(ec.SECP256K1())),
            lambda: spki(rsa.generate_private_key(65537, 1024)),
            lambda: b"",
            lambda: MINE.public[:-1],
            lambda: MINE.public + b"\x00",
            lambda: base64.b64encode(MINE.public),
            lambda: compressed(),
        ],
    )
    def test_refuses_other_keys_and_other_ways_to_write_one(self, make: Callable[[], bytes]) -> None:
        with pytest.raises(Refused) as refused:
            passkeys.load(make())
        assert refused.value.code == "passkey_key"

    def test_takes_those_that_devices_make(self) -> None:
        assert isinstance(passkeys.load(Passkey("EdDSA").public), ed25519.Ed25519PublicKey)


@pytest.mark.parametrize(
    ("site", "origin", "expected"),
    [
        (SITE, ORIGIN, True), (SITE, "https://www.trade.example:8443", True), ("localhost", "http://localhost:8000", True),
        (SITE, "http://trade.example", False), (SITE, "https://nottrade.example", False), ("", ORIGIN, False),
        (SITE, "https://trade.example/", False), (SITE, "https://a@trade.example", False), (SITE, "", False),
        ("www.trade.example", ORIGIN, False), ("127.0.0.1", "http://127.0.0.1:8000", False),
    ],
)  # fmt: skip
def test_a_site_has_pages_of_its_own(site: str, origin: str, expected: bool) -> None:
    assert passkeys.is_site_of(site, origin) is expected


def spki(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo)


def compressed() -> bytes:
    """Return the same P-256 key with its point in short: another encoding of it."""
    point = ec.derive_private_key(1001, ec.SECP256R1()).public_key().public_bytes(
        forms.Encoding.X962, forms.PublicFormat.CompressedPoint
    )  # fmt: skip
    return bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200") + point
