"""The addresses of the pages."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from portal.views import (
    auction_schedules,
    auctions,
    award,
    bids,
    call_offs,
    chance,
    deals,
    deposits,
    draws,
    evaluation,
    evaluation_asking,
    evaluation_offers,
    evaluation_report,
    evaluation_services,
    evaluation_sheets,
    home,
    joint,
    lists,
    notices,
    openings,
    rehearsals,
    results,
    rules,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("auctions/", auctions.auctions, name="portal-auctions"),
    path("deals/", lists.deals, name="portal-deals"),
    path("deals/<str:number>/", deals.deal, name="portal-deal"),
    path("deals/<str:number>/documents/<slug:kind>/<int:version>/", deals.document, name="portal-document"),
    path("deposits/", deposits.desk, name="portal-deposit-desk"),
    path("deposits/rates/", deposits.of_banks, name="portal-deposit-rates"),
    path("deposits/<str:registration_id>/", deposits.one, name="portal-deposit"),
    path("experts/", draws.experts, name="portal-experts"),
    path("experts/<str:expert_id>/", draws.expert, name="portal-expert"),
    path("language/", set_language, name="language"),
    path("lots/<str:lot_id>/auction/", auctions.watch, name="portal-auction"),
    path("lots/<str:lot_id>/auction/console/", auctions.console, name="portal-auction-console"),
    path("lots/<str:lot_id>/auction/room/", auctions.room, name="portal-auction-room"),
    path("lots/<str:lot_id>/auction/schedule/", auction_schedules.schedule, name="portal-auction-schedule"),
    path("lots/<str:lot_id>/award/", award.of_lot, name="portal-award"),
    path("lots/<str:lot_id>/bid/", bids.bid, name="portal-bid"),
    path("lots/<str:lot_id>/call-off/", call_offs.of_lot, name="portal-call-off"),
    path("lots/<str:lot_id>/deposits/", deposits.of_lot, name="portal-lot-deposits"),
    path("lots/<str:lot_id>/evaluation/", evaluation.evaluation, name="portal-evaluation"),
    path(
        "lots/<str:lot_id>/evaluation/questions/", evaluation_asking.asked, name="portal-evaluation-questions"
    ),
    path(
        "lots/<str:lot_id>/evaluation/questions/<str:question_id>/",
        evaluation_asking.answer,
        name="portal-evaluation-answer",
    ),
    path("lots/<str:lot_id>/evaluation/offers/", evaluation_offers.final, name="portal-final-offers"),
    path(
        "lots/<str:lot_id>/evaluation/services/",
        evaluation_services.of_lot,
        name="portal-evaluation-services",
    ),
    path("lots/<str:lot_id>/evaluation/report/", evaluation_report.report, name="portal-evaluation-report"),
    path("lots/<str:lot_id>/evaluation/sign/<slug:act>/", evaluation.sign, name="portal-evaluation-sign"),
    path(
        "lots/<str:lot_id>/evaluation/<slug:part>/all/",
        evaluation_report.together,
        name="portal-evaluation-all",
    ),
    path(
        "lots/<str:lot_id>/evaluation/<slug:part>/", evaluation_sheets.sheet, name="portal-evaluation-sheets"
    ),
    path("lots/<str:lot_id>/chance/<slug:purpose>/", chance.of_lot, name="portal-chance"),
    path("lots/<str:lot_id>/draw/", draws.of_lot, name="portal-draw"),
    path("lots/<str:lot_id>/joint/", joint.joint, name="portal-joint"),
    path("lots/<str:lot_id>/opening/", openings.opening, name="portal-opening"),
    path("lots/<str:lot_id>/ranking/", results.ranking, name="portal-ranking"),
    path("me/bids/", bids.several, name="portal-several"),
    path("me/deposits/", deposits.own, name="portal-deposits"),
    path("me/invitations/", draws.invitations, name="portal-invitations"),
    path("me/evaluations/", evaluation.own, name="portal-evaluations"),
    path("me/services/", evaluation_services.own, name="portal-own-services"),
    path("me/letters/", results.letters, name="portal-letters"),
    path("me/joint-bids/", joint.named, name="portal-joint-bids"),
    path("notices/", lists.notices, name="portal-notices"),
    path("notices/<str:number>/", notices.notice, name="portal-notice"),
    path("procedures/", rules.procedures, name="portal-procedures"),
    path("procedures/<slug:kind>/<slug:method>/", rules.procedure, name="portal-procedure"),
    path("rehearsals/", rehearsals.rehearsals, name="portal-rehearsals"),
    path("robots.txt", home.robots, name="robots"),
    path("search/", home.search, name="portal-search"),
]
