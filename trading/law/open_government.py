"""Requests for information that is disclosed on request (依申请公开): periods, and how a request is answered (政府信息公开条例第四章)."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.days import Unit
from foundation.text import Text
from trading.law.choices import Choice
from trading.law.grammar import Law, Limit
from trading.law.statutes import OPEN_GOVERNMENT

_article = OPEN_GOVERNMENT.article

REPLY = Limit(
    "information_reply", Text("答复期限", "Time to answer"), _article("33-2"), Unit.WORKING_DAYS, at_most=20
)
EXTENSION = Limit(
    "information_extension", Text("延长答复", "Time added to answer"), _article("33-2"), Unit.WORKING_DAYS, at_most=20
)  # fmt: skip
GUIDANCE = Limit(
    "information_guidance", Text("告知补正", "Time to ask for more"), _article("30"), Unit.WORKING_DAYS, at_most=7
)  # fmt: skip
OPINION = Limit(
    "information_opinion", Text("第三方提出意见", "Time of a third party to answer"), _article("32"), Unit.WORKING_DAYS, at_most=15
)  # fmt: skip
LIMITS = (REPLY, EXTENSION, GUIDANCE, OPINION)


class Channel(Choice):
    """How a request came."""

    ONLINE = "online", "互联网", "on this site"
    IN_PERSON = "in_person", "当面提交", "in person"
    MAIL = "mail", "邮寄", "by mail"
    ORAL = "oral", "口头提出，代为填写", "by word of mouth, written down here"


class Form(Choice):
    """In which form the information is wanted."""

    ELECTRONIC = "electronic", "电子文件", "a file"
    PAPER = "paper", "纸质复印件", "a copy on paper"
    INSPECTION = "inspection", "现场查阅、抄录", "to be read on the spot"


class Answer(Choice):
    """How a request is answered."""

    ALREADY_PUBLIC = "already_public", "已主动公开，告知获取方式和途径", "It is public already; told where"
    PROVIDED = "provided", "予以公开", "It is given"
    PARTLY = "partly", "部分公开，区分处理", "Part of it is given"
    WITHHELD = "withheld", "不予公开，说明理由", "It is not given, for a reason"
    NONEXISTENT = "nonexistent", "经检索，该政府信息不存在", "Searched for: there is none"
    NOT_OURS = "not_ours", "不属于本机关负责公开", "Another authority discloses it"
    REPEATED = "repeated", "重复申请，不予重复处理", "Answered before"
    SPECIAL = "special", "依照有关法律、行政法规的特别规定办理", "Another law says how it is had"
    NOT_MADE = "not_made", "需要加工、分析，不予提供", "It would have to be made first"
    NO_REQUEST = "no_request", "属于信访、投诉、举报，不作为信息公开申请处理", "A complaint, not a request"
    TOO_MANY = "too_many", "数量、频次明显超过合理范围，理由不合理", "Unreasonably many"


ANSWERS: Mapping[Answer, Law] = {
    Answer.ALREADY_PUBLIC: _article("36"),
    Answer.PROVIDED: _article("36"),
    Answer.PARTLY: _article("37"),
    Answer.WITHHELD: _article("36"),
    Answer.NONEXISTENT: _article("36"),
    Answer.NOT_OURS: _article("36"),
    Answer.REPEATED: _article("36"),
    Answer.SPECIAL: _article("36"),
    Answer.NOT_MADE: _article("38"),
    Answer.NO_REQUEST: _article("39"),
    Answer.TOO_MANY: _article("35"),
}
NEEDS_GROUND = frozenset({Answer.WITHHELD, Answer.PARTLY})
"""Answers that keep something back, and so say under which article."""


class Ground(Choice):
    """Why something is kept back."""

    SECRET = "secret", "国家秘密、法律禁止公开、危及安全稳定", "A state secret, forbidden by law, or a danger"
    THIRD_PARTY = (
        "third_party",
        "商业秘密、个人隐私，第三方不同意公开",
        "A business secret or somebody's privacy",
    )
    INTERNAL = "internal", "内部事务、过程性信息、执法案卷", "Internal affairs, work in progress, a case file"


GROUNDS: Mapping[Ground, Law] = {
    Ground.SECRET: _article("14"),
    Ground.THIRD_PARTY: _article("15"),
    Ground.INTERNAL: _article("16"),
}
CONTENTS = _article("29-2")
RECEIPT = _article("31")
WORDS: Mapping[str, Text] = {one.value: one.text for one in (*Channel, *Form, *Answer)}
"""What channels, forms and answers are called, by code."""
