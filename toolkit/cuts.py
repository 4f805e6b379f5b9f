"""
The cut: down to which state of the log a lot's filings count, and who outside vouches that it is of the deadline's minute.

Witnesses, else the timestamp authority. Where neither saw the log in that minute, two persons of the supervisor sign which
later state counts, and which one witnesses had seen last by the end of that minute. They decide that the lot goes on, not what
came in time: that takes somebody outside all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit import certificates, cms, policies, receipts, relying, timestamps
from toolkit.certificates import Trust, instant
from toolkit.history import History
from toolkit.log import checkpoint
from toolkit.log.checkpoint import Head
from toolkit.policies import Custody
from toolkit.proceedings import Cut, Freeze
from toolkit.receipts import Issued
from toolkit.refusals import Refused

CUT_WITHIN_MS = 60_000


@dataclass(frozen=True, slots=True)
class Supervised:
    """A cut that the supervisor signed, its two signatures, and a witnessed head that already had its leaf."""

    content: bytes
    signatures: Sequence[bytes]
    head: Head


def check(
    head: Head, custody: Custody, deadline_ms: int, *, trust: Trust | None = None, token: bytes = b""
) -> None:
    """
    Refuse a cut that was not seen from outside in the minute that begins with the deadline.

    Seen by the quorum of witnesses, or, where they failed, by the timestamp authority (`token`, over the head's text).

    :raises Refused: `freeze_cut`, and what checkpoints and timestamps are refused for.
    """
    checkpoint.check(head, custody.log)
    if token and trust is not None:
        authority = certificates.from_base64(custody.policy.tsa_cert)
        stamped = timestamps.verify(token, head.checkpoint.text.encode(), authority, trust)
        if not instant(deadline_ms) <= stamped <= instant(deadline_ms + CUT_WITHIN_MS):
            raise Refused("freeze_cut")
        return
    # Witnesses count whole seconds: the last one that began within.
    _check_quorum(head, custody, deadline_ms, until=(deadline_ms + CUT_WITHIN_MS) // 1000)


def check_late(head: Head, custody: Custody, deadline_ms: int, token: bytes) -> None:
    """
    Refuse a head as the supervisor's cut that witnesses did not see after the deadline, or that needs no supervisor.

    :raises Refused: `freeze_cut`, `cut_needless`, and what checkpoints are refused for.
    """
    checkpoint.check(head, custody.log)
    _check_quorum(head, custody, deadline_ms, until=checkpoint.LATEST_SECOND)
    if token or is_ordinary(head, custody, deadline_ms):
        raise Refused("cut_needless")


def is_ordinary(head: Head, custody: Custody, deadline_ms: int) -> bool:
    """Tell whether the quorum of witnesses cosigned a head in the deadline's minute."""
    try:
        check(head, custody, deadline_ms)
    except Refused:
        return False
    return True


def is_in_time(head: Head, custody: Custody, deadline_ms: int) -> bool:
    """Tell whether the quorum of witnesses had cosigned a head of this log by the end of the deadline's minute."""
    try:
        checkpoint.check(head, custody.log)
        until = (deadline_ms + CUT_WITHIN_MS) // 1000
        checkpoint.quorum(head, custody.witnesses, custody.policy.witness_quorum, until=until)
    except Refused:
        return False
    return True


def check_signed(
    signed: Supervised, freeze: Freeze, cut: Head, line: int, custody: Custody, history: History, trust: Trust
) -> int:
    """
    Return how many leaves witnesses had seen by the end of the deadline's minute, as two persons of the policy's supervisor
    signed it and logged it first with the cut.

    Heads at hand that they do not name change nothing any more: what they signed stands. `line` is where the list stands in the
    log.

    :raises Refused: `cut_context`, `cut_seen`, `cut_unproven`, `cut_needless`, `cut_signers`, and what objects, signatures and
        certificates are refused for.
    """
    said = read(signed.content, custody, freeze.lot, freeze.change_n, freeze.deadline)
    if checkpoint.read_head(said.cut).checkpoint != cut.checkpoint:
        raise Refused("cut_context", why="checkpoint")
    # The first of all: had one that lies below the cut not counted, a second could take its place.
    logged = [(at, one.sha256) for at, one in history.of("cut", said.deal, said.lot) if at > history.start]
    if not logged or logged[0][1] != said.hash or logged[0][0] >= line:
        raise Refused("cut_unproven")
    if signed.head.checkpoint.size <= logged[0][0] or not history.continues(signed.head.checkpoint):
        raise Refused("cut_unproven", why="head")
    seen = check_seen_last(said, custody, history)
    last = max((one.index for one in freeze.bids), default=-1)
    if last < seen.checkpoint.size and is_ordinary(seen, custody, freeze.deadline):
        raise Refused("cut_needless", why="witnesses saw the minute")
    check_signers(signed.content, signed.signatures, custody, trust, said)
    return seen.checkpoint.size


def check_seen_last(said: Cut, custody: Custody, history: History | None = None) -> Head:
    """
    Return the head that a cut says witnesses had seen last: one that they had by the end of the deadline's minute, below the cut.

    That there is none later nobody can prove; with one that is there the signatures are proof against who signed.

    :raises Refused: `cut_seen`, and what heads are refused for.
    """
    seen, cut = checkpoint.read_head(said.seen), checkpoint.read_head(said.cut)
    is_below = seen.checkpoint.size <= cut.checkpoint.size
    if not is_below or not is_in_time(seen, custody, said.deadline):
        raise Refused("cut_seen")
    if history is not None and not history.continues(seen.checkpoint):
        raise Refused("cut_seen", why="another tree")
    return seen


def check_signers(
    content: bytes, signatures: Sequence[bytes], custody: Custody, trust: Trust, said: Cut
) -> None:
    """
    Refuse what two persons of the policy's supervisor did not sign.

    As of when the quorum had cosigned the head that they signed, by what they signed; of a certificate that is younger as of its
    first moment. So whoever judges, at whatever time, judges the same.

    :raises Refused: `cut_signers`, and what signatures and certificates are refused for.
    """
    since = [cms.verify(one, content).certificate.not_valid_before_utc for one in signatures]
    at = max([relying.seen_at(checkpoint.read_head(said.cut), custody), *since])
    supervisor = custody.policy.supervisor
    if not supervisor or not policies.are_two(content, signatures, supervisor, trust, at):
        raise Refused("cut_signers")


def read(content: bytes, custody: Custody, lot: str, change_n: int, deadline_ms: int) -> Cut:
    """
    Return a cut of this lot and deadline, whoever signed it.

    :raises Refused: `cut_context`, and what objects are refused for.
    """
    said = Cut.from_bytes(content)
    wanted = (custody.policy.deal, lot, custody.policy.hash, change_n, deadline_ms)
    if (said.deal, said.lot, said.policy, said.change_n, said.deadline) != wanted:
        raise Refused("cut_context")
    return said


def check_in_time(
    header: str, salt: str, index: int, deadline_ms: int, issued: Issued | None, in_time: int, custody: Custody,
    trust: Trust,
) -> None:  # fmt: skip
    """
    Refuse a filing of which nobody outside saw by the end of the deadline's minute that it had come.

    Witnesses had seen the log's first `in_time` leaves; else the timestamp authority, by the token of its receipt. Under a
    supervisor's cut the log alone tells no more than that it came before the outage was over.

    :raises Refused: `freeze_unseen`; `revocation_unknown`.
    """
    if index < in_time:
        return
    if issued is None:
        raise Refused("freeze_unseen", header=header)
    try:
        receipt = receipts.check(issued, custody, trust)
        authority = certificates.from_base64(custody.policy.tsa_cert)
        stamped = timestamps.verify(issued.token, issued.signature, authority, trust)
    except Refused as refused:
        if refused.code == "revocation_unknown":
            raise
        # What the platform shows beside the list is no reason to exclude a bid for: it may show another receipt.
        raise Refused("freeze_unseen", header=header, why=refused.code) from refused
    is_its_own = (receipt.header, receipt.salt) == (header, salt)
    if not is_its_own or stamped > instant(deadline_ms + CUT_WITHIN_MS):
        raise Refused("freeze_unseen", header=header)


def _check_quorum(head: Head, custody: Custody, deadline_ms: int, *, until: int) -> None:
    """Refuse a head that no quorum cosigned from the first second that lies wholly after the deadline."""
    since = -(-deadline_ms // 1000)
    try:
        checkpoint.quorum(head, custody.witnesses, custody.policy.witness_quorum, since=since, until=until)
    except Refused as refused:
        raise Refused("freeze_cut", **refused.detail) from refused
