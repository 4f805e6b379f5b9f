"""
What may become of a filing that somebody brings: all that can be told without its large files, of many bidders at a time.

What is asked of the database is asked once for all of them; then each is judged by itself, and nothing is written.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.actor import Actor
from bidding import invitations, timing
from bidding.actions import allowance
from bidding.actions.turns import Place, Turn, check_in_time, party_of
from bidding.models import Filing, Registration, Upload
from bidding.sealed import custody, refusing, store
from bidding.sealed.refusing import REVOCATION_UNKNOWN
from bidding.sealed.store import Store
from foundation import plain, statements
from foundation.errors import Conflict, DomainError, Invalid
from foundation.statements import Trip, shape
from foundation.text import Text
from toolkit import cms, filings, intake, refusals
from toolkit.certificates import Trust
from toolkit.filings import CORE, HEADER, SIGNATURE
from toolkit.intake import Account
from toolkit.objects import Header
from trading.engine import StepRefused
from trading.law.statutes import E_BIDDING

MOST_FILES = 3 + 16 * 9 + 1000
MOST_REASONS = 50
COUNTED = ("accepted", "ended")
_LONGEST = {HEADER: Header.longest_bytes, CORE: Header.longest_bytes, SIGNATURE: cms.LONGEST_BYTES}
_BRIEFLY = ("id", "header", "status", "bid", "seq", "registration")
# Columns travel as JSON: the driver writes an array ten times slower.
_UPLOADS = """
    SELECT u.party_id, u.sha256, u.id, u.size FROM bidding_upload u
    JOIN ROWS FROM (jsonb_array_elements_text(%s::jsonb), jsonb_array_elements_text(%s::jsonb)) AS asked (party, sha256)
    ON u.party_id = asked.party AND u.sha256 = asked.sha256
    WHERE u.is_complete
"""
# What a new filing may run into: the same one, and all that did not end.
_STANDING = "SELECT {} FROM bidding_filing WHERE registration_id = ANY (%s) AND (header = ANY (%s) OR status <> 'ended')"
_COUNTED = """
    SELECT DISTINCT ON (registration_id) {} FROM bidding_filing WHERE registration_id = ANY (%s) AND status = ANY (%s)
    ORDER BY registration_id, seq DESC
"""
_SAME_BID = """
    SELECT f.bid, l.deal_id, r.party_id FROM bidding_filing f
    JOIN trading_lot l ON l.id = f.lot_id JOIN bidding_registration r ON r.id = f.registration_id
    WHERE f.bid = ANY (%s) AND l.deal_id = ANY (%s) AND f.status <> 'refused'
"""


class TurnedAway(Exception):
    """A filing was refused at the door for what is in it; `reasons` are all that were found."""

    def __init__(self, reasons: list[refusals.Refused]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Asked:
    """
    The filing called `header` that a bidder wants a ticket for; its files, by name, have the digests given.

    :raises Forbidden: `role_not_allowed` unless a bidder asks.
    """

    lot_id: str
    header: str
    files: Mapping[str, str]
    by: Actor
    place: Place = field(init=False)
    """The lot and the party."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", (self.lot_id, party_of(self.by)))


@dataclass(frozen=True, slots=True)
class Known:
    """
    What is read of all who ask: uploads by party and digest, with their sizes; by registration what stands, what counted last,
    and how many filings of how many bytes there are.
    """

    uploads: Mapping[tuple[str, str], tuple[str, int]]
    standing: Mapping[str, Sequence[Filing]]
    last: Mapping[str, Filing]
    held: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A filing that comes in time and from whom it may, its small files read; what is in them is not weighed yet."""

    asked: Asked
    turn: Turn
    last: Filing | None
    sealed: filings.Filing
    small: Mapping[str, bytes]
    uploads: Mapping[str, str]
    size: int


def ask(trip: Trip, asked: Sequence[Asked], registrations: Collection[str]) -> Callable[[], Known]:
    """Ask for what is known of everybody who asks, and of the registrations by which they take part."""
    brief = shape(Filing, *_BRIEFLY)
    places = sorted({(one.place[1], sha256) for one in asked for sha256 in one.files.values()})
    uploads = trip.ask(_UPLOADS, *map(plain.column, zip(*places, strict=True)))
    mine, headers = list(registrations), [one.header for one in asked]
    standing = trip.ask(_STANDING.format(brief.columns), mine, headers).through(brief.read)
    counted = trip.ask(_COUNTED.format(brief.columns), mine, list(COUNTED)).through(brief.read)
    held = trip.ask(allowance.HELD, mine)

    def known() -> Known:
        several: dict[str, list[Filing]] = {}
        for row in standing():
            several.setdefault(row.registration_id, []).append(row)
        return Known(
            {(party, sha256): (upload, size) for party, sha256, upload, size in uploads()},
            several,
            {row.registration_id: row for row in counted()},
            {registration: (count, size) for registration, count, size in held()},
        )

    return known


def arrived(one: Asked, turn: Turn | DomainError, known: Known) -> Arrived | Filing:
    """
    Return what has arrived, or the filing that is there already.

    :raises DomainError: the first reason why nothing of this bidder is taken now.
    :raises TurnedAway: where the small files cannot be read.
    """
    try:
        found = _uploads(one, known.uploads)
    except Invalid as refused:
        if refused.code == "upload_incomplete" and _is_too_late_for(one, turn, known):
            raise _deemed_withdrawn() from refused
        raise
    uploads = {name: upload for name, (upload, _) in found.items()}
    if isinstance(turn, DomainError):
        raise turn
    standing = known.standing.get(turn.registration.id, ())
    same = next((row for row in standing if row.header == one.header), None)
    if same is not None:
        if same.status == "ended":
            raise refusing.as_error([refusals.Refused("already_filed")])
        same.lot, same.registration = turn.lot, turn.registration
        return same
    check_in_time(turn)
    # A file that stands under several names lies there once.
    size = sum(dict(kept for name, kept in found.items() if name not in _LONGEST).values())
    _check_may_file(turn, standing)
    allowance.check(standing, *known.held.get(turn.registration.id, (0, 0)), size)
    small = {name: _read(uploads[name], name) for name in (HEADER, CORE, SIGNATURE)}
    try:
        sealed = filings.load(Store(small, uploads))
    except refusals.Refused as refused:
        raise TurnedAway([refused]) from refused
    return Arrived(one, turn, known.last.get(turn.registration.id), sealed, small, uploads, size)


def bids_of(several: Sequence[Arrived]) -> set[tuple[str, str, str]]:
    """Return who used which of their bid ids in which deal, where one is new to its bidder. At most one query."""
    fresh = [one for one in several if one.last is None]
    if not fresh:
        return set()
    bids, deals = [one.sealed.core.bid for one in fresh], [one.turn.lot.deal_id for one in fresh]
    return {(bid, deal, party) for bid, deal, party in statements.ask(_SAME_BID, bids, deals)}


def weighed(one: Arrived, bids: set[tuple[str, str, str]], trust: Trust) -> Filing:
    """
    Return the filing as it will be kept; its bid id is added to `bids`, where the next one finds it.

    :raises TurnedAway: with every reason that the small files give.
    """
    turn, sealed = one.turn, one.sealed
    party, deal = turn.registration.party_id, turn.lot.deal_id
    reasons = intake.weigh(
        sealed, account(turn.registration, one.last), custody.shape_of(turn.policy), trust, lot=turn.lot.id,
        received_at=turn.at, is_taken=lambda bid: any(seen[:2] == (bid, deal) and seen[2] != party for seen in bids),
    )  # fmt: skip
    names = filings.names_of(sealed.core, sealed.header)
    reasons += [refusals.Refused("file_missing", name=name) for name in names if name not in one.uploads]
    strange = [name for name in one.uploads if name not in names]
    reasons += [refusals.Refused("parts_malformed", name=name[:80]) for name in strange]
    is_held = {reason.code for reason in reasons} == {REVOCATION_UNKNOWN}
    if reasons and not is_held:
        raise TurnedAway(reasons[:MOST_REASONS])
    bids.add((sealed.core.bid, deal, party))
    return _filing(one, held_for=REVOCATION_UNKNOWN if is_held else "")


def account(registration: Registration, last: Filing | None) -> Account:
    """Return the bidder as the format knows it: its code and its last filing that counted, live or ended."""
    code = registration.party.code or ""
    if last is None:
        return Account(code)
    return Account(code, last.bid, last.seq, last.header, is_live=last.status == "accepted")


def in_progress() -> Conflict:
    """Return the refusal of what comes while another filing of the same bidder is being checked."""
    return Conflict(
        "filing_in_progress",
        Text(
            "上一份投标正在查验，请稍后重试", "The filing before this one is being checked; try again shortly"
        ),
    )


def incomplete(names: list[str]) -> Invalid:
    """Return the refusal of a filing some of whose files have not arrived."""
    return Invalid(
        "upload_incomplete",
        Text(
            "有文件尚未上传完整；上传完成前不能递交",
            "Some files have not arrived in whole; until then nothing is submitted",
        ),
        detail={"files": names[:20]},
    )


def _is_too_late_for(one: Asked, turn: Turn | DomainError, known: Known) -> bool:
    if isinstance(turn, DomainError) or not turn.is_over:
        return False
    return all(row.header != one.header for row in known.standing.get(turn.registration.id, ()))


def _deemed_withdrawn() -> Conflict:
    return Conflict(
        "deemed_withdrawn",
        Text(
            f"截止时未完成传输，视为撤回投标文件（{E_BIDDING.article('27')}）",
            f"Not all of it had arrived when bids were due, so it counts as withdrawn ({E_BIDDING.article('27')})",
        ),
    )


def _uploads(one: Asked, there: Mapping[tuple[str, str], tuple[str, int]]) -> dict[str, tuple[str, int]]:
    """Return the upload of each file by its name in the filing, with its size."""
    files, (_, party) = one.files, one.place
    if len(files) > MOST_FILES or files.get(HEADER) != one.header or not {CORE, SIGNATURE} <= set(files):
        raise refusing.as_error([refusals.Refused("file_missing", name=HEADER)])
    if missing := sorted(name for name, sha256 in files.items() if (party, sha256) not in there):
        raise incomplete(missing)
    return {name: there[party, sha256] for name, sha256 in files.items()}


def _check_may_file(turn: Turn, standing: Sequence[Filing]) -> None:
    # Of those who passed a review only some may have been drawn.
    if turn.registration.status != "qualified" or invitations.uninvited(turn.lot, turn.registration.party_id):
        raise Conflict("not_qualified", Text("尚未取得投标资格", "The party may not bid yet"))
    if held := timing.on_hold(turn.lot):
        raise StepRefused(held, step="file")
    if any(one.status == "reserved" for one in standing):
        raise in_progress()


def _read(upload_id: str, name: str) -> bytes:
    try:
        with store.open_kept(upload_id) as file:
            return file.read(_LONGEST[name] + 1)
    except FileNotFoundError as error:
        if Upload.objects.filter(id=upload_id).exists():
            raise  # lost, and not swept away meanwhile: nothing that its bidder could mend
        raise incomplete([name]) from error


def _filing(one: Arrived, *, held_for: str) -> Filing:
    turn, small, core = one.turn, one.small, one.sealed.core
    return Filing(
        lot=turn.lot, registration=turn.registration, policy=turn.policy,
        replaces=one.last if one.last is not None and one.last.status == "accepted" else None,
        header=one.asked.header, core=one.sealed.header.core, bid=core.bid, seq=core.seq, signer=core.signer,
        header_bytes=small[HEADER], core_bytes=small[CORE], signature_bytes=small[SIGNATURE],
        files={name: upload for name, upload in one.uploads.items() if name not in small}, held_bytes=one.size, received_at=turn.at,
        filed_by=one.asked.by.label, salt=secrets.token_bytes(32), ref=secrets.token_urlsafe(24), held_for=held_for,
    )  # fmt: skip
