"""Restricted units that opened, at their record: the keys of their parts go to the evaluation process, and to nobody else."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from bidding.models import OpenedUnit, WrappedUnit
from bidding.sealed import evaluation_key, wrapping
from toolkit import certificates
from toolkit.filings import Filing
from toolkit.objects import Policy
from toolkit.opening import Outcome

log = logging.getLogger(__name__)


def wrapped(
    policy: Policy, filings: Mapping[str, Filing], outcomes: Mapping[tuple[str, str], Outcome], units: Sequence[OpenedUnit],
    at: datetime, *, published_at: datetime,
) -> Sequence[WrappedUnit]:  # fmt: skip
    """
    Return the part keys of the restricted units among `units`, which stand in the order of `outcomes`, for the certificate that the policy
    names; the units' own keys end with this process's memory.

    :raises Refused: `certificate_revoked` where that must not be used any more, and as `wrapping.wrap`.
    """
    restricted = [
        (one, filings[header], found.key)
        for one, ((header, _), found) in zip(units, outcomes.items(), strict=True)
        if not one.is_public and one.outcome == "opened"
    ]
    if not restricted:
        return []
    to = evaluation_key.certificate(policy, at, published_at=published_at)
    if at >= to.not_valid_after_utc:
        log.warning(
            "The certificate that restricted units are read through has expired; its key is used all the same"
        )
    return [
        WrappedUnit(
            unit=one,
            certificate=certificates.fingerprint(to),
            message=wrapping.wrap(filing, one.unit, key, policy),
        )
        for one, filing, key in restricted
    ]
