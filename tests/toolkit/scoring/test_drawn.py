"""An evaluation that calls something drawn which its draws did not come to is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit.draws.scenes import MINUTE, secret
from tests.toolkit.scoring.lots import ABC, RULES, lot
from toolkit.command.main import main
from toolkit.draws import drawing
from toolkit.draws.records import Contributor, Draw, Entry, Kept, Wanted
from toolkit.scoring import drawn
from toolkit.scoring.inputs import DrawFile, Given
from toolkit.scoring.publishing import Evaluation, publish
from toolkit.scoring.unfit import Unfit


def completed(purpose: Any, group: str, wanted: int, *entries: str) -> Draw:
    """Return a complete draw to which two contributed."""
    kept = {
        who: Kept(contributor=who, lot="lot", number=1, purpose=purpose, secret=secret(who))
        for who in ("centre", "supervisor")
    }  # fmt: skip
    draw = Draw(
        deal="deal", lot="lot", purpose=purpose, number=1, groups=(Wanted(group=group, wanted=wanted),),
        contributors=tuple(
            Contributor(
                contributor=who, party=f"pty_{who}", commitment=drawing.commitment(own), committed_at=MINUTE, secret=own.secret,
                revealed_at=3 * MINUTE,
            )
            for who, own in kept.items()
        ),
        pool=tuple(Entry(entry=one, groups=(group,)) for one in sorted(entries)), fixed_at=2 * MINUTE, reveal_by=10 * MINUTE,
    )  # fmt: skip
    seed = drawing.seed(draw)
    orders = drawing.orders(draw.groups, draw.pool, seed)
    return draw.model_copy(update={"seed": seed, "orders": orders, "end": "complete"})


COEFFICIENT = completed("coefficient", "discount", 1, "0.01", "0.02", "0.03")
TIE = completed("tie", "tie-1", 2, "A", "B")
[(_, VALUE)] = drawn.coefficients_of(COEFFICIENT)
[ORDER] = drawn.orders_of(TIE)
OTHER = next(one for one in ("0.01", "0.02") if one != VALUE)


def evaluation(value: str = VALUE, order: tuple[str, ...] = ORDER, *draws: Draw) -> Evaluation:
    given = Given.model_validate({
        "coefficients": ({"name": "discount", "value": Decimal(value)},), "drawn": (order,),
        "draws": tuple(
            DrawFile.model_validate({"purpose": one.purpose, "number": one.number, "sha256": one.hash})
            for one in draws or (COEFFICIENT, TIE)
        ),
    })  # fmt: skip
    points = {"A": "30", "B": "30", "C": "35"}
    return publish(RULES["comprehensive"], lot(*ABC, points=points, given=given))


@pytest.mark.parametrize(
    ("published", "draws", "code"),
    [
        (evaluation(), (COEFFICIENT, TIE), ""),
        (evaluation(OTHER), (COEFFICIENT, TIE), "coefficient_not_drawn"),
        (evaluation(VALUE, ORDER[::-1]), (COEFFICIENT, TIE), "order_not_drawn"),
        (evaluation(), (COEFFICIENT,), "draws_otherwise"),
        (evaluation(VALUE, ORDER, COEFFICIENT), (COEFFICIENT, TIE), "draws_otherwise"),
    ],
)
def test_an_evaluation_is_compared_with_its_draws(
    published: Evaluation,
    draws: tuple[Draw, ...],
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not code:
        drawn.check(published, draws)
    else:
        with pytest.raises(Unfit) as refused:
            drawn.check(published, draws)
        assert refused.value.code == code
    file = tmp_path / "evaluation.json"
    file.write_bytes(published.to_bytes())
    command = ["verify", "ranking", str(file), "--json"]
    for number, one in enumerate(draws):
        (tmp_path / f"{number}.json").write_bytes(one.to_bytes())
        command += ["--draw", str(tmp_path / f"{number}.json")]
    assert (main(command) == 0) is (code == "")
    told = capsys.readouterr()
    assert (json.loads(told.out)["follows"] is True) if not code else code in told.err + told.out
