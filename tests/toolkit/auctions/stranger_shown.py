"""Section 5.1 of `docs/formats/auction.md`: prices that are committed to and shown afterwards; it takes nothing from `toolkit`."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any

from tests.toolkit.auctions.stranger_open import Fields, Form, Refused, View

SECRET = ("quoting", "sealed", "written")
SHORT = ("misses_start", "misses_step", "not_above", "quantity_outside", "written_outside")


class Story:
    """A form as it has come to be at a time of the auction's clock: told anew from the first move each time."""

    def __init__(self, rules: Fields, kind: type[Form], moves: list[Fields], now: int) -> None:
        self.form, self.span = kind(rules), rules["show_s"] * 1000
        self.waiting: list[Fields] = []
        self.silent: set[str] = set()
        self.until = self.stood = 0
        for move in moves:
            self.reach(move["now"])
            self.add(move)
        self.reach(now)
        self.time = now - self.stood

    @property
    def showing(self) -> bool:
        return bool(self.waiting) and self.time >= self.until

    def reach(self, now: int) -> None:
        if self.waiting and now - self.stood >= self.until + self.span:
            self.count(self.span)

    def count(self, stood: int) -> None:
        for one in self.waiting:
            if one["shown"] is None:
                self.silent.add(one["bidder"])
            else:
                self.form.accept(one["shown"])
        self.stood += stood
        self.waiting = []

    def add(self, move: Fields) -> None:
        time = move["now"] - self.stood
        if move["kind"] == "commit":
            self.until = self.form.view(time).ends
            self.waiting.append(move | {"shown": None, "time": time})
        elif move["kind"] == "show":
            mine = next(one for one in self.waiting if one["bidder"] == move["bidder"])
            mine["shown"] = move | {"kind": "quote", "number": mine["number"], "now": mine["time"]}
            if all(one["shown"] for one in self.waiting):
                self.count(time - self.until)
        else:
            self.form.accept(move | {"now": time})


class Shown(Form):
    """Any form whose rules have `show_s`."""

    def __init__(self, rules: Fields, kind: type[Form]) -> None:
        super().__init__(rules)
        self.kind = kind

    def story(self, now: int) -> Story:
        return Story(self.rules, self.kind, self.moves, now)

    def accept(self, move: Fields) -> None:
        story = self.story(move["now"])
        kind, time = move["kind"], story.time
        if kind == "show":
            if not story.showing:
                raise Refused("not_showing")
            self.check(story, move)
        elif story.showing:
            raise Refused("being_shown")
        elif kind == "commit":
            nothing = move | {"kind": "quote", "price": "0", "quantity": 0, "least": 0, "now": time}
            try:
                story.form.accept(nothing)
            except Refused as refused:
                if refused.code not in SHORT:
                    raise
            if self.story(move["now"]).form.view(time).phase not in SECRET:
                raise Refused("move_of_another_form")
            if any(one["bidder"] == move["bidder"] for one in story.waiting):
                raise Refused("quoted_already")
        elif kind == "quote" and story.form.view(time).phase in SECRET:
            raise Refused("commitment_needed")
        else:
            story.form.accept(move | {"now": time})
        self.moves.append(move)

    def check(self, story: Story, move: Fields) -> None:
        mine = next((one for one in story.waiting if one["bidder"] == move["bidder"]), None)
        if mine is None:
            raise Refused("nothing_committed")
        if mine["shown"]:
            raise Refused("shown_already")
        cents = Fraction(move["price"]) * 100
        said: dict[str, Any] = {
            "auction": self.rules["auction"], "bidder": move["bidder"], "price": f"{int(cents) // 100}.{int(cents) % 100:02d}",
            "quantity": move["quantity"], "least": move["least"], "salt": move["salt"],
        }  # fmt: skip
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if hashlib.sha256(f"auction/1 price\n{text}".encode()).hexdigest() != mine["commitment"]:
            raise Refused("commitment_mismatch")
        story.form.accept(move | {"kind": "quote", "number": mine["number"], "now": mine["time"]})

    def view(self, now: int) -> View:
        story = self.story(now)
        silent = sorted(story.silent)
        if story.showing:
            seen = story.form.view(story.until - 1)
            ends = story.until + story.stood + story.span
            return View("showing", ends, price=seen.price, leader=seen.leader, silent=silent)
        seen = story.form.view(story.time)
        return seen.but(ends=seen.ends + story.stood if seen.ends else 0, silent=silent)

    def resumed(self, now: int) -> None:
        """Calls, which begin anew, are of a form without such prices."""
