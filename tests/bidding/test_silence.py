"""Before bids are due nobody learns who takes part, nor how many: every answer is the same with bidders and without."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from accounts.actor import Actor
from bidding.actions import deposits, registrations
from bidding.models import Registration
from config.demo import moves, property_rights
from foundation import clock, sequencer
from foundation.followers import catch_up
from tests.bidding.toy import REVIEWED, Fair
from tests.factories.accounts import actor
from tests.trading.counted import came, counted
from tests.world import World, build
from trading import engine, facts
from trading.engine import StepRefused
from trading.queries import open_steps

__all__ = ["counted"]
pytestmark = pytest.mark.django_db

# What differs from one second to the next: countdowns, tokens, and the names of forms.
# The clock goes on while everybody is asked, some minutes on a busy machine.
VOLATILE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|name="once" value="frm_[0-9A-Z]{26}"|nonce="[^"]*"|'
    r'\d{4}-\d\d-\d\d[T ]09:[0-5]\d:\d\d[.\d]*|data-urgency="[^<]*<'
)
# Everybody but the bidders who come: the public, a bidder of its own, the organiser, another one, the centre, those who watch.
READERS = (None, "cui", "sun", "shi", "chen", "su", "guo", "guan")
LOT = "/api/v1/lots/{lot}/"
DEAL = "/api/v1/deals/{deal}/"
READ = (
    "/api/v1/deals/",
    "/api/v1/changes/",
    "/api/v1/notices/",
    "/api/v1/me/changes/",
    "/api/v1/me/registrations/",
    "/api/v1/journal/",
    "/api/v1/journal/?deal={deal}",
    "/api/v1/journal/?leaves=yes",
    "/api/v1/changes/?leaves=yes",
    DEAL,
    *(DEAL + tail for tail in ("clarifications/", "documents/", "field-entities/", "field-records/", "field-records.csv")),
    *(DEAL + f"exchange-package.{ending}" for ending in ("json", "xml")),
    LOT,
    *(
        LOT + tail
        for tail in (
            "complaints/", "holds/", "objections/", "open-steps/", "periods/", "questions/",
            "registrations/", "steps/",
        )
    ),
    "/api/v1/search/?text=测试",
    "/api/v1/search/suggestions/?text=测试",
    "/search/",
    "/",
    "/notices/",
    "/data/",
    "/data/catalog.jsonld",
    "/feeds/deadlines.ics",
    "/feeds/notices.atom",
    "/sitemap.xml",
    "/ocds/bulk/index.json",
    "/ocds/red-flags.json",
    "/ocds/releases",
    "/ocds/records",
    "/deals/{number}/",
    "/deposits/",
    "/deposits/?overdue=yes",
    "/lots/{lot}/deposits/",
    "/lots/{lot}/deposits/?sift=held",
    "/me/deposits/",
)  # fmt: skip


@pytest.fixture
def world() -> World:
    return build()


def come(lot: str, world: World) -> None:
    """Three bidders register, one withdraws, two pay."""
    for who in ("bai", "kong", "fang"):
        made = registrations.register(lot_id=lot, by=world.actor(who))
        if who == "fang":
            registrations.withdraw(registration_id=made.id, by=world.actor(who))
            continue
        deposits.enter(
            registration_id=made.id, kind="paid", amount=Decimal("100000.00"), reference=f"B-{who}", by=world.actor("chen")
        )  # fmt: skip


def everything(world: World, made: moves.Cast) -> dict[tuple[str | None, str], tuple[int, str]]:
    """Read every address as everybody; what followers show is brought up to date first."""
    sequencer.drain()
    catch_up()
    number = world.deal(made).number
    told = {}
    for who in READERS:
        for path in READ:
            answer = read(world, who, path.format(lot=made.lot, deal=made.deal, number=number))
            told[who, path] = answer
    return told


def read(world: World, who: str | None, path: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {world.stage._tokens[who]}"} if who else {}
    answer = world.stage._client.get(path, headers=headers)
    return answer.status_code, VOLATILE.sub("", answer.text)


def disclosed(world: World) -> moves.Cast:
    """Offer property for sale, of which offers need not come under seal."""
    made = property_rights.warehouse(world.stage)[0]
    for _wait in property_rights._disclose(made):
        raise AssertionError("nothing is waited for before the disclosure")
    return made


class TestSilence:
    def test_of_every_address_to_everybody(self, world: World) -> None:
        made = world.announced()
        before = everything(world, made)
        assert {path for (_, path), (status, _) in before.items() if status == 200} == set(READ)
        come(made.lot, world)
        assert Registration.objects.count() == 3
        after = everything(world, made)
        assert [key for key, answer in after.items() if answer != before[key]] == []

    def test_of_what_was_recorded_of_bids_before_they_are_due(self, world: World) -> None:
        """Not to those who watch either, whoever recorded it: the journal alone says that something was."""
        made = disclosed(world)
        outcomes = f"/api/v1/lots/{made.lot}/outcomes/"
        before = everything(world, made), [read(world, who, outcomes) for who in READERS]
        ranked = [{"rank": 1, "name": "抢先公司", "price": "123456.78"}]
        values = {"bids_received": 2, "bids_valid": 2, "has_winner": True, "price": "123456.78"}
        world.tell("chen", outcomes, {"stage": "receipt", "values": {"bids_received": 3}})
        world.tell("chen", outcomes, {"stage": "receipt", "values": values, "candidates": ranked})
        after = everything(world, made), [read(world, who, outcomes) for who in READERS]
        changed = {path for (who, path), answer in after[0].items() if answer != before[0][who, path]}
        assert changed <= {path for path in READ if path.startswith("/api/v1/journal/")}
        assert before[1] == after[1]
        world.later(days=60)
        told = [row["values"]["bids_received"] for row in world.stage.get("guo", outcomes)]
        assert told == [3, 2]
        assert facts.collect(world.lot(made), clock.now()).bids_valid == 2

    @pytest.mark.usefixtures("counted")
    def test_ends_with_the_bidding_for_those_who_watch(self, world: World) -> None:
        made = world.announced()
        come(made.lot, world)
        world.later(days=60)
        came(made.lot, 3)
        world.later(minutes=1)
        sequencer.drain()
        assert world.lot(made).phase == "evaluating"
        told = world.stage.pages("su", f"/api/v1/journal/?deal={made.deal}")
        assert "bidding.registration.made" in {event["type"] for event in told}

    def test_of_the_reasons_against_a_step(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        readers = [Actor.public(), actor(fair.sun), actor(fair.chen), actor(fair.su)]
        before = [open_steps(lot, actor=reader, at=clock.now()) for reader in readers]
        fair.registered(lot)
        assert [open_steps(fair.again(lot), actor=reader, at=clock.now()) for reader in readers] == before

    def test_of_the_refusal_of_a_step(self, fair: Fair) -> None:
        lot = fair.offered(REVIEWED)
        fair.registered(lot)
        with pytest.raises(StepRefused) as refused:
            engine.advance(lot, "close", by=Actor.clock(), at=clock.now(), handed=engine.Handed())
        assert [refusal.code for refusal in refused.value.refusals] == ["period_not_over"]
