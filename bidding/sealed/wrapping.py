"""
The part keys of restricted units, as the opening process leaves them for the evaluation process.

A matter of this platform, not of the format: nobody else reads or checks it.

What is wrapped says where it belongs, so that a message put in another's place opens nothing. It holds no unit's key: from a part
key nobody comes to that key or to another part's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from toolkit import canonical, capsules, certificates, dealing, refusals
from toolkit.capsules import Agreement
from toolkit.filings import Filing
from toolkit.objects import Policy
from toolkit.records import Hash, Id, Label, Record, text

MOST_PARTS = 1000


class PartKey(Record):
    """The key of one sealed part."""

    part: Label
    key: Annotated[str, text(r"^([0-9a-f]{32}|[0-9a-f]{64})$")]


class PartKeys(Record):
    """The keys of a unit's parts, and where they belong."""

    longest_bytes: ClassVar[int] = canonical.LONGEST_BYTES
    v: Literal["yangguang/part-keys"] = "yangguang/part-keys"
    deal: Id
    lot: Id
    header: Hash
    unit: Label
    parts: list[PartKey] = Field(min_length=1, max_length=MOST_PARTS)


def wrap(filing: Filing, unit: str, key: bytes, policy: Policy) -> bytes:
    """
    Return the keys of a unit's parts, which follow from the unit's `key`, sealed to the certificate that the policy names (CMS
    AuthEnvelopedData). The bidder sealed under this policy, so nobody names another afterwards.

    :raises Refused: `context_mismatch` unless the bid is under this policy.
    """
    if filing.core.policy != policy.hash:
        raise refusals.Refused("context_mismatch")
    place = filing.place(unit)
    content = PartKeys(
        deal=filing.core.deal, lot=filing.core.lot, header=filing.name, unit=unit,
        parts=[PartKey(part=one.part, key=dealing.part_key(place, key, one.part).hex()) for one in filing.parts(unit)],
    )  # fmt: skip
    return capsules.seal(content.to_bytes(), certificates.from_base64(policy.evaluation_cert))


def unwrap(message: bytes, filing: Filing, unit: str, holder: Agreement) -> Mapping[str, bytes]:
    """
    Return a unit's part keys by the parts' names.

    :raises Refused: `capsule_*`, `context_mismatch` for another unit's, and what objects are refused for.
    """
    found = PartKeys.from_bytes(capsules.open_(message, holder))
    core = filing.core
    if (found.deal, found.lot, found.header, found.unit) != (core.deal, core.lot, filing.name, unit):
        raise refusals.Refused("context_mismatch")
    return {one.part: bytes.fromhex(one.key) for one in found.parts}
