"""The addresses of experts and of draws: the register, the draws of a lot, and what each expert finds of its own."""

from __future__ import annotations

from django.urls import path

from api.views import chance, draws, experts, serving

urlpatterns = [
    path("experts/", experts.Experts.as_view(), name="experts"),
    path("experts/<str:expert_id>/", experts.OneExpert.as_view(), name="expert"),
    path(
        "experts/<str:expert_id>/employments/", experts.ExpertEmployments.as_view(), name="expert-employments"
    ),
    path("experts/<str:expert_id>/services/", serving.ExpertServices.as_view(), name="expert-services"),
    path("experts/<str:expert_id>/standing/", experts.ExpertStanding.as_view(), name="expert-standing"),
    path("lots/<str:lot_id>/chance/<slug:purpose>/", chance.ChanceDraws.as_view(), name="lot-chance"),
    path(
        "lots/<str:lot_id>/chance/<slug:purpose>/commitments/",
        chance.ChanceCommitments.as_view(),
        name="lot-chance-commitments",
    ),
    path(
        "lots/<str:lot_id>/chance/<slug:purpose>/plan/", chance.ChancePlan.as_view(), name="lot-chance-plan"
    ),
    path(
        "lots/<str:lot_id>/chance/<slug:purpose>/pool/", chance.ChancePool.as_view(), name="lot-chance-pool"
    ),
    path(
        "lots/<str:lot_id>/chance/<slug:purpose>/secrets/",
        chance.ChanceSecrets.as_view(),
        name="lot-chance-secrets",
    ),
    path(
        "lots/<str:lot_id>/chance/<slug:purpose>/<int:number>/draw.json",
        chance.ChanceFile.as_view(),
        name="lot-chance-file",
    ),
    path("lots/<str:lot_id>/draws/", draws.LotDraws.as_view(), name="lot-draws"),
    path("lots/<str:lot_id>/draws/absences/", draws.DrawAbsences.as_view(), name="lot-draw-absences"),
    path("lots/<str:lot_id>/draws/causes/", draws.DrawCauses.as_view(), name="lot-draw-causes"),
    path("lots/<str:lot_id>/draws/choices/", draws.DrawChoices.as_view(), name="lot-draw-choices"),
    path(
        "lots/<str:lot_id>/draws/choices/withdrawals/",
        draws.DrawChoicesWithdrawn.as_view(),
        name="lot-draw-choices-withdrawn",
    ),
    path(
        "lots/<str:lot_id>/draws/commitments/", draws.DrawCommitments.as_view(), name="lot-draw-commitments"
    ),
    path("lots/<str:lot_id>/draws/end/", draws.DrawEnd.as_view(), name="lot-draw-end"),
    path("lots/<str:lot_id>/draws/names/", draws.DrawNames.as_view(), name="lot-draw-names"),
    path("lots/<str:lot_id>/draws/plan/", draws.DrawPlan.as_view(), name="lot-draw-plan"),
    path("lots/<str:lot_id>/draws/pool/", draws.DrawPool.as_view(), name="lot-draw-pool"),
    path(
        "lots/<str:lot_id>/draws/representatives/",
        draws.DrawRepresentatives.as_view(),
        name="lot-draw-representatives",
    ),
    path("lots/<str:lot_id>/draws/secrets/", draws.DrawSecrets.as_view(), name="lot-draw-secrets"),
    path("lots/<str:lot_id>/draws/<int:number>/draw.json", draws.DrawFile.as_view(), name="lot-draw-file"),
    path(
        "lots/<str:lot_id>/draws/<int:number>/names.json",
        draws.DrawNamesFile.as_view(),
        name="lot-draw-names-file",
    ),
    path("me/expert/", experts.OwnExpert.as_view(), name="own-expert"),
    path("me/expert/avoidances/", experts.OwnAvoidances.as_view(), name="own-avoidances"),
    path(
        "me/expert/avoidances/<str:avoidance_id>/withdraw/",
        experts.OwnAvoidanceEnd.as_view(),
        name="own-avoidance-withdraw",
    ),
    path("me/expert/leaves/", experts.OwnLeaves.as_view(), name="own-leaves"),
    path(
        "me/expert/leaves/<str:leave_id>/withdraw/", experts.OwnLeaveEnd.as_view(), name="own-leave-withdraw"
    ),
    path(
        "me/expert/ratings/<str:rating_id>/reply/", serving.OwnRatingReply.as_view(), name="own-rating-reply"
    ),
    path("me/expert/services/", serving.OwnServices.as_view(), name="own-services"),
    path("me/invitations/", experts.OwnInvitations.as_view(), name="own-invitations"),
    path("me/invitations/<str:draw_id>/", experts.OwnInvitation.as_view(), name="own-invitation"),
]
