"""
Filing a sealed bid: a ticket first, then the checks that take longer, so that nobody is late because of them.

The ticket is the bid's time and its *filed* leaf, in one transaction, and only what needs no large file is checked in it:
whatever fails there leaves no row and no leaf. Capsules and parts are checked afterwards (`settling`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding import invitations, timing
from bidding.actions.custody import deadline_passed
from bidding.models import CustodyPolicy, Filing, Registration, Upload
from bidding.sealed import custody, refusing, store
from bidding.sealed.refusing import REVOCATION_UNKNOWN
from bidding.sealed.store import Store
from foundation import journal, transparency
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action, lock_row
from toolkit import cms, filings, intake, refusals
from toolkit.filings import CORE, HEADER, SIGNATURE
from toolkit.intake import Account
from toolkit.log import leaves
from toolkit.objects import Header
from trading.engine import StepRefused
from trading.models import Lot

MOST_FILES = 3 + 16 * 9 + 1000
MOST_REFUSED = 50
"""How many filings of one bidder on a lot may be refused after their ticket: the freeze list names each and is bounded."""
_LONGEST = {HEADER: Header.longest_bytes, CORE: Header.longest_bytes, SIGNATURE: cms.LONGEST_BYTES}


class TurnedAway(Exception):
    """A filing was refused at the door for what is in it; `reasons` are all that were found."""

    def __init__(self, reasons: list[refusals.Refused]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Turn:
    """A bidder's turn on a lot: lot and registration are locked, the clock was read after that."""

    lot: Lot
    registration: Registration
    policy: CustodyPolicy
    at: datetime


@action
def reserve(*, lot_id: str, header: str, files: Mapping[str, str], by: Actor) -> Filing:
    """
    Take a ticket for the filing called `header`, whose files, by name, have the digests given and are uploaded in whole.

    The same filing again returns the one that is there. Exactly at the deadline is late.

    :raises TurnedAway: for what the format refuses in core, header and signature; nothing is kept then.
    :raises Conflict: `deadline_passed`, `not_sealed`, `not_registered`, `already_filed`, `filing_in_progress`,
        `too_many_refused`.
    :raises Invalid: `upload_incomplete` with the names of files that have not arrived.
    """
    found = _uploads(header, files, by)
    turn = take_turn(lot_id=lot_id, by=by)
    standing = _standing(turn.registration, header)
    known = next((one for one in standing if one.header == header), None)
    if known is not None:
        if known.status == "ended":
            raise refusing.as_error([refusals.Refused("already_filed")])
        return known
    check_in_time(turn)
    _check_may_file(turn, standing)
    live = next((one for one in standing if one.status == "accepted"), None)
    small = {name: _read(found[name], name) for name in (HEADER, CORE, SIGNATURE)}
    filing, held_for = _weighed(turn, live, small, found)
    made = Filing.objects.create(
        lot=turn.lot, registration=turn.registration, policy=turn.policy, replaces=live, header=header,
        core=filing.header.core, bid=filing.core.bid, seq=filing.core.seq, signer=filing.core.signer,
        header_bytes=small[HEADER], core_bytes=small[CORE], signature_bytes=small[SIGNATURE],
        files={name: upload for name, upload in found.items() if name not in small}, received_at=turn.at,
        filed_by=by.label, salt=secrets.token_bytes(32), ref=secrets.token_urlsafe(24), held_for=held_for,
    )  # fmt: skip
    if Upload.objects.filter(id__in=found.values()).update(is_filed=True) != len(set(found.values())):
        raise _incomplete(sorted(found))
    transparency.add(leaves.filed(made.salt.hex(), header), ref=made.ref)
    tell("reserved", made, by=by, at=turn.at)
    return made


@action
def note_turned_away(*, lot_id: str, reasons: list[str], by: Actor) -> None:
    """Write a security event about a filing that was refused at the door: who came, and the codes."""
    party = lock_row(Party, _party(by))
    journal.append(
        "bidding.filing.turned_away", subject=party.id, deal=Lot.objects.values_list("deal_id", flat=True).get(id=lot_id),
        actor=by.label, at=journal.instant(party.id), data={"lot": lot_id, "party": party.id, "codes": reasons[:20]},
    )  # fmt: skip


def take_turn(*, lot_id: str, by: Actor) -> Turn:
    """
    Lock the lot against freezing and the bidder's registration against itself, then read the clock.

    :raises NotFound: `lot_not_found`.
    :raises Conflict: `not_registered`, `not_sealed`.
    """
    party_id = _party(by)
    lot = lock_row(Lot, lot_id, strength="key share")
    taking_part = Registration.objects.filter(lot=lot, party_id=party_id).exclude(status="withdrawn")
    registration = (
        taking_part.select_related("party")
        .select_for_update(no_key=True, of=("self",))
        .order_by("id")
        .first()
    )
    if registration is None:
        if lot.deal.announced_at is None:
            raise NotFound(
                "lot_not_found", Text("没有这个标段", "There is no such lot"), detail={"id": lot_id}
            )
        raise Conflict(
            "not_registered", Text("尚未报名参与此标段", "The party does not take part in this lot")
        )
    registration.lot = lot
    policy = custody.in_force(lot)
    if policy is None:
        raise Conflict(
            "not_sealed", Text("此标段尚无生效的保管方案", "No policy of custody is in force for this lot")
        )
    return Turn(lot, registration, policy, journal.instant(registration.id))


def check_in_time(turn: Turn) -> None:
    """
    Refuse what comes at the deadline or after it.

    :raises Conflict: `deadline_passed`.
    """
    _, deadline = custody.deadline_of(turn.policy)
    is_over = custody.milliseconds(turn.at) >= deadline or timing.bids_are_due(turn.lot, turn.at)
    if is_over or hasattr(turn.lot, "freeze_list"):
        raise deadline_passed()


def account_of(registration: Registration, live: Filing | None = None) -> Account:
    """Return the bidder as the format knows it: its code and its last filing that counted, which is the live one if there is."""
    last = live or registration.filings.filter(status__in=["accepted", "ended"]).order_by("-seq").first()
    code = registration.party.code or ""
    if last is None:
        return Account(code)
    return Account(code, last.bid, last.seq, last.header, is_live=last.status == "accepted")


def tell(what: str, filing: Filing, *, by: Actor, at: datetime, **data: object) -> None:
    """Journal what became of a filing: its id and nothing that is in it. The registration is locked."""
    registration = filing.registration
    journal.append(
        f"bidding.filing.{what}", subject=registration.id, deal=filing.lot.deal_id, actor=by.label, at=at,
        data={"lot": filing.lot_id, "party": registration.party_id, "filing": filing.id, **data},
    )  # fmt: skip


def _uploads(header: str, files: Mapping[str, str], by: Actor) -> dict[str, str]:
    """Return the upload of each file by its name in the filing."""
    party_id = _party(by)
    if len(files) > MOST_FILES or files.get(HEADER) != header or not {CORE, SIGNATURE} <= set(files):
        raise refusing.as_error([refusals.Refused("file_missing", name=HEADER)])
    rows = Upload.objects.filter(party_id=party_id, sha256__in=set(files.values()), is_complete=True)
    there = dict(rows.values_list("sha256", "id"))
    if missing := sorted(name for name, sha256 in files.items() if sha256 not in there):
        raise _incomplete(missing)
    return {name: there[sha256] for name, sha256 in files.items()}


def _standing(registration: Registration, header: str) -> list[Filing]:
    """Return what a new filing may run into: the same one, and all that did not end; without their bytes."""
    one_of = Q(header=header) | ~Q(status="ended")
    return list(
        registration.filings.filter(one_of).only("id", "header", "status", "bid", "seq", "registration")
    )


def _incomplete(names: list[str]) -> Invalid:
    return Invalid(
        "upload_incomplete",
        Text(
            "有文件尚未上传完整；上传完成前不能递交",
            "Some files have not arrived in whole; until then nothing is submitted",
        ),
        detail={"files": names[:20]},
    )


def _check_may_file(turn: Turn, standing: Sequence[Filing]) -> None:
    # Of those who passed a review only some may have been drawn.
    if turn.registration.status != "qualified" or invitations.uninvited(turn.lot, turn.registration.party_id):
        raise Conflict("not_qualified", Text("尚未取得投标资格", "The party may not bid yet"))
    if timing.is_held(turn.lot):
        raise StepRefused([timing.ON_HOLD], step="file")
    if sum(one.status == "refused" for one in standing) >= MOST_REFUSED:
        raise Conflict(
            "too_many_refused",
            Text(
                "本单位在此标段被拒收的投标过多，不再受理新的递交；请联系平台",
                "Too many filings of this party on this lot were refused; no more are taken: contact the platform",
            ),
            detail={"most": MOST_REFUSED},
        )
    if any(one.status == "reserved" for one in standing):
        raise in_progress()


def in_progress() -> Conflict:
    """Return the refusal of what comes while another filing of the same bidder is being checked."""
    return Conflict(
        "filing_in_progress",
        Text(
            "上一份投标正在查验，请稍后重试", "The filing before this one is being checked; try again shortly"
        ),
    )


def _weighed(
    turn: Turn, live: Filing | None, small: Mapping[str, bytes], found: Mapping[str, str]
) -> tuple[filings.Filing, str]:
    """Return the filing and what it is held for; refuse it with every reason that its small files give."""
    try:
        filing = filings.load(Store(small, found))
    except refusals.Refused as refused:
        raise TurnedAway([refused]) from refused
    names = filings.names_of(filing.core, filing.header)
    others = (
        Q(bid=filing.core.bid, lot__deal=turn.lot.deal_id)
        & ~Q(registration__party=turn.registration.party_id)
        & ~Q(status="refused")
    )
    reasons = intake.weigh(
        filing, account_of(turn.registration, live), custody.shape_of(turn.policy), custody.trust(turn.at), lot=turn.lot.id,
        received_at=turn.at, is_taken=lambda _: Filing.objects.filter(others).exists(),
    )  # fmt: skip
    reasons += [refusals.Refused("file_missing", name=name) for name in names if name not in found]
    reasons += [refusals.Refused("parts_malformed", name=name[:80]) for name in found if name not in names]
    if {one.code for one in reasons} == {REVOCATION_UNKNOWN}:
        return filing, REVOCATION_UNKNOWN
    if reasons:
        raise TurnedAway(reasons[:50])
    return filing, ""


def _read(upload_id: str, name: str) -> bytes:
    try:
        with store.path(upload_id).open("rb") as file:
            return file.read(_LONGEST[name] + 1)
    except FileNotFoundError as error:
        if Upload.objects.filter(id=upload_id).exists():
            raise  # lost, and not swept away meanwhile: nothing that its bidder could mend
        raise _incomplete([name]) from error


def _party(by: Actor) -> str:
    if by.role is not Role.BIDDER or by.party_id is None:
        raise Forbidden("role_not_allowed", Text("只有投标人可以递交投标", "Only a bidder submits bids"))
    return by.party_id
