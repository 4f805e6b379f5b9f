"""Checks, as anybody could, that the public record tells what was played: ends, steps, notices, and the feed read from 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config.demo.moves import Cast
from config.demo.stage import Stage

Row = Mapping[str, Any]
Kinds = Counter[tuple[str, str | None]]  # notices by kind and, where a lot moved alone, by lot
_PAGE = 1000


@dataclass
class Proof:
    """Looks at the public record through the API, signed in as nobody."""

    stage: Stage
    _procedures: dict[str, Row] = field(default_factory=dict)

    def missing(self, told: Mapping[str, tuple[Cast, Mapping[str, str]]]) -> list[str]:
        """Return what is missing of the stories; `told` gives for each its cast and the end of each lot (else: completed)."""
        feed = self._feed()
        found = []
        if [row["sequence"] for row in feed] != list(range(1, len(feed) + 1)):
            found.append("the sequence of the public feed is not dense")
        for name, (cast, ends) in told.items():
            for each in (cast, *cast.also):
                entries = [row for row in feed if row["deal"] == each.deal]
                found += [f"{name}: {words}" for words in self._deal(each, ends, entries)]
        return found

    def _feed(self) -> list[Row]:
        rows: list[Row] = []
        after = 0
        while page := self._get(f"/api/v1/changes/?after={after}&limit={_PAGE}")["results"]:
            rows += page
            after = page[-1]["sequence"]
        return rows

    def _deal(self, cast: Cast, ends: Mapping[str, str], entries: Sequence[Row]) -> Iterator[str]:
        deal = self._get(f"/api/v1/deals/{cast.deal}/")
        expected: Kinds = Counter()
        together: set[tuple[str, str]] = set()
        for lot in deal["lots"]:
            taken = self._get(f"/api/v1/lots/{lot['id']}/steps/")
            yield from _lot(
                lot, ends, [e for e in entries if e["lot"] == lot["id"]], _public(taken, deal["announced_at"])
            )
            for row in taken:
                step = self._step(lot["procedure"], row)
                if not step["notice"] or (step["whole_deal"] and (row["step"], row["at"]) in together):
                    continue
                if step["whole_deal"]:
                    together.add((row["step"], row["at"]))
                expected[step["notice"], None if step["whole_deal"] else lot["id"]] += 1
        clarified = sum(row["type"] == "trading.deal.clarified" for row in entries)
        beside = clarified + _standstills(entries) + len(cast.decided) + cast.handed_in
        yield from self._notices(cast, expected, beside, entries)

    def _notices(self, cast: Cast, expected: Kinds, others: int, entries: Sequence[Row]) -> Iterator[str]:
        """Compare what is published with what the steps called for; `others` came from elsewhere than a step."""
        notices = list(self.stage.pages(None, f"/api/v1/notices/?deal={cast.deal}&limit=200"))
        # How often an auction stood depends on what of the platform was killed meanwhile, and on no story; nor is a schedule a step.
        published: Kinds = Counter(
            (row["kind"], row["lot"]) for row in notices if not is_of_an_auction(row["kind"])
        )
        for (kind, _), times in (expected - published).items():
            yield f"{times} of the notices {kind} that steps called for are not published"
        if (expected - published).total() == 0 and (published - expected).total() != others:
            yield f"beside its steps' {expected.total()} notices it should have {others}, not {(published - expected).total()}"
        told = Counter(row["data"]["notice"] for row in entries if row["type"] == "notices.notice.published")
        if told != Counter({row["id"]: 1 for row in notices}):
            yield "the feed does not tell of each notice once"

    def _step(self, key: str, row: Row) -> Row:
        if key not in self._procedures:
            self._procedures[key] = self._get(f"/api/v1/procedures/{key}/")
        steps: list[Row] = self._procedures[key]["steps"]
        return next(s for s in steps if s["name"] == row["step"] and row["source"] in s["sources"])

    def _get(self, path: str) -> Any:
        return self.stage.get(None, path)


def is_of_an_auction(kind: str) -> bool:
    """Tell whether a notice of a kind says when a live auction begins, that it stands, or goes on."""
    return "_auction_" in kind


def _standstills(entries: Sequence[Row]) -> int:
    """Return how many notices tell that a lot stands still or goes on: of a second hold over it, the organiser's own pause alone."""
    open_holds: Counter[str] = Counter()
    told = 0
    for row in entries:
        if row["type"] == "trading.lot.held":
            told += not open_holds[row["lot"]] or row["data"]["cause"] == "organiser"
            open_holds[row["lot"]] += 1
        elif row["type"] == "trading.lot.resumed":
            open_holds[row["lot"]] -= 1
            told += not open_holds[row["lot"]]
    return told


def _lot(lot: Row, ends: Mapping[str, str], entries: Sequence[Row], taken: Sequence[str]) -> Iterator[str]:
    """Compare one lot with its expected end, and with what the feed tells of it."""
    name = f"lot {lot['number']} of round {lot['round']}"
    wanted = ends.get(lot["id"], "completed")
    if lot["state"] != wanted:
        yield f"{name} is {lot['state']}, not {wanted}"
    states = [(row["data"]["state"], row["data"]["phase"]) for row in entries if "state" in row["data"]]
    if states[-1:] != [(lot["state"], lot["phase"])]:
        yield f"of {name} the feed tells {states[-1:]}, not {lot['state']}"
    told = [row["data"]["step"] for row in entries if row["type"] == "trading.lot.moved"]
    if told != list(taken):
        yield f"of {name} the feed tells the steps {told}, not {list(taken)}"


def _public(taken: Sequence[Row], announced_at: str) -> list[str]:
    """Return the steps since the deal became public; the feed tells none from before."""
    return [row["step"] for row in taken if row["at"] >= announced_at]
