"""
Checkpoints (c2sp.org/tlog-checkpoint) and witnesses' cosignatures (c2sp.org/tlog-cosignature, type `cosignature/v1`).

A *head* is a checkpoint with what vouches for it: the log's signature, and witnesses' cosignatures with their times.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from toolkit.log import note
from toolkit.log.note import LOG, WITNESS, Signer, Verifier
from toolkit.refusals import Refused

LATEST_SECOND = 2**63 - 1

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log's statement: so many leaves, this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The body that is signed."""
        return f"{self.origin}\n{self.size}\n{note.to_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint and the signatures below it as they stand; `check` and `witnessed` say which of them count."""

    checkpoint: Checkpoint
    signatures: Sequence[tuple[str, bytes]]

    def to_text(self) -> str:
        """Return the signed note."""
        return note.write(self.checkpoint.text, self.signatures)


def read_head(text: str) -> Head:
    """
    Read a signed checkpoint; no signature is checked yet. Lines after the root are refused: this log writes none.

    :raises Refused: `note_malformed`.
    """
    body, signatures = note.read(text)
    lines = body.split("\n")
    if len(lines) != 4 or not lines[0].strip() or not _SIZE.fullmatch(lines[1]):
        raise Refused("note_malformed")
    root = note.from_base64(lines[2])
    if root is None or len(root) != 32:
        raise Refused("note_malformed")
    return Head(Checkpoint(lines[0], int(lines[1]), root), tuple(signatures))


def sign(checkpoint: Checkpoint, signer: Signer) -> Head:
    """
    Return the head with the log's own signature.

    :raises ValueError: if the key is not of the log whose origin the checkpoint names.
    """
    if signer.type != LOG or signer.name != checkpoint.origin:
        raise ValueError("A log signs under its origin.")
    raw = signer.verifier.id + signer.key.sign(checkpoint.text.encode())
    return Head(checkpoint, ((signer.name, raw),))


def cosign(head: Head, signer: Signer, seconds: int) -> Head:
    """
    Return the head with a witness's cosignature of `seconds` since 1970 added.

    :raises ValueError: if the key is not a witness's, or the time beyond the format.
    """
    if signer.type != WITNESS or not 0 <= seconds <= LATEST_SECOND:
        raise ValueError("A witness cosigns, with a time.")
    raw = (
        signer.verifier.id + seconds.to_bytes(8, "big") + signer.key.sign(_cosigned(head.checkpoint, seconds))
    )
    return Head(head.checkpoint, (*head.signatures, (signer.name, raw)))


def check(head: Head, log: Verifier) -> None:
    """
    Refuse a head that the log did not sign under its origin.

    :raises Refused: `checkpoint_origin`, `checkpoint_signature`.
    """
    if head.checkpoint.origin != log.name:
        raise Refused("checkpoint_origin", origin=head.checkpoint.origin)
    message = head.checkpoint.text.encode()
    mine = log.mine(head.signatures)
    # All that stand under the log's key must be its own, as c2sp.org/signed-note asks.
    if log.type != LOG or not mine or not all(log.verifies(raw, message) for raw in mine):
        raise Refused("checkpoint_signature")


def witnessed(head: Head, witnesses: Iterable[Verifier]) -> dict[str, int]:
    """
    Return who of `witnesses` cosigned the head, and when, in seconds since 1970.

    One that signed twice counts once, with its latest time; what does not verify does not count.
    """
    found: dict[str, int] = {}
    for witness in witnesses:
        if witness.type != WITNESS:
            continue
        for raw in witness.mine(head.signatures):
            seconds = int.from_bytes(raw[:8], "big")
            if len(raw) == 72 and witness.verifies(raw[8:], _cosigned(head.checkpoint, seconds)):
                found[witness.name] = max(seconds, found.get(witness.name, 0))
    return found


def quorum(
    head: Head, witnesses: Collection[Verifier], needed: int, *, since: int = 0, until: int = LATEST_SECOND
) -> dict[str, int]:
    """
    Return who cosigned the head with a time from `since` to `until`, both included: at least `needed`.

    :raises Refused: `checkpoint_unwitnessed`.
    """
    found = {name: at for name, at in witnessed(head, witnesses).items() if since <= at <= until}
    if len(found) < needed:
        raise Refused("checkpoint_unwitnessed", witnesses=len(found), needed=needed)
    return found


def contradict(one: Head, other: Head, log: Verifier) -> bool:
    """
    Tell whether two heads, both signed by the log, have one size and two roots: proof of misbehaviour, for anybody.

    :raises Refused: what `check` raises, if either is not the log's.
    """
    check(one, log)
    check(other, log)
    return one.checkpoint.size == other.checkpoint.size and one.checkpoint.root != other.checkpoint.root


def _cosigned(checkpoint: Checkpoint, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{checkpoint.text}".encode()
