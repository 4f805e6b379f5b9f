"""Every step of every procedure has its page, those of one that nobody has thought of yet too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from foundation import clock
from foundation.text import Text
from portal.desk import forms, step_page, typed
from portal.desk.step_page import PREFIX, StepPage
from tests.factories.accounts import PartyFactory
from tests.portal.desk import made_up
from trading import particulars, registry
from trading.law.grammar import Step
from trading.law.labels import Amount, Gt, Label, MinLen, ShortText
from trading.law.procedure import Procedure
from trading.models import Lot

pytestmark = pytest.mark.django_db


def opened(lot: Lot, step: Step, actor: Actor) -> StepPage:
    now = clock.now()
    if step.whole_deal:
        return step_page.of_deal(lot.deal, step.name, actor, now, None)
    return step_page.of_lot(lot.id, step.name, actor, now, None)


def rendered(page: StepPage) -> str:
    request = RequestFactory().get("/")
    return render_to_string("portal/desk/step.html", {"page": page, "mistakes": [], "request": request})


def takers(procedure: Procedure, organiser: Party) -> dict[Step, Actor]:
    """Return who opens the page of each step: one who takes it, or the organiser where nobody does by hand."""
    people = made_up.people(organiser)
    return {
        step: next((people[role] for role in step.roles if role in people), people[Role.ORGANISER])
        for step in procedure.steps
    }


def walk(procedure: Procedure, seen: set[Step]) -> int:
    """Open the page of each step that no procedure before had just so: the same tables make the same page."""
    organiser = PartyFactory.create()
    lot = made_up.deal_of(procedure, organiser)
    count = 0
    for step, actor in takers(procedure, organiser).items():
        count += 1
        if step in seen:
            continue
        seen.add(step)
        Lot.objects.filter(id=lot.id).update(
            state=step.sources[0], phase=procedure.state(step.sources[0]).phase.value
        )
        page = opened(lot, step, actor)
        assert page.lots, (procedure.key, step.name)
        assert page.step.name == step.name and page.takers
        assert [one.limit for one in page.endings] == list(step.opens)
        names = {info.name for info in particulars.describe(step.takes)} if step.takes else set()
        assert {one.path for one in page.fields} == names
        text = rendered(page)
        assert step.title.zh in text
        assert all(reason.message.zh in text for reason in page.refusals if "“" not in reason.message.zh)
        if page.is_fillable:
            assert all(f'"{name}"' in text for name in forms.ids(page.fields))
    return count


def test_every_step_of_every_procedure_has_its_page() -> None:
    seen: set[Step] = set()
    counts = {procedure.key: walk(procedure, seen) for procedure in registry.procedures()}
    assert sum(counts.values()) == sum(len(one.steps) for one in registry.procedures())


@dataclass(frozen=True, kw_only=True)
class Crate:
    mark: Annotated[ShortText, Label("箱号", "Mark")]
    weight: Annotated[Decimal, Gt(Decimal(0)), Label("重量（吨）", "Weight (t)")]


@dataclass(frozen=True, kw_only=True)
class Landed:
    ship: Annotated[ShortText, Label("船名", "Ship")]
    crates: Annotated[tuple[Crate, ...], MinLen(1), Label("货箱", "Crates")]
    duty: Annotated[Amount, Label("关税（元）", "Duty (yuan)")] = Decimal(0)


def test_a_procedure_that_is_written_today_has_its_pages_at_once() -> None:
    real = registry.procedures()[0]
    first = next(step for step in real.steps if step.source == real.initial)
    land = replace(
        first, name="land_cargo", by=Role.ORGANISER, title=Text("卸货", "Land the cargo"), takes=Landed, guards=(),
        whole_deal=False, notice=None, after=(), during=(), due=None,
    )  # fmt: skip
    fresh = replace(real, kind="salvage", method="auctioned", steps=(land, *real.steps))
    with registry.offering(fresh):
        organiser = PartyFactory.create()
        lot = made_up.deal_of(fresh, organiser)
        actor = made_up.people(organiser)[Role.ORGANISER]
        text = rendered(opened(lot, land, actor))
        for said in (
            "卸货",
            "船名",
            "箱号",
            "重量（吨）",
            "大于 0",
            "关税（元）",
            "data.crates.0.weight",
            'value="data.crates"',
        ):
            assert said in text
        assert walk(fresh, set()) == len(fresh.steps)


class TestAForm:
    def typed(self, **given: str) -> typed.Tree:
        query = QueryDict(mutable=True)
        query.update({name.replace("__", "."): value for name, value in given.items()})
        return typed.shown(Landed, query, PREFIX)

    def test_takes_what_was_typed_as_an_action_takes_it(self) -> None:
        tree = self.typed(
            data__ship=" 远望 ", data__crates__0__mark="A", data__crates__0__weight="1，200.5", data__crates__7__mark="B",
            data__crates__7__weight="３", data__crates__3__mark=" ",
        )  # fmt: skip
        assert typed.to_json(Landed, tree) == {
            "ship": "远望",
            "crates": [{"mark": "A", "weight": "1200.5"}, {"mark": "B", "weight": "3"}],
        }

    def test_adds_and_removes_rows_without_a_script_and_loses_nothing(self) -> None:
        more = self.typed(data__ship="远望", data__crates__0__mark="A", add="data.crates")
        assert [row["mark"] for row in more["crates"]] == ["A", ""] and more["ship"] == "远望"
        less = self.typed(data__crates__0__mark="A", data__crates__1__mark="B", remove="data.crates.0")
        assert [row["mark"] for row in less["crates"]] == ["B"]
        for hostile in ("data.nothing", "crates", "data.crates.0.mark", "data", ".", "data.crates.x"):
            assert self.typed(data__ship="远望", add=hostile)["ship"] == "远望"
            assert self.typed(data__ship="远望", remove=hostile)["ship"] == "远望"

    def test_bears_names_that_nobody_expects(self) -> None:
        tree = self.typed(
            data__crates="x", data__crates__0="y", data__ship__a="z", data__crates__99999999__mark="C"
        )
        assert tree == typed.of_stored(Landed, {}) | {"duty": ""}

    def test_shows_again_what_is_stored(self) -> None:
        for procedure in registry.procedures():
            taken = (step.takes for step in procedure.steps if step.takes)
            for cls in {procedure.particulars, procedure.lot_particulars, *taken}:
                stored = particulars.dump(particulars.parse(cls, made_up.example(cls, whole=True)))
                assert (
                    particulars.dump(particulars.parse(cls, typed.to_json(cls, typed.of_stored(cls, stored))))
                    == stored
                )
