"""Section 5 of `docs/formats/auction.md`: the listing and what follows at its cap; it takes nothing from `toolkit`."""

from __future__ import annotations

from fractions import Fraction

from tests.toolkit.auctions.stranger_open import Fields, Open, Refused, View, sum_of


class Listing(Open):
    def asked(self) -> list[str]:
        return [one["bidder"] for one in self.of("ask")]

    def capped(self) -> bool:
        price, cap = self.stands()[0], self.rules["cap"]
        return bool(price and cap and Fraction(price) == Fraction(cap))

    def opens(self) -> int:
        return max(self.after("listing_s"), self.prices()[-1]["now"])

    def inquiry(self) -> list[Fields]:
        ends = self.after("listing_s", "inquiry_s")
        return [one for one in self.of("ask") if one["now"] < ends and not one["capped"]]

    def accept(self, move: Fields) -> None:
        move = move | {"capped": self.capped()}
        if move["capped"]:
            if move["kind"] not in ("ask", "offer", "quote"):
                raise Refused("no_further_price", stands=self.stands()[0])
            if move["now"] < self.opens():
                raise Refused("window_not_open")
            kinds = {"conditions": "offer", "written": "quote", "draw": "ask"}
            if kinds.get(self.rules["beyond"]["way"]) != move["kind"]:
                raise Refused("move_of_another_form")
            self.beyond(move)
            self.moves.append(move)
        else:
            super().accept(move)

    def beyond(self, move: Fields) -> None:
        how, earlier = self.rules["beyond"], [one for one in self.of(move["kind"]) if one["capped"]]
        if move["kind"] != "offer":
            if any(one["bidder"] == move["bidder"] for one in earlier):
                raise Refused("asked_already" if move["kind"] == "ask" else "quoted_already")
            cap = self.rules["cap"]
            most = how["written_most"] or cap
            if move["kind"] == "quote" and not Fraction(cap) <= Fraction(move["price"]) <= Fraction(most):
                raise Refused("written_outside", least=cap, most=most)
            return
        if earlier and earlier[-1]["bidder"] == move["bidder"]:
            raise Refused("leads_already")
        least = sum_of(earlier[-1]["percent"], how["step_percent"]) if earlier else how["start_percent"]
        given, start = Fraction(move["percent"]), Fraction(how["start_percent"])
        whole = ((given - start) / Fraction(how["step_percent"])).denominator == 1
        if not Fraction(least) <= given <= Fraction(how["most_percent"]) or not whole:
            raise Refused("misses_percent", least=least, most=how["most_percent"])

    def on_raise(self, move: Fields) -> None:
        self.may_price(move)
        self.check(move)

    def on_claim(self, move: Fields) -> None:
        self.may_price(move)
        super().on_claim(move)

    def may_price(self, move: Fields) -> None:
        phase = self.view(move["now"]).phase
        if phase == "asking":
            raise Refused("being_asked")
        if phase == "limited" and move["bidder"] not in [*self.asked(), self.stands()[1]]:
            raise Refused("did_not_ask")

    def on_ask(self, move: Fields) -> None:
        if self.view(move["now"]).phase != "asking":
            raise Refused("not_asking")
        quoted = [one["bidder"] for one in self.prices()]
        if self.rules["may_ask"] == "quoted" and move["bidder"] not in quoted:
            raise Refused("has_not_quoted")
        if move["bidder"] in self.asked():
            raise Refused("asked_already")

    def view(self, now: int) -> View:
        if self.capped():
            return self.view_beyond(now)
        listed, inquired = self.after("listing_s"), self.after("listing_s", "inquiry_s")
        if now < listed:
            return self.seen("listing", listed)
        if now < inquired:
            return self.seen("asking", inquired).but(least="")
        ends = inquired
        if len(self.inquiry()) >= self.rules["askers"]:
            last = max([inquired, *(one["now"] for one in self.prices())])
            ends = last + self.rules["countdown_s"] * 1000
        return self.seen("limited", ends) if now < ends else self.ended(ends)

    def view_beyond(self, now: int) -> View:
        how, (price, first), opens = self.rules["beyond"], self.stands(), self.opens()
        if now < opens:
            return View("capped", opens, False, price, first)
        if how["way"] == "first":
            return self.ended(opens)
        given = [one for one in self.moves if one["capped"]]
        offers = [one for one in given if one["kind"] == "offer"]
        ends = max([opens, *(one["now"] for one in offers)]) + how["window_s"] * 1000
        leader = offers[-1]["bidder"] if offers else first
        # Nobody can offer more: that move ends it, at once, as a hammer does.
        is_most = bool(offers) and Fraction(offers[-1]["percent"]) == Fraction(how["most_percent"])
        if is_most:
            ends = offers[-1]["now"]
        if now < ends and not is_most:
            return View(how["way"], ends, False, price, leader)
        if how["way"] == "draw" and given:
            tied = sorted(one["bidder"] for one in given)
            return View("closed", ends, True, price, tied=tied, tied_at=price)
        percent = offers[-1]["percent"] if offers else ""
        if how["way"] == "written" and given:
            mean = sum(Fraction(one["price"]) for one in given) / len(given)
            best = min(given, key=lambda one: (abs(Fraction(one["price"]) - mean), one["number"]))
            price, leader = best["price"], best["bidder"]
        award = View.award(leader, price, percent=percent)
        return View("closed", ends, True, price, leader, awards=[award])
