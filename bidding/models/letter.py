"""Letters to bidders, as they were sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bidding.models.registration import Registration
from foundation.fields import IdField
from foundation.text import Text
from toolkit import canonical

TITLES = {
    "awarded": Text("中标（成交）通知书", "Letter of award"),
    "not_awarded": Text("中标（成交）结果通知书", "Letter of the result"),
    "admitted": Text("入围通知书", "Letter of admission"),
    "not_admitted": Text("入围结果通知书", "Letter of who was admitted"),
    "prequalified": Text("资格预审结果通知书（通过）", "Result of the prequalification: passed"),
    "not_prequalified": Text("资格预审结果通知书（未通过）", "Result of the prequalification: not passed"),
}
OF_AWARDS = ("awarded", "not_awarded", "admitted", "not_admitted")


class SentLetter(models.Model):
    """
    One letter to one bidder, written and signed by the platform in the transaction of the step that sends it, and kept as it was: a
    later award writes letters of its own. `content` is canonical JSON, `signature` a detached CMS signature over it. Who was chosen
    without having registered (a single source, a call-off) has a letter and no `registration`.
    """

    id = IdField(prefix="let")
    taken = models.ForeignKey("trading.StepTaken", models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="letters")
    lot = models.ForeignKey("trading.Lot", models.PROTECT, related_name="letters")
    party = models.ForeignKey("accounts.Party", models.PROTECT, related_name="+")
    number = models.CharField("编号", max_length=120, unique=True)
    kind = models.CharField(max_length=16, choices=[(code, words.zh) for code, words in TITLES.items()])
    content = models.BinaryField()
    signature = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """One of a step to each bidder."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["taken", "registration"], name="letter_once"),
            models.UniqueConstraint(fields=["taken", "party"], name="letter_to_a_party_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> Text:
        """What such a letter is called."""
        return TITLES[self.kind]

    @property
    def sha256(self) -> str:
        """The digest of the letter's file."""
        return canonical.sha256(bytes(self.content))
