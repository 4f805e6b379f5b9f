"""What a competition came to, as handed in for demonstration and external deals."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar

from django.db import models

from foundation.fields import IdField
from trading.models.deal import Lot


class Outcome(models.Model):
    """
    One fact about a competition: how many took part, who ranks where, at what price. Never a table of bids.

    `values` are fields of `trading.law.facts.Facts` by name; `candidates` the ranked candidates that the law makes
    public: `[{"rank": 1, "party": "pty_…"|null, "name": "…", "price": "123.00"}]`, with the `percent` of what was
    promised beside the price where that was bid (竞自持、竞配建). A later outcome's values win.
    """

    id = IdField(prefix="out")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="outcomes")
    stage = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    candidates = models.JSONField(default=list)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=40)

    class Meta:
        """Read by lot in order of recording."""

        indexes: ClassVar = [models.Index(fields=["lot", "recorded_at"], name="outcome_lot")]

    @property
    def digest(self) -> str:
        """All that was recorded, the amounts among it; the id keeps a small result from being guessed."""
        said = json.dumps(
            [self.id, self.stage, self.values, self.candidates], sort_keys=True, ensure_ascii=False
        )
        return hashlib.sha256(said.encode()).hexdigest()
