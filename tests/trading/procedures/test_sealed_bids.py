"""Bids under seal stop what follows their deadline, in every procedure that takes them, until they are opened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.trading.procedures.procurement_cases import PROCEDURES, facts, refusals, step
from tests.trading.procedures.property_cases import EQUITY, codes
from tests.trading.procedures.property_cases import facts as property_facts
from trading import registry
from trading.law import soundness
from trading.law.grammar import Law, Step, Verified
from trading.law.guards import SEALED, takes_only_sealed_bids, takes_sealed_bids

TALKS = ("change_documents", "call_final_offers", "fail_talks")
JUDGED = (
    "ask_low_price", "finish_evaluation", "finish_own_evaluation", "fail_conformity", "fail_all_rejected",
)  # fmt: skip
WAITING = [
    *(("negotiation", "negotiating", name) for name in TALKS),
    *(("consultation", "negotiating", name) for name in TALKS),
    *(("inquiry", "evaluating", name) for name in JUDGED),
    *(("call_off_competition", "evaluating", name) for name in ("confirm", "fail_competition")),
]


class TestWithoutAStepOfItsOwnForTheOpening:
    @pytest.mark.parametrize(("method", "source", "name"), WAITING)
    def test_every_step_waits_and_says_why(self, method: str, source: str, name: str) -> None:
        found = step(method, name, source)
        assert SEALED in refusals(found, facts(method, sealed_stages=(1,)))
        assert SEALED not in refusals(found, facts(method))
        waits = next(guard for guard in found.guards if guard.name == SEALED)
        refusal = waits(facts(method, sealed_stages=(1,)))
        assert refusal is not None
        assert refusal.message.zh and refusal.message.en
        assert isinstance(refusal.law, Law) and refusal.law.statute.code != "e_bidding"

    def test_articles_that_nobody_has_read_are_said_to_be_from_memory(self) -> None:
        talks = step("negotiation", "call_final_offers", "negotiating").guards[0].law
        assert talks is not None
        assert (talks.statute.code, talks.number) == ("order_74", "30")
        assert talks.verified is Verified.MEMORY

    def test_what_comes_later_does_not_wait_again(self) -> None:
        """Final offers come otherwise than under seal: what was opened stays open."""
        for name in ("evaluate", "fail_final_offers"):
            assert SEALED not in {guard.name for guard in step("negotiation", name, "quoting").guards}


class TestSales:
    def test_are_not_competed_for_in_another_way_where_offers_lie_sealed(self) -> None:
        known = property_facts(EQUITY, prequalified=2, sealed_stages=(1,), bids_received=2)
        assert codes(EQUITY, "compete", "closed", known) == ["bids_under_seal"]
        assert codes(EQUITY, "open_offers", "closed", known) == []

    def test_wait_for_the_list_that_says_whether_any_do(self) -> None:
        """A policy was in force and nobody filed: whoever went on to open offers had none, and no way back."""
        known = property_facts(EQUITY, prequalified=2, sealed_stages=(1,), bids_received=None)
        assert codes(EQUITY, "compete", "closed", known) == ["bids_under_seal"]
        assert codes(EQUITY, "open_offers", "closed", known) == ["bids_not_counted"]
        nobody = property_facts(EQUITY, prequalified=2, sealed_stages=(), bids_received=0)
        assert codes(EQUITY, "compete", "closed", nobody) == []

    def test_are_competed_for_where_none_do(self) -> None:
        known = property_facts(EQUITY, prequalified=2)
        assert codes(EQUITY, "compete", "closed", known) == []
        assert codes(EQUITY, "open_offers", "closed", known) == ["no_sealed_bids"]

    @pytest.mark.parametrize("name", ["confirm_buyer", "fail"])
    def test_end_with_what_was_opened(self, name: str) -> None:
        assert SEALED in codes(EQUITY, name, "opening", property_facts(EQUITY, sealed_stages=(1,)))


class TestSoundness:
    @pytest.mark.parametrize(
        ("key", "name", "source"),
        [
            ("procurement/inquiry", "finish_own_evaluation", "evaluating"),
            ("procurement/consultation", "fail_talks", "negotiating"),
            ("construction/double_envelope", "record_first_opening", "first_opening"),
            ("property/lease", "confirm_buyer", "opening"),
        ],
    )
    def test_names_a_step_that_leaves_sealed_bids_behind(self, key: str, name: str, source: str) -> None:
        procedure = next(p for p in registry.procedures() if p.key.startswith(f"{key}/"))
        assert takes_sealed_bids(procedure)
        assert soundness.problems(procedure) == []
        careless = replace(procedure, steps=tuple(_careless(one, name) for one in procedure.steps))
        words = f"{procedure.key}: step {name!r} from {source!r} does not wait until the bids are opened"
        assert words in soundness.problems(careless)


def _careless(found: Step, name: str) -> Step:
    if found.name != name:
        return found
    return replace(found, guards=tuple(guard for guard in found.guards if guard.name != SEALED))


def test_single_source_takes_none() -> None:
    """The price is settled by talks (74号令 ch. 4): nothing would open what came under seal."""
    assert not takes_sealed_bids(PROCEDURES["single_source"])


def test_in_sales_of_property_alone_bids_may_come_otherwise() -> None:
    sealed = [one for one in registry.procedures() if takes_sealed_bids(one)]
    assert {one.kind for one in sealed if not takes_only_sealed_bids(one)} == {"property"}
    assert {one.kind for one in sealed if takes_only_sealed_bids(one)} == {
        "construction",
        "land",
        "procurement",
    }
    assert not takes_only_sealed_bids(PROCEDURES["single_source"])
