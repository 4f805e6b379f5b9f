from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as forms
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.toolkit import openssl
from tests.toolkit.pki import Authority, new_key
from toolkit import capsules
from toolkit.refusals import Refused

AUTHORITY = Authority()
HOLDER = AUTHORITY.agreement("Custodian", "11310000MB1FL00011")
OTHER = AUTHORITY.agreement("Custodian", "11310000MB1FL00011")
CONTENT = b"content of a capsule"
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF


def with_point(point: bytes) -> bytes:
    capsule = capsules.read(capsules.seal(CONTENT, HOLDER.certificate), HOLDER.certificate, len(CONTENT))
    changed = capsules.Capsule(point, capsule.wrapped, capsule.iv, capsule.ciphertext, capsule.tag)
    return capsules.write(HOLDER.certificate, changed)


class TestCapsule:
    @examples(60)
    @given(st.binary(max_size=70_000))
    def test_gives_back_what_went_in(self, content: bytes) -> None:
        message = capsules.seal(content, HOLDER.certificate)
        assert capsules.open_(message, HOLDER, len(content)) == content
        assert capsules.open_(message, HOLDER) == content

    @pytest.mark.parametrize("size", [0, 1, 127, 128, 168, 255, 256, 4095, 65535, 65536])
    def test_finds_its_holes_at_every_length(self, size: int) -> None:
        content = b"\xa8" * size
        assert capsules.open_(capsules.seal(content, HOLDER.certificate), HOLDER) == content

    def test_is_remade_byte_for_byte(self) -> None:
        made = [
            capsules.seal(CONTENT, HOLDER.certificate, ephemeral=7, key=b"\1" * 32, iv=b"\2" * 12)
            for _ in range(2)
        ]
        assert made[0] == made[1]
        assert capsules.open_(made[0], HOLDER) == CONTENT

    def test_is_read_by_openssl(self, tmp_path: Path) -> None:
        (tmp_path / "capsule.p7m").write_bytes(capsules.seal(CONTENT, HOLDER.certificate))
        own = openssl.pem(tmp_path, "own.pem", HOLDER.certificate, HOLDER.key)
        done = openssl.run(
            "cms",
            "-decrypt",
            "-inform",
            "DER",
            "-in",
            "capsule.p7m",
            "-recip",
            own,
            "-inkey",
            own,
            cwd=tmp_path,
        )
        assert (done.returncode, done.stdout) == (0, CONTENT), done.stderr

    def test_changed_anywhere_is_refused(self) -> None:
        message = capsules.seal(CONTENT, HOLDER.certificate)
        for at in range(len(message)):
            for flip in (0x01, 0x80):
                changed = message[:at] + bytes([message[at] ^ flip]) + message[at + 1 :]
                with pytest.raises(Refused, match="capsule_"):
                    capsules.open_(changed, HOLDER, len(CONTENT))

    def test_cut_or_grown_is_refused(self) -> None:
        message = capsules.seal(CONTENT, HOLDER.certificate)
        for changed in (
            b"",
            message[:-1],
            message + b"\0",
            message[1:],
            message[:50],
            b"\x30\x80" + message[3:] + b"\0\0",
        ):
            with pytest.raises(Refused, match="capsule_malformed"):
                capsules.open_(changed, HOLDER, len(CONTENT))

    def test_for_another_is_told_as_such(self) -> None:
        with pytest.raises(Refused, match="capsule_recipient"):
            capsules.open_(capsules.seal(CONTENT, OTHER.certificate), HOLDER, len(CONTENT))

    @pytest.mark.parametrize(
        "point",
        [
            b"\4" + b"\0" * 64,  # not on the curve
            b"\4"
            + (5).to_bytes(32, "big")
            + (1).to_bytes(32, "big"),  # on another curve: an invalid-curve attack
            b"\0" + b"\0" * 64,  # infinity, padded
            b"\2" + b"\x11" * 64,  # compressed, padded
            b"\4" + P.to_bytes(32, "big") * 2,  # beyond the field
            b"\4" + b"\xff" * 64,
        ],
    )
    def test_with_a_bad_point_never_meets_the_key(self, point: bytes) -> None:
        class Watched:
            certificate = HOLDER.certificate

            def exchange(self, _: bytes) -> bytes:
                raise AssertionError("the key was used")

        with pytest.raises(Refused, match="capsule_point"):
            capsules.open_(with_point(point), Watched(), len(CONTENT))

    def test_with_a_good_point_of_somebody_else_does_not_open(self) -> None:
        point = new_key().public_key().public_bytes(forms.Encoding.X962, forms.PublicFormat.UncompressedPoint)
        with pytest.raises(Refused, match="capsule_does_not_open"):
            capsules.open_(with_point(point), HOLDER, len(CONTENT))

    @given(st.binary(max_size=600))
    def test_answers_any_bytes(self, content: bytes) -> None:
        with pytest.raises(Refused, match="capsule_"):
            capsules.open_(content, HOLDER)
