"""What browsers say of passkeys that they made, read from bytes that anybody may send."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fido2 import cose
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import passkeys
from accounts.passkeys import Site
from tests.bidding.auctions.keyring import KINDS, attestation, name_of, new
from tests.toolkit.auctions.passkeys import ORIGIN, SITE
from toolkit.refusals import Refused

HERE = Site(ORIGIN, SITE)
MINE = new()


def code(attested: bytes) -> str:
    try:
        passkeys.made(attested, HERE)
    except Refused as refused:
        return refused.code
    return ""


def in_cose(kind: Any, key: Any) -> Any:
    return kind.from_cryptography_key(key.public_key())


class TestMade:
    @pytest.mark.parametrize("kind", KINDS)
    def test_has_the_key_that_certificates_would_have(self, kind: str) -> None:
        mine = new(kind)
        found = passkeys.made(attestation(mine), HERE)
        assert (found.key, found.credential) == (mine.public, name_of(mine))

    @pytest.mark.parametrize(
        ("attested", "expected"),
        [
            (attestation(MINE, site="evil.example"), "passkey_site"),
            (attestation(MINE, flags=0x41), "passkey_unverified"),
            (attestation(MINE, flags=0x44), "passkey_unverified"),
            (attestation(MINE, key=in_cose(cose.ES384, ec.generate_private_key(ec.SECP384R1()))), "passkey_key"),
            (attestation(MINE, key=in_cose(cose.RS256, rsa.generate_private_key(65537, 1024))), "passkey_key"),
            (attestation(MINE, key={1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}), "passkey_key"),
            (attestation(MINE, key={1: 2, 3: -7, -1: 1, -2: 7, -3: "x"}), "passkey_key"),
            (attestation(MINE, key={1: 2, 3: -7}), "passkey_key"),
            (b"", "passkey_malformed"), (b"\xa0", "passkey_malformed"), (b"\x9f" * 5000, "passkey_malformed"),
            (b"\x81" * 16_000, "passkey_malformed"), (attestation(MINE) + bytes(16 * 1024), "passkey_malformed"),
        ],
    )  # fmt: skip
    def test_is_refused_otherwise(self, attested: bytes, expected: str) -> None:
        assert code(attested) == expected

    def test_is_refused_cut_short_anywhere(self) -> None:
        whole = attestation(MINE)
        assert "" not in {code(whole[:length]) for length in range(len(whole))}

    @given(st.lists(st.tuples(st.integers(0, 10**4), st.integers(0, 255)), min_size=1, max_size=4))
    @settings(max_examples=200)
    def test_is_refused_or_read_whatever_the_bytes(self, changes: list[tuple[int, int]]) -> None:
        content = bytearray(attestation(MINE))
        for at, byte in changes:
            content[at % len(content)] = byte
        assert code(bytes(content)) in (
            "",
            "passkey_malformed",
            "passkey_key",
            "passkey_site",
            "passkey_unverified",
        )


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://trade.example", Site("https://trade.example", "trade.example")),
        ("https://trade.example:8443/x", Site("https://trade.example:8443", "trade.example")),
        ("http://localhost:8000", Site("http://localhost:8000", "localhost")),
    ],
)  # fmt: skip
def test_a_site_follows_from_the_address(address: str, site: Site, settings: object) -> None:
    settings.PUBLIC_URL = address  # type: ignore[attr-defined]
    assert passkeys.site() == site
    assert site.has_passkeys
    settings.PUBLIC_URL = "http://127.0.0.1:8000"  # type: ignore[attr-defined]
    assert not passkeys.site().has_passkeys
