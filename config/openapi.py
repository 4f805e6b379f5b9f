"""What the document of the API is called and how it names what several shapes share: settings of drf-spectacular."""

from __future__ import annotations

SETTINGS: dict[str, object] = {
    "TITLE": "阳光 Yangguang",
    "DESCRIPTION": "公共资源交易平台 / Open software for a public-resource trading centre",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",  # by itself it is what all addresses begin with, and those of /ocds/ do not
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # The page of the documentation loads nothing from elsewhere.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "deepLinking": True, "docExpansion": "none"},
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "api.words.ROLES",
        "MemberRoleEnum": "api.words.MEMBER_ROLES",
        "PartyRoleEnum": "api.words.PARTY_ROLES",
        "PartyKindEnum": "accounts.models.parties.PartyKind",
        "TimelineKindEnum": "archive.timeline.KINDS_OF_ENTRY",
        "RegistrationStatusEnum": "api.views.bidding.STATUSES",
        "DepositKindEnum": "bidding.models.DepositEntry.Kind",
        "DepositRateKindEnum": "bidding.models.DepositRate.Kind",
        "FilingStateEnum": "api.serializers.sealed.STATES",
        "DrawPurposeEnum": "bidding.models.Draw.Purpose",
        "RequestStatusEnum": "api.serializers.requests.STATUSES",
        "RequestChannelEnum": "api.serializers.requests.CHANNELS",
        "SubscriptionChannelEnum": "notices.models.Channel",
        "RequestFormEnum": "api.serializers.requests.FORMS",
        "RequestAnswerEnum": "api.serializers.requests.ANSWERS",
        "RequestGroundEnum": "api.serializers.requests.GROUNDS",
        "NoticeGroundEnum": "api.serializers.notices.GROUNDS",
        "NoticeStatusEnum": "api.serializers.notices.STATUSES",
        "NoticeDraftStatusEnum": "api.serializers.notices.DRAFT_STATUSES",
        "NoticeActEnum": "api.serializers.notices.ACTS",
        "PurposeEnum": "accounts.models.credentials.Purpose",
        "SeatKindEnum": "bidding.models.Seat.Kind",
        "MotionKindEnum": "bidding.models.Motion.Kind",
        "BidQuestionKindEnum": "bidding.models.BidQuestion.Kind",
        "DepositFormEnum": "bidding.models.DepositEntry.Form",
        "KindEnum": "api.words.kinds",
        "MethodEnum": "api.words.methods",
        "PhaseEnum": "api.words.PHASES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.complete",
    ],
}
