"""A deal and its lots. The lot is what moves; the deal's phase is derived from its lots."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_fsm import RETURN_VALUE, transition

from foundation.fields import ConcurrentTransitionMixin, IdField, StateField
from trading import registry
from trading.law.grammar import Phase, Step
from trading.law.procedure import Procedure


class Origin(models.TextChoices):
    """Where a deal runs."""

    HERE = "here", "本平台"
    DEMONSTRATION = "demonstration", "演示"
    EXTERNAL = "external", "外部系统"


PHASES = [(phase.value, phase.value) for phase in Phase]


class Deal(models.Model):
    """
    One tender, land offer, procurement or property deal.

    `procedure_key` is the edition its particulars were last checked against; each lot pins its own when it is
    announced. `source` and `source_key` name the other trading system and its key for a deal that runs there.
    """

    id = IdField(prefix="deal")
    number = models.CharField(max_length=40, unique=True)
    unified_code = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    method = models.CharField(max_length=40)
    procedure_key = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    project_code = models.CharField(max_length=24, blank=True)
    organiser = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Party", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.CharField(max_length=6)
    sector = models.CharField(max_length=40)
    classification = models.CharField(max_length=3, blank=True)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=200, blank=True)
    exchange = models.ForeignKey("accounts.Party", models.PROTECT, null=True, blank=True, related_name="+")
    estimate = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    particulars = models.JSONField(default=dict)
    phase = models.CharField(max_length=20, choices=PHASES, default=Phase.PREPARING.value)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=40)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Lists are read newest announcement first, by keyset."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~models.Q(source_key=""),
                name="deal_source_key_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(agency__isnull=True) | ~models.Q(agency=models.F("organiser")),
                name="deal_agency_is_not_organiser",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-announced_at", "-id"],
                name="deal_announced",
                condition=models.Q(announced_at__isnull=False),
            ),
            models.Index(
                fields=["kind", "-announced_at", "-id"],
                name="deal_kind_announced",
                condition=models.Q(announced_at__isnull=False),
            ),
            models.Index(
                fields=["phase", "-announced_at", "-id"],
                name="deal_phase_announced",
                condition=models.Q(announced_at__isnull=False),
            ),
            models.Index(fields=["organiser", "-id"], name="deal_organiser"),
            models.Index(
                fields=["agency", "-id"], name="deal_agency", condition=models.Q(agency__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def procedure(self) -> Procedure:
        """The procedure in the edition that the deal's particulars follow."""
        return registry.pinned(self.procedure_key)


class Lot(ConcurrentTransitionMixin, models.Model):
    """
    One lot (标段 / 包 / 宗地 / 标的) in one round. Only `trading.engine` moves it.

    `next_step_at` is the tick's index: the instant from which a timed step may be taken, null when none waits for the
    clock or the step that waits lacks a fact.
    """

    id = IdField(prefix="lot")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="lots")
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=1)
    procedure_key = models.CharField(max_length=120)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")
    title = models.CharField(max_length=300)
    estimate = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    particulars = models.JSONField(default=dict)
    state = StateField(max_length=60)
    phase = models.CharField(max_length=20, choices=PHASES, default=Phase.PREPARING.value)
    entered_at = models.DateTimeField()
    next_step_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Lots are counted from one within a deal; a re-run has the same number in a later round."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "number", "round"], name="lot_number_unique")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_step_at"],
                name="lot_due",
                condition=models.Q(next_step_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}/{self.number}.{self.round} {self.state}"

    @property
    def procedure(self) -> Procedure:
        """The procedure in the edition this lot runs by, pinned when it was announced."""
        return registry.pinned(self.procedure_key)

    @transition(field=state, source="*", target=RETURN_VALUE())
    def _move(self, step: Step) -> str:
        """Return the state that `step` leads to; the engine alone calls this."""
        return step.target
