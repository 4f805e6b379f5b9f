"""May this lot be opened now? Everything public about an opening, and the one check that everybody makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from toolkit import canonical, freezing, history, objections, policies, relying, stages, successions
from toolkit.certificates import instant
from toolkit.cuts import Supervised
from toolkit.filings import Filing
from toolkit.freezing import Listed
from toolkit.history import History
from toolkit.log import checkpoint, leaves, tiles
from toolkit.log.checkpoint import Checkpoint, Head
from toolkit.objections import Raised
from toolkit.objects import Policy, Receipt
from toolkit.policies import Custody, Pins
from toolkit.proceedings import Freeze
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.stages import Release


@dataclass(frozen=True, slots=True)
class Case:
    """Everything public about the opening of one lot, as it was fetched."""

    custody: Custody
    lot: str
    log: tiles.Files
    head: Head
    policy_index: int
    policy_head: Head  # the first witnessed head that has the policy's leaf
    freeze: tuple[bytes, bytes]  # freeze.json, freeze.p7s
    freeze_head: Head  # the first witnessed head that has the freeze list's leaf
    filings: Mapping[str, Filing]  # those listed, and those that answer objections
    changes: freezing.Changes = ()
    cut_token: bytes = b""
    objections: Sequence[Raised] = ()
    stages: Sequence[Release] = ()  # of the stages 2, 3 …
    heads: Sequence[
        Head
    ] = ()  # witnessed heads from around the leaves of filings, which tell when those came
    cut: Supervised | None = None  # where nobody saw the log in the deadline's minute
    receipts: Mapping[str, Issued] = field(default_factory=dict)  # then: of listed filings, by name
    others: successions.Others = ()  # the deal's other policies: all before this one, and those logged since

    @property
    def earlier(self) -> list[Policy]:
        """
        The policies before this one that name the lot, from whose state on the log is read.

        :raises Refused: as `successions.before`.
        """
        return successions.before(self.custody.policy, self.lot, self.others)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was checked and may be opened: shown to the custodian before the key is used."""

    freeze: Freeze
    stage: int
    units: Sequence[str]
    bids: Sequence[str]
    history: History = field(repr=False)
    excluded: Mapping[str, Refused] = field(default_factory=dict)
    """Listed bids of the stage that are not opened, each with the reason."""
    restored: Sequence[str] = ()
    """Under a supervisor's cut, listed bids whose replacement nobody outside saw in time."""
    dismissed: Mapping[str, Refused] = field(default_factory=dict)
    """Objections that do not hold, by the hash of the receipt, each with the reason."""

    @property
    def opened(self) -> list[str]:
        """The bids that a key is used on: what is shown before, and what is opened then."""
        return [name for name in self.bids if name not in self.excluded]


def check(
    case: Case, stage: int, pins: Pins, *, seen: Checkpoint | None, at: datetime,
    read: history.Read = history.read,
) -> Agreed:  # fmt: skip
    """
    Return what may be opened at `at`, by this machine's own clock; `seen` is the newest head it knew before.

    Who checks again and again reads the log with a `history.Reader`.

    The bidder's client asks the same before it sends its own keys, and so does everybody who verifies.

    :raises Refused: the first reason why not, in the order of the format.
    """
    custody, trust = case.custody, pins.trust
    policies.check_pinned(custody.policy, pins)
    past = read(case.log, case.head, custody, case.policy_index, _wanted(case), case.earlier)
    history.check_fresh(case.head, past, custody, at=at, seen=seen)
    # As of when it was logged. A custodian whose certificate expired or was revoked since is one fewer, if it signs with no
    # current one; it stops nobody else.
    policies.check(custody, pins, logged_at(case, past))
    _, deadline = freezing.current_deadline(past, custody, case.changes, trust, at)
    if at < instant(deadline):
        raise Refused("freeze_early")
    listed = freezing.check(
        *case.freeze,
        custody,
        past,
        case.changes,
        case.filings,
        trust,
        lot=case.lot,
        head=case.freeze_head,
        heads=heads_of(case),
        token=case.cut_token,
        others=case.others,
        signed=case.cut,
        issued=case.receipts,
    )
    dismissed = _check_objections(case, listed, past, pins, at)
    bids = bids_of(case, listed, past, stage, pins)
    units = [one.unit for one in custody.policy.units if one.stage == stage]
    excluded = {name: why for name, why in listed.excluded.items() if name in bids}
    for why in excluded.values():
        if freezing.is_undecided(why):
            raise why  # who lacks a file or an authority's lists waits for them; a bid is not dropped for that
    restored = [name for name in listed.restored if name in bids]
    return Agreed(listed.freeze, stage, units, bids, past, excluded, restored, dismissed)


def _wanted(case: Case) -> frozenset[bytes]:
    """The opaque leaves that the check will ask for; what is not even readable is refused in its turn."""
    found = [leaves.ended(name) for name in case.filings]
    with suppress(Refused):
        for one in Freeze.from_bytes(case.freeze[0]).bids:
            found += [leaves.filed(one.salt, one.header), leaves.ended(one.header)]
    for raised in case.objections:
        with suppress(Refused):
            receipt = Receipt.from_bytes(raised.receipt.content)
            found.append(leaves.filed(receipt.salt, receipt.header))
    return frozenset(found)


def logged_at(case: Case, past: History) -> datetime:
    """
    Return by when the quorum of witnesses had seen the policy in the log.

    :raises Refused: `policy_unproven`, and what heads are refused for.
    """
    if case.policy_head.checkpoint.size <= case.policy_index or not past.continues(
        case.policy_head.checkpoint
    ):
        raise Refused("policy_unproven")
    return relying.seen_at(case.policy_head, case.custody)


def heads_of(case: Case) -> list[Head]:
    """Return every head at hand, the newest of the log left out: it has all leaves, and is of now."""
    return [case.policy_head, case.freeze_head, *(one.head for one in case.changes), *case.heads]


def bids_of(case: Case, listed: Listed, past: History, stage: int, pins: Pins) -> list[str]:
    """
    Return the headers that a stage is about: all frozen ones first, later only those whom each stage let through.

    Those that are excluded are among them in the first stage, where everybody says so, and never later.

    :raises Refused: as `stages.check`.
    """
    freeze = listed.freeze
    bids = [one.header for one in freeze.bids]
    if stage not in {one.stage for one in case.custody.policy.units}:
        raise Refused("stage_unknown")
    if len(case.stages) < stage - 1:
        raise Refused("stage_signers", why="no stage was released")
    for number, release in enumerate(case.stages[: stage - 1], start=2):
        earlier = [name for name in bids if name not in listed.excluded]
        released = stages.check(release, case.custody, freeze, past, pins.trust, earlier=earlier)
        if released.stage != number:
            raise Refused("stage_unknown")
        bids = list(released.bids)
    return bids


def _check_objections(
    case: Case, listed: Listed, past: History, pins: Pins, at: datetime
) -> dict[str, Refused]:
    """
    Return why objections do not hold; refuse the list for one that does.

    The time for objections runs from when witnesses saw the freeze leaf: before that nobody could know of the list.

    That the head has the leaf, the check of the list saw.
    """
    policy = case.custody.policy
    try:
        until = int(at.timestamp()) - policy.objection_s
        checkpoint.quorum(case.freeze_head, case.custody.witnesses, policy.witness_quorum, until=until)
    except Refused as refused:
        raise Refused("objection_period") from refused
    dismissed: dict[str, Refused] = {}
    for raised in case.objections:
        try:
            receipt = objections.check(raised, case.custody, listed, past, case.filings, pins.trust, at)
        except Refused as refused:
            if refused.code == "revocation_unknown":
                raise  # an objection that cannot be judged is not one that fails
            dismissed[canonical.sha256(raised.receipt.content)] = refused
            continue
        raise Refused("objection_open", receipt=receipt.id)
    return dismissed
