"""
What somebody writes who has read `docs/formats/evaluation.md` and none of our code: from a published file to its result.

It takes nothing from `toolkit`. Tests compare the two; a difference is a defect of one of them, or of the page.
"""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from math import floor

from tests.toolkit.scoring.stranger_acts import Acts
from tests.toolkit.scoring.stranger_sheet import BONUSES, LOW_IS_BETTER, Fields, Refused, rounded


def result_of(published: bytes) -> Fields:
    """Return the result that follows from the rest of the file."""
    content = json.loads(published)
    return follows(content["rule"], content["inputs"])


def follows(rule: Fields, inputs: Fields) -> Fields:
    """Return the result that follows from a rule and inputs."""
    method = rule["shortlist"]["method"] if rule["method"] == "separate_award" else rule["method"]
    if method != "two_envelopes" and any(one["stage"] == "second" for one in inputs["exclusions"]):
        raise Refused("stage_not_allowed")
    return Reader(inputs).result(rule)


class Reader(Acts):
    """Section 5, method by method."""

    def result(self, rule: Fields) -> Fields:
        return {
            "comprehensive": self.by_benchmark,
            "reasonable_low": self.by_benchmark,
            "comprehensive_score": self.by_ratio,
            "consultation": self.by_ratio,
            "weighted_quote": self.weighted,
            "technical_then_price": self.technical_then_price,
            "two_envelopes": self.two_envelopes,
            "price_first": self.framework,
            "quality_first": self.framework,
            "direct_selection": self.call_off,
            "second_competition": self.call_off,
            "rotation": self.call_off,
            "separate_award": self.separate_award,
        }.get(rule["method"], self.by_price)(rule)

    def by_price(self, rule: Fields) -> Fields:
        self.exclusions()
        if not self.prices(rule) or not self.enough(rule):
            return self.too_few(rule)
        return self.compare_prices(rule)

    def compare_prices(self, rule: Fields) -> Fields:
        order = ["evaluated_price"]
        if rule["method"] == "lowest_evaluated":
            order += ["price"]
            for name in self.valid():
                own = sorted(
                    self.of("adjustments", name), key=lambda one: (one["name"], Fraction(one["amount"]))
                )
                for one in own:
                    self.note(name, "adjusted", name=one["name"], amount=one["amount"])
                added = sum((Fraction(one["amount"]) for one in own), Fraction(0))
                self.figures[name]["adjustment"] = rounded(added, 2)
                self.figures[name]["evaluated_price"] = rounded(
                    self.number(name, "evaluated_price") + added, 2
                )
        return self.conclude(rule, order, rule["candidates"])

    def by_ratio(self, rule: Fields) -> Fields:
        self.exclusions()
        if not self.prices(rule) or not self.enough(rule):
            return self.too_few(rule)
        self.quality(rule)
        base = min((self.figures[name]["evaluated_price"] for name in self.valid()), key=Fraction)
        self.lot["benchmark"] = base
        for name in self.valid():
            ratio = (
                Fraction(base) / self.number(name, "evaluated_price") * Fraction(rule["price_weight"]) * 100
            )
            self.figures[name]["price_score"] = rounded(ratio, rule["score_places"])
        self.totals(rule)
        if rule["same_brand"] == "best":
            self.one_brand(["total", *rule["ties"]])
        last = ["technical"] if rule["method"] == "consultation" else []
        return self.conclude(rule, ["total", "price", *last], rule["candidates"])

    def by_benchmark(self, rule: Fields) -> Fields:
        self.exclusions()
        if not self.prices(rule) or not self.enough(rule):
            return self.too_few(rule)
        if rule["method"] == "comprehensive":
            self.quality(rule)
        return self.compare_deviations(rule)

    def compare_deviations(self, rule: Fields) -> Fields:
        base, how = self.benchmark(rule), rule["deviation"]
        for name in self.valid():
            figures = self.figures[name]
            deviation = (self.number(name, "evaluated_price") - base) / base * 100
            figures["deviation"] = rounded(deviation, how["rate_places"])
            rate = Fraction(figures["deviation"])
            lost = abs(rate) * Fraction(how["above"] if rate > 0 else how["below"])
            score = rounded(max(Fraction(how["full"]) - lost, Fraction(how["lowest"])), rule["score_places"])
            if bonus := sum(
                (Fraction(value) for key, value in figures.items() if key in BONUSES), Fraction(0)
            ):
                figures["score_before_bonus"] = score
                score = rounded(Fraction(score) * (1 + bonus), rule["score_places"])
            figures["price_score"] = score
        first = "price_score"
        if rule["method"] == "comprehensive":
            self.totals(rule)
            first = "total"
        return self.conclude(rule, [first, "price"], rule["candidates"])

    def weighted(self, rule: Fields) -> Fields:
        self.exclusions()
        self.prices(rule)
        for name in self.valid():
            if rule["start_price"] and self.number(name, "price") < Fraction(rule["start_price"]):
                price = self.figures[name]["price"]
                self.exclude(name, "below_start_price", price=price, start_price=rule["start_price"])
        if not self.enough(rule):
            return self.too_few(rule)
        self.quality(rule)
        self.lot["highest_price"] = max((self.figures[name]["price"] for name in self.valid()), key=Fraction)
        for name in self.valid():
            ratio = (
                self.number(name, "price")
                / Fraction(self.lot["highest_price"])
                * Fraction(rule["price_weight"])
                * 100
            )
            self.figures[name]["price_score"] = rounded(ratio, rule["score_places"])
        self.totals(rule)
        return self.conclude(rule, ["total", "price"], rule["candidates"], low=LOW_IS_BETTER - {"price"})

    def technical_then_price(self, rule: Fields) -> Fields:
        self.exclusions()
        if not self.prices(rule) or not self.enough(rule):
            return self.too_few(rule)
        self.quality(rule)
        self.shortlist(rule)
        return self.conclude(rule, ["evaluated_price", "quality"], rule["candidates"])

    def shortlist(self, rule: Fields) -> None:
        for name in self.valid():
            self.pass_mark(name, rule["passing"])
        left = self.valid()
        for name in left:
            place = 1 + sum(self.number(other, "quality") > self.number(name, "quality") for other in left)
            if place > rule["shortlist"]:
                self.exclude(name, "not_shortlisted", place=str(place), shortlist=str(rule["shortlist"]))

    def pass_mark(self, name: str, mark: str) -> None:
        quality = self.figures[name]["quality"]
        if Fraction(quality) < Fraction(mark):
            self.exclude(name, "below_passing", quality=quality, passing=mark)

    def two_envelopes(self, rule: Fields) -> Fields:
        then = rule["then"]
        if "criteria" not in then and Fraction(rule["passing"]):
            raise Refused("passing_not_allowed")
        self.exclusions()
        if "criteria" in then:
            self.quality(then)
            for name in self.valid():
                self.pass_mark(name, rule["passing"])
        few = not self.enough(then)
        if then["method"] == "technical_then_price" and not few:
            self.shortlist(then)
        opened = {name for name, bid in self.bids.items() if bid["quotes"]}
        opened |= {one["bid"] for one in self.inputs["exclusions"] if one["stage"] == "second"}
        if opened & ({*self.bids} if few else self.out):
            raise Refused("second_envelope_opened")
        if not few:
            self.exclusions("second")
        if few or not self.prices(then) or not self.valid():
            return self.too_few(then)
        if then["method"] == "technical_then_price":
            return self.conclude(then, ["evaluated_price", "quality"], then["candidates"])
        return (
            self.compare_prices(then)
            if then["method"] == "lowest_evaluated"
            else self.compare_deviations(then)
        )

    def framework(self, rule: Fields) -> Fields:
        self.exclusions()
        if not self.prices(rule) or not self.enough(rule):
            return self.too_few(rule)
        figure = "evaluated_price"
        if rule["method"] == "quality_first":
            self.quality(rule)
            figure = "quality"
        valid = len(self.valid())
        leave = max(rule["least_eliminated"], -floor(-Fraction(rule["eliminated"]) * valid))
        admitted = max(0, min(valid - leave, rule["most"] or valid))
        for name, rank, _, _ in self.ordered([figure, *rule["ties"]]):
            if rank > admitted:
                self.note(name, "eliminated", admitted=str(admitted))
        return self.conclude(rule, [figure], admitted)

    def call_off(self, rule: Fields) -> Fields:
        given = self.inputs["given"]
        if rule["method"] == "rotation":
            for name in given["declined"]:
                self.exclude(name, "turn_declined")
        self.exclusions()
        self.prices(rule)
        for name in self.valid():
            agreed = self.bids[name]["agreed_price"]
            if agreed and self.number(name, "price") > Fraction(agreed):
                self.exclude(name, "above_agreed", price=self.figures[name]["price"], agreed=agreed)
        if len(self.valid()) < rule["at_least"]:
            return self.too_few(rule)
        if rule["method"] == "second_competition":
            return self.conclude(rule, ["evaluated_price"], rule["candidates"])
        if rule["method"] == "direct_selection":
            for name in self.valid():
                if given["chosen"] and name != given["chosen"]:
                    self.exclude(name, "not_chosen", chosen=given["chosen"])
            return self.conclude({"ties": []}, [], rule["candidates"])
        start = rule["order"].index(given["served"]) + 1 if given["served"] else 0
        around = rule["order"][start:] + rule["order"][:start]
        for name in self.valid():
            self.figures[name]["turn"] = str(around.index(name) + 1)
        return self.conclude({"ties": []}, ["turn"], rule["candidates"])

    def separate_award(self, rule: Fields) -> Fields:
        found = self.result(rule["shortlist"])
        if found["outcome"] == "too_few":
            return found
        if any(set(group) - set(found["candidates"]) for group in found["undecided"]):
            raise Refused("shortlist_undecided")
        for name in self.valid():
            if name not in found["candidates"]:
                self.exclude(name, "not_proposed")
        order = ["evaluated_price"] if rule["award"] == "price" else []
        if rule["award"] == "vote":
            for number, ballots in enumerate(self.inputs["given"]["ballots"], 1):
                order.append(f"votes_{number}")
                votes = Counter(ballots)
                for name in self.valid():
                    self.figures[name][f"votes_{number}"] = str(votes[name])
        return self.conclude({"ties": []}, order, 1, drawn=rule["award"] == "draw")
