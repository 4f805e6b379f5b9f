"""The addresses of /api/v1/."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView

from api.views import bidding, deals, disputes, documents, lots, people, questions, record

urlpatterns = [
    path("attachments/<str:attachment_id>/", documents.OneAttachment.as_view(), name="attachment"),
    path(
        "attachments/<str:attachment_id>/content/",
        documents.AttachmentContent.as_view(),
        name="attachment-content",
    ),
    path("changes/", record.Changes.as_view(), name="changes"),
    path("clock/", record.Clock.as_view(), name="clock"),
    path(
        "complaints/<str:complaint_id>/accept/",
        disputes.ComplaintAcceptance.as_view(),
        name="complaint-accept",
    ),
    path(
        "complaints/<str:complaint_id>/decide/", disputes.ComplaintDecision.as_view(), name="complaint-decide"
    ),
    path(
        "complaints/<str:complaint_id>/refuse/", disputes.ComplaintRefusal.as_view(), name="complaint-refuse"
    ),
    path("deals/", deals.Deals.as_view(), name="deals"),
    path("deals/<str:deal_id>/", deals.OneDeal.as_view(), name="deal"),
    path("deals/<str:deal_id>/attachments/", documents.DealAttachments.as_view(), name="deal-attachments"),
    path(
        "deals/<str:deal_id>/clarifications/",
        questions.DealClarifications.as_view(),
        name="deal-clarifications",
    ),
    path("deals/<str:deal_id>/documents/", documents.DealDocuments.as_view(), name="deal-documents"),
    path(
        "deals/<str:deal_id>/field-entities/",
        documents.DealFieldEntities.as_view(),
        name="deal-field-entities",
    ),
    path(
        "deals/<str:deal_id>/field-records/", documents.DealFieldRecords.as_view(), name="deal-field-records"
    ),
    path(
        "deals/<str:deal_id>/field-records/<str:entity>/",
        documents.DealFieldRecord.as_view(),
        name="deal-field-record",
    ),
    path("deals/<str:deal_id>/lots/", deals.DealLots.as_view(), name="deal-lots"),
    path("deals/<str:deal_id>/steps/<slug:step>/", deals.DealSteps.as_view(), name="deal-step"),
    path("exchange/", people.Exchange.as_view(), name="exchange"),
    path("health/", people.Health.as_view(), name="health"),
    path("holds/<str:hold_id>/resume/", disputes.HoldEnd.as_view(), name="hold-resume"),
    path("journal/", record.Journal.as_view(), name="journal"),
    path("lots/<str:lot_id>/", lots.OneLot.as_view(), name="lot"),
    path("lots/<str:lot_id>/complaints/", disputes.LotComplaints.as_view(), name="lot-complaints"),
    path("lots/<str:lot_id>/contract/", documents.LotContract.as_view(), name="lot-contract"),
    path("lots/<str:lot_id>/holds/", disputes.LotHolds.as_view(), name="lot-holds"),
    path("lots/<str:lot_id>/objections/", disputes.LotObjections.as_view(), name="lot-objections"),
    path("lots/<str:lot_id>/open-steps/", lots.OpenSteps.as_view(), name="lot-open-steps"),
    path("lots/<str:lot_id>/outcomes/", lots.LotOutcomes.as_view(), name="lot-outcomes"),
    path("lots/<str:lot_id>/periods/", lots.LotPeriods.as_view(), name="lot-periods"),
    path("lots/<str:lot_id>/questions/", questions.LotQuestions.as_view(), name="lot-questions"),
    path("deposit-accounts/<str:account>/", bidding.DepositAccount.as_view(), name="deposit-account"),
    path("lots/<str:lot_id>/registrations/", bidding.LotRegistrations.as_view(), name="lot-registrations"),
    path("lots/<str:lot_id>/rerun/", lots.LotRerun.as_view(), name="lot-rerun"),
    path("lots/<str:lot_id>/steps/", lots.LotHistory.as_view(), name="lot-steps"),
    path("lots/<str:lot_id>/steps/<slug:step>/", lots.LotSteps.as_view(), name="lot-step"),
    path("me/", people.Me.as_view(), name="me"),
    path("me/changes/", record.MyChanges.as_view(), name="my-changes"),
    path("me/registrations/", bidding.MyRegistrations.as_view(), name="my-registrations"),
    path("notices/", record.Notices.as_view(), name="notices"),
    path("notices/<str:notice_id>/", record.OneNotice.as_view(), name="notice"),
    path("objections/<str:objection_id>/reply/", disputes.ObjectionReply.as_view(), name="objection-reply"),
    path(
        "objections/<str:objection_id>/withdraw/",
        disputes.ObjectionWithdrawal.as_view(),
        name="objection-withdraw",
    ),
    path("parties/<str:party_id>/", people.OneParty.as_view(), name="party"),
    path("procedures/", people.Procedures.as_view(), name="procedures"),
    path(
        "procedures/<str:kind>/<str:method>/<str:edition>/", people.OneProcedure.as_view(), name="procedure"
    ),
    path("questions/<str:question_id>/answer/", questions.QuestionAnswer.as_view(), name="question-answer"),
    path(
        "registrations/<str:registration_id>/deposits/",
        bidding.RegistrationDeposits.as_view(),
        name="deposits",
    ),
    path(
        "registrations/<str:registration_id>/review/",
        bidding.RegistrationReview.as_view(),
        name="registration-review",
    ),
    path(
        "registrations/<str:registration_id>/withdraw/",
        bidding.RegistrationWithdrawal.as_view(),
        name="registration-withdraw",
    ),
    path("schema/", SpectacularJSONAPIView.as_view(authentication_classes=()), name="schema"),
]
