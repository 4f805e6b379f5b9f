"""Who may evaluate, by method: how many, how many of them experts, and what the purchaser's own people may not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foundation.errors import Reason
from foundation.text import Text
from trading.law.citations import Law


def _never(_particulars: Any) -> bool:
    return False


def _always(_particulars: Any) -> bool:
    return True


AWARDED = frozenset({"concluded"})
"""招标投标法 art. 37: the names of a committee are kept secret until the result is settled. Phases, by their values."""
WITH_THE_RESULT = AWARDED | {"publicising"}
"""政府采购法实施条例 art. 43: the notice of the result names the experts; 87号令 art. 47: secret before it."""

_FEW = Text(
    "评标（评审）委员会至少{least}人，现为{members}人",
    "A committee has {least} members at least, not {members}",
)
_EVEN = Text("评标（评审）委员会人数应为单数", "A committee has an odd number of members")
_EXPERTS = Text("评审专家不得少于成员总数的三分之二", "Two thirds of the members at least are experts")


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a bid is out by law, whatever the document asks: `code` as it is published, `law` with its item."""

    code: str
    title: Text
    law: Law


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeRule:
    """
    The rule of one method: an odd committee of `least`, or of `raised` where the particulars are `weighty`; two thirds experts
    where `two_thirds`. Where the law does not bind (`binds`), one member is enough. `sits` tells for which deals there is a committee at
    all: of the others nothing is to be judged, and the announced figures alone decide.

    `grounds` are those by which the law itself takes a bid out; `unmet` is the article for a requirement of the document that is not met.
    `asks` is the article by which bidders are asked to clarify, `corrects` that which says what changes of a result; None where the law
    has none, and practice holds. `presides` is the article by which whoever represents the organiser may not preside; None where it may.
    `refilled` is the article by which whoever leaves is replaced, where it is another than `law`.
    `unfit` is the article for a requirement of the prequalification document that an applicant does not meet, and `applicants` are the
    grounds of the law itself by which one may not bid; None where no committee examines applicants.
    `qualification_by_organiser`: the organiser, and not the committee, examines who qualifies, and `disqualifies` are the grounds of the
    law by which somebody does not, whatever the document requires. The names are a secret until a phase of
    `known_in`: at the latest when the lot has its result for good, where the law publishes them with the result then.
    """

    least: int
    law: Law
    raised: int = 0
    weighty: Callable[[Any], bool] = _never
    binds: Callable[[Any], bool] = _always
    sits: Callable[[Any], bool] = _always
    two_thirds: bool = True
    grounds: tuple[Ground, ...] = ()
    unmet: Law | None = None
    asks: Law | None = None
    corrects: Law | None = None
    refilled: Law | None = None
    presides: Law | None = None
    qualification_by_organiser: bool = False
    disqualifies: tuple[Ground, ...] = ()
    unfit: Law | None = None
    applicants: tuple[Ground, ...] = ()
    known_in: frozenset[str] = AWARDED

    def smallest(self, particulars: Any) -> int:
        """Return how many members there are at least."""
        if not self.binds(particulars):
            return 1
        return self.raised if self.raised and self.weighty(particulars) else self.least

    def is_met(self, particulars: Any, *, members: int, experts: int) -> bool:
        """Tell whether a committee of so many is lawful."""
        return not self.reasons(particulars, members=members, experts=experts)

    def reasons(self, particulars: Any, *, members: int, experts: int) -> list[Reason]:
        """Return all that is wrong with a committee of so many, each with its article."""
        if not self.binds(particulars):
            return (
                []
                if members
                else [Reason("committee_too_small", _FEW.format(least=1, members=0), str(self.law))]
            )
        least, law, found = self.smallest(particulars), str(self.law), []
        if members < least:
            found.append(Reason("committee_too_small", _FEW.format(least=least, members=members), law))
        if members % 2 == 0:
            found.append(Reason("committee_even", _EVEN, law))
        if experts > members or (self.two_thirds and experts * 3 < members * 2):
            found.append(Reason("committee_experts", _EXPERTS, law))
        return found
