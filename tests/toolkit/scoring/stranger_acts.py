"""What a stranger reads in section 4 of `docs/formats/evaluation.md`, and before the table of section 5; see `stranger`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from tests.toolkit.scoring.stranger_sheet import Fields, Refused, Sheet, printable, rounded


class Acts(Sheet):
    # Section 4

    def exclusions(self, stage: str = "first") -> None:
        for one in sorted(
            self.inputs["exclusions"], key=lambda one: (one["bid"], one["ground"], one["words"])
        ):
            if one["stage"] == stage:
                self.exclude(one["bid"], "not_compliant", ground=one["ground"], words=one["words"] or "-")

    def prices(self, rule: Fields) -> bool:
        for name in self.valid():
            self.quote(name, rule)
        if "submitted_at" in rule["ties"]:
            for name in self.valid():
                if not self.bids[name]["submitted_at"]:
                    raise Refused("submitted_at_missing")
                self.figures[name]["submitted_at"] = str(self.bids[name]["submitted_at"])
        for name in self.valid():
            for sheet in self.of("corrections", name):
                self.correct(name, sheet, rule["corrections"])
        for name in self.valid():
            price = self.figures[name]["price"]
            if rule["ceiling_price"] and Fraction(price) > Fraction(rule["ceiling_price"]):
                self.exclude(name, "above_ceiling", price=price, ceiling=rule["ceiling_price"])
        self.low_prices(rule)
        if rule["same_brand"] == "lowest":
            self.one_brand(["price"])
        self.preferences(rule["preferences"])
        return True

    def enough(self, rule: Fields) -> bool:
        brands = [self.bids[name]["brand"] for name in self.valid()]
        count = len(brands)
        if rule["same_brand"] == "best":
            count = len({one for one in brands if one}) + brands.count("")
        return count >= rule["at_least"]

    def quote(self, name: str, rule: Fields) -> None:
        quotes = self.bids[name]["quotes"]
        if not quotes:
            return self.exclude(name, "no_quote")
        if len(quotes) > 1 and rule["method"] not in ("negotiation", "consultation"):
            raise Refused("quote_repeated")
        if not Fraction(quotes[-1]):
            return self.exclude(name, "quote_of_zero")
        if len(quotes) > 1:
            self.figures[name]["first_quote"] = quotes[0]
        self.figures[name]["price"] = quotes[-1]
        return None

    def correct(self, name: str, sheet: Fields, steps: list[str]) -> None:
        price, before, lines = sheet["statement"], len(self.reasons[name]), [*sheet["lines"]]
        amounts: dict[int, str] = {}
        for step in steps:
            if step == "statement" and sheet["body"] and Fraction(sheet["body"]) != Fraction(price):
                self.note(name, "corrected_statement", price=price, body=sheet["body"])
            if step == "words" and sheet["words"] and Fraction(sheet["words"]) != Fraction(price):
                self.note(name, "corrected_words", before=price, price=sheet["words"])
                price = sheet["words"]
            if step == "point":
                for number, line in enumerate(lines):
                    if line["slipped"] and Fraction(line["quantity"]):
                        unit = rounded(Fraction(line["amount"]) / Fraction(line["quantity"]), 6)
                        amounts[number] = line["amount"]
                        if Fraction(printable(unit)) != Fraction(line["unit_price"]):
                            self.note(
                                name, "corrected_point", line=str(number + 1), before=line["unit_price"], unit_price=unit
                            )  # fmt: skip
            if step == "sum" and lines:
                each = (
                    amounts.get(number)
                    or rounded(Fraction(line["quantity"]) * Fraction(line["unit_price"]), 2)
                    for number, line in enumerate(lines)
                )
                found = rounded(sum(map(Fraction, each), Fraction(0)), 2)
                if Fraction(printable(found)) != Fraction(price):
                    self.note(name, "corrected_sum", before=price, price=found)
                    price = found
        if len(self.reasons[name]) == before:
            return
        if not sheet["answer"]:
            raise Refused("correction_unanswered")
        if sheet["answer"] == "declined" or not Fraction(price):
            self.exclude(name, "correction_declined" if Fraction(price) else "quote_of_zero")
            return
        self.figures[name]["opened_price"] = self.figures[name]["price"]
        self.figures[name]["price"] = price

    def low_prices(self, rule: Fields) -> None:
        how, names = rule["low_prices"], self.valid()
        prices = {name: self.number(name, "price") for name in names}
        at: Callable[[Fraction, Fraction], bool] = (
            (lambda a, b: a <= b) if how["bound"] == "at_or_below" else (lambda a, b: a < b)
        )
        for name in names:
            others = [prices[other] for other in names if other != name]
            averaged = others + ([prices[name]] if how["mean_of"] == "all" else [])
            marks: dict[str, Fraction] = {}
            if how["of_mean"] and others:
                marks["low_of_mean"] = Fraction(how["of_mean"]) * sum(averaged) / len(averaged)
            if how["of_next"] and others:
                marks["low_of_next"] = Fraction(how["of_next"]) * min(others)
            if how["of_ceiling"] and rule["ceiling_price"]:
                marks["low_of_ceiling"] = Fraction(how["of_ceiling"]) * Fraction(rule["ceiling_price"])
            marked = [code for code, mark in marks.items() if at(prices[name], mark)]
            for code in marked:
                self.note(name, code, price=self.figures[name]["price"])
            reviews = self.of("reviews", name)
            if marked and not reviews:
                raise Refused("review_missing")
            for review in reviews:
                if review["due_at"] - review["asked_at"] < how["reply_minutes"] * 60_000:
                    raise Refused("review_too_short")
                if not review["asked_at"] <= review["answered_at"] < review["due_at"]:
                    self.exclude(name, "low_price_unanswered")
                elif review["finding"] == "unjustified":
                    self.exclude(name, "low_price_unjustified")
                else:
                    self.note(name, "low_price_justified")

    def one_brand(self, order: list[str]) -> None:
        for brand in {self.bids[name]["brand"] for name in self.valid()} - {""}:
            own = [name for name in self.valid() if self.bids[name]["brand"] == brand]
            placed = self.ordered(order, own)
            if len([one for one in placed if one[1] == 1]) > 1:
                raise Refused("brand_undecided")
            for name, *_ in placed[1:]:
                self.exclude(name, "same_brand", stays=placed[0][0])

    def preferences(self, how: Fields) -> None:
        names = self.valid()
        foreign = any("domestic" not in self.bids[name]["claims"] for name in names)
        for name in names:
            bid, shares = self.bids[name], {}
            if {"small", "prison", "welfare"} & {*bid["claims"]}:
                shares["small"] = how["small"]
            elif {"joint", "subcontract"} & {*bid["claims"]} and Fraction(bid["small_share"]) >= Fraction(
                how["joint_from"]
            ):
                shares["joint"] = how["joint"]
            if "domestic" in bid["claims"] and foreign:
                shares["domestic"] = how["domestic"]
            price = self.figures[name]["price"]
            left = Fraction(price)
            for key, share in shares.items():
                if Fraction(share) and how["given_as"] == "bonus":
                    self.figures[name][f"{key}_bonus"] = share
                elif Fraction(share):
                    self.figures[name][f"{key}_deduction"] = rounded(Fraction(price) * Fraction(share), 2)
                    left -= self.number(name, f"{key}_deduction")
            deducted = any(key.endswith("_deduction") for key in self.figures[name])
            self.figures[name]["evaluated_price"] = rounded(left, 2) if deducted else price

    # Section 5, before the table

    def quality(self, rule: Fields) -> None:
        for name in self.valid():
            sheets = self.of("sheets", name)
            parts = {"technical": Fraction(0), "business": Fraction(0)}
            for number, one in enumerate(rule["criteria"]):
                scores = sorted(Fraction(sheet["scores"][number]) for sheet in sheets)
                if one["judgement"] == "subjective" and rule["trim"]:
                    scores = scores[rule["trim"] : -rule["trim"]]
                points = (
                    sum(scores, Fraction(0))
                    / len(scores)
                    / Fraction(one["highest"])
                    * Fraction(one["weight"])
                )
                self.criteria[name].append(rounded(points, rule["criterion_places"]))
                parts[one["part"]] += Fraction(self.criteria[name][-1])
            for part, points in parts.items():
                self.figures[name][part] = rounded(points, rule["score_places"])
            both = self.number(name, "technical") + self.number(name, "business")
            self.figures[name]["quality"] = rounded(both, rule["score_places"])

    def totals(self, rule: Fields) -> None:
        for name in self.valid():
            points = self.number(name, "quality") + self.number(name, "price_score")
            self.figures[name]["total"] = rounded(points, rule["score_places"])

    def benchmark(self, rule: Fields) -> Fraction:
        how = rule["benchmark"]
        prices = sorted(self.number(name, "evaluated_price") for name in self.valid())
        lines = [one for one in how["trims"] if one["bids"] <= len(prices)]
        line = max(lines, key=lambda one: one["bids"], default={"highest": 0, "lowest": 0})
        counted = prices[line["lowest"] : len(prices) - line["highest"]]
        self.lot |= {"prices": str(len(prices)), "prices_counted": str(len(counted))}
        if how["of"] == "ceiling":
            start = Fraction(rule["ceiling_price"])
        elif how["of"] == "lowest":
            written = [self.figures[name]["evaluated_price"] for name in self.valid()]
            self.lot["lowest_price"] = next(one for one in written if Fraction(one) == counted[0])
            start = counted[0]
        else:
            self.lot["mean"] = rounded(sum(counted, Fraction(0)) / len(counted), how["mean_places"])
            start = Fraction(self.lot["mean"])
            if how["of"] == "second_mean":
                below = [one for one in counted if one <= start] or counted[:1]
                self.lot["second_mean"] = rounded(sum(below, Fraction(0)) / len(below), how["mean_places"])
                start = Fraction(self.lot["second_mean"])
        k1, k2 = (self.coefficient(name, how[f"{name}s"]) for name in ("ceiling_share", "discount"))
        if k1:
            start = start * (1 - k1) + Fraction(rule["ceiling_price"]) * k1
        self.lot["benchmark"] = rounded(start * (1 - k2), how["places"])
        return Fraction(self.lot["benchmark"])

    def coefficient(self, name: str, announced: list[str]) -> Fraction:
        drawn = [one["value"] for one in self.inputs["given"]["coefficients"] if one["name"] == name]
        if drawn and not any(Fraction(drawn[0]) == Fraction(one) for one in announced):
            raise Refused("coefficient_not_announced")
        value = (drawn or announced or ["0"])[0]
        if Fraction(value):
            self.lot[name] = value
        return Fraction(value)
