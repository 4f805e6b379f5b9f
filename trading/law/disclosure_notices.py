"""The disclosure tables of notices, and of requests for information. Names are those of the models' fields; each stands in one rule."""

from __future__ import annotations

from trading.law.disclosure_words import PRIVATE, Since, internal, on_request, private, shown
from trading.law.statutes import OPEN_GOVERNMENT, PLATFORM_39

NOTICE = (
    shown(
        PLATFORM_39.article(""), "id", "number", "deal", "lot", "kind", "version", "first", "title", "title_en", "content", "digest",
        "source_url", "status", "published_at", since=Since.PUBLISHED,
    ),
    shown(OPEN_GOVERNMENT.article("6"), "act", "ground", "law", "reason", "party", "review_law", since=Since.PUBLISHED),
    # 起草、审核的过程和人员是内部事务；退回的稿件不发布
    internal(
        "position", "source_key", "drafted_at", "drafted_by", "drafted_by_user", "decided_at", "decided_by", "decided_by_user",
        "returned_for", "appears_at",
    ),
)  # fmt: skip
# 年度报告公开的是件数和答复种类（第五十条），不是谁申请了什么
INFORMATION_REQUEST = (
    private(
        "id", "number", "user", "channel", "deal", "what", "form", "way", "filed_at", "received_at", "due_at", "guidance", "complete_by",
        "extended_at", "extended_for", "stopped_at", "reply", "answered_at",
    ),
    on_request(OPEN_GOVERNMENT.article("50"), PRIVATE, "status", "answer", "ground"),
    internal("extended_by", "answered_by"),
)  # fmt: skip
APPLICANT = (private("id", "request", "name", "identity_digest", "identity_tail", "contact"),)
CONSULTATION = (
    private("id", "request", "name", "asked_at", "due_at", "agrees", "opinion", "answered_at"),
    internal("asked_by"),
)
# 谁关注哪个项目，就可能是谁要投标：只有本人知道
SAVED_SEARCH = (
    internal("id", "query", "family", "kind", "phase", "region", "organiser", "least", "below", "patterns", "anchor"),
)  # fmt: skip
SUBSCRIPTION = (
    private(
        "id", "saved", "member", "channel", "frequency", "target", "name", "language", "status", "stopped_for", "created_at", "since",
    ),
    internal("secret", "former_secret", "former_until"),
)  # fmt: skip
PARCEL = (
    private("id", "subscription", "purpose", "status", "due_at", "attempts", "reason", "made_at", "ended_at"),
)  # fmt: skip
DELIVERY = (private("id", "subscription", "notice", "parcel"),)
INBOX_MESSAGE = (private("id", "member", "notice", "subscription", "at", "read_at"),)
