"""The audit of evaluations: who sits, what members signed, moved, voted and asked, and bidders answered, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from bidding.evaluation import document, reporting
from bidding.models import (
    BidAnswer,
    BidQuestion,
    Evaluation,
    FeePayment,
    FinalOffer,
    Motion,
    Rating,
    RatingReply,
    Reopening,
    Seat,
    Service,
    ShownOffer,
    Signed,
    Vote,
)  # fmt: skip
from bidding.models.digest import digest
from foundation.models import Event
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical
from toolkit.refusals import Refused


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
                event.subject, event.data.get("digest"), event.at, _told_of(event),
            )
            for one in types for event in events(f"bidding.evaluation.{one}")
        }  # fmt: skip
        own = {
            (_evaluation(one).id, _name(one)): (_evaluation(one).lot_id, one.digest, one.at, _of(one))
            for one in found.order_by("pk")
        }
        yield from compare(f"evaluation_{kind}", words, own, told, _where)

    yield from _final_offers()
    yield from _reports()
    yield from _seats()
    yield from _chairs()
    yield from _rules()
    yield from _set_aside()


def _of(row: Any) -> str:
    """Return whose act a row is: the seat where the journal names no member."""
    is_seats = isinstance(row, Motion | Vote | BidQuestion) or (
        isinstance(row, Signed) and row.stand != Signed.Stand.SILENT
    )
    return str(row.seat_id if is_seats else "" if isinstance(row, Reopening) else row.by)


def _told_of(event: Event) -> str:
    is_reopening = event.type == "bidding.evaluation.reopened"
    return "" if is_reopening else str(event.data.get("seat") or event.actor)


def _final_offers() -> Iterator[Finding]:
    """Compare what suppliers committed to and showed with what was told, and each shown offer with its commitment."""
    rows = {one.id: one for one in FinalOffer.objects.select_related("filing").order_by("id")}
    given = {key: (one.filing.lot_id, one.digest, one.at, one.by) for key, one in rows.items()}
    words = Text("最后报价", "final offer")
    yield from compare(
        "final_offer", words, given, _told_of_offers("given"), lambda key: f"final offer {key}"
    )
    shown = {one.offer_id: one for one in ShownOffer.objects.order_by("offer")}
    own = {
        key: (given[key][0], one.digest if canonical.sha256(bytes(one.content)) == rows[key].offer else "", one.at, one.by)
        for key, one in shown.items()
    }  # fmt: skip
    words = Text("公开的最后报价", "final offer as it was shown")
    yield from compare(
        "final_offer_shown", words, own, _told_of_offers("shown"), lambda key: f"final offer {key}"
    )


def _told_of_offers(what: str) -> dict[str, tuple[object, ...]]:
    return {
        str(event.data.get("offer")): (event.subject, event.data.get("digest"), event.at, event.actor)
        for event in events(f"bidding.final_offer.{what}")
    }


def _reports() -> Iterator[Finding]:
    """Compare results and reports with what was told when they were last laid before the members, and when all had signed."""
    reported = {event.data.get("evaluation"): event.at for event in events("bidding.evaluation.reported")}
    rows = Evaluation.objects.exclude(report=None).order_by("id")
    own = {one.id: (one.lot_id, _sha256(one.result), _sha256(one.report), one.reported_at) for one in rows}
    told = {
        key: (event.subject, event.data.get("result"), event.data.get("report"), reported.get(key))
        for event in events("bidding.evaluation.closed")
        if (key := event.data.get("evaluation")) in own or key in reported
    }
    words = Text("评审结果和报告", "result and report of an evaluation")
    yield from compare("evaluation_report", words, own, told, lambda key: f"evaluation {key}")
    yield from _reported_acts()


def _reported_acts() -> Iterator[Finding]:
    """Compare what each report that all have signed says of votes, questions and signatures with the rows: by then none changes."""
    own: dict[str, object] = {}
    told: dict[str, object] = {}
    for one in Evaluation.objects.exclude(reported_at=None).select_related("lot").order_by("id"):
        acts = reporting.acts(one)
        own[one.id], told[one.id] = _countable(acts), _countable(_said(one.report, acts))
    words = Text("评标报告所载的表决、询标和签署", "account of votes, questions and signatures in a report")
    yield from compare("evaluation_reported_act", words, own, told, lambda key: f"evaluation {key}")


def _said(report: bytes | memoryview | None, names: Iterable[str]) -> dict[str, Any]:
    try:
        said = canonical.load(bytes(report or b""))
    except Refused:
        return {}
    return {name: said.get(name) for name in names}


def _countable(acts: Mapping[str, Any]) -> dict[str, Any]:
    """Return acts without the votes on who presides, which go on while a report is signed."""
    return {
        **acts,
        "motions": [one for one in acts.get("motions") or () if one.get("kind") != Motion.Kind.CHAIR],
    }


def _seats() -> Iterator[Finding]:
    """Compare who sits, and who left, with what was told: of those who sat down together in one digest."""
    seats: dict[str, list[Seat]] = {}
    for seat in Seat.objects.order_by("evaluation", "number"):
        seats.setdefault(seat.evaluation_id, []).append(seat)
    own: dict[tuple[str, str], object] = {}
    for one in Evaluation.objects.order_by("id"):
        first = [seat for seat in seats.get(one.id, ()) if seat.seated_at == one.began_at]
        own[one.id, ""] = (one.lot_id, digest(*(seat.digest.encode() for seat in first)), one.began_at)
        for seat in seats.get(one.id, ()):
            if seat not in first:
                own[one.id, seat.id] = (one.lot_id, seat.digest, seat.seated_at)
            if seat.left_at:
                own[one.id, f"{seat.id} left"] = (one.lot_id, seat.left_digest, seat.left_at)
    told = {
        (str(event.data.get("evaluation")), f"{event.data.get('seat', '')}{left}"): (
            event.subject, event.data.get("digest"), event.at
        )
        for type_, left in (("convened", ""), ("seated", ""), ("replaced", " left"), ("avoided", " left"))
        for event in events(f"bidding.evaluation.{type_}")
    }  # fmt: skip
    yield from compare("evaluation_seat", Text("评标席位", "place on a committee"), own, told, _where)


def _chairs() -> Iterator[Finding]:
    """Compare who presides with who was elected, of those who have not left."""
    seats = Seat.objects.select_related("evaluation").order_by("id")
    own = {(one.evaluation_id, one.id): one.evaluation.lot_id for one in seats if one.is_chair}
    left = {one.id for one in seats if one.left_at}
    told = {
        (str(event.data.get("evaluation")), str(event.data.get("seat"))): event.subject
        for event in events("bidding.evaluation.presides") if event.data.get("seat") not in left
    }  # fmt: skip
    yield from compare("evaluation_chair", Text("评标委员会组长", "chair of a committee"), own, told, _where)


def _rules() -> Iterator[Finding]:
    """Compare the rule and the document of each evaluation with those to which its committee sat down."""
    own = {
        one.id: (one.lot_id, _sha256(one.rule), one.rule_sha256, one.document.digest, _is_read_as_said(one))
        for one in Evaluation.objects.select_related("document").order_by("id")
    }  # fmt: skip
    told = {
        str(event.data.get("evaluation")): (
            event.subject, event.data.get("rule"), event.data.get("rule"), event.data.get("document"), True,
        )
        for event in events("bidding.evaluation.convened")
    }  # fmt: skip
    words = Text("评审规则和所依据的招标文件", "rule and document of an evaluation")
    yield from compare("evaluation_rule", words, own, told, lambda key: f"evaluation {key}")


def _is_read_as_said(one: Evaluation) -> bool:
    """Tell whether an evaluation is blind as its document says; of applications nothing is."""
    return one.is_blind == (not one.is_prequalification and document.is_blind(document.of(one)))


def _set_aside() -> Iterator[Finding]:
    """Compare which evaluations count no more, and why, with what was told: the next one begins where one was set aside."""
    rows = Evaluation.objects.filter(Q(status="set_aside") | Q(set_aside_at__isnull=False)).order_by("id")
    own = {
        one.id: (one.lot_id, one.status, one.set_aside_digest, one.set_aside_at, one.set_aside_by) for one in rows
    }  # fmt: skip
    told = {
        str(event.data.get("evaluation")): (event.subject, "set_aside", event.data.get("digest"), event.at, event.actor)
        for event in events("bidding.evaluation.set_aside")
    }  # fmt: skip
    words = Text("撤销的评审", "evaluation that was set aside")
    yield from compare("evaluation_set_aside", words, own, told, lambda key: f"evaluation {key}")


def _sha256(content: bytes | memoryview | None) -> str:
    return canonical.sha256(bytes(content)) if content else ""


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
