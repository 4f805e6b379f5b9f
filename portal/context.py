"""What every page shows: where it stands, and who acts. Never the hour: a page that tells it is another one each second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.roles import Role
from accounts.words import ROLES

NAVIGATION = (
    ("home", "首页", "Home"),
    ("portal-notices", "公告公示", "Notices"),
    ("portal-deals", "交易项目", "Deals"),
    ("portal-openings", "开标", "Openings"),
    ("portal-auctions", "网上竞价", "Auctions"),
    ("portal-results", "成交结果", "Results"),
    ("portal-help", "帮助", "Help"),
)
WORK = ("portal-work", "我的工作", "My work")
OF_ROLE = {
    Role.BIDDER: (
        ("portal-several", "递交投标", "Submit bids"),
        ("portal-joint-bids", "联合体", "Joint bids"),
        ("portal-deposits", "保证金", "Deposits"),
        ("portal-letters", "评审结果", "Results"),
    ),
    Role.ORGANISER: (
        ("portal-evaluations", "我的评审", "Evaluations"),
        ("portal-notice-reviews", "公告审核", "Review"),
    ),
    Role.AGENCY: (("portal-notice-reviews", "公告审核", "Review"),),
    Role.CENTRE: (
        ("portal-deposit-desk", "保证金", "Deposits"),
        ("portal-experts", "专家库", "Experts"),
        ("portal-request-desk", "依申请公开", "Requests"),
    ),
    Role.SUPERVISOR: (("portal-request-desk", "依申请公开", "Requests"),),
    Role.EXPERT: (
        ("portal-invitations", "评审邀请", "Invitations"),
        ("portal-evaluations", "我的评审", "Evaluations"),
    ),
    Role.CUSTODIAN: (("portal-rehearsals", "开标演练", "Rehearsals"),),
}
OF_MEMBERS = (("portal-inbox", "消息", "Inbox"),)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values."""
    actor = getattr(request, "actor", None)
    role = actor.role if actor is not None else Role.PUBLIC
    return {
        "is_demo": settings.MODE == "demo",
        "navigation": SimpleLazyObject(lambda: list(_navigation(request.path, role))),
        "api_docs": SimpleLazyObject(lambda: reverse("docs")),
        "acting_as": None if role is Role.PUBLIC else ROLES.get(role),
    }


def _navigation(path: str, role: Role) -> Iterator[tuple[str, str, str, str]]:
    """Yield each entry with its place relative to this page: "page" for it, "true" for what contains it, or nothing."""
    own = () if role is Role.PUBLIC else (WORK, *OF_ROLE.get(role, ()), *OF_MEMBERS)
    for name, zh, en in (*NAVIGATION, *own):
        address = reverse(name)
        below = address != "/" and path.startswith(address)
        yield name, zh, en, "page" if path == address else "true" if below else ""
