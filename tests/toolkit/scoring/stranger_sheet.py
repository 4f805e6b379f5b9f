"""What a stranger reads in sections 1 and 6 of `docs/formats/evaluation.md`, and on the order; see `stranger`."""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from math import floor
from typing import Any

Fields = dict[str, Any]
LOW_IS_BETTER = {"price", "evaluated_price", "submitted_at", "turn"}


class Refused(Exception):
    """Nothing follows."""


def rounded(value: Fraction, places: int) -> str:
    scaled = floor(abs(value) * 10**places + Fraction(1, 2))
    digits = str(scaled).rjust(places + 1, "0")
    whole = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{whole}" if value < 0 and scaled else whole


class Sheet:
    def __init__(self, inputs: Fields) -> None:
        self.inputs = inputs
        self.bids = {one["id"]: one for one in sorted(inputs["bids"], key=lambda one: one["id"])}
        self.figures: dict[str, dict[str, str]] = {name: {} for name in self.bids}
        self.criteria: dict[str, list[str]] = {name: [] for name in self.bids}
        self.reasons: dict[str, list[Fields]] = {name: [] for name in self.bids}
        self.out: set[str] = set()
        self.lot: dict[str, str] = {}

    def of(self, listed: str, name: str) -> list[Fields]:
        return [one for one in self.inputs[listed] if one["bid"] == name]

    def valid(self) -> list[str]:
        return [name for name in self.bids if name not in self.out]

    def number(self, name: str, figure: str) -> Fraction:
        return Fraction(self.figures[name][figure])

    def note(self, name: str, code: str, /, **details: str) -> None:
        listed = [{"name": key, "value": value} for key, value in details.items()]
        self.reasons[name].append({"code": code, "details": listed})

    def exclude(self, name: str, code: str, /, **details: str) -> None:
        self.note(name, code, **details)
        self.out.add(name)

    def ordered(
        self,
        order: list[str],
        among: list[str] | None = None,
        low: set[str] = LOW_IS_BETTER,
        *,
        drawn: bool = True,
    ) -> list[tuple[str, int, str, str]]:
        """Return (bid, rank, the criterion that decides, the bid before)."""

        def compare(one: str, other: str) -> int:
            for figure in order:
                a, b = self.number(one, figure), self.number(other, figure)
                if a != b:
                    return -1 if (a < b) is (figure in low) else 1
            return 0

        names = sorted(self.valid() if among is None else among)
        draws = self.draws() if drawn else []
        placed: list[tuple[str, int, str, str]] = []

        def lots(name: str) -> list[str]:
            equal = [other for other in names if not compare(other, name)]
            return next((draw for draw in draws if sorted(draw) == equal), [])

        def told(one: str, other: str) -> int:
            place = (lots(one) or names).index
            return compare(one, other) or place(one) - place(other)

        for name in sorted(names, key=cmp_to_key(told)):
            before = placed[-1] if placed else None
            rank, by = len(placed) + 1, ""
            if before and compare(before[0], name):
                by = next(f for f in order if self.number(before[0], f) != self.number(name, f))
            elif before and lots(name):
                by = "drawn"
            elif before:
                rank = before[1]
            placed.append((name, rank, by, before[0] if before else ""))
        return placed

    def draws(self) -> list[list[str]]:
        draws: list[list[str]] = self.inputs["given"]["drawn"]
        groups = {tuple(sorted({*draw})) for draw in draws}
        if len(groups) < len(draws) or sum(map(len, groups)) < sum(map(len, draws)):
            raise Refused("draw_repeated")
        return draws

    def too_few(self, rule: Fields) -> Fields:
        for name in self.valid():
            self.note(name, "too_few_bids", at_least=str(rule["at_least"]))
        return self.written("too_few", [], [], [])

    def conclude(
        self, rule: Fields, order: list[str], most: int, low: set[str] = LOW_IS_BETTER, *, drawn: bool = True
    ) -> Fields:
        placed = self.ordered([*order, *rule["ties"]], low=low, drawn=drawn)
        groups: dict[int, list[str]] = {}
        for name, rank, _, _ in placed:
            groups.setdefault(rank, []).append(name)
        candidates = [
            name for rank, group in groups.items() if rank + len(group) - 1 <= most for name in group
        ]
        undecided = [group for rank, group in groups.items() if rank <= most and len(group) > 1]
        ranked = []
        for name, rank, by, before in placed:
            why: tuple[str, dict[str, str]] = ("best", {})
            if len(groups[rank]) > 1:
                why = ("tied", {"bids": str(len(groups[rank]))})
            elif by == "drawn":
                why = ("drawn", {"than": before})
            elif before:
                own, other = self.figures[name][by], self.figures[before][by]
                why = ("behind", {"than": before, "by": by, "own": own, "other": other})
            listed = [{"name": key, "value": value} for key, value in why[1].items()]
            ranked.append((name, rank, [*self.reasons[name], {"code": why[0], "details": listed}]))
        return self.written("ranked", ranked, candidates, undecided)

    def written(
        self, outcome: str, ranked: list[Any], candidates: list[str], undecided: list[list[str]]
    ) -> Fields:
        seen = {name for name, *_ in ranked}
        rest = [(name, 0, self.reasons[name]) for name in self.bids if name not in seen]
        return {
            "outcome": outcome,
            "figures": _pairs(self.lot),
            "placings": [
                {
                    "bid": name, "rank": rank, "figures": _pairs(self.figures[name]), "criteria": self.criteria[name],
                    "reasons": reasons,
                }
                for name, rank, reasons in (*ranked, *rest)
            ],
            "candidates": candidates,
            "undecided": undecided,
        }  # fmt: skip


BONUSES = {"small_bonus", "joint_bonus", "domestic_bonus"}


# The table of section 6.
ORDER = (
    "first_quote", "opened_price", "price", "submitted_at", "small_deduction", "joint_deduction",
    "domestic_deduction", "small_bonus", "joint_bonus", "domestic_bonus", "adjustment", "evaluated_price",
    "technical", "business", "quality", "deviation", "score_before_bonus", "price_score",
    "total", "turn", "votes_1", "votes_2", "votes_3", "prices",
    "prices_counted", "mean", "second_mean", "lowest_price", "highest_price", "ceiling_share",
    "discount", "benchmark",
)  # fmt: skip


def _pairs(figures: dict[str, str]) -> list[Fields]:
    return [{"name": name, "value": printable(figures[name])} for name in ORDER if name in figures]


def printable(value: str) -> str:
    if abs(Fraction(value)) >= 10**16:
        raise Refused("figure_too_large")
    return value
