"""
The freeze list: which filings of a lot are live at the deadline, and why anybody may believe it.

The log is read from the policy's leaf to a fresh head. Leaves below the *cut*, a checkpoint cosigned in the minute after
the deadline (`toolkit.cuts`), are the whole evidence: filed leaves that the list must point at, ended leaves that it must
not contradict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from toolkit import canonical, certificates, cms, cuts, filings, relying, replacing, successions, timing
from toolkit.certificates import Trust, instant
from toolkit.cuts import Supervised
from toolkit.filings import Filing
from toolkit.history import History
from toolkit.log import checkpoint, leaves
from toolkit.log.checkpoint import Head
from toolkit.objects import Change, Rehearsal
from toolkit.policies import Custody, deadline
from toolkit.proceedings import Freeze, FrozenBid
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.timing import Seen

LEAST_TO_FILE_S = 3600
"""How long before the deadline witnesses must have seen the policy: under one that comes in the last minute only friends file."""
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A change of the deadline, its two signatures, and a witnessed head that already had its leaf."""

    content: bytes
    signatures: Sequence[bytes]
    head: Head


Changes = Sequence[LoggedChange]


def current_deadline(
    history: History, custody: Custody, changes: Changes, trust: Trust, at: datetime = _EVER
) -> tuple[int, int]:
    """
    Return the number of the last change and the deadline that the log knows, in milliseconds since 1970.

    Each change is judged as of the deadline that it moves, or as of now (`at`) while that is still to come.

    :raises Refused: `change_missing` if the log knows other changes than `changes`, `change_late` if one was not witnessed
        before the deadline it moves, and as `policies.deadline`.
    """
    number, current = deadline(custody, [(one.content, one.signatures) for one in changes], trust, at)
    logged = history.of("change", custody.policy.deal, custody.policy.changed_as)
    wanted = [(n, canonical.sha256(one.content)) for n, one in enumerate(changes, start=1)]
    if [(line.n, line.sha256) for _, line in logged] != wanted:
        raise Refused("change_missing")
    moved = custody.policy.deadline
    for one, (index, _) in zip(changes, logged, strict=True):
        _check_in_time(one.head, index, moved, custody, history)
        moved = Change.from_bytes(one.content).deadline
    return number, current


def _check_in_time(head: Head, index: int, moved: int, custody: Custody, history: History) -> None:
    """A deadline that has passed is moved no more: witnesses saw the change before."""
    checkpoint.check(head, custody.log)
    if head.checkpoint.size <= index or not history.continues(head.checkpoint):
        raise Refused("change_late", why="head")
    try:
        # A witness's whole second must lie before the deadline altogether.
        checkpoint.quorum(head, custody.witnesses, custody.policy.witness_quorum, until=moved // 1000 - 1)
    except Refused as refused:
        raise Refused("change_late") from refused


def check_first(history: History, freeze: Freeze, cut: Head, *, is_supervised: bool) -> int:
    """
    Return where the list stands in the log: it must be the lot's first after the cut.

    Under a supervisor's cut the first after the policy: whoever signs a later cut must not bring a second list to life, when
    the first was opened already.

    :raises Refused: `freeze_unproven`, `freeze_not_first`.
    """
    least = history.start + 1 if is_supervised else cut.checkpoint.size
    logged = [(at, line) for at, line in history.of("freeze", freeze.deal, freeze.lot) if at >= least]
    if not logged:
        raise Refused("freeze_unproven")
    if logged[0][1].sha256 != freeze.hash:
        raise Refused("freeze_not_first")
    return logged[0][0]


def is_undecided(excluded: Refused) -> bool:
    """
    Tell whether an entry fails only for what is not at hand: its filing, or the one that took its place; what was kept of its
    certificate, that it was seen in time, or an authority's word.

    That is a reason to fetch again. Whoever shows the files chooses what is at hand, so nobody signs or believes anything on it.
    """
    is_missing = excluded.code in ("freeze_entry", "freeze_ended") and excluded.detail.get("why") == "missing"
    return is_missing or excluded.code in ("freeze_evidence", "freeze_unseen", "revocation_unknown")


@dataclass(frozen=True, slots=True)
class Listed:
    """A freeze list that holds, and which of its entries do not: each with its reason, by the name of the filing."""

    freeze: Freeze
    excluded: Mapping[str, Refused]
    in_time: int | None = None
    """
    Where its cut is the supervisor's, how many leaves witnesses had seen by the end of the deadline's minute: of each bid somebody
    outside must have seen that it came in time. None under any other.
    """
    restored: Sequence[str] = ()
    """Then those that were replaced by what nobody outside saw in time."""


def check(
    content: bytes, signature: bytes, custody: Custody, history: History, changes: Changes,
    found: Mapping[str, Filing], trust: Trust, *, lot: str, head: Head, heads: Sequence[Head] = (), token: bytes = b"",
    others: successions.Others = (), signed: Supervised | None = None, issued: Mapping[str, Issued] = MappingProxyType({}),
) -> Listed:  # fmt: skip
    """
    Return the freeze list, if the log bears it out, with every entry that its filing or the log does not bear out.

    `head` has the list's leaf: by when witnesses had seen it, the list was signed, whatever became of its certificate since.
    `heads` are others at hand, which tell when the leaves of policy and filings came; `others` are the deal's other policies.
    `signed` is the supervisor's cut, where it stands on that, with the receipts `issued` for its entries.
    An entry that fails is not opened, and stops nobody else. Freshness of the log is the caller's to check.

    :raises Refused: `freeze_*` of the list itself; `policy_late` for a policy that left no time to file, as
        `successions.check` for one that was none any more, and what everything below is refused for.
    """
    freeze = Freeze.from_bytes(content)
    if (freeze.deal, freeze.lot, freeze.policy) != (custody.policy.deal, lot, custody.policy.hash):
        raise Refused("freeze_context")
    by = cms.verify(signature, content)
    pinned = certificates.from_base64(custody.policy.freeze_cert)
    if certificates.fingerprint(by.certificate) != certificates.fingerprint(pinned):
        raise Refused("freeze_signer")
    if (freeze.change_n, freeze.deadline) != current_deadline(history, custody, changes, trust):
        raise Refused("freeze_deadline")
    cut = checkpoint.read_head(freeze.cut)
    if signed is None:
        cuts.check(cut, custody, freeze.deadline, trust=trust, token=token)
    else:
        cuts.check_late(cut, custody, freeze.deadline, token)
    if cut.checkpoint.size <= history.start or not history.continues(cut.checkpoint):
        raise Refused("freeze_cut", why="another tree")
    successions.check(custody.policy, lot, history, others, cut.checkpoint.size)
    _check_time_to_file(freeze.deadline, custody, history, heads)
    line = check_first(history, freeze, cut, is_supervised=signed is not None)
    if head.checkpoint.size <= line or not history.continues(head.checkpoint):
        raise Refused("objection_period", why="head")
    at = relying.seen_at(head, custody)
    certificates.judge(by.certificate, trust, at, usage="sign", others=by.others)
    names = [one.header for one in freeze.bids]
    if names != sorted(set(names)):
        raise Refused("freeze_entry", why="order")
    # The cut may be a timestamp's, which no witness saw.
    seen = timing.seen([*([] if token else [cut]), head, *heads], custody, history)
    in_time = cuts.check_signed(signed, freeze, cut, line, custody, history, trust) if signed else None
    of = _Of(freeze, cut, custody, history, found, trust, in_time)
    excluded = _excluded(of, seen, issued)
    restored = [name for name in names if of.is_ended(name) and name not in excluded]
    return Listed(freeze, excluded, in_time, restored)


def _check_time_to_file(deadline_ms: int, custody: Custody, history: History, heads: Sequence[Head]) -> None:
    """Refuse a policy that no head at hand shows to have been in force long enough before the deadline."""
    if isinstance(custody.policy, Rehearsal):
        return  # its test bid comes with it
    until = deadline_ms // 1000 - LEAST_TO_FILE_S
    for head in heads:
        if head.checkpoint.size <= history.start or not history.continues(head.checkpoint):
            continue
        checkpoint.check(head, custody.log)
        with suppress(Refused):
            checkpoint.quorum(head, custody.witnesses, custody.policy.witness_quorum, until=until)
            return
    raise Refused("policy_late")


@dataclass(frozen=True, slots=True)
class _Of:
    """What entries are judged by."""

    freeze: Freeze
    cut: Head
    custody: Custody
    history: History
    found: Mapping[str, Filing]
    trust: Trust
    in_time: int | None

    def is_ended(self, header: str) -> bool:
        """Tell whether a filing's *ended* leaf stands below the cut."""
        ended = self.history.first(leaves.ended(header))
        return ended is not None and ended < self.cut.checkpoint.size


def _excluded(of: _Of, seen: Sequence[Seen], issued: Mapping[str, Issued]) -> dict[str, Refused]:
    excluded: dict[str, Refused] = {}
    by: dict[str, list[str]] = {}
    for entry in of.freeze.bids:
        try:
            organisation = _check_entry(entry, of)
            if not timing.is_possible(entry.index, entry.received_at, seen):
                raise Refused("freeze_entry", header=entry.header, why="time")
            if of.in_time is not None:
                cuts.check_in_time(
                    entry.header, entry.salt, entry.index, of.freeze.deadline, issued.get(entry.header), of.in_time,
                    of.custody, of.trust,
                )  # fmt: skip
            by.setdefault(organisation, []).append(entry.header)
        except Refused as refused:
            excluded[entry.header] = refused
    # Which of two would be the bidder's is nobody's to choose after the deadline.
    twice = [header for headers in by.values() if len(headers) > 1 for header in headers]
    return excluded | {header: Refused("freeze_twice", header=header) for header in twice}


def _check_entry(entry: FrozenBid, of: _Of) -> str:
    """Return the entry's organisation; its certificate is judged as of its receipt, with the evidence that was kept then."""
    freeze, filing = of.freeze, of.found.get(entry.header)
    if filing is None:
        raise Refused("freeze_entry", header=entry.header, why="missing")
    filed = leaves.filed(entry.salt, entry.header)
    if entry.index >= of.cut.checkpoint.size or of.history.at(entry.index) != filed:
        raise Refused("freeze_leaf", header=entry.header)
    if of.is_ended(entry.header):
        _check_restored(entry, filing, of)
    same = (filing.name, filing.header.core, filing.core.signer) == (entry.header, entry.core, entry.signer)
    if not same or filing.core.lot != freeze.lot or entry.received_at >= freeze.deadline:
        raise Refused("freeze_entry", header=entry.header, why="fields")
    filings.check_against(filing, of.custody)
    signed, received = filing.signed, instant(entry.received_at)
    kept = filings.evidence(filing, entry.evidence)
    certificates.judge(signed.certificate, of.trust, received, usage="sign", others=signed.others, kept=kept)
    return certificates.organisation(signed.certificate)


def _check_restored(entry: FrozenBid, filing: Filing, of: _Of) -> None:
    """
    Refuse a filing that was ended, unless under a supervisor's cut by a replacement that nobody outside saw in time.

    The replacement is at hand, so the platform makes up none; nothing that came after it is listed. Whether somebody saw it,
    its bidder tells, by an objection. What its bidder only took back stays ended: that needs a signature of its own, and no
    witness.
    """
    ended = of.history.first(leaves.ended(entry.header))
    if of.in_time is None or ended is None or ended < of.in_time:
        raise Refused("freeze_ended", header=entry.header)
    since, until = instant(entry.received_at), instant(of.freeze.deadline)
    later = replacing.successors(filing, of.found, of.trust, since, until)
    listed = {one.header for one in of.freeze.bids}
    if any(one.name in listed for one in later):
        raise Refused("freeze_ended", header=entry.header, why="replaced")
    if not later:
        raise Refused("freeze_ended", header=entry.header, why="missing")
