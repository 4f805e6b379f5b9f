"""Which policy of custody a lot stands under, until when it takes bids, and whom the platform believes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from accounts import trust as accounts_trust
from bidding.models import CustodyPolicy, Opening
from bidding.sealed import evidence
from bidding.timing import BEFORE_THE_OPENING
from foundation.statements import Answer, Row, Trip, shape
from toolkit import trust_folders
from toolkit.certificates import Trust
from toolkit.objects import Policy
from toolkit.policies import Custody
from trading.law.grammar import Phase
from trading.models import Lot

# Of the last version in force; the last change, if there is one, says until when.
_STANDINGS = """
    SELECT DISTINCT ON (named.lot_id) p.id, p.sha256, named.lot_id,
        coalesce((SELECT c.deadline_ms FROM bidding_policychange c WHERE c.policy_id = p.id ORDER BY c.number DESC LIMIT 1),
                 p.deadline_ms),
        EXISTS (SELECT FROM bidding_freezelist f WHERE f.lot_id = named.lot_id)
    FROM bidding_custodypolicy_lots named JOIN bidding_custodypolicy p ON p.id = named.custodypolicy_id
    WHERE named.lot_id = ANY (%s) AND p.in_force_from IS NOT NULL ORDER BY named.lot_id, p.version DESC
"""


def in_force(lot: Lot) -> CustodyPolicy | None:
    """Return the last policy that names the lot and that every custodian has accepted; None where bids are not sealed."""
    return lot.custody_policies.filter(in_force_from__isnull=False).order_by("-version").first()


@dataclass(frozen=True, slots=True)
class Standing:
    """Under what a lot stands: its policy, until when it takes bids as the log knows it, and whether its list is begun."""

    policy: CustodyPolicy
    deadline_ms: int
    is_frozen: bool


def ask_standings(trip: Trip, lots: Collection[str]) -> Answer[dict[str, Standing]]:
    """Ask for the standing of several lots; those without a policy in force are left out. Of policies only their names are read."""

    def read(rows: list[Row]) -> dict[str, Standing]:
        policies = shape(CustodyPolicy, "id", "sha256").read(row[:2] for row in rows)
        return {row[2]: Standing(policy, *row[3:]) for row, policy in zip(rows, policies, strict=True)}

    return trip.ask(_STANDINGS, list(lots)).through(read)


def is_under_seal(lot: Lot) -> bool:
    """Tell whether sealed bids may be lying there that nobody has opened, those of later stages among them."""
    row = in_force(lot) if lot.phase in (*BEFORE_THE_OPENING, Phase.EVALUATING.value) else None
    if row is None or lot.phase in BEFORE_THE_OPENING:
        return row is not None
    stages = {one.stage for one in policy_of(row).units}
    return Opening.objects.filter(freeze=lot.id, status="recorded").count() < len(stages)


def policy_of(row: CustodyPolicy) -> Policy:
    """Return what a policy says."""
    return _read(row.sha256, bytes(row.content))


def custody_of(row: CustodyPolicy) -> Custody:
    """Return a policy with its signatures, and what was known of their certificates. Two queries."""
    accepted = {one.x: (bytes(one.content), bytes(one.signature)) for one in row.acceptances.all()}
    return Custody(policy_of(row), bytes(row.signature), accepted, evidence.read(row.evidence))


def shape_of(row: CustodyPolicy) -> Custody:
    """
    Return a policy for checks of what was filed under it, without its acceptances: they were checked before it came in force.

    Kept by its digest, so that its kilobytes are read once; of `row` nothing else is looked at.
    """
    return _shape(row.sha256)


def deadline_of(row: CustodyPolicy) -> tuple[int, int]:
    """Return the number of the last change, 0 if none, and the deadline that the log knows, in milliseconds. One query."""
    last = row.changes.order_by("-number").values_list("number", "deadline_ms").first()
    return last or (0, row.deadline_ms)


def milliseconds(at: datetime) -> int:
    """Return an instant as the format writes it: whole milliseconds since 1970, never later than it is."""
    whole = int(at.timestamp())
    return whole * 1000 + at.microsecond // 1000


def trust(at: datetime) -> Trust:
    """
    Return whom the platform believes at `at`: its own authority, or in production the list on disk, read once a second.

    :raises Unavailable: `no_trust_list`.
    """
    if settings.MODE == "production" and settings.TRUST_PATH is not None:
        return _trust_list(Path(settings.TRUST_PATH), int(at.timestamp()))
    return accounts_trust.trust(at)


@lru_cache(maxsize=64)
def _read(_sha256: str, content: bytes) -> Policy:
    return Policy.from_bytes(content)


@lru_cache(maxsize=64)
def _shape(sha256: str) -> Custody:
    content, signature = CustodyPolicy.objects.values_list("content", "signature").get(sha256=sha256)
    return Custody(_read(sha256, bytes(content)), bytes(signature), {})


@lru_cache(maxsize=2)
def _trust_list(folder: Path, _second: int) -> Trust:
    return trust_folders.read(folder)
