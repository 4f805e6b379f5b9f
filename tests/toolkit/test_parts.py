from __future__ import annotations

import os
from io import BytesIO

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from toolkit import chunks, framing
from toolkit.chunks import AES_256_GCM, CHUNK, SM4_GCM, Opener, Sealer
from toolkit.refusals import Refused
from toolkit.suites import P256, SM_DRAFT

EDGES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5]
KEY = bytes(range(32))


def sealed(content: bytes, aead: chunks.Aead = AES_256_GCM, context: bytes = b"context") -> bytes:
    sealer = Sealer(aead, KEY[: aead.key_bytes], context)
    return sealer.update(content) + sealer.finalize()


def opened(
    content: bytes, aead: chunks.Aead = AES_256_GCM, context: bytes = b"context", step: int = 0
) -> bytes:
    opener = Opener(aead, KEY[: aead.key_bytes], context)
    step = step or len(content) or 1
    out = b"".join(opener.update(content[at : at + step]) for at in range(0, len(content), step))
    return out + opener.finalize()


class TestChunks:
    @pytest.mark.parametrize("size", EDGES)
    def test_are_those_of_the_library(self, size: int) -> None:
        content = os.urandom(size)
        theirs = Cobblestone256Decryptor(KEY, b"context")
        assert theirs.update(sealed(content)) + theirs.finalize() == content
        library = Cobblestone256Encryptor(KEY, b"context")
        assert opened(library.update(content) + library.finalize()) == content

    @pytest.mark.parametrize("aead", [AES_256_GCM, SM4_GCM], ids=["aes", "sm4"])
    @pytest.mark.parametrize("size", EDGES)
    def test_grow_by_a_known_amount(self, aead: chunks.Aead, size: int) -> None:
        content = os.urandom(size)
        message = sealed(content, aead)
        assert len(message) == size + chunks.OVERHEAD + chunks.TAG * (size // CHUNK + 1)
        assert chunks.plain_size(len(message)) == size
        assert opened(message, aead) == content

    @examples(30)
    @given(st.integers(0, 3 * CHUNK), st.integers(1, 20_000))
    def test_do_not_depend_on_how_they_come(self, size: int, step: int) -> None:
        content = os.urandom(size)
        assert opened(sealed(content), step=step) == content

    @pytest.mark.parametrize("suite", [P256, SM_DRAFT], ids=lambda suite: suite.id)
    def test_cut_moved_doubled_or_changed_do_not_open(self, suite: object) -> None:
        stream = suite.seal_stream(KEY, b"context")  # type: ignore[attr-defined]
        message = stream.update(os.urandom(2 * CHUNK + 100)) + stream.finalize()
        head, whole = chunks.OVERHEAD, CHUNK + chunks.TAG
        one, two, rest = (
            message[head : head + whole],
            message[head + whole : head + 2 * whole],
            message[head + 2 * whole :],
        )
        start = message[:head]
        damaged = [
            message[:-1], start + one + two, start + one, start, b"", message[:10], start + two + one + rest,
            start + one + one + rest, start + rest, start + one + two + rest + rest, message + b"\0",
            start + one + rest,
        ]  # fmt: skip
        damaged += [
            message[:at] + bytes([message[at] ^ 1]) + message[at + 1 :]
            for at in (0, 30, head, head + whole, -1 % len(message))
        ]
        for other in damaged:
            opener = suite.open_stream(KEY, b"context")  # type: ignore[attr-defined]
            with pytest.raises((InvalidTag, ValueError)):
                opener.update(other)
                opener.finalize()

    def test_are_bound_to_key_and_context(self) -> None:
        message = sealed(b"content")
        with pytest.raises(InvalidTag):
            opened(message, context=b"another")
        opener = Opener(AES_256_GCM, b"\1" * 32, b"context")
        with pytest.raises(InvalidTag):
            opener.update(message)


class TestFrames:
    @given(st.integers(0, 200_000), st.integers(1, 70_000))
    def test_give_back_what_went_in(self, size: int, step: int) -> None:
        content = os.urandom(size)
        frame = b"".join(framing.frames(size, BytesIO(content)))
        assert len(frame) == framing.padded(size) and framing.is_frame(len(frame))
        assert not framing.is_frame(len(frame) - 1) and not framing.is_frame(len(frame) + 1)
        unframer = framing.Unframer()
        out = b"".join(unframer.update(frame[at : at + step]) for at in range(0, len(frame), step))
        assert (out, unframer.finish()) == (content, size)

    @given(st.integers(0, 2**40))
    def test_are_padded_little_and_to_few_sizes(self, size: int) -> None:
        padded = framing.padded(size)
        assert padded % framing.STEP == 0
        assert size + 8 <= padded <= max(framing.STEP, (size + 8) * 1.12 + framing.STEP)
        assert framing.padded(padded - 8) == padded
        assert framing.padded(size + 1) >= padded

    def test_hide_how_many_digits_a_price_has(self) -> None:
        assert len({framing.padded(size) for size in range(2500, 2600)}) == 1

    @pytest.mark.parametrize("claimed", [4, 6, 0])
    def test_refuse_a_file_that_changes_while_it_is_read(self, claimed: int) -> None:
        with pytest.raises(Refused, match="part_changed_while_read"):
            list(framing.frames(claimed, BytesIO(b"12345")))

    @pytest.mark.parametrize(
        "frame",
        [
            b"", b"\0" * 7, b"\0" * 8, b"\0" * 4097, b"\0" * 8192, b"\0" * 4095 + b"\1", b"\xff" * 4096,
            (4088).to_bytes(8, "big") + b"x" * 4088 + b"\0" * 4096, (4089).to_bytes(8, "big") + b"x" * 4088,
            (2**40 + 1).to_bytes(8, "big") + b"\0" * 4088,
        ],
    )  # fmt: skip
    def test_refuse_what_no_honest_client_writes(self, frame: bytes) -> None:
        unframer = framing.Unframer()
        with pytest.raises(Refused, match="frame_malformed"):
            unframer.update(frame)
            unframer.finish()
