"""Government procurement: the tables hold together, the numbers are the law's, the conditions refuse what it refuses."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.trading.procedures.procurement_cases import PROCEDURES, facts, refusals, step
from tests.trading.procedures.procurement_examples import EXAMPLES, PATHS
from trading import particulars
from trading.law import statutes
from trading.law.grammar import CLOCK, Verified
from trading.law.procedure import Procedure
from trading.law.procurement import NOTICE_KINDS
from trading.law.soundness import notices, problems

LAWS = Path(__file__).parents[4] / "shared" / "laws"


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda p: p.method)
class TestEveryMethod:
    def test_is_sound_and_names_known_notices(self, procedure: Procedure) -> None:
        assert problems(procedure, templates=NOTICE_KINDS) == []

    def test_takes_its_example(self, procedure: Procedure) -> None:
        deal, lot = EXAMPLES[procedure.method]
        kept = particulars.parse(procedure.particulars, deal)
        assert particulars.parse(procedure.particulars, particulars.dump(kept)) == kept
        assert particulars.parse(procedure.lot_particulars, lot).budget > 0

    def test_walks_from_draft_to_completed(self, procedure: Procedure) -> None:
        state = procedure.initial
        for name in PATHS[procedure.method]:
            state = step(procedure.method, name, state).target
        assert state == "completed"

    def test_opens_a_period_before_its_path_awaits_it(self, procedure: Procedure) -> None:
        state, opened = procedure.initial, set[str]()
        for name in PATHS[procedure.method]:
            found = step(procedure.method, name, state)
            waits = [*found.after, *([found.due] if found.due else [])]
            assert {limit.name for limit in waits} <= opened
            opened |= {limit.name for limit in found.opens}
            state = found.target

    def test_announces_the_whole_deal(self, procedure: Procedure) -> None:
        announcing = [s for s in procedure.steps if s.name in ("announce", "publish_intent", "terminate")]
        assert announcing and all(s.whole_deal for s in announcing)

    def test_gives_every_step_an_article(self, procedure: Procedure) -> None:
        assert [s.name for s in procedure.steps if s.law is None] == []

    def test_lets_at_most_one_timed_step_pass(self, procedure: Procedure) -> None:
        for state in procedure.states:
            timed = [s for s in procedure.steps_from(state.name) if CLOCK in s.roles]
            for count in (None, *range(5)):
                for open_objections in (0, 1):
                    known = facts(
                        procedure.method,
                        bids_received=count,
                        has_winner=True,
                        open_objections=open_objections,
                    )
                    passing = [s.name for s in timed if not refusals(s, known)]
                    assert len(passing) <= 1
                    if len(timed) > 1 and count is not None:
                        assert len(passing) == 1

    def test_can_be_terminated_before_the_award_only(self, procedure: Procedure) -> None:
        sources = {s for found in procedure.steps if found.name == "terminate" for s in found.sources}
        after = {"decided", "awarded", "set_aside", "signed", "contract_published", "performing", "accepted"}
        assert sources and not sources & after

    def test_blocks_the_contract_while_a_challenge_is_open(self, procedure: Procedure) -> None:
        signing = procedure.step("sign_contract", source="awarded")
        if signing is None:
            assert procedure.method.startswith("framework")
            return
        assert "open_dispute" in refusals(signing, facts(procedure.method, open_objections=1))
        assert refusals(signing, facts(procedure.method)) == set()


def test_every_kind_of_notice_is_named() -> None:
    assert set(NOTICE_KINDS) == {name for p in PROCEDURES.values() for name in notices(p)}


# 方式、期限、长度、单位、界限、法条：domain.md §2.2 的 G 编号在注释里
NUMBERS = [
    ("open", "intent", 30, "days", "floor", "关于开展政府采购意向公开工作的通知", ""),  # G01
    ("open", "notice_period", 5, "working_days", "floor", "政府采购货物和服务招标投标管理办法", "16"),  # G02
    ("open", "documents", 5, "working_days", "floor", "政府采购法实施条例", "31"),  # G03
    ("open", "bidding", 20, "days", "floor", "政府采购法", "35"),  # G04
    ("open", "clarification_lead", 15, "days", "floor", "政府采购货物和服务招标投标管理办法", "27-2"),  # G05
    (
        "open",
        "refund_withdrawn",
        5,
        "working_days",
        "ceiling",
        "政府采购货物和服务招标投标管理办法",
        "38",
    ),  # G07
    ("open", "refund_losers", 5, "working_days", "ceiling", "政府采购法实施条例", "33-2"),
    ("open", "refund_winner", 5, "working_days", "ceiling", "政府采购法实施条例", "33-2"),
    ("open", "report_delivery", 2, "working_days", "ceiling", "政府采购法实施条例", "43"),  # G10
    ("open", "decision", 5, "working_days", "ceiling", "政府采购法实施条例", "43"),
    ("open", "result", 2, "working_days", "ceiling", "政府采购法实施条例", "43-2"),
    (
        "open",
        "result_period",
        1,
        "working_days",
        "floor",
        "政府采购货物和服务招标投标管理办法",
        "69-3",
    ),  # G11
    ("open", "contract", 30, "days", "ceiling", "政府采购法", "46"),  # G12
    ("open", "contract_notice", 2, "working_days", "ceiling", "政府采购法实施条例", "50"),  # G13
    ("open", "contract_filing", 7, "working_days", "ceiling", "政府采购法", "47"),  # G14
    ("open", "records", 15, "years", "floor", "政府采购法", "42"),  # G25
    (
        "open",
        "termination_refund",
        5,
        "working_days",
        "ceiling",
        "政府采购货物和服务招标投标管理办法",
        "29",
    ),  # G27
    ("invited", "prequalification_lead", 3, "days", "floor", "政府采购货物和服务招标投标管理办法", "27-3"),
    ("open", "payment", 30, "days", "ceiling", "保障中小企业款项支付条例", "9"),  # G32
    ("open", "low_price_reply", 30, "minutes", "floor", "关于推动解决政府采购异常低价问题的通知", ""),  # G33
    ("open_prequalified", "application", 5, "working_days", "floor", "政府采购法实施条例", "21"),
    (
        "open_prequalified",
        "prequalification_documents",
        5,
        "working_days",
        "floor",
        "政府采购货物和服务招标投标管理办法",
        "18",
    ),
    ("negotiation", "bidding", 3, "working_days", "floor", "政府采购非招标采购方式管理办法", "29"),  # G16
    ("negotiation", "clarification_lead", 3, "working_days", "floor", "政府采购非招标采购方式管理办法", "29"),
    (
        "consultation",
        "documents",
        5,
        "working_days",
        "floor",
        "政府采购竞争性磋商采购方式管理暂行办法",
        "10",
    ),  # G17
    ("consultation", "bidding", 10, "days", "floor", "政府采购竞争性磋商采购方式管理暂行办法", "10"),
    (
        "consultation",
        "clarification_lead",
        5,
        "days",
        "floor",
        "政府采购竞争性磋商采购方式管理暂行办法",
        "10",
    ),
    ("inquiry", "bidding", 3, "working_days", "floor", "政府采购非招标采购方式管理办法", "45"),  # G18
    ("inquiry", "clarification_lead", 3, "working_days", "floor", "政府采购非招标采购方式管理办法", "45"),
    ("single_source", "publicity", 5, "working_days", "floor", "政府采购法实施条例", "38"),  # G20
    (
        "single_source",
        "supplementary_argument",
        5,
        "working_days",
        "ceiling",
        "政府采购非招标采购方式管理办法",
        "40",
    ),
    ("open", "question_reply", 3, "working_days", "ceiling", "政府采购法实施条例", "52"),  # G21
    ("open", "challenge_documents", 7, "working_days", "ceiling", "政府采购法", "52"),  # G22
    ("open", "challenge_process", 7, "working_days", "ceiling", "政府采购法", "52"),
    ("open", "challenge_result", 7, "working_days", "ceiling", "政府采购法", "52"),
    ("open", "challenge_reply", 7, "working_days", "ceiling", "政府采购法", "53"),
    ("open", "complaint_lodging", 15, "working_days", "ceiling", "政府采购法", "55"),  # G23
    ("open", "complaint_acceptance", 5, "working_days", "ceiling", "政府采购质疑和投诉办法", "21"),  # G24
    ("open", "complaint_decision", 30, "working_days", "ceiling", "政府采购法", "56"),
    ("open", "complaint_suspension", 30, "days", "ceiling", "政府采购法", "57"),
    ("framework_closed", "bidding", 20, "days", "floor", "政府采购法", "35"),
    (
        "framework_closed",
        "agreement",
        30,
        "days",
        "ceiling",
        "政府采购框架协议采购方式管理暂行办法",
        "",
    ),  # G30
    ("framework_closed", "term_goods", 1, "years", "ceiling", "政府采购框架协议采购方式管理暂行办法", ""),
    ("framework_closed", "term_services", 2, "years", "ceiling", "政府采购框架协议采购方式管理暂行办法", ""),
    ("framework_open", "review", 7, "working_days", "ceiling", "政府采购框架协议采购方式管理暂行办法", ""),
    (
        "call_off_competition",
        "result",
        2,
        "working_days",
        "ceiling",
        "政府采购框架协议采购方式管理暂行办法",
        "36",
    ),
]


class TestNumbers:
    @pytest.mark.parametrize("row", NUMBERS, ids=lambda row: f"{row[0]}-{row[1]}")
    def test_are_those_of_the_law(self, row: tuple[str, str, int, str, str, str, str]) -> None:
        method, name, length, unit, bound, title, article = row
        limit = PROCEDURES[method].limits()[name]
        found = (limit.length, limit.unit.value, limit.bound.value, limit.law.statute.title, limit.law.number)
        assert found == (length, unit, bound, title, article)

    def test_measure_clarification_back_from_the_deadline(self) -> None:
        for method in ("open", "negotiation", "consultation", "inquiry"):
            limit = PROCEDURES[method].limits()["clarification_lead"]
            assert limit.back and limit.of == PROCEDURES[method].bidding.name

    def test_bound_deposit_and_bond(self) -> None:
        for method in ("open", "open_prequalified", "invited", "negotiation", "consultation", "inquiry"):
            deposit, contract = PROCEDURES[method].deposit, PROCEDURES[method].contract
            assert deposit and contract
            assert deposit.at_most_share == Decimal("0.02")  # G06
            assert deposit.base in {f.name for f in dataclasses.fields(PROCEDURES[method].lot_particulars)}
            assert contract.bond_at_most_share == Decimal("0.10")  # G15

    def test_add_to_a_deposit_what_the_law_of_tenders_adds_and_nothing_without_a_tender(self) -> None:
        """87号令 (art. 2) holds for tenders of goods and services alone."""
        for method in ("open", "open_prequalified", "invited"):
            deposit = PROCEDURES[method].deposit
            assert deposit and deposit.late and not deposit.interest
            assert (deposit.late.law.number, deposit.late.uplift) == ("38-3", Decimal("0.2"))
            assert deposit.refund_ended and (deposit.refund_ended.law.number, deposit.interest_ended) == (
                "29",
                True,
            )
        for method in ("negotiation", "consultation", "inquiry"):
            deposit = PROCEDURES[method].deposit
            assert deposit and (deposit.late, deposit.interest, deposit.interest_ended) == (
                None,
                False,
                False,
            )

    def test_stop_deciding_while_suspended(self) -> None:
        limits = PROCEDURES["open"].limits()
        assert all(limits[name].stops for name in ("report_delivery", "decision", "result", "contract"))
        assert not limits["bidding"].stops

    @pytest.mark.skipif(not LAWS.is_dir(), reason="needs ../shared/laws")
    @pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda p: p.method)
    def test_stand_in_the_article_cited(self, procedure: Procedure) -> None:
        for limit in procedure.limits().values():
            if limit.law.verified is Verified.TEXT and limit.law.statute is not statutes.PRACTICE:
                words = article(limit.law.statute.title, limit.law.number.partition("-")[0])
                assert re.search(number(limit.length), words), (limit.name, words)


def article(title: str, digits: str) -> str:
    """Return the words of an article from the file of its statute."""
    (path,) = [p for p in LAWS.glob("*.md") if p.name.partition("(")[0] == title]
    text = path.read_text()
    mark = f"第{chinese(int(digits))}条"
    found = re.search(rf"^{mark}[ 　]+(.*?)(?=^第[一二三四五六七八九十百]+条[ 　]|\Z)", text, re.S | re.M)
    assert found, (title, mark)
    return found[1]


def chinese(n: int) -> str:
    """Return 1 to 99 in Chinese numerals, as articles are numbered."""
    ones = "零一二三四五六七八九"
    tens, rest = divmod(n, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else ones[tens] + "十")
    return head + (ones[rest] if rest else "")


def number(n: int) -> str:
    """Return a pattern for a number as the statutes print it: Arabic, full-width or Chinese."""
    wide = str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return f"(?<![0-9]){n}|{wide}|{chinese(n)}"
