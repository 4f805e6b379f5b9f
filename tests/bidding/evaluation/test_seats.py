"""Who sits: nobody picks a committee by whom it sends away, lets come back, or never calls; and what was told of seats is audited."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from accounts.roles import Role
from bidding import audit_evaluations
from bidding.actions.evaluating import convening, voting
from bidding.evaluation import document, reporting
from bidding.models import Seat
from foundation import clock
from foundation.errors import Invalid
from portal.evaluation import acts
from tests.bidding.evaluation.room import CHOSEN, EXPERTS, MEMBERS, Room
from tests.bidding.evaluation.test_integrity import closing, written
from tests.factories.accounts import MemberFactory
from toolkit import canonical
from trading import registry
from trading.law.procurement_guards import TENDER_COMMITTEE
from trading.law.statutes import TENDERING_RULES
from trading.models import Deal, Lot


def lacking(room: Room) -> set[str]:
    return {one["code"] for one in room.do("chen", "", method="GET")["lacking"]}


def key_of(kind: str, method: str) -> str:
    return next(one.key for one in registry.procedures() if (one.kind, one.method) == (kind, method))


def found() -> set[str]:
    return {one.code for one in audit_evaluations.findings()}


class TestAPlaceThatIsEmpty:
    def test_stops_a_committee_though_the_law_would_let_fewer_sit(self, scored: Room) -> None:
        deal = Lot.objects.get(id=scored.lot).deal
        Deal.objects.filter(id=deal.id).update(particulars=deal.particulars | {"must_tender": False})
        assert scored.replace("ye").status == 204
        assert scored.row.status == "reviewing" and "seats_empty" in lacking(scored)
        assert not {"committee_even", "committee_too_small"} & lacking(scored)
        assert scored.ask("chen", "sheets/scores/all/").body["code"] == "not_all_signed"
        # One comes for each who left, and no more than sat down, whatever the number the law lets sit.
        assert scored.replace("ye", "yu").status == 200 and "seats_empty" not in lacking(scored)
        again = scored.ask(
            "chen", "seats/1/replacement/", method="POST", body={"words": "增加", "place": scored.place("ye")}
        )
        assert again.status == 422

    def test_lets_nobody_be_elected_to_preside(self, seated: Room) -> None:
        assert seated.replace("yan").status == 204
        seated.preside("yao")
        assert not seated.row.seats.filter(is_chair=True).exists()
        assert seated.replace("yan", "yu").status == 200
        assert seated.sign("yu", "declaration").status == 201
        seated.preside("yao")
        assert seated.row.seats.get(is_chair=True).member_id == seated.member("yao")
        assert list(audit_evaluations.findings()) == []


class TestAPerson:
    def test_sits_once_under_whatever_membership(self, seated: Room) -> None:
        sun, yin = (seated.scene.world.cast.members[one] for one in ("sun", "yin"))
        again = MemberFactory.create(user=yin.user, party=sun.party, role=Role.ORGANISER)
        assert seated.replace("sun").status == 204
        seated.choose(again.id)
        number = Seat.objects.get(evaluation=seated.row, member=seated.member("sun")).number
        place = {"member": again.id, "kind": "representative", "city": "", "room": ""}
        answer = seated.ask(
            "chen", f"seats/{number}/replacement/", method="POST", body={"words": "接替", "place": place}
        )
        assert (answer.status, answer.body["code"]) == (422, "not_eligible")


class TestWhoRepresentsThePurchaser:
    def test_is_not_elected_to_preside_where_the_law_forbids_it(self, room: Room) -> None:
        assert room.convene().status == 201
        running = room.row
        number = {
            kind: str(running.seats.filter(kind=kind)[0].number) for kind in ("expert", "representative")
        }
        assert voting._candidate(running, number["representative"], {})  # 招标投标法 forbids nothing
        running.lot.procedure_key = key_of("procurement", "open")
        assert voting._candidate(running, number["expert"], {})
        with pytest.raises(Invalid) as refused:
            voting._candidate(running, number["representative"], {})
        assert refused.value.code == "may_not_preside" and "第45条" in str(refused.value.message)


class TestTheReport:
    def test_tells_the_city_and_the_room_of_each(self, room: Room) -> None:
        room.chosen(*MEMBERS)
        given = QueryDict(mutable=True)
        yan, *others = (room.member(one) for one in EXPERTS)
        given.update(
            {"experts": "\n".join([f"{yan}，济南，评标室2", *others]), "city": "青岛", "room": "评标室1"}
        )
        given.update({"representative": room.member("sun")})
        places = acts.places(given, Lot.objects.get(id=room.lot))
        convening.convene(lot_id=room.lot, places=places, by=room.scene.world.actor("chen"))
        report = canonical.load(reporting.draft(room.row, "", clock.now()))
        assert [(one["city"], one["room"]) for one in report["seats"]] == [
            ("济南", "评标室2"), *[("青岛", "评标室1")] * 4,
        ]  # fmt: skip

    def test_names_the_article_by_which_a_bid_is_out(self, seated: Room) -> None:
        seated.reviewed(bai="collusion", cui="licence")
        report = canonical.load(reporting.draft(seated.row, "", clock.now()))
        law = str(TENDERING_RULES.article("51"))
        assert report["excluded"] == [
            {"bid": bid, "stage": 1, "ground": ground, "law": law, "words": ""}
            for bid, ground in sorted(
                [(seated.bid_of("bai"), "collusion"), (seated.bid_of("cui"), "licence")]
            )
        ]
        # The law's own ground has its own article, what the documents ask that of the method.
        made = seated.row
        made.lot.procedure_key = key_of("procurement", "open")
        assert "第37条" in document.law_of(made, "collusion")
        assert document.law_of(made, "licence") == str(TENDER_COMMITTEE.unmet)

    def test_tells_who_was_chosen_and_why_somebody_was_replaced(self, scored: Room) -> None:
        assert scored.replace("yin", "yu").status == 200
        assert scored.sign("yu", "declaration").status == 201
        for bid in scored.bids:
            assert scored.save("yu", "review", bid, {"licence": "passes"}).status == 200
        assert scored.sign("yu", "reviews").status == 201
        for bid in scored.bids:
            assert scored.save("yu", "scores", bid, {"technical": "40", "record": "15"}).status == 200
        for one in scored.present():
            assert scored.sign(one, "scores").status == 201
        assert closing(scored) == {""}
        seats = canonical.load(bytes(scored.row.report or b""))["seats"]
        left = next(one for one in seats if one["status"] == "replaced")
        assert left["left_for"] == "健康原因" and 0 < left["left_at"] <= seats[-1]["seated_at"]
        assert {one["chosen_for"] for one in seats} == {CHOSEN}


class TestTheAudit:
    def test_finds_another_reason_rule_or_chair_and_what_was_never_set_aside(self, scored: Room) -> None:
        assert scored.replace("ye").status == 204
        assert found() == set()
        evaluation = f"WHERE id = '{scored.row.id}'"
        for table, change, code in (
            ("bidding_seat", "left_for = '自愿' WHERE left_at IS NOT NULL", "evaluation_seat_changed"),
            ("bidding_seat", "is_chair = false", "evaluation_chair_removed"),
            ("bidding_evaluation", f"rule = 'x' {evaluation}", "evaluation_rule_changed"),
            (
                "bidding_evaluation",
                f"status = 'set_aside', set_aside_at = now() {evaluation}",
                "evaluation_set_aside_put_in",
            ),
        ):
            assert code not in found()
            written(table, change)
            assert code in found()

    def test_and_the_close_refuse_another_rule_than_the_committee_sat_down_to(self, scored: Room) -> None:
        row = scored.row
        other = canonical.dump(canonical.load(bytes(row.rule or b"")) | {"x": 1})
        row.rule, row.rule_sha256 = other, canonical.sha256(other)
        row.save()
        answer = scored.ask("yan", "closing/", method="POST", body={})
        assert (answer.status, answer.body["code"]) == (409, "rule_changed")
