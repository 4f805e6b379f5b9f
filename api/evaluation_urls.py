"""The addresses of a lot's evaluation."""

from __future__ import annotations

from django.urls import path

from api.views import blind, evaluation, evaluation_asking, final_offers, results, serving

urlpatterns = [
    path("", evaluation.LotEvaluation.as_view(), name="evaluation"),
    path("alike/", evaluation.AlikeBids.as_view(), name="evaluation-alike"),
    path("avoidance/", evaluation.Avoidance.as_view(), name="evaluation-avoidance"),
    path("blind/", blind.BlindParts.as_view(), name="evaluation-blind"),
    path("closing/", evaluation.Closing.as_view(), name="evaluation-closing"),
    path("envelope/", evaluation.Envelope.as_view(), name="evaluation-envelope"),
    path("final-offers/", final_offers.FinalOffers.as_view(), name="final-offers"),
    path("final-offers/shown/", final_offers.ShownOffers.as_view(), name="final-offers-shown"),
    path("motions/", evaluation_asking.Motions.as_view(), name="evaluation-motions"),
    path("motions/<str:motion_id>/votes/", evaluation_asking.Votes.as_view(), name="evaluation-votes"),
    path("questions/", evaluation_asking.BidQuestions.as_view(), name="evaluation-questions"),
    path(
        "questions/<str:question_id>/answer/",
        evaluation_asking.BidAnswers.as_view(),
        name="evaluation-answer",
    ),
    path("reopening/", evaluation.Reopened.as_view(), name="evaluation-reopening"),
    path("report/", evaluation.Report.as_view(), name="evaluation-report"),
    path(
        "seats/<int:number>/replacement/",
        evaluation.SeatReplacement.as_view(),
        name="evaluation-replacement",
    ),
    path("seats/<int:number>/payment/", serving.SeatPayment.as_view(), name="evaluation-payment"),
    path("seats/<int:number>/rating/", serving.SeatRating.as_view(), name="evaluation-rating"),
    path("seats/<int:number>/service/", serving.SeatService.as_view(), name="evaluation-service"),
    path("services/", serving.LotServices.as_view(), name="evaluation-services"),
    path("seats/<int:number>/silence/", evaluation.SeatSilence.as_view(), name="evaluation-silence"),
    path("setting-aside/", evaluation.SettingAside.as_view(), name="evaluation-setting-aside"),
    path("evaluation.json", results.ResultFile.as_view(), name="lot-evaluation-file"),
    path("result/", results.LotResult.as_view(), name="lot-evaluation-result"),
    path("sheets/<slug:part>/", evaluation.OwnSheets.as_view(), name="evaluation-desk"),
    path("sheets/<slug:part>/all/", evaluation.AllSheets.as_view(), name="evaluation-sheets"),
    path("sheets/<slug:part>/<str:bid>/", evaluation.OneSheet.as_view(), name="evaluation-sheet"),
    path("signatures/<slug:act>/", evaluation.Signatures.as_view(), name="evaluation-signatures"),
]
