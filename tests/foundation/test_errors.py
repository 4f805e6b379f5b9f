import pickle

import pytest

from foundation.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Reason,
    Unavailable,
    to_problem,
)
from foundation.text import Text


class TestToProblem:
    def test_writes_the_members_of_rfc_9457(self) -> None:
        problem = to_problem(NotFound("lot_not_found", Text("没有该标段", "There is no such lot")), "zh-Hans")
        assert problem == {
            "type": "urn:yangguang:problem:lot_not_found",
            "title": "未找到",
            "status": 404,
            "detail": "没有该标段",
            "code": "lot_not_found",
        }

    def test_speaks_english_a_click_away_and_never_translates_codes(self) -> None:
        error = Conflict("lot_is_held", Text("标段已暂停", "The lot is on hold"))
        assert to_problem(error, "en-GB")["detail"] == "The lot is on hold"
        assert to_problem(error, "en")["title"] == "The present state does not allow this"
        assert to_problem(error, "en")["code"] == to_problem(error, "zh")["code"] == "lot_is_held"

    def test_gives_every_reason_with_its_law(self) -> None:
        error = Conflict(
            "step_refused",
            Text("不能进行", "Refused"),
            reasons=[
                Reason(
                    "too_few_bids",
                    Text("不足三家", "Fewer than three"),
                    Text("招标投标法第二十八条", "art. 28"),
                ),
                Reason("lot_is_held", "已暂停"),
            ],
        )
        assert to_problem(error, "zh")["reasons"] == [
            {"code": "too_few_bids", "message": "不足三家", "law": "招标投标法第二十八条"},
            {"code": "lot_is_held", "message": "已暂停"},
        ]

    def test_says_which_field_is_wrong(self) -> None:
        error = Invalid(
            "content", "内容有误", fields={"price": [Text("请填写金额", "An amount is missing"), "第二条"]}
        )
        assert to_problem(error, "en")["fields"] == {"price": ["An amount is missing", "第二条"]}

    def test_keeps_machine_detail_apart_from_the_sentence(self) -> None:
        error = DomainError("x", "一句话", detail={"limit": 20, "unit": Text("日", "days"), "seen": (1, 2)})
        problem = to_problem(error, "en")
        assert problem["detail"] == "一句话"
        assert problem["data"] == {"limit": 20, "unit": "days", "seen": [1, 2]}

    def test_says_when_to_try_again(self) -> None:
        problem = to_problem(Unavailable("clock_unreadable", "稍后重试", retry_after_seconds=30), "zh")
        assert (problem["status"], problem["retry_after_seconds"]) == (503, 30)

    @pytest.mark.parametrize(
        ("family", "status"),
        [(Invalid, 422), (Conflict, 409), (Forbidden, 403), (NotFound, 404), (Unavailable, 503)],
    )
    def test_has_one_status_for_each_kind_of_refusal(self, family: type[DomainError], status: int) -> None:
        assert to_problem(family("code", "话"), "zh")["status"] == status


class TestDomainError:
    def test_survives_the_way_to_another_process(self) -> None:
        error = pickle.loads(
            pickle.dumps(Invalid("content", Text("有误", "Wrong"), fields={"price": ["缺"]}, detail={"n": 1}))
        )
        assert to_problem(error, "zh")["fields"] == {"price": ["缺"]}
        assert (error.code, error.detail) == ("content", {"n": 1})

    def test_reads_as_code_and_message(self) -> None:
        assert str(Conflict("lot_is_held", Text("标段已暂停", "On hold"))) == "lot_is_held: 标段已暂停"
