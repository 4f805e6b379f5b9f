"""A release from what everybody may know of a lot: a snapshot of the whole process, without the marks of when it was made."""

from __future__ import annotations

from archive.ocds.awards import awards, contracts
from archive.ocds.bids import bids
from archive.ocds.known import Known
from archive.ocds.parties import Directory
from archive.ocds.tender import tender
from archive.ocds.values import Json, instant, some

_SECTIONS = {"awards": "award", "contracts": "contract"}
_RELATIONS = {"previous": ("unsuccessfulProcess", "上一轮"), "framework": ("framework", "框架协议")}
UNDER_SEAL = (
    "开标前投标密封，投标人名称、数量不公开（招标投标法第二十二条、第三十六条） / Sealed until the opening"
)


def ocid_of(prefix: str, lot: str) -> str:
    """Return the id of the process that a lot in one round is."""
    return f"{prefix}-{lot}"


def snapshot(known: Known, prefix: str) -> Json:
    """Return everything about a lot that is public, as a release without `id`, `date` and `tag`."""
    ocid = ocid_of(prefix, known.lot)
    parties = Directory(ocid, known)
    return some(
        ocid=ocid,
        initiationType="tender",
        language="zh",
        title=known.terms.title,
        parties=parties.listed(),
        buyer=parties.reference(known.terms.organiser),
        tender=tender(known, parties),
        bids=bids(known, parties),
        awards=awards(known, parties),
        contracts=contracts(known, parties),
        relatedProcesses=_related(known, prefix),
        withheldInformation=_withheld(known),
    )


def tags(before: Json | None, now: Json) -> list[str]:
    """Return what a snapshot says that the one before it did not, as codes of the list `releaseTag`."""
    found = [] if before else ["tender"]
    for section, tag in _SECTIONS.items():
        then, says = (before or {}).get(section), now.get(section)
        if says and not then:
            found.append(tag)
        elif says != then:
            found.append(f"{tag}Update")
    if before and _rest(before) != _rest(now):
        is_over = now["tender"]["status"] in ("cancelled", "withdrawn")
        ends = is_over and before["tender"]["status"] != now["tender"]["status"]
        was, amended = (one["tender"].get("amendments", ()) for one in (before, now))
        found.insert(
            0,
            "tenderCancellation"
            if ends
            else "tenderAmendment"
            if len(amended) > len(was)
            else "tenderUpdate",
        )
    return found or ["tenderUpdate"]


def _rest(release: Json) -> Json:
    return {name: value for name, value in release.items() if name not in (*_SECTIONS, "parties")}


def _related(known: Known, prefix: str) -> list[Json]:
    lots = {"previous": known.previous, "framework": known.terms.framework}
    return [
        {
            "id": name,
            "relationship": [code],
            "title": title,
            "scheme": "ocid",
            "identifier": ocid_of(prefix, lots[name]),
        }
        for name, (code, title) in _RELATIONS.items()
        if lots[name]
    ]


def _withheld(known: Known) -> list[Json]:
    if known.sealed_until is None:
        return []
    until = instant(known.sealed_until)
    return [
        {"id": "bids", "field": "bids", "name": "投标", "rationale": UNDER_SEAL, "availabilityDate": until}
    ]
