"""Section 5 of `docs/formats/auction.md`: the descending clock and the reverse rounds; it takes nothing from `toolkit`."""

from __future__ import annotations

from fractions import Fraction

from tests.toolkit.auctions.stranger_open import Fields, Form, Refused, View, sum_of, text


class Descending(Form):
    def taker(self) -> Fields | None:
        return next(iter(self.of("take")), None)

    def shown(self, now: int) -> str:
        rules, begins = self.rules, self.after("first_pause_s")
        price = text(Fraction(rules["start_price"]), 2)
        for _ in range((now - begins) // (rules["step_s"] * 1000)):
            lower = Fraction(price) - Fraction(rules["start_price"]) * Fraction(rules["drop_share"])
            if lower < Fraction(rules["floor"]):
                lower = Fraction(rules["floor"])
            price = text(lower, 2)
        return price

    def on_take(self, move: Fields) -> None:
        if taker := self.taker():
            raise Refused("taken_already", stands=taker["price"])
        if self.view(move["now"]).phase != "clock":
            raise Refused("between_rounds")
        shown = self.shown(move["now"])
        if Fraction(move["price"]) < Fraction(shown):
            raise Refused("price_moved", stands=shown)
        move["price"] = shown

    def on_quote(self, move: Fields) -> None:
        phase, taker = self.view(move["now"]).phase, self.taker()
        if phase not in ("sealed", "best") or taker is None:
            raise Refused("between_rounds")
        if (phase == "best") != (taker["bidder"] == move["bidder"]):
            raise Refused("not_your_turn")
        if any(one["bidder"] == move["bidder"] for one in self.of("quote")):
            raise Refused("quoted_already")
        above = [taker["price"], *(one["price"] for one in self.of("quote") if phase == "best")]
        stands = max(above, key=Fraction)
        if Fraction(move["price"]) <= Fraction(stands):
            raise Refused("not_above", stands=stands)

    def view(self, now: int) -> View:
        rules, begins, taker = self.rules, self.after("first_pause_s"), self.taker()
        step = rules["step_s"] * 1000
        if taker is None:
            ends = begins + (rules["steps"] + 1) * step
            if now >= ends:
                return View("closed", ends, True, reason="nobody_bid")
            if now < begins:
                return View("between_rounds", begins)
            price = self.shown(now)
            return View("clock", now - (now - begins) % step + step, False, price, least=price)
        at, price, who = taker["now"], taker["price"], taker["bidder"]
        if rules["sealed_s"]:
            for phase, seconds in (
                ("between_rounds", "sealed_pause_s"), ("sealed", "sealed_s"), ("between_rounds", "best_pause_s"), ("best", "best_s"),
            ):  # fmt: skip
                at += rules[seconds] * 1000
                if now < at:
                    return View(phase, at, False, price, who)
        best = max([taker, *self.of("quote")], key=lambda one: (Fraction(one["price"]), -one["number"]))
        award = View.award(best["bidder"], best["price"])
        return View("closed", at, True, award["price"], award["bidder"], awards=[award])


class Reverse(Form):
    def stages(self) -> list[tuple[str, int, int, int, int]]:
        """Return phase, opens, ends, round, place of each stage."""
        rules, at, found = self.rules, self.rules["starts_at"], []
        for number in range(1, rules["rounds"] + 1):
            pause = rules["first_pause_s" if number == 1 else "pause_s"]
            for place, (phase, seconds) in enumerate(
                [("pause", pause)] + [("turn", rules["turn_s"])] * len(rules["opened"]), -1
            ):
                found.append((phase, at, at + seconds * 1000, number, place))
                at += seconds * 1000
        for phase in ("closing", "announcement"):
            found.append((phase, at, at + rules[phase + "_s"] * 1000, 0, 0))
            at += rules[phase + "_s"] * 1000
        return found

    def stage(self, now: int) -> tuple[str, int, int, int, int] | None:
        return next((one for one in self.stages() if now < one[2]), None)

    def quotes(self, before: int) -> list[Fields]:
        """Return the quotes made before a time that were neither replaced nor cancelled."""
        found: dict[tuple[str, int], Fields] = {}
        for one in self.of("quote", "cancel"):
            if one["now"] < before:
                stage = self.stage(one["now"])
                assert stage is not None
                found.pop((one["bidder"], stage[3]), None)
                if one["kind"] == "quote":
                    found[one["bidder"], stage[3]] = one
        return list(found.values())

    def standing(self, before: int) -> list[Fields]:
        """Return all bidders in their order by what stood before a time."""
        rows = []
        for one in self.rules["opened"]:
            own = [each for each in self.quotes(before) if each["bidder"] == one["bidder"]]
            price, since = (own[-1]["price"], own[-1]["now"]) if own else (one["price"], one["at"])
            value = text(Fraction(price) / Fraction(one["coefficient"]) + Fraction(one["addition"]), 2)
            rows.append({"bidder": one["bidder"], "price": price, "value": value, "since": since})
        return sorted(rows, key=lambda one: (Fraction(one["value"]), one["since"], one["bidder"]))

    def own(self, move: Fields) -> tuple[str, int, int, int, int]:
        stage = self.stage(move["now"])
        if stage is None or stage[0] != "turn":
            raise Refused("not_your_turn")
        opens = next(one[1] for one in self.stages() if one[3] == stage[3])
        if self.standing(opens)[::-1][stage[4]]["bidder"] != move["bidder"]:
            raise Refused("not_your_turn")
        return stage

    def on_quote(self, move: Fields) -> None:
        before = self.own(move)[1]
        price = next(one["price"] for one in self.standing(before) if one["bidder"] == move["bidder"])
        most = Fraction(price) - Fraction(self.rules["increment"])
        if Fraction(move["price"]) > most or not Fraction(move["price"]):
            least = sum_of(price, self.rules["increment"], -1) if most > 0 else "0"
            raise Refused("misses_own_step", stands=price, least=least)

    def on_cancel(self, move: Fields) -> None:
        opens = self.own(move)[1]
        if not any(one["now"] >= opens for one in self.quotes(move["now"] + 1)):
            raise Refused("nothing_to_cancel")

    def view(self, now: int) -> View:
        stage = self.stage(now)
        if stage is not None:
            first = self.standing(stage[1])[0]
            return View(stage[0], stage[2], False, first["price"], first["bidder"])
        rows = self.standing(now + 1)
        ranking = [View.award(one["bidder"], one["price"], value=one["value"]) for one in rows]
        best = Fraction(rows[0]["value"]), rows[0]["since"]
        tied = [one["bidder"] for one in rows if (Fraction(one["value"]), one["since"]) == best]
        ends = self.stages()[-1][2]
        if len(tied) > 1:
            return View("closed", ends, True, rows[0]["price"], ranking=ranking, tied=sorted(tied))
        return View(
            "closed", ends, True, rows[0]["price"], rows[0]["bidder"], awards=[ranking[0]], ranking=ranking
        )
