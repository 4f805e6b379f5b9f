"""
The published file of an evaluation: rule, inputs and result, and whether the result follows from the rest.

The page is `docs/formats/evaluation.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, ClassVar, Literal, Self

from toolkit.records import Record
from toolkit.refusals import Refused
from toolkit.scoring.evaluating import Rule, evaluate
from toolkit.scoring.evaluations import Inputs
from toolkit.scoring.results import Result

_ABSENT = "-"


class Evaluation(Record):
    """What is published when a lot was evaluated."""

    longest_bytes: ClassVar[int] = 64 * 1024 * 1024

    v: Literal["evaluation/1"] = "evaluation/1"
    rule: Rule
    inputs: Inputs
    result: Result

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """
        Read a file that was published.

        :raises Refused: `json_too_long`, `json_malformed`, `json_not_canonical`; `object_malformed` with the first field that
            is wrong, or if one is missing.
        """
        found = super().from_bytes(content)
        # Fields have defaults for who writes rules in Python; a file has one encoding, in which none is missing.
        if found.to_bytes() != content:
            raise Refused("object_malformed", object=cls.__name__, field="", why="missing")
        return found


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a published result is not what follows: the path of the field, what is there, and what should be."""

    path: str
    published: str
    computed: str


def publish(rule: Rule, inputs: Inputs) -> Evaluation:
    """
    Evaluate, and return what is published.

    :raises Unfit: what `evaluate` raises.
    """
    return Evaluation(rule=rule, inputs=inputs, result=evaluate(rule, inputs))


def first_difference(published: Evaluation) -> Difference | None:
    """
    Compute the result anew from the published rule and inputs; return the first field that differs, or `None`.

    :raises Unfit: what `evaluate` raises: of such inputs no result follows at all.
    """
    computed = evaluate(published.rule, published.inputs)
    return differ("result", published.result.model_dump(), computed.model_dump())


def differ(path: str, one: Any, other: Any) -> Difference | None:
    """Return the first place below `path` at which two dumped results differ, or `None`."""
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = (
            (f"{path}.{key}", one.get(key, _ABSENT), other.get(key, _ABSENT))
            for key in sorted({*one, *other})
        )
    elif isinstance(one, tuple) and isinstance(other, tuple):
        both = zip_longest(one, other, fillvalue=_ABSENT)
        pairs = ((f"{path}[{number}]", *pair) for number, pair in enumerate(both))
    else:
        return None if one == other else Difference(path, str(one), str(other))
    return next((found for pair in pairs if (found := differ(*pair)) is not None), None)
