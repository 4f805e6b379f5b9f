"""The pages on which the work of a step is done, where it has some of its own: opening, evaluation, auction, examination."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from foundation.text import Text
from trading import field_packs
from trading.law.grammar import Phase, Step
from trading.models import Lot

Place = tuple[Text, str]


def of_step(lot: Lot, step: Step) -> list[Place]:
    """Return where a step of a lot is prepared beside its own page, as the tables of its procedure say it; most have nothing."""
    return list(_places(lot, step))


def _places(lot: Lot, step: Step) -> Iterator[Place]:
    procedure = lot.procedure
    state = procedure.state(lot.state)
    if state.phase is Phase.PREPARING and step.notice:
        number = lot.deal.number
        yield Text("编制文件", "Write the document"), reverse("portal-edit-document", args=[number, "tender"])
        if field_packs.applicable(lot.deal):
            yield Text("填报行业数据", "File sector records"), reverse("portal-sector-records", args=[number])
        yield Text("编辑标段（包、宗地、标的）", "Edit the lot"), reverse("portal-edit-lot", args=[lot.id])
    if any(guard.opens for guard in step.guards):
        yield Text("开标过程与结果", "The opening"), reverse("portal-opening", args=[lot.id])
    if state.qualifies:
        yield Text("资格审查", "Who qualifies"), reverse("portal-qualification", args=[lot.id])
    if procedure.call_off and lot.state in procedure.call_off.states:
        yield Text("选定供应商", "The supplier"), reverse("portal-call-off", args=[lot.id])
    is_evaluating = state.phase is Phase.EVALUATING and not state.is_evaluated
    if is_evaluating and procedure.evaluation is not None and procedure.committee is not None:
        yield Text("抽取专家", "Draw of experts"), reverse("portal-draw", args=[lot.id])
        yield Text("评审", "The evaluation"), reverse("portal-evaluation", args=[lot.id])
    if procedure.auction and getattr(lot, "has_auction", False):
        yield Text("竞价", "The live auction"), reverse("portal-auction", args=[lot.id])
