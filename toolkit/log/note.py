"""
Signed notes and their keys (c2sp.org/signed-note): text, an empty line, and signature lines that anybody may read.

A key is pinned as `name+id+key`, the private one kept as `PRIVATE+KEY+name+id+key`; Go's `note` package reads and writes
the same. Two types of key exist here, both Ed25519: a log's, and a witness's, whose signature also holds a time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from toolkit.refusals import Refused

LOG, WITNESS = 0x01, 0x04  # signature types of c2sp.org/signed-note and c2sp.org/tlog-cosignature
LONGEST_BYTES = 16 * 1024
MOST_SIGNATURES = 32

_NAME = r"[^\s+]{1,200}"
_BASE64 = r"[A-Za-z0-9+/]+={0,2}"
_PUBLIC = re.compile(rf"({_NAME})\+([0-9a-f]{{8}})\+({_BASE64})")
_PRIVATE = re.compile(rf"PRIVATE\+KEY\+({_NAME})\+([0-9a-f]{{8}})\+({_BASE64})")
_SIGNATURE = re.compile(rf"— ({_NAME}) ({_BASE64})")


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key as it is pinned and written: `name+id+key`."""

    name: str
    type: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that find the key among signatures; they prove nothing."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.type]) + self.public)}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether `signature` is this key's over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def mine(self, signatures: Iterable[tuple[str, bytes]]) -> list[bytes]:
        """Return what stands under this key's name and id, without the id."""
        return [raw[4:] for name, raw in signatures if name == self.name and raw[:4] == self.id]


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name and type."""

    name: str
    type: int
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """The public side."""
        return Verifier(self.name, self.type, self.key.public_key().public_bytes_raw())

    def secret(self) -> str:
        """Return the private key as it is kept in a file: `PRIVATE+KEY+name+id+key`."""
        raw = bytes([self.type]) + self.key.private_bytes_raw()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{to_base64(raw)}"


def generate(name: str, type_: int) -> Signer:
    """
    Draw a key.

    :raises Refused: `note_key_malformed` if the name is not one: spaces and `+` are not allowed.
    """
    if not re.fullmatch(_NAME, name):
        raise Refused("note_key_malformed")
    return Signer(name, type_, Ed25519PrivateKey.generate())


def read_verifier(text: str) -> Verifier:
    """
    Read a pinned key.

    :raises Refused: `note_key_malformed`.
    """
    name, type_, raw, id_ = _read_key(_PUBLIC, text)
    verifier = Verifier(name, type_, raw)
    if verifier.id.hex() != id_:
        raise Refused("note_key_malformed")
    return verifier


def read_signer(text: str) -> Signer:
    """
    Read a private key.

    :raises Refused: `note_key_malformed`; nothing of the key is in it.
    """
    name, type_, raw, id_ = _read_key(_PRIVATE, text)
    signer = Signer(name, type_, Ed25519PrivateKey.from_private_bytes(raw))
    if signer.verifier.id.hex() != id_:
        raise Refused("note_key_malformed")
    return signer


def write(text: str, signatures: Sequence[tuple[str, bytes]]) -> str:
    """Return the note: `text`, which ends a line, and the signatures, each with the key's id before it."""
    return f"{text}\n" + "".join(signature_line(name, raw) for name, raw in signatures)


def signature_line(name: str, raw: bytes) -> str:
    """Return one signature as it stands in a note."""
    return f"— {name} {to_base64(raw)}\n"


def read(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """
    Split a note into its text and its signatures; none is checked yet.

    :raises Refused: `note_malformed` unless the same note would be written again with the same bytes.
    """
    text, empty_line, rest = note.rpartition("\n\n")
    if not empty_line or not text or len(note.encode("utf-8", "replace")) > LONGEST_BYTES:
        raise Refused("note_malformed")
    found = [_signature(line) for line in rest.split("\n")[:-1]]
    if not 1 <= len(found) <= MOST_SIGNATURES or any(map(_is_control, note)):
        raise Refused("note_malformed")
    if write(text + "\n", found) != note:
        raise Refused("note_malformed")
    return text + "\n", found


def to_base64(raw: bytes) -> str:
    """Return standard Base64 in one line."""
    return base64.b64encode(raw).decode()


def from_base64(text: str) -> bytes | None:
    """Return what strict standard Base64 encodes, None where it is not that, or not the only way to write it."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if to_base64(raw) == text else None


def _read_key(form: re.Pattern[str], text: str) -> tuple[str, int, bytes, str]:
    found = form.fullmatch(text)
    raw = from_base64(found[3]) if found else None
    if found is None or raw is None or len(raw) != 33 or raw[0] not in (LOG, WITNESS):
        raise Refused("note_key_malformed")
    return found[1], raw[0], raw[1:], found[2]


def _signature(line: str) -> tuple[str, bytes]:
    found = _SIGNATURE.fullmatch(line)
    raw = from_base64(found[2]) if found else None
    if found is None or raw is None or len(raw) < 5:
        raise Refused("note_malformed")
    return found[1], raw


def _is_control(letter: str) -> bool:
    return letter != "\n" and (ord(letter) < 0x20 or ord(letter) == 0x7F)
