"""Whether what an evaluation calls drawn is what its draws came to, by their files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from toolkit.draws import drawing, verifying
from toolkit.draws.records import Draw
from toolkit.scoring.publishing import Evaluation
from toolkit.scoring.unfit import Unfit


def check(published: Evaluation, draws: Sequence[Draw]) -> None:
    """
    Compare an evaluation with the files of its draws, all those that it names.

    :raises Unsound: for a file that is no sound draw.
    :raises Unfit: `draws_otherwise` unless the files are exactly those that the evaluation names, complete and of one lot;
        `coefficient_not_drawn`, `order_not_drawn` for what they did not come to.
    """
    for one in draws:
        verifying.verify(one)
    given = published.inputs.given
    named = sorted((one.purpose, one.number, one.sha256) for one in given.draws)
    if named != sorted((one.purpose, one.number, one.hash) for one in draws):
        raise Unfit("draws_otherwise")
    if any(one.end != "complete" for one in draws) or len({one.lot for one in draws}) > 1:
        raise Unfit("draws_otherwise")
    coefficients = sorted((str(one.name), one.value) for one in given.coefficients)
    if coefficients != sorted(
        (name, Decimal(value)) for one in _of("coefficient", draws) for name, value in coefficients_of(one)
    ):
        raise Unfit("coefficient_not_drawn")
    if {*given.drawn} - {order for one in _of("tie", draws) for order in orders_of(one)}:
        raise Unfit("order_not_drawn")


def coefficients_of(draw: Draw) -> list[tuple[str, str]]:
    """Return the names and values that a complete draw of coefficients came to."""
    return [(group, value) for group, values in sorted(drawing.drawn(draw).items()) for value in values]


def orders_of(draw: Draw) -> list[tuple[str, ...]]:
    """Return the groups of equal bids of a complete draw, each in the order in which it was drawn."""
    return [order for _, order in sorted(drawing.drawn(draw).items())]


def _of(purpose: str, draws: Iterable[Draw]) -> list[Draw]:
    return [one for one in draws if one.purpose == purpose]
