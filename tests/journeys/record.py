"""What the public reads of every story of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.demo.proof import is_of_an_auction

# What the public reads of each deal beside its steps. Followers run at the end here, so what trading itself tells comes
# before the notices.
RECORD = {
    "school": """
        held:objection
        resumed:objection
        period_moved
        period_moved
        construction_tender
        construction_suspension
        construction_resumption
        construction_clarification
        construction_opening_record
        construction_candidates
        construction_award
        construction_contract
        construction_performance
    """,
    "hospital_wing": """
        rerun
        construction_tender
        construction_failure
        construction_tender
        construction_opening_record
        construction_candidates
        construction_award
        construction_contract
        construction_opening_record
        construction_candidates
        construction_award
        construction_contract
        construction_performance
        construction_performance
    """,
    "bridge": """
        held:objection
        resumed:objection
        period_moved
        held:complaint
        resumed:complaint
        period_moved
        construction_tender
        construction_suspension
        construction_resumption
        construction_suspension
        construction_complaint
        construction_resumption
        construction_first_opening_record
        construction_second_opening_record
        construction_candidates
        construction_award
        construction_contract
        construction_performance
    """,
    "library": """
        construction_tender
        construction_termination
    """,
    "reservoir": """
        construction_plan
        construction_prequalification
        construction_prequalification_result
        construction_invitation
        construction_opening_record
        construction_candidates
        construction_award
        construction_contract
        construction_performance
    """,
    "temple": """
        construction_invitation_grounds
        construction_invitation
        construction_opening_record
        construction_candidates
        construction_award
        construction_award
        construction_contract
        construction_performance
    """,
    "court": """
        construction_tender
        construction_opening_record
        construction_shortlist
        construction_award
        construction_award
        construction_contract
        construction_performance
    """,
    "parcel": """
        land_announcement
        land_result
        land_supply_result
    """,
    "harbour": """
        land_announcement
        land_result
        land_supply_result
    """,
    "island": """
        land_announcement
        land_opening_record
        land_result
        land_supply_result
    """,
    "orchard": """
        land_announcement
        land_termination
    """,
    "switches": """
        procurement_intent
        procurement_tender
        procurement_result
        procurement_contract
        procurement_acceptance
    """,
    "cabinets": """
        procurement_intent
        procurement_inquiry
        procurement_result
        procurement_contract
        procurement_acceptance
    """,
    "records": """
        procurement_intent
        procurement_consultation
        procurement_result
        procurement_contract
        procurement_acceptance
    """,
    "framework": """
        procurement_intent
        procurement_framework_solicitation
        procurement_framework_admission
        procurement_invitation
        procurement_call_off_result
        procurement_contract
        procurement_acceptance
    """,
    "shares": """
        property_disclosure
        property_result
    """,
    "brewery": """
        property_pre_disclosure
        property_disclosure
        property_result
    """,
    "workshop": """
        property_disclosure
        property_result
    """,
    "warehouse": """
        property_disclosure
        property_extension
        property_change
        property_result
    """,
    "shop": """
        property_lease_disclosure
        property_termination
    """,
    "bus_station": """
        construction_award
    """,
}


def told(row: Mapping[str, Any]) -> str:
    """
    Return what a row of the public feed tells beside the steps: notices, suspensions, new rounds; nothing of the others, nor of auctions
    that stood because a part of the platform was killed.
    """
    _, _, what = row["type"].rpartition(".")
    if what in ("held", "resumed"):
        return f"{what}:{row['data']['cause']}"
    if what == "published":
        return "" if is_of_an_auction(row["data"]["kind"]) else str(row["data"]["kind"])
    return what if what in ("rerun", "period_moved") else ""
