"""Sections 3 and 5 of `docs/formats/auction.md`: open prices, from the list of accepted moves; it takes nothing from `toolkit`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

Fields = dict[str, Any]
NOBODY = 10**9
BEYOND = 10**15


class Refused(Exception):
    """A move without effect; details are texts, in the order of the page."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(frozen=True)
class View:
    """What there is to see of a form."""

    phase: str
    ends: int = 0
    over: bool = False
    price: str = ""
    leader: str = ""
    least: str = ""
    awards: list[Fields] = field(default_factory=list)
    ranking: list[Fields] = field(default_factory=list)
    tied: list[str] = field(default_factory=list)
    tied_at: str = ""
    reason: str = ""
    silent: list[str] = field(default_factory=list)

    def but(self, **changed: Any) -> View:
        return replace(self, **changed)

    @staticmethod
    def award(bidder: str, price: str, quantity: int = 0, percent: str = "", value: str = "") -> Fields:
        return {"bidder": bidder, "price": price, "quantity": quantity, "percent": percent, "value": value}


def places(text: str) -> int:
    return len(text.partition(".")[2])


def text(value: Fraction, decimals: int) -> str:
    """Return a decimal, half up; what is exact stays so."""
    scaled = value * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = f"{whole:0{decimals + 1}d}"
    return f"{digits[: len(digits) - decimals]}.{digits[len(digits) - decimals :]}" if decimals else digits


def sum_of(one: str, other: str, sign: int = 1) -> str:
    """Return an exact sum, with the decimals of the longer."""
    return text(Fraction(one) + sign * Fraction(other), max(places(one), places(other)))


class Form:
    """A form: its rules and the accepted moves, each with what the auction's clock showed."""

    def __init__(self, rules: Fields) -> None:
        self.rules, self.moves = rules, list[Fields]()

    def accept(self, move: Fields) -> None:
        judge: Callable[[Fields], None] | None = getattr(self, f"on_{move['kind']}", None)
        if judge is None:
            raise Refused("move_of_another_form")
        judge(move)
        self.moves.append(move)

    def of(self, *kinds: str) -> list[Fields]:
        return [one for one in self.moves if one["kind"] in kinds]

    def after(self, *seconds: str) -> int:
        return int(self.rules["starts_at"] + sum(self.rules[one] for one in seconds) * 1000)

    def view(self, now: int) -> View:
        raise NotImplementedError

    def resumed(self, now: int) -> None:
        """Section 5: only calls begin anew."""


class Open(Form):
    """Section 3, open prices."""

    def prices(self) -> list[Fields]:
        return self.of("raise", "claim")

    def stands(self) -> tuple[str, str]:
        last = self.prices()[-1:]
        return (last[0]["price"], last[0]["bidder"]) if last else ("", "")

    def step(self) -> str:
        return str([self.rules["increment"], *(one["increment"] for one in self.of("step"))][-1])

    def least(self) -> str:
        price, cap = self.stands()[0], self.rules["cap"]
        if not price:
            return str(self.rules["start_price"])
        if cap and Fraction(price) == Fraction(cap):
            return ""
        found = sum_of(price, self.step(), -1 if self.rules["form"] == "reverse_open" else 1)
        if cap and Fraction(found) > Fraction(cap):
            return str(cap)
        return found if 0 < Fraction(found) < BEYOND else ""

    def check(self, move: Fields) -> None:
        rules, (price, leader), least = self.rules, self.stands(), self.least()
        stands, given, cap = ({"stands": price} if price else {}), Fraction(move["price"]), rules["cap"]
        if leader == move["bidder"] and rules["self_outbid"] == "refused":
            raise Refused("leads_already")
        if not least:
            raise Refused("no_further_price", **stands)
        if cap and given > Fraction(cap):
            raise Refused("above_cap", cap=cap)
        down = rules["form"] == "reverse_open"
        if (given > Fraction(least) or not given) if down else given < Fraction(least):
            raise Refused("misses_step" if price else "misses_start", **stands, least=least)
        anchor = price or rules["start_price"]
        distance, step = abs(given - Fraction(anchor)), Fraction(self.step())
        if (
            rules["grid"] == "strict"
            and (distance / step).denominator != 1
            and not (cap and given == Fraction(cap))
        ):
            raise Refused("off_grid", anchor=anchor, increment=self.step())
        if move["repeated"] and Fraction(move["repeated"]) != given:
            raise Refused("repeat_differs", price=move["price"], repeated=move["repeated"])
        far = distance > rules["large_steps"] * step or distance * 2 > Fraction(anchor)
        if rules["large_steps"] and far and distance > step and not move["repeated"]:
            raise Refused("repeat_needed", price=move["price"], least=least)

    def on_raise(self, move: Fields) -> None:
        self.check(move)

    def on_step(self, move: Fields) -> None:
        if self.rules["increments"] == "fixed":
            raise Refused("increment_fixed")
        if not Fraction(move["increment"]):
            raise Refused("increment_of_zero")
        most = self.rules["largest_increment"]
        if most and Fraction(move["increment"]) > Fraction(most):
            raise Refused("increment_too_large", most=most)

    def ranks(self) -> dict[str, int]:
        return {one["bidder"]: one["rank"] for one in self.rules["holders"]}

    def live_ranks(self) -> dict[str, int]:
        gone = [one["bidder"] for one in self.of("waive")]
        return {who: rank for who, rank in self.ranks().items() if who not in gone}

    def on_waive(self, move: Fields) -> None:
        if move["bidder"] not in self.ranks():
            raise Refused("no_priority")
        if any(one["bidder"] == move["bidder"] for one in self.of("waive")):
            raise Refused("waived_already")

    def on_claim(self, move: Fields) -> None:
        self.claim(move, *self.stands())

    def claim(self, move: Fields, price: str, leader: str) -> None:
        self.on_waive(move)
        if not price:
            raise Refused("nothing_stands")
        if Fraction(move["price"]) != Fraction(price):
            raise Refused("price_moved", stands=price)
        if self.live_ranks().get(leader, NOBODY) <= self.ranks()[move["bidder"]]:
            raise Refused("goes_before", stands=price)

    def ended(self, ends: int) -> View:
        price, leader = self.stands()
        if not price:
            return View("closed", ends, over=True, reason="nobody_bid")
        return View("closed", ends, over=True, price=price, leader=leader, awards=[View.award(leader, price)])

    def seen(self, phase: str, ends: int = 0) -> View:
        return View(phase, ends, False, *self.stands(), least=self.least())


class Called(Open):
    def calls(self) -> int:
        found = 0
        for one in self.moves:
            found = 0 if one["kind"] in ("raise", "claim", "step", "resumed") else one.get("count", found)
        return found

    def resumed(self, now: int) -> None:
        self.moves.append({"kind": "resumed", "now": now})

    def wait(self, move: Fields) -> None:
        said = self.of("raise", "claim", "step", "resumed", "call")
        since = said[-1]["now"] if said else self.rules["starts_at"]
        if move["now"] < since + self.rules["call_s"] * 1000:
            raise Refused("called_too_soon", seconds=str(self.rules["call_s"]))

    def on_call(self, move: Fields) -> None:
        price = self.stands()[0] or self.rules["start_price"]
        good = move["count"] == self.calls() + 1 <= self.rules["calls"]
        if not good or Fraction(move["price"]) != Fraction(price):
            raise Refused("called_otherwise", count=str(self.calls()), stands=price)
        self.wait(move)

    def on_hammer(self, move: Fields) -> None:
        if self.calls() < self.rules["calls"]:
            raise Refused("not_called_out", count=str(self.calls()))
        self.wait(move)

    def view(self, now: int) -> View:
        if hammer := self.of("hammer"):
            return self.ended(hammer[0]["now"])
        return self.seen("called" if self.calls() else "raising")


class Dynamic(Open):
    def view(self, now: int) -> View:
        free, countdown = self.after("free_s"), self.rules["countdown_s"] * 1000
        ends = max([free, *(one["now"] for one in self.prices())]) + countdown
        if now >= ends:
            return self.ended(ends)
        return self.seen("free", free) if now < free else self.seen("timed", ends)


class Rounds(Open):
    def opens(self) -> int:
        last = [self.rules["starts_at"], *(one["now"] for one in self.prices())][-1]
        return int(last + self.rules["pause_s"] * 1000)

    def on_raise(self, move: Fields) -> None:
        if self.view(move["now"]).phase != "round":
            raise Refused("between_rounds")
        self.check(move)

    def view(self, now: int) -> View:
        opens, latest = self.opens(), self.after("latest_s")
        ends = opens + self.rules["round_s"] * 1000
        if self.rules["holders"] and self.stands()[0]:
            ends = min(ends, self.after("latest_s", "round_s"))
        elif ends > latest:
            ends = latest
        if now >= ends:
            return self.ended(ends)
        if now >= latest:
            return View("priority", ends, False, *self.stands())
        if now < opens:
            return self.seen("between_rounds", min(opens, latest))
        return self.seen("round", min(ends, latest))
