"""The pages of draws and experts: each reader acts where it may, and the journey goes through forms alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from accounts.sessions import MEMBER_KEY
from bidding.actions import expertise
from bidding.experts import drawn
from tests.bidding.experts.conftest import _few_rounds, bare, lot
from tests.bidding.experts.scenes import Drawing
from toolkit.draws import drawing as computing
from trading.models import Lot

__all__ = ["_few_rounds", "bare", "lot"]
pytestmark = pytest.mark.django_db


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.user)
    session = client.session
    session[MEMBER_KEY] = member.id
    session.save()
    return client


def of(lot: Drawing, who: str) -> Client:
    return signed_in(lot.scene.world.cast.members[who])


def send(client: Client, path: str, **given: Any) -> int:
    return client.post(path, given).status_code


class TestThePages:
    def test_lead_through_a_whole_draw(self, lot: Drawing) -> None:
        lot.register(9)
        path = f"/lots/{lot.lot}/draw/"
        sun, chen, su = (of(lot, who) for who in ("sun", "chen", "su"))
        empty = Client().get(path).content.decode()
        assert "本标段尚未抽取专家" in empty and 'name="act"' not in empty
        plan = {
            "act": "plan", "wanted_a06": "2", "wanted_a08": "3", "representatives": "1", "work_on": lot.due_on().isoformat(),
            "contributors": ["organiser", "centre", "supervisor"],
        }  # fmt: skip
        refused = sun.post(path, plan)
        assert refused.status_code == 422 and "招标投标法" in refused.content.decode()
        assert send(sun, path, **(plan | {"representatives": "2"})) == 302
        assert 'value="give_up"' in sun.get(path).content.decode()
        assert 'value="give_up"' not in su.get(path).content.decode()
        assert send(sun, path, act="give_up") == 302
        assert send(sun, path, **(plan | {"representatives": "2"})) == 302
        assert "draw.js" in su.get(path).content.decode()
        own = str(lot.actor("sun").member_id)
        assert f'id="send_{own}"' not in chen.get(path).content.decode()
        assert send(sun, path, act="send", members=[own]) == 302
        assert re.search(rf'id="send_{own}"[^>]* checked', sun.get(path).content.decode())
        for contributor, client in (("organiser", sun), ("centre", chen), ("supervisor", su)):
            given = {"act": "commit", "commitment": computing.commitment(lot.kept(contributor))}
            assert send(client, path, **given) == 302
        assert send(chen, path, act="fix") == 422
        lot.fix()
        for contributor, client in (("organiser", sun), ("centre", chen), ("supervisor", su)):
            assert send(client, path, act="reveal", secret=lot.kept(contributor).secret) == 302
        for entry in lot.waiting():
            expert = signed_in(lot.member(entry))
            page = expert.get("/me/invitations/").content.decode()
            assert "等待答复" in page and "白沙" not in page
            assert send(expert, "/me/invitations/", act="accepted", draw=lot.row.id) == 302
        assert len(drawn.accepted(Lot.objects.get(id=lot.lot))) == 5
        shown = chen.post(path, {"act": "names", "reason": "通知到场"}).content.decode()
        assert shown.count("设计院）") == 5
        assert "设计院" not in chen.get(path).content.decode() + Client().get(path).content.decode()
        assert send(sun, path, act="names", reason="看看") == 422
        assert send(chen, path, act="end") == 302
        public = Client().get(path).content.decode()
        assert "抽取完成" in public and "draw.json" in public and "names.json" not in public
        assert not re.search(r"<form method=\"post\"(?! action)", public)

    def test_let_two_say_that_who_accepted_must_not_sit(self, lot: Drawing) -> None:
        lot.ordered(9)
        path, entry = f"/lots/{lot.lot}/draw/", lot.waiting()[0]
        lot.answer(entry)
        expert = lot.member(entry).expert
        expertise.set_standing(expert_id=expert.id, standing="suspended", reason="违纪", by=lot.actor("chen"))
        given = {"act": "must_not", "entry": entry, "cause": "not_in_standing", "words": "违纪暂停"}
        for who in ("chen", "su"):
            assert "位须回避" in of(lot, who).get(path).content.decode()
            assert "位须回避" not in of(lot, "sun").get(path).content.decode()
            assert send(of(lot, who), path, **given) == 302
            assert ("待另一方确认" in of(lot, "su").get(path).content.decode()) is (who == "chen")
        last = lot.row.acts.filter(entry__entry=entry).latest("number")
        assert (last.act, last.cause) == ("avoided", "not_in_standing")

    def test_name_to_the_organiser_alone_whom_it_chose_and_may_take_back(self, lot: Drawing) -> None:
        path, chosen = f"/lots/{lot.lot}/draw/", lot.admitted().member
        given = {"experts": chosen.id, "words": "招标投标法第三十七条第三款"}
        assert send(of(lot, "sun"), path, act="choose", **given) == 302
        label = f'for="back_{chosen.id}">{chosen.user.display_name}</label>'
        assert chosen.user.display_name and label in of(lot, "sun").get(path).content.decode()
        for client in (of(lot, "chen"), of(lot, "su"), of(lot, "bai"), signed_in(chosen), Client()):
            shown = client.get(path).content.decode()
            assert "已直接确定" not in shown and "back_" not in shown
        assert send(of(lot, "sun"), path, act="withdraw_choice", members=[chosen.id], words="另有安排") == 302
        assert "已直接确定" not in of(lot, "sun").get(path).content.decode()

    def test_tell_those_who_watch_why_a_draw_was_stopped(self, lot: Drawing) -> None:
        lot.ordered(9)
        path = f"/lots/{lot.lot}/draw/"
        assert send(of(lot, "chen"), path, act="end", reason="评审改期至下周") == 422
        assert "停止抽取" in of(lot, "su").get(path).content.decode()
        assert send(of(lot, "su"), path, act="end", reason="评审改期至下周") == 302
        for client, is_told in (
            (of(lot, "sun"), True),
            (of(lot, "su"), True),
            (of(lot, "bai"), False),
            (Client(), False),
        ):
            text = client.get(path).content.decode()
            assert "另行抽取" in text and ("评审改期至下周" in text) is is_told

    def test_of_the_register_are_the_centres(self, lot: Drawing) -> None:
        expert = lot.admitted()
        chen, own = of(lot, "chen"), signed_in(expert.member)
        assert expert.member.user.display_name in chen.get("/experts/?major=a06").content.decode()
        assert "没有符合条件的专家" in chen.get("/experts/?major=c03").content.decode()
        for path in ("/experts/", f"/experts/{expert.id}/"):
            assert {
                client.get(path).status_code for client in (Client(), own, of(lot, "sun"), of(lot, "su"))
            } == {404}
        page = f"/experts/{expert.id}/"
        assert send(chen, page, act="suspended") == 422
        assert send(chen, page, act="suspended", reason="违纪") == 302
        assert send(chen, page, act="active") == 302
        assert send(own, "/me/invitations/", act="declare", party="某集团", reason="配偶任职") == 302
        assert send(own, "/me/invitations/", act="leave", from_on="2027-05-01", to_on="x") == 422
        assert "某集团" in chen.get(page).content.decode()
