"""Letters of awards for which nothing was compared here: to whoever has the award, where the law has such a letter, and to nobody else."""

from __future__ import annotations

import pytest

from bidding import audit_letters
from bidding.models import SentLetter
from foundation import journal
from foundation.transactions import action
from tests.bidding.results.test_results import key_of
from tests.portal.test_bids import reader
from tests.world import World, build
from toolkit import canonical
from trading import awarded, registry
from trading.models import Lot, Outcome, StepTaken

pytestmark = pytest.mark.django_db
PRICE = "812345.60"


@pytest.fixture
def world() -> World:
    return build()


def award(world: World, method: tuple[str, str], *, to: str, known: bool = True) -> str:
    """Let a lot of a method be awarded to somebody of the cast, by its party or by name alone; return the lot."""
    lot = world.announced().lot
    party = world.cast.members[to].party
    candidate = {"rank": 1, "name": party.name, "price": PRICE} | ({"party": party.id} if known else {})
    Outcome.objects.create(
        lot_id=lot, stage="talks", recorded_at=journal.instant(lot), recorded_by="m:shen", values={"price": PRICE},
        candidates=[candidate],
    )  # fmt: skip
    Lot.objects.filter(id=lot).update(procedure_key=key_of(*method))
    _tell(lot, *method)
    return lot


@action
def _tell(lot_id: str, kind: str, method: str) -> None:
    procedure = next(one for one in registry.procedures() if (one.kind, one.method) == (kind, method))
    source, target = next(
        (source, step.target)
        for step in procedure.steps
        for source in step.sources
        if awarded.is_awarded(procedure, step.target) and not awarded.is_awarded(procedure, source)
    )
    Lot.objects.filter(id=lot_id).update(state=target, phase=procedure.state(target).phase.value)
    lot = Lot.objects.select_for_update().get(id=lot_id)
    taken = StepTaken.objects.create(
        lot=lot, step="award", source=source, target=target, at=journal.instant(lot_id), actor="m:shen"
    )
    awarded.tell(lot, taken)


@pytest.mark.parametrize("method", [("procurement", "single_source"), ("procurement", "call_off_direct")])
def test_who_was_chosen_without_having_registered_is_sent_its_letter(
    world: World, method: tuple[str, str]
) -> None:
    lot = award(world, method, to="han")
    row = SentLetter.objects.get(lot=lot)
    said = canonical.load(bytes(row.content))
    name = world.cast.members["han"].party.name
    assert row.registration is None
    assert (row.kind, row.party.name) == ("awarded", name)
    assert (said["bidder"], said["winner"], said["price"]) == (name, name, PRICE)
    assert (said["rank"], said["figures"], said["evaluation"], said["bid"]) == (0, [], "", "")
    assert said["number"] in reader("han").get("/me/letters/").text
    assert said["number"] not in reader("kong").get("/me/letters/").text
    assert list(audit_letters.findings()) == []


def test_who_bids_nowhere_and_is_known_by_name_alone_cannot_be_sent_any(world: World) -> None:
    award(world, ("procurement", "single_source"), to="han", known=False)
    assert not SentLetter.objects.exists()


@pytest.mark.parametrize("method", [("land", "listing"), ("property", "equity_transfer")])
def test_where_the_law_has_no_such_letter_none_is_sent(world: World, method: tuple[str, str]) -> None:
    award(world, method, to="bai")
    assert not SentLetter.objects.exists()


def test_each_procedure_that_the_law_gives_a_letter_says_by_which_article() -> None:
    given = {
        (one.kind, str(one.contract.letter))
        for one in registry.procedures()
        if one.contract and one.contract.letter
    }
    assert {kind for kind, _ in given} == {"construction", "procurement"}
    assert all("第45条" in law or "第46条" in law for _, law in given)
