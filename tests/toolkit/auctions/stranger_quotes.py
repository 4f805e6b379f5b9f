"""Section 5 of `docs/formats/auction.md`: prices that nobody sees before all are known; it takes nothing from `toolkit`."""

from __future__ import annotations

from fractions import Fraction

from tests.toolkit.auctions.stranger_open import BEYOND, NOBODY, Fields, Form, Open, Refused, View, sum_of
from tests.toolkit.scoring.stranger import follows
from tests.toolkit.scoring.stranger_sheet import Refused as Unranked


class Sealed(Open):
    """One-shot and multi-round quotations; their claims are judged as those of open prices."""

    def rounds(self) -> list[Fields]:
        """Return the rounds that there are, given what was quoted: number, opens, ends, least, among, best before."""
        rules = self.rules
        found: list[Fields] = []
        opens, least = rules["starts_at"], rules["start_price"]
        among: list[str] = []
        best: list[Fields] = []
        for number in range(1, rules["rounds"] + rules["tie_rounds"] + 1):
            ends = opens + rules["round_s"] * 1000
            found.append(
                {"number": number, "opens": opens, "ends": ends, "least": least, "among": among, "best": best}
            )
            given = [one for one in self.of("quote") if opens <= one["now"] < ends]
            if not given:
                break
            top = max(Fraction(one["price"]) for one in given)
            best = [one for one in given if Fraction(one["price"]) == top]
            among = [one["bidder"] for one in best] if number >= rules["rounds"] else []
            longest = max(given, key=lambda one: (Fraction(one["price"]), -one["number"]))["price"]
            least = sum_of(longest, rules["increment"])
            least = least if Fraction(least) < BEYOND else ""
            opens = ends + rules["pause_s"] * 1000
            if number >= rules["rounds"] and len(best) == 1:
                break
        self.last = best
        return found

    def running(self, now: int) -> Fields | None:
        return next((one for one in self.rounds() if now < one["ends"]), None)

    def on_quote(self, move: Fields) -> None:
        one = self.running(move["now"])
        if one is None or move["now"] < one["opens"]:
            raise Refused("between_rounds")
        if any(each["bidder"] == move["bidder"] and each["now"] >= one["opens"] for each in self.of("quote")):
            raise Refused("quoted_already")
        if one["among"] and move["bidder"] not in one["among"]:
            raise Refused("not_among_equals")
        if not one["least"]:
            raise Refused("no_further_price", stands=one["best"][0]["price"])
        if Fraction(move["price"]) < Fraction(one["least"]) or not Fraction(move["price"]):
            stands = {"stands": one["best"][0]["price"]} if one["best"] else {}
            raise Refused("misses_step" if one["best"] else "misses_start", **stands, least=one["least"])

    def on_claim(self, move: Fields) -> None:
        if self.running(move["now"]) is not None:
            raise Refused("window_not_open")
        price, among = self.best(self.last)
        self.claim(move, price, among[0] if among else "")

    def best(self, quotes: list[Fields]) -> tuple[str, list[str]]:
        if not quotes:
            return "", []
        if claims := self.of("claim"):
            return quotes[0]["price"], [claims[-1]["bidder"]]
        ranks = [self.live_ranks().get(one["bidder"], NOBODY) for one in quotes]
        return quotes[0]["price"], [
            one["bidder"] for one, rank in zip(quotes, ranks, strict=True) if rank == min(ranks)
        ]

    def on_raise(self, move: Fields) -> None:
        raise Refused("move_of_another_form")

    on_step = on_raise

    def view(self, now: int) -> View:
        one = self.running(now)
        price, among = self.best(one["best"] if one else self.last)
        leader = among[0] if len(among) == 1 else ""
        if one:
            phase, ends = ("between_rounds", one["opens"]) if now < one["opens"] else ("quoting", one["ends"])
            return View(phase, ends, False, price, leader, one["least"])
        ends = self.rounds()[-1]["ends"]
        if not price:
            return View("closed", ends, True, reason="nobody_bid")
        if self.rules["holders"]:
            ends += self.rules["priority_s"] * 1000
        if now < ends:
            return View("priority", ends, False, price, leader)
        if leader or self.rules["ties"] == "earliest":
            return View("closed", ends, True, price, among[0], awards=[View.award(among[0], price)])
        return View("closed", ends, True, price, tied=sorted(among), tied_at=price)


class Once(Form):
    """Quotations with one quote each, in one window."""

    def quoted(self, move: Fields, start: str) -> None:
        if any(one["bidder"] == move["bidder"] for one in self.of("quote")):
            raise Refused("quoted_already")
        if Fraction(move["price"]) < Fraction(start or "0") or not Fraction(move["price"]):
            raise Refused("misses_start", least=start or "0")


class Weighted(Once):
    def on_quote(self, move: Fields) -> None:
        self.quoted(move, self.rules["scoring"]["start_price"])

    def on_score(self, move: Fields) -> None:
        if all(one["bidder"] != move["bidder"] for one in self.of("quote")):
            raise Refused("nothing_quoted")
        if move["expert"] > self.rules["experts"]:
            raise Refused("expert_unknown", expert=str(move["expert"]))
        criteria = self.rules["scoring"]["criteria"]
        good = len(criteria) == len(move["scores"])
        for one, score in zip(criteria, move["scores"], strict=False):
            value, low = Fraction(score), Fraction(one["lowest"])
            steps = (value - low) / Fraction(one["step"]) if one["step"] else Fraction(0)
            good &= low <= value <= Fraction(one["highest"]) and steps.denominator == 1
        if not good:
            raise Refused("score_outside", expert=str(move["expert"]))
        if any(
            (one["bidder"], one["expert"]) == (move["bidder"], move["expert"]) for one in self.of("score")
        ):
            raise Refused("scored_already")

    def view(self, now: int) -> View:
        ends = self.after("quoting_s")
        if now < ends:
            return View("quoting", ends, least=self.rules["scoring"]["start_price"])
        if not self.of("quote"):
            return View("closed", ends, True, reason="nobody_bid")
        try:
            found = follows(self.rules["scoring"], self.inputs())
        except (Unranked, IndexError, ZeroDivisionError):
            return View("closed", ends, True, reason="scores_missing")
        if found["outcome"] == "too_few":
            return View("closed", ends, True, reason="too_few_bids")
        if len(self.of("score")) != self.rules["experts"] * len(self.of("quote")):
            return View("closed", ends, True, reason="scores_missing")
        ranking = [self.ranked(one) for one in found["placings"] if one["rank"]]
        tied = sorted(one["bid"] for one in found["placings"] if one["rank"] == 1)
        if len(tied) > 1:
            return View("closed", ends, True, ranking=ranking, tied=tied)
        first = ranking[0]
        return View("closed", ends, True, first["price"], first["bidder"], awards=[first], ranking=ranking)

    @staticmethod
    def ranked(one: Fields) -> Fields:
        figures = {each["name"]: each["value"] for each in one["figures"]}
        return View.award(one["bid"], figures["price"], value=figures["total"])

    def inputs(self) -> Fields:
        bid = {"agreed_price": "", "brand": "", "claims": [], "small_share": "0", "submitted_at": 0}
        return {
            "deal": "a", "lot": "a", "bids": [bid | {"id": one["bidder"], "quotes": [one["price"]]} for one in self.of("quote")],
            "exclusions": [], "corrections": [], "reviews": [], "adjustments": [],
            "sheets": [{"bid": one["bidder"], "expert": one["expert"], "scores": one["scores"]} for one in self.of("score")],
            "given": {"coefficients": [], "drawn": [], "ballots": [], "chosen": "", "served": "", "declined": []},
        }  # fmt: skip


class Share(Once):
    def on_quote(self, move: Fields) -> None:
        self.quoted(move, self.rules["start_price"])
        if not 1 <= move["least"] <= move["quantity"] <= self.rules["quantity"]:
            raise Refused("quantity_outside", most=str(self.rules["quantity"]))

    def view(self, now: int) -> View:
        ends = self.after("quoting_s")
        if now < ends:
            return View("quoting", ends, least=self.rules["start_price"])
        left, awards = self.rules["quantity"], []
        for one in sorted(self.of("quote"), key=lambda one: (-Fraction(one["price"]), one["number"])):
            if one["least"] <= left:
                got = min(one["quantity"], left)
                left -= got
                awards.append(View.award(one["bidder"], one["price"], got))
        if not awards:
            return View("closed", ends, True, reason="nobody_bid")
        lowest = min((one["price"] for one in awards), key=Fraction)
        if self.rules["pricing"] == "uniform":
            awards = [one | {"price": lowest} for one in awards]
        return View("closed", ends, True, lowest, awards=awards)
