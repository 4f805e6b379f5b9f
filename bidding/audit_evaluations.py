"""The audit of evaluations: what members signed, moved, voted and asked, and bidders answered, against the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bidding.models import (
    BidAnswer,
    BidQuestion,
    FeePayment,
    Motion,
    Rating,
    RatingReply,
    Reopening,
    Service,
    Signed,
    Vote,
)  # fmt: skip
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told."""
    rows: dict[str, tuple[Text, Any, tuple[str, ...]]] = {
        "signed": (Text("评审签署", "signature"), Signed.objects.select_related("seat__evaluation"), ("signed", "silence_recorded")),
        "motion": (Text("表决事项", "motion"), Motion.objects.select_related("evaluation"), ("moved",)),
        "vote": (Text("表决", "vote"), Vote.objects.select_related("motion__evaluation"), ("voted",)),
        "question": (Text("询标", "question to a bidder"), BidQuestion.objects.select_related("evaluation"), ("asked",)),
        "answer": (Text("询标答复", "answer of a bidder"), BidAnswer.objects.select_related("question__evaluation"), ("answered",)),
        "service": (Text("专家出勤与报酬", "expert's service"), Service.objects.select_related("seat__evaluation"), ("service_recorded",)),
        "fee": (Text("专家报酬支付", "expert's fee"), FeePayment.objects.select_related("service__seat__evaluation"), ("fee_paid",)),
        "rating": (Text("专家履职评价", "rating of an expert"), Rating.objects.select_related("seat__evaluation"), ("rated",)),
        "rating_reply": (
            Text("专家对评价的说明", "reply to a rating"), RatingReply.objects.select_related("rating__seat__evaluation"),
            ("rating_replied",),
        ),
        "reopening": (Text("评分复核", "reopening of scores"), Reopening.objects.select_related("evaluation"), ("reopened",)),
    }  # fmt: skip
    for kind, (words, found, types) in rows.items():
        key = {"answer": "question", "reopening": "round", "fee": "service", "rating_reply": "rating"}.get(
            kind, kind
        )
        told = {
            (event.data.get("evaluation"), str(event.data.get(key))): (
                event.subject, event.data.get("digest"), event.at, event.actor,
            )
            for one in types for event in events(f"bidding.evaluation.{one}")
        }  # fmt: skip
        own = {
            (_evaluation(one).id, _name(one)): (_evaluation(one).lot_id, one.digest, one.at, one.by)
            for one in found.order_by("pk")
        }
        yield from compare(f"evaluation_{kind}", words, own, told, _where)


def _evaluation(row: Any) -> Any:
    for name in ("evaluation", "seat", "motion", "question", "service", "rating"):
        found = getattr(row, name, None)
        if found is not None:
            return found if name == "evaluation" else _evaluation(found)
    raise LookupError(type(row).__name__)


def _where(key: tuple[str, str]) -> str:
    return f"{key[1]}, evaluation {key[0]}"


def _name(row: Any) -> str:
    if isinstance(row, BidAnswer):
        return str(row.question_id)
    return str(row.round) if isinstance(row, Reopening) else str(row.pk)
