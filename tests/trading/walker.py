"""Somebody who does at random what people and the clock may do to a deal."""

from __future__ import annotations

import dataclasses
import random
import typing
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.models import Member
from accounts.roles import Role
from config.demo.moves import Cast
from foundation import clock
from foundation.clock import local_date
from foundation.errors import DomainError
from tests.trading.counted import came, opened, qualified
from tests.trading.oracle import Oracle
from trading import particulars, queries
from trading.actions import clarifications, disputes, holds, outcomes, steps, walking
from trading.law.grammar import Step
from trading.law.guards import takes_only_sealed_bids
from trading.models import Deal, Hold, Lot, Objection

LATEST = datetime(2026, 12, 1, tzinfo=clock.ZONE)  # beyond are dates that no calendar settles


def example(cls: type, rng: random.Random, today: date) -> dict[str, Any]:
    """Return what a step might take, as JSON."""
    hints = typing.get_type_hints(cls)
    data: dict[str, Any] = {}
    for info in particulars.describe(cls):
        if not info.required and rng.random() < 0.5:
            continue
        nested = [
            t for t in (hints[info.name], *typing.get_args(hints[info.name])) if dataclasses.is_dataclass(t)
        ]
        if info.choices:
            data[info.name] = rng.choice(info.choices)[0]
        elif nested:
            one = example(typing.cast(type, nested[0]), rng, today)
            # Of a list five, each of another name where it has one: as many as a committee has.
            some = [one | {"name": f"{n}"} if "name" in one else one for n in range(5)]
            data[info.name] = one if dataclasses.is_dataclass(hints[info.name]) else some
        else:
            data[info.name] = _value(info.type, rng, today)
    return data


def _value(kind: str, rng: random.Random, today: date) -> Any:
    if kind == "bool":
        return rng.random() < 0.8
    if kind == "int":
        return rng.choice([1, 1, 1, 2, 3, 5])
    if kind == "Decimal":
        return rng.choice(["0.05", "1.00", "1.00", "100.00"])
    if kind == "date":
        return today.isoformat()
    if kind == "datetime":
        return datetime.combine(today, datetime.min.time(), clock.ZONE).isoformat()
    return [] if kind.startswith("tuple") else "如此"


class Walker:
    """Walks one deal; `taken` counts what took effect, `refused` what the rules turned away."""

    def __init__(self, cast: Cast, seed: str) -> None:
        self.cast, self.rng = cast, random.Random(seed)
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.oracle = Oracle()
        members = list(Member.objects.filter(role=Role.BIDDER).order_by("id"))
        self.parties = [m.party_id for m in members]
        self.bidders = [
            Actor(role=Role.BIDDER, member_id=m.id, user_id=m.user_id, party_id=m.party_id)
            for m in members[:4]
        ]

    def walk(self, moves: int) -> None:
        """Make so many moves, and look at everything after each that took effect and at the end."""
        acts: list[tuple[Callable[[Lot], object], int]] = [
            (self.step, 10), (self.wait, 5), (self.record, 3), (self.clarify, 2), (self.object, 2), (self.suspend, 2),
            (self.settle, 5), (self.rerun, 2),
        ]  # fmt: skip
        for _ in range(moves):
            lots = list(self.deal().lots.select_related("deal").order_by("number", "round"))
            act = self.rng.choices([a for a, _ in acts], [weight for _, weight in acts])[0]
            going = [lot for lot in lots if not lot.procedure.state(lot.state).final]
            lot = self.rng.choice(going or lots)
            if not going:
                if not any(lot.procedure.state(lot.state).rerun for lot in lots):
                    break
                act = self.rerun
            try:
                act(lot)
                self.taken[act.__name__] += 1
                self.oracle.look(self.cast.deal)
            except DomainError as error:
                self.refused[error.code] += 1
        self.oracle.look(self.cast.deal)

    def deal(self) -> Deal:
        """Return the deal as it is now."""
        return Deal.objects.get(id=self.cast.deal)

    def actor(self, role: Role) -> Actor:
        """Return somebody in a role who may act on the deal."""
        deal = self.deal()
        party = {
            Role.ORGANISER: deal.organiser_id,
            Role.AGENCY: deal.agency_id,
            Role.EXCHANGE: deal.exchange_id,
        }.get(role)
        return Actor(role=role, user_id="usr_walker", party_id=party)

    def step(self, lot: Lot) -> None:
        """Try a step out of the lot's state, the ones that are open most of the time."""
        rows = queries.open_steps(lot, actor=self.actor(Role.ORGANISER), at=clock.now())
        choice = [row for row in rows if not row.refusals and Role.CLOCK not in row.step.roles]
        if not choice or self.rng.random() < 0.2:
            choice = rows
        if not choice:
            return
        # Ends come by themselves soon enough; a walk that seldom chooses them sees more of the way.
        going = [r for r in choice if not lot.procedure.state(r.step.target).final]
        if self.rng.random() < 0.96:
            choice = going
        if not choice:
            return
        step = self.rng.choice(choice).step
        by = self.actor(self.rng.choice(step.roles))
        data = example(step.takes, self.rng, local_date(clock.now())) if step.takes else {}
        if "price" in data and (price := self._price(lot)):
            data["price"] = price
        ends = self._ends(step)
        if step.whole_deal:
            steps.take_deal_step(deal_id=lot.deal_id, step=step.name, by=by, data=data, ends=ends)
        else:
            steps.take_step(lot_id=lot.id, step=step.name, by=by, data=data, ends=ends)

    def wait(self, lot: Lot) -> None:
        """Let some time pass, to a due instant or beyond, with every tick on the way."""
        ends = [p.ends_at for p in lot.periods.filter(current=True, ends_at__gt=clock.now())]
        target = clock.now() + timedelta(days=self.rng.choice([0, 1, 3, 7]), minutes=self.rng.randrange(600))
        if ends and self.rng.random() < 0.7:
            target = self.rng.choice(ends) + timedelta(minutes=self.rng.choice([-1, 0, 1]))
        if target < LATEST:
            for _ in walking.walk_to(target):
                pass

    def record(self, lot: Lot) -> None:
        """Let bids have come and, where the law seals them, be opened; hand in what they came to."""
        most = self.rng.choice([0, 2, 3, 3, 3, 5, 5, 5])
        values: dict[str, Any] = {
            "bids_received": most, "bids_valid": most, "has_winner": most > 0, "prequalified": most,
            "asked_for_limited_phase": most, "first_envelope_passed": most, "rejected_all": most == 0,
        }  # fmt: skip
        kept = {name: value for name, value in values.items() if self.rng.random() < 0.9}
        priced = most and self.rng.random() < 0.5
        if takes_only_sealed_bids(lot.procedure):
            parties = self.parties[:most]
            came(lot.id, most)
            opened(lot.id, dict.fromkeys(parties, "100.00"))
            named = [{"rank": n + 1, "party": party} for n, party in enumerate(parties[:3])]
            kept.pop("bids_received", None)
            if any(one.qualifies for one in lot.procedure.states) and "prequalified" in kept:
                qualified(lot.id, kept.pop("prequalified"))
        else:
            named = [{"rank": n + 1, "name": f"甲{n}", "price": "100.00"} for n in range(min(most, 3))]
            kept |= {"price": "100.00"} if priced else {}
        outcomes.record_outcome(
            lot_id=lot.id, stage="walk", by=self.actor(Role.CENTRE), values=kept, candidates=named
        )

    def clarify(self, lot: Lot) -> None:
        """Publish a clarification that moves a running period, forwards or (in vain) backwards."""
        running = list(lot.periods.filter(current=True))
        ends = {}
        if running:
            period = self.rng.choice(running)
            ends[period.limit] = period.ends_at + timedelta(days=self.rng.choice([-1, 0, 2, 16, 25]))
        clarifications.clarify(
            deal_id=lot.deal_id, title="补遗", content="更新", affects_preparation=self.rng.random() < 0.5,
            by=self.actor(Role.AGENCY if self.deal().agency_id else Role.ORGANISER), ends=ends,
        )  # fmt: skip

    def object(self, lot: Lot) -> None:
        """Object at some stage."""
        stages = [rule.stage for rule in lot.procedure.objections]
        if stages:
            disputes.object_to(
                lot_id=lot.id, stage=self.rng.choice(stages), grounds="不公", by=self.rng.choice(self.bidders)
            )

    def suspend(self, lot: Lot) -> None:
        """Suspend the lot."""
        holds.suspend(lot_id=lot.id, reason="核查", law="条例", by=self.actor(Role.SUPERVISOR))

    def settle(self, lot: Lot) -> None:
        """End what holds the lot up."""
        for objection in Objection.objects.filter(lot=lot, status="open"):
            disputes.reply_objection(
                objection_id=objection.id, reply="已核实", upheld=False,
                by=self.actor(Role.AGENCY if self.deal().agency_id else Role.ORGANISER),
            )  # fmt: skip
        for hold in Hold.objects.filter(lot=lot, ended_at=None, cause=Hold.Cause.SUPERVISOR):
            holds.resume(hold_id=hold.id, reason="完毕", by=self.actor(Role.SUPERVISOR))

    def rerun(self, lot: Lot) -> None:
        """Run a failed lot again."""
        steps.rerun(lot_id=lot.id, by=self.actor(Role.AGENCY if self.deal().agency_id else Role.ORGANISER))

    def _price(self, lot: Lot) -> str | None:
        values = lot.outcomes.order_by("recorded_at", "id").values_list("values", flat=True)
        return next((v["price"] for v in reversed(list(values)) if v.get("price")), None)

    def _ends(self, step: Step) -> dict[str, datetime]:
        if not step.opens or self.rng.random() < 0.5:
            return {}
        limit = self.rng.choice(step.opens)
        return {limit.name: clock.now() + timedelta(days=self.rng.choice([1, 9, 21, 40]))}
