"""The pages of a committee's work: who finds what there, and that nothing of another's is in them, not even in their source."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from bidding.models import Rating
from foundation import clock
from tests.bidding.evaluation.conftest import (
    _few_rounds,
    bare,
    bare_road,
    opened,
    reviewed,
    room,
    scene,
    scored,
    seated,
)
from tests.bidding.evaluation.room import MEMBERS, Room
from tests.portal.test_bids import reader
from tests.portal.test_draw_pages import signed_in
from tests.telling import tells
from toolkit import canonical

__all__ = ["_few_rounds", "bare", "bare_road", "opened", "reviewed", "room", "scene", "scored", "seated"]
pytestmark = pytest.mark.django_db
NAMES = ("bai", "cui", "deng")


class Pages:
    """One lot's pages, as somebody reads them and presses their buttons."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.base = f"/lots/{room.lot}/evaluation/"

    def get(self, who: str, path: str = "", *, status: int = 200, language: str = "zh-hans") -> str:
        client = reader(who)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = client.get(self.base + path)
        assert answer.status_code == status, (who, path, answer.status_code)
        return answer.text

    def post(self, who: str, form: dict[str, Any], path: str = "", *, status: int = 302) -> str:
        answer = reader(who).post(self.base + path, form)
        assert answer.status_code == status, (who, path, answer.status_code, mistakes(answer.text))
        return answer.text

    def bidders(self, text: str) -> set[str]:
        members = self.room.scene.world.cast.members
        return {who for who in NAMES if members[who].party.name in text}


def mistakes(text: str) -> str:
    found = re.search(r'class="govuk-error-summary".*?</ul>', text, re.DOTALL)
    return found[0] if found else ""


@pytest.fixture
def pages(room: Room) -> Pages:
    return Pages(room)


class TestBeforeTheCommittee:
    def test_the_secretary_alone_finds_where_it_sits_down(self, pages: Pages) -> None:
        assert "至少" in pages.get("chen")
        for who in (*MEMBERS, "bai", "su", "yu"):
            pages.get(who, status=404)

    def test_what_is_unlawful_is_told_with_its_article_and_nothing_typed_is_lost(self, pages: Pages) -> None:
        room = pages.room
        room.chosen(*MEMBERS)
        form = {
            "act": "convene",
            "experts": f"{room.member('yan')}，青岛，评标室2\n{room.member('yao')}",
            "city": "济南",
        }
        text = pages.post("chen", form, status=422)
        assert "招标投标法" in mistakes(text)
        assert "青岛，评标室2" in text
        experts = "\n".join(room.member(one) for one in ("yan", "yao", "ye", "yin"))
        pages.post("chen", form | {"experts": experts, "representative": [room.member("sun")]})
        assert [one.city for one in room.row.seats.all()] == ["济南"] * 5


class TestAMember:
    def test_declares_before_it_finds_anything_of_a_bid(self, pages: Pages) -> None:
        room = pages.room
        assert room.convene().status == 201
        text = pages.get("yan")
        assert pages.bidders(text) == set(NAMES)
        assert not any(bid in text for bid in room.bids)
        for path in ("review/", "scores/", "questions/", "sign/reviews/"):
            pages.get("yan", path, status=302)
        for who in ("yu", "bai"):
            pages.get(who, status=404)

    def test_who_stands_back_finds_no_room_any_more(self, pages: Pages) -> None:
        assert pages.room.convene().status == 201
        assert "请写明回避事由" in mistakes(pages.post("yan", {"act": "avoid", "words": " "}, status=422))
        assert "最多2000个字" in mistakes(
            pages.post("yan", {"act": "avoid", "words": "长" * 2001}, status=422)
        )
        # A browser counts the end of a line once and sends it as two characters.
        pages.post("yan", {"act": "avoid", "words": "近亲属任职\x00" + "\r\n长" * 997})
        pages.get("yan", status=404)
        assert "近亲属任职" in pages.get("chen")
        assert "近亲属任职" not in pages.get("yao")

    def test_reviews_by_buttons_alone(self, pages: Pages, seated: Room) -> None:
        room = seated
        first, second = room.bids[:2]
        form = {"bid": first, "version": "0", "value-licence": "fails", "words-licence": "", "next": second}
        lengthy = form | {"words-licence": "长" * 1001}
        assert "最多1000个字" in mistakes(pages.post("yan", lengthy, "review/", status=422))
        pages.post("yan", form, "review/")
        text = pages.get("yan", f"review/?bid={first}")
        assert re.search(r'value="fails" checked', text)
        assert "缺理由" in pages.get("yan", "sign/reviews/")
        assert "data-sign" not in pages.get("yan", "sign/reviews/")
        # Another window that knows nothing of it loses neither: both are shown.
        text = pages.post(
            "yan", form | {"value-licence": "passes", "words-licence": "有效"}, "review/", status=422
        )
        assert "有效" in text
        assert "另一窗口" in text

    def test_scores_by_buttons_alone(self, pages: Pages, reviewed: Room) -> None:
        first = reviewed.bids[0]
        text = pages.post(
            "yan",
            {"bid": first, "version": "0", "value-technical": "99999", "words-record": "看过"},
            "scores/",
            status=422,
        )
        assert 'id="value-technical-error"' in text
        assert "99999" in text
        assert "看过" in text
        pages.post(
            "yan", {"bid": first, "version": "0", "value-technical": "40.5", "value-record": "15"}, "scores/"
        )
        assert tells(pages.get("yan", f"scores/?bid={first}"), "55.5")
        assert not tells(pages.get("yao", f"scores/?bid={first}"), "40.5")
        pages.get("yan", "scores/?bid=fil_none", status=404)


class TestSecrets:
    def test_nobody_finds_anothers_scores_before_all_have_signed(self, pages: Pages, reviewed: Room) -> None:
        room = reviewed
        for bid in room.bids:
            given = {"technical": ("37.31", "只有我知道的理由"), "record": "14"}
            assert room.save("yan", "scores", bid, given).status == 200
        assert room.sign("yan", "scores").status == 201
        paths = ["", "questions/", "sign/scores/", *(f"scores/?bid={bid}" for bid in room.bids)]
        for who in ("yao", "sun", "chen", "su"):
            for path in paths:
                client = reader(who)
                text = client.get(pages.base + path).text
                assert not tells(text, "37.31"), (who, path)
                assert "只有我知道的理由" not in text, (who, path)
            pages.get(who, "scores/all/", status=302)
        assert tells(pages.get("yan", "sign/scores/"), "37.31")

    def test_the_desk_and_who_watches_have_no_sheets(self, pages: Pages, reviewed: Room) -> None:
        for who in ("chen", "su"):
            assert "data-sheet" not in pages.get(who)
            for path in ("review/", "scores/", "sign/scores/", "report/"):
                pages.get(who, path, status=404)
        for who in ("bai", "yu", "song"):
            pages.get(who, status=404)

    def test_names_of_members_are_nowhere(self, pages: Pages, seated: Room) -> None:
        room = seated
        names = [room.scene.world.cast.members[who].user.display_name for who in MEMBERS]
        for who in ("chen", "su", "yan"):
            text = pages.get(who)
            assert not any(name in text for name in names), who


class TestTheReport:
    def test_is_the_committees_until_all_have_signed(self, pages: Pages, seated: Room) -> None:
        room = seated.reviewed(deng="licence").scored()
        assert "形成报告" in pages.get("yan")
        for who in ("yao", "chen", "su"):
            assert pages.get(who, "scores/all/").count(">55<") == 2 * len(MEMBERS), who
            assert pages.get(who, "review/all/").count("不符合") == len(MEMBERS), who
        pages.get("bai", "scores/all/", status=404)
        assert "/chance/tie/" in pages.get("chen") and "/chance/tie/" not in pages.get("yan")
        pages.post("yan", {"act": "close"})
        for who in ("yan", "chen", "su"):
            text = pages.get(who, "report/")
            assert pages.bidders(text) == set(NAMES)
            assert ("data-sign" in text) is (who == "yan")
            # Who signs sees what it signs: each bid's place with its figures, and may compute it anew.
            assert "评标基准价" in text and "排名第一" in text, who
            file = reader(who).get(f"/api/v1/lots/{room.lot}/evaluation/evaluation.json").content
            assert canonical.sha256(file) == room.row.result_sha256
        for who in (
            "sun",
            "bai",
        ):  # the organiser's own member sits; others of the organiser, and bidders, wait
            status = reader(who).get(f"/lots/{room.lot}/ranking/").status_code
            assert status == (200 if who == "sun" else 404)
        for who in ("bai", "yu"):
            pages.get(who, "report/", status=404)
        assert room.dissent("yan", "业绩认定有误").status == 201
        for one in ("yao", "ye", "yin"):
            assert room.sign(one, "report").status == 201
        seat = next(one.number for one in room.row.seats.all() if one.member_id == room.member("sun"))
        clock.shift_to(clock.now() + timedelta(minutes=31))
        pages.post("chen", {"act": "silence", "seat": str(seat)})
        text = pages.get("chen", "report/")
        assert "业绩认定有误" in text
        assert "视为同意" in text
        assert "Report" in pages.get("chen", "report/", language="en")


class TestQuestions:
    def test_are_the_askers_and_the_asked(self, pages: Pages, seated: Room) -> None:
        room = seated
        bid = room.bid_of("bai")
        form = {"act": "ask", "bid": bid, "kind": "clarification", "words": "请说明工期", "due_at": "1"}
        assert "至少" in mistakes(pages.post("yan", form, "questions/", status=422))
        pages.post("yan", form | {"due_at": "30"}, "questions/")
        pages.post("yao", form | {"due_at": "40"}, "questions/", status=422)
        assert "请说明工期" in pages.get("bai")
        question = room.row.questions.get()
        assert "data-sign" in pages.get("bai", f"questions/{question.id}/")
        for who in ("cui", "yu"):
            pages.get(who, "questions/", status=404)
        for who in ("cui", "yan", "chen"):
            pages.get(who, f"questions/{question.id}/", status=404)
        assert "请说明工期" in pages.get("yan", "questions/")


class TestAfterTheReport:
    def test_experts_are_paid_and_rated_by_forms_and_answer(self, pages: Pages, scored: Room) -> None:
        room = scored
        room.voted("claim", room.bid_of("bai"), claim="small")
        pages.post("chen", {"act": "close"})
        colleague = signed_in(room.scene.colleague("sun"))
        assert colleague.get(pages.base).status_code == 404
        for one in MEMBERS:
            assert room.sign(one, "report").status == 201
        # The organiser, who answers for the result, finds what the programs' door gives it: motions, questions and sheets by seat.
        text = colleague.get(pages.base).text
        assert "不认定政策优惠" in text
        assert f"{pages.base}scores/all/" in text and f"{pages.base}questions/" in text
        seat = next(str(one.number) for one in room.row.seats.all() if one.member_id == room.member("yan"))
        form = {"act": "service", "seat": seat, "came_at": "x", "left_at": "", "fee": "八百", "travel": ""}
        text = pages.post("chen", form, "services/", status=422)
        assert "请填写日期和时间" in mistakes(text) and "八百" in text
        now = clock.now().astimezone(clock.ZONE)
        came, left = (now - timedelta(hours=one) for one in (3, 0))
        form |= {"came_at": came.isoformat()[:16], "left_at": left.isoformat()[:16], "fee": "1,200.00"}
        pages.post("chen", form, "services/")
        pages.post(
            "chen",
            {"act": "payment", "seat": seat, "reference": "F-7", "paid_on": f"{now:%Y-%m-%d}"},
            "services/",
        )
        low = {"act": "rating", "seat": seat, "discipline": "2", "skill": "4", "diligence": "4", "words": ""}
        assert "须写明事实" in mistakes(pages.post("sun", low, "services/", status=422))
        pages.post("sun", low | {"words": "迟到"}, "services/")
        pages.post("sun", form, "services/", status=403)
        text = pages.get("chen", "services/")
        assert "1,200.00" in text and "迟到" in text and room.member("yan") not in text
        for who in ("yan", "bai", "yu"):
            pages.get(who, "services/", status=404)
        own = reader("yan")
        text = own.get("/me/services/").text
        assert "迟到" in text and "1,200.00" in text
        rating = Rating.objects.get()
        assert own.post("/me/services/", {"rating": rating.id, "words": "道路封闭"}).status_code == 302
        assert "道路封闭" in pages.get("sun", "services/")
        assert reader("yao").post("/me/services/", {"rating": rating.id, "words": "x"}).status_code == 422


class TestTheWayThere:
    def test_is_told_to_those_who_have_one(self, pages: Pages) -> None:
        room = pages.room
        opening = f"/lots/{room.lot}/opening/"
        assert "组建评审委员会" in reader("chen").get(opening).text
        assert room.convene().status == 201
        for who, is_told in (
            ("yan", True),
            ("sun", True),
            ("chen", True),
            ("su", True),
            ("yu", False),
            ("bai", False),
        ):
            assert (pages.base in reader(who).get(opening).text) is is_told, who
        for who, count in (("yan", 1), ("yu", 0)):
            assert reader(who).get("/me/evaluations/").text.count(pages.base) == count
        assert reader("bai").get("/me/evaluations/").status_code == 404
