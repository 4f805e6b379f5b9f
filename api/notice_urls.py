"""The addresses of notices."""

from __future__ import annotations

from django.urls import path

from api.views import notices

urlpatterns = [
    path("", notices.Notices.as_view(), name="notices"),
    path("drafts/", notices.NoticeDrafts.as_view(), name="notice-drafts"),
    path("drafts/<str:notice_id>/", notices.OneNoticeDraft.as_view(), name="notice-draft"),
    path("drafts/<str:notice_id>/approval/", notices.NoticeApproval.as_view(), name="notice-approval"),
    path("drafts/<str:notice_id>/return/", notices.NoticeReturn.as_view(), name="notice-return"),
    path("<str:notice_id>/", notices.OneNotice.as_view(), name="notice"),
    path("<str:notice_id>/correction/", notices.NoticeCorrection.as_view(), name="notice-correction"),
    path("<str:notice_id>/places/", notices.NoticePlaces.as_view(), name="notice-places"),
    path("<str:notice_id>/versions/", notices.NoticeVersions.as_view(), name="notice-versions"),
    path("<str:notice_id>/withdrawal/", notices.NoticeWithdrawal.as_view(), name="notice-withdrawal"),
]
