"""Evaluations: the committee's seats, what its members write and sign, and how it ends."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.doors import Door, parsed
from api.serializers import evaluation as shapes
from api.serializers import evaluation_acts as acts
from api.views.lots import find_lot
from bidding.actions.evaluating import convening, correcting, declaring, reporting, signing, writing
from bidding.evaluation import alike, seen
from bidding.models import Signed
from foundation import clock
from toolkit import canonical


def language() -> dict[str, str]:
    """Return what serializers say in the reader's language."""
    return {"language": get_language() or "zh-hans"}


class LotEvaluation(Door):
    """The evaluation of a lot."""

    @extend_schema(operation_id="evaluation_read", responses=shapes.ProgressSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read how far it has come; 404 to whoever has no part in it."""
        found = seen.progress(find_lot(self, lot_id), self.actor, clock.now())
        return Response(shapes.ProgressSerializer(found, context=language()).data)

    @extend_schema(
        operation_id="evaluation_convene",
        request=shapes.NewEvaluation,
        responses={201: shapes.EvaluationSerializer},
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Let a committee sit down, as the centre; what is not lawful in its composition is refused with every article."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewEvaluation, request)
        places = [convening.Place(**one) for one in values["places"]]

        def effect() -> Response:
            made = convening.convene(lot_id=lot.id, places=places, by=self.actor)
            return Response(shapes.EvaluationSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class SeatReplacement(Door):
    """One member in another's place."""

    @extend_schema(
        operation_id="evaluation_replace",
        request=shapes.NewReplacement,
        responses={200: shapes.SeatSerializer, 204: None},
    )
    def post(self, request: Request, lot_id: str, number: int) -> HttpResponseBase:
        """Send a member away for a reason; what it wrote counts for nothing, and who comes begins anew."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewReplacement, request)
        place = convening.Place(**values["place"]) if values["place"] else None

        def effect() -> Response:
            made = convening.replace(
                lot_id=lot.id, seat=number, words=values["words"], place=place, by=self.actor
            )
            return Response(status=204) if made is None else Response(shapes.SeatSerializer(made).data)

        return self.act(request, effect, deal=lot.deal_id)


class SeatSilence(Door):
    """A member that says nothing."""

    @extend_schema(operation_id="evaluation_silence", request=None, responses={201: acts.SignedSerializer})
    def post(self, request: Request, lot_id: str, number: int) -> HttpResponseBase:
        """Record that a member refuses to sign the report and says nothing in writing: it counts as agreeing."""
        lot = find_lot(self, lot_id)

        def effect() -> Response:
            made = reporting.record_silence(lot_id=lot.id, seat=number, by=self.actor)
            return Response(acts.SignedSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


class Avoidance(Door):
    """A member that stands back."""

    @extend_schema(
        operation_id="evaluation_avoid", request=shapes.NewAvoidance, responses=shapes.SeatSerializer
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Stand back, before anything of a bid was shown."""
        lot, values = find_lot(self, lot_id), parsed(shapes.NewAvoidance, request)

        def effect() -> Response:
            return Response(
                shapes.SeatSerializer(declaring.avoid(lot_id=lot.id, by=self.actor, **values)).data
            )

        return self.act(request, effect, deal=lot.deal_id)


class OwnSheets(Door):
    """A member's own work."""

    @extend_schema(operation_id="evaluation_desk", responses=shapes.DeskSerializer)
    def get(self, request: Request, lot_id: str, part: str) -> Response:
        """Read what is to be written in a part, `review` or `scores`, and one's own drafts."""
        _known(part, shapes.PARTS)
        found = seen.desk(find_lot(self, lot_id), self.actor, part)
        return Response(shapes.DeskSerializer(found, context=language()).data)


class OneSheet(Door):
    """One bid."""

    @extend_schema(operation_id="evaluation_save", request=shapes.NewSheet, responses=shapes.SavedSheet)
    def put(self, request: Request, lot_id: str, part: str, bid: str) -> HttpResponseBase:
        """Save a draft; 409 with what stands where another window saved meanwhile."""
        _known(part, shapes.PARTS)
        lot, values = find_lot(self, lot_id), parsed(shapes.NewSheet, request)
        entries = {one["code"]: one for one in values["entries"]}
        made = writing.save_sheet(
            lot_id=lot.id, bid=bid, part=part, entries=entries, version=values["version"], by=self.actor
        )
        return Response(shapes.SavedSheet(made).data)


class AlikeBids(Door):
    """What is alike among the bids."""

    @extend_schema(operation_id="evaluation_alike", responses=acts.AlikeSerializer(many=True))
    def get(self, request: Request, lot_id: str) -> Response:
        """
        Read what is alike among the opened bids, as the committee or the supervisor: signs of collusion for a person to judge, never a
        finding. 404 to everybody else and before the opening.
        """
        found = alike.read(find_lot(self, lot_id), self.actor)
        return Response(acts.AlikeSerializer(found, many=True).data)


class AllSheets(Door):
    """Everybody's work."""

    @extend_schema(operation_id="evaluation_sheets", responses=shapes.SeenSheet(many=True))
    def get(self, request: Request, lot_id: str, part: str) -> Response:
        """Read all members' sheets of a part; 409 before all have signed."""
        _known(part, shapes.PARTS)
        return Response(
            shapes.SeenSheet(seen.all_sheets(find_lot(self, lot_id), self.actor, part), many=True).data
        )


class Signatures(Door):
    """What members sign."""

    @extend_schema(operation_id="evaluation_to_sign", responses=acts.ToSign)
    def get(self, request: Request, lot_id: str, act: str) -> Response:
        """
        Fetch the bytes that one signs for an act; they are what stands here now.

        Who dissents from the report signs the same object with `stand` "dissents" and its reasons in `words`.
        """
        _known(act, acts.ACTS)
        content = seen.to_sign(find_lot(self, lot_id), self.actor, act)
        return Response(acts.ToSign({"content": content, "sha256": canonical.sha256(content)}).data)

    @extend_schema(
        operation_id="evaluation_sign", request=acts.NewSignature, responses={201: acts.SignedSerializer}
    )
    def post(self, request: Request, lot_id: str, act: str) -> HttpResponseBase:
        """Send them with a signature of one's own certificate; the same again is answered as the first time."""
        _known(act, acts.ACTS)
        lot, values = find_lot(self, lot_id), parsed(acts.NewSignature, request)
        stand, words = values.pop("stand"), values.pop("words")

        def effect() -> Response:
            given = {"lot_id": lot.id, "by": self.actor, **values}
            made = (
                reporting.sign_report(stand=stand, words=words, **given)
                if act == Signed.Act.REPORT
                else _SIGNS[act](**given)
            )
            return Response(acts.SignedSerializer(made).data, status=201)

        return self.act(request, effect, deal=lot.deal_id)


_SIGNS = {
    Signed.Act.DECLARATION.value: declaring.declare,
    Signed.Act.REVIEWS.value: signing.sign_reviews,
    Signed.Act.SCORES.value: signing.sign_scores,
}


class Envelope(Door):
    """The first of two envelopes."""

    @extend_schema(
        operation_id="evaluation_finish_envelope", request=None, responses=shapes.EvaluationSerializer
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """End it: who passed is known, and the second of those alone is opened."""
        lot = find_lot(self, lot_id)

        def effect() -> Response:
            made = reporting.finish_envelope(lot_id=lot.id, by=self.actor)
            return Response(shapes.EvaluationSerializer(made).data)

        return self.act(request, effect, deal=lot.deal_id)


class Closing(Door):
    """From scores to the report."""

    @extend_schema(operation_id="evaluation_close", request=None, responses=shapes.EvaluationSerializer)
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Compute the result and lay the report before the members; 409 with everything that is still to be done."""
        lot = find_lot(self, lot_id)

        def effect() -> Response:
            made = reporting.close(lot_id=lot.id, by=self.actor)
            return Response(shapes.EvaluationSerializer(made).data)

        return self.act(request, effect, deal=lot.deal_id)


class Reopened(Door):
    """Scores that are taken up again."""

    @extend_schema(
        operation_id="evaluation_reopen", request=acts.NewReopening, responses=shapes.EvaluationSerializer
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Take up again what 87号令 art. 64 lets change, before anybody has signed the report."""
        lot, values = find_lot(self, lot_id), parsed(acts.NewReopening, request)

        def effect() -> Response:
            made = correcting.reopen(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.EvaluationSerializer(made.evaluation).data)

        return self.act(request, effect, deal=lot.deal_id)


class SettingAside(Door):
    """An evaluation that counts no more."""

    @extend_schema(
        operation_id="evaluation_set_aside",
        request=acts.NewSettingAside,
        responses=shapes.EvaluationSerializer,
    )
    def post(self, request: Request, lot_id: str) -> HttpResponseBase:
        """Order a new evaluation, as the deal's supervisor, by an article; what was signed stays as it is."""
        lot, values = find_lot(self, lot_id), parsed(acts.NewSettingAside, request)

        def effect() -> Response:
            made = correcting.set_aside(lot_id=lot.id, by=self.actor, **values)
            return Response(shapes.EvaluationSerializer(made).data)

        return self.act(request, effect, deal=lot.deal_id)


class Report(Door):
    """The report."""

    @extend_schema(operation_id="evaluation_report", responses=acts.ReportSerializer)
    def get(self, request: Request, lot_id: str) -> Response:
        """Read it and where each member stands to it; 404 before it is drafted, and to the organiser before all have signed."""
        found = seen.report(find_lot(self, lot_id), self.actor)
        return Response(acts.ReportSerializer(found, context={"shown": found.shown}).data)


def _known(word: str, words: list[str]) -> None:
    if word not in words:
        raise Http404
