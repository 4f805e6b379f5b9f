"""
Somebody holds a receipt and is not on the list: what must be true of that before it stops custodians.

Two may lie here. The platform drops a live bid and makes up an answer: every answer needs the bidder's own signature, over
an end or over a later filing that names the one before. A bidder shows the receipt of a bid that it gave up, to stop
everybody: what it signed itself answers, whatever became of its certificate since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from toolkit import certificates, cms, cuts, filings, freezing, intake, receipts, replacing
from toolkit.certificates import Trust, instant
from toolkit.filings import Filing
from toolkit.freezing import Listed
from toolkit.history import History
from toolkit.log import checkpoint, leaves
from toolkit.log.checkpoint import Head
from toolkit.objects import Receipt
from toolkit.policies import Custody
from toolkit.proceedings import Objection
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.revocation import NOTHING, Evidence


@dataclass(frozen=True, slots=True)
class Raised:
    """
    An objection with what it rests on; `ends` are the signed ends that the platform produced against it.

    `evidence` is what was known of its signer's certificate when it was taken in. `head` is a witnessed head that has the
    receipt's leaf, which only counts under a supervisor's cut: its holder kept it, whatever the platform shows of witnesses.
    """

    content: bytes
    signature: bytes
    receipt: Issued
    ends: Sequence[tuple[bytes, bytes]] = ()
    evidence: Evidence = NOTHING
    head: Head | None = None


def check(
    raised: Raised, custody: Custody, listed: Listed, history: History, found: Mapping[str, Filing], trust: Trust,
    at: datetime,
) -> Receipt:  # fmt: skip
    """
    Return the receipt of an objection that holds: genuine, its leaf below the cut, its filing of the list's policy, neither listed
    nor given up; or that of a withdrawal, while what was withdrawn is listed.

    An entry that is excluded because of what the platform wrote in the list is as good as none.

    `found` are the filings at hand, by name, listed or not. That of the receipt need not be among them; a platform that
    lost it has no answer. `at` is now; what is to be judged of a signer is judged as of when the list was made.

    :raises Refused: `objection_invalid`; `freeze_unseen` under a supervisor's cut of a bid that nobody outside saw in time; and what
        receipts are refused for. `revocation_unknown` says of neither that it holds nor that it does not.
    """
    freeze = listed.freeze
    objection = Objection.from_bytes(raised.content)
    receipt = receipts.check(raised.receipt, custody, trust)
    if (objection.deal, objection.lot, objection.freeze, objection.receipt) != (
        freeze.deal,
        freeze.lot,
        freeze.hash,
        receipt.hash,
    ):
        raise Refused("objection_invalid", why="context")
    own = found.get(receipt.header or receipt.ended)
    _check_signer(raised, own, trust, instant(freeze.deadline), at)
    if receipt.lot != freeze.lot:
        raise Refused("objection_invalid", why="receipt")
    admitted = {one.header for one in freeze.bids} - listed.excluded.keys()
    if not receipt.header:
        _check_withdrawn(receipt, admitted, found, freeze.deadline)
        return receipt
    cut = checkpoint.read_head(freeze.cut)
    index = history.first(leaves.filed(receipt.salt, receipt.header))
    if index is None or index >= cut.checkpoint.size:
        raise Refused("objection_invalid", why="leaf")
    if listed.in_time is not None:
        in_time = max(listed.in_time, _seen_by(raised, freeze.deadline, custody, history))
        cuts.check_in_time(
            receipt.header, receipt.salt, index, freeze.deadline, raised.receipt, in_time, custody, trust
        )
    if receipt.header in admitted:
        raise Refused("objection_invalid", why="listed")
    entry = next((one for one in freeze.bids if one.header == receipt.header), None)
    if entry is not None:
        is_as_received = (entry.received_at, entry.evidence) == (receipt.received_at, receipt.evidence)
        _refuse_if_its_own(listed.excluded[receipt.header], own, custody, is_as_received=is_as_received)
    if own is not None and own.core.policy != freeze.policy:
        # Void since the list's policy stands, whatever replaced it: its bidder signed it for another.
        raise Refused("objection_invalid", why="policy")
    if own is not None:
        line = freezing.check_first(history, freeze, cut, is_supervised=listed.in_time is not None)
        ended = {name for name in found if _precedes(history.first(leaves.ended(name)), line)}
        since, until = instant(receipt.received_at), instant(freeze.deadline)
        if _is_given_up(own, admitted, ended, found.values(), raised.ends, trust, since, until):
            raise Refused("objection_invalid", why="ended")
        if index in {one.index for one in freeze.refused} and not _fits(own, custody):
            raise Refused("objection_invalid", why="refused")
    return receipt


def _check_withdrawn(
    receipt: Receipt, admitted: Set[str], found: Mapping[str, Filing], deadline_ms: int
) -> None:
    """
    Refuse the receipt of a withdrawal, unless the bid, or one in whose place it stood, is on the list all the same.

    The platform signed that it came before the deadline. Only the bidder could ask for it, so nobody outside must have seen it.
    """
    given_up = {receipt.ended, *replacing.predecessors(receipt.ended, found)}
    if receipt.received_at >= deadline_ms or not given_up & admitted:
        raise Refused("objection_invalid", why="receipt")


def _seen_by(raised: Raised, deadline_ms: int, custody: Custody, history: History) -> int:
    """Return how many leaves witnesses had seen in time by the head that the objection brings; 0 where it tells nothing."""
    head = raised.head
    if head is None or not cuts.is_in_time(head, custody, deadline_ms):
        return 0
    return head.checkpoint.size if history.continues(head.checkpoint) else 0


def _check_signer(raised: Raised, own: Filing | None, trust: Trust, since: datetime, at: datetime) -> None:
    """
    Refuse what another organisation signed than the one that filed, as far as the filing is at hand.

    The certificate is judged as of the first moment since the deadline at which it was valid: that it expired or was
    revoked afterwards, while the opening was stopped, takes nothing back. The receipt is the evidence; that nobody revoked
    the certificate of who shows it need not be proven.
    """
    signed = cms.verify(raised.signature, raised.content)
    moment = min(at, max(since, signed.certificate.not_valid_before_utc))
    certificates.judge(
        signed.certificate, trust, moment, usage="sign", others=signed.others, needs_evidence=False,
        kept=raised.evidence,
    )  # fmt: skip
    if own is not None and certificates.organisation(signed.certificate) != _organisation(own):
        raise Refused("objection_invalid", why="signer")


def _refuse_if_its_own(
    excluded: Refused, own: Filing | None, custody: Custody, *, is_as_received: bool
) -> None:
    """
    Refuse the objection to an exclusion that what the bidder signed brought about: its certificate, or the bid's shape.

    The platform alone writes in the list when a bid came, and what was known of its certificate. Where the receipt says
    another, a certificate is no answer.
    """
    if is_as_received and excluded.code == "revocation_unknown":
        raise excluded
    is_its_certificate = is_as_received and excluded.code.startswith("certificate_")
    if is_its_certificate or (own is not None and not _fits(own, custody)):
        raise Refused("objection_invalid", why="excluded")


def _is_given_up(
    own: Filing, admitted: Set[str], ended: set[str], found: Iterable[Filing], ends: Sequence[tuple[bytes, bytes]],
    trust: Trust, since: datetime, until: datetime,
) -> bool:  # fmt: skip
    """
    Tell whether the organisation of `own` gave it up: by a signed end, or for a later filing that is listed or was ended.

    The last of a chain carries the organisation's signature, checked with the list or here; it names the one before by
    its hash, and so on back to `own`. Each that was given up has its *ended* leaf before the list. What is listed and
    excluded is no answer: the platform can make up a successor under any certificate.
    """
    organisation = _organisation(own)
    after: dict[str, list[Filing]] = {}
    for one in found:
        if one.core.lot == own.core.lot and one.core.prev and organisation == _organisation(one):
            after.setdefault(one.core.prev, []).append(one)
    waiting = [own] if organisation else []
    while waiting:  # a bidder may have replaced its bid a thousand times: no recursion
        one = waiting.pop()
        if one.name in admitted:
            return True
        if one.name not in ended:
            continue
        if any(intake.is_ended_by(*end, one, trust, since=since, until=until) for end in ends):
            return True
        waiting += after.get(one.name, ())
    return False


def _precedes(index: int | None, line: int) -> bool:
    return index is not None and index < line


def _organisation(filing: Filing) -> str:
    try:
        return certificates.organisation(filing.signed.certificate)
    except Refused:
        return ""


def _fits(filing: Filing, custody: Custody) -> bool:
    """Only what the bidder signed is held against it; a capsule that is not there any more is the platform's to explain."""
    try:
        filings.check_against(filing, custody)
    except Refused:
        return False
    return True
