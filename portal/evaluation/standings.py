"""Where each bid stands, as a table: the same under the report that members sign and on the page of the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bidding.evaluation import results
from bidding.evaluation.results import Standing
from bidding.models import Evaluation, Ranking
from foundation.text import Text
from portal.templatetags.words import grouped


@dataclass(frozen=True, slots=True)
class Table:
    """Bids by rank with their figures, each by its title; `columns` are the titles, `lines` the figures of the lot."""

    columns: Sequence[Text]
    rows: Sequence[tuple[Standing, Sequence[tuple[Text, str]]]]
    lines: Sequence[tuple[Text, Text]]


def table(found: Evaluation | Ranking) -> Table | None:
    """Return the table of an evaluation whose result is there; None before. One query."""
    if not found.result:
        return None
    standings = results.standings(found)
    titles = {line.code: line.title for one in standings for line in one.figures}
    values = [{line.code: line.value for line in one.figures} for one in standings]
    rows = [
        (one, [(title, shown.get(code, "")) for code, title in titles.items()])
        for one, shown in zip(standings, values, strict=True)
    ]
    lines = [(line.title, Text(grouped(line.value), grouped(line.value))) for line in results.lines(found)]
    return Table(list(titles.values()), rows, lines)
