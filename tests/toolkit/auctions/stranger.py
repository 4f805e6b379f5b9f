"""
What somebody writes who has read `docs/formats/auction.md` and none of our code: from a published file to its result.

It takes nothing from `toolkit` and works otherwise: no state is kept from move to move, everything is looked up in the list of accepted
moves. Tests compare the two; a difference is a defect of one of them, or of the page.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from fractions import Fraction
from typing import Any

from tests.toolkit.auctions.stranger_listing import Listing
from tests.toolkit.auctions.stranger_open import Called, Dynamic, Fields, Form, Refused, Rounds, View
from tests.toolkit.auctions.stranger_quotes import Sealed, Share, Weighted
from tests.toolkit.auctions.stranger_shown import Shown
from tests.toolkit.auctions.stranger_turns import Descending, Reverse

FORMS: dict[str, type[Form]] = {
    "called_auction": Called, "descending_clock": Descending, "dynamic_quotation": Dynamic, "listing": Listing, "multi_round": Sealed,
    "open_rounds": Rounds, "reverse_open": Dynamic, "reverse_rounds": Reverse, "share_auction": Share, "single_quote": Sealed,
    "weighted_quotation": Weighted,
}  # fmt: skip
AFTER = ("reveal", "secret", "score")


def result_of(published: bytes) -> Fields:
    """Return the result that follows from the rest of the file."""
    content = json.loads(published)
    return Replay(content["rules"]).result(content["moves"], content["at"])


def sha(line: str, value: Any) -> str:
    """Return the hash of a line and a value in canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{line}\n{text}".encode()).hexdigest()


class Time:
    """Section 1, as a list of stretches: from a world instant, what the clock shows then, and whether it runs."""

    def __init__(self, silence_ms: int, starts_at: int) -> None:
        self.silence, self.alive = silence_ms, starts_at
        self.base, self.runs_from, self.left = (0, 0, 0)
        self.moved = self.again = 0
        self.stands = False

    def shows(self, world: int) -> int:
        return self.base if self.stands or world < self.runs_from else self.base + world - self.runs_from

    def stop(self, world: int) -> None:
        self.base, self.left = self.shows(world), max(self.runs_from - max(world, self.again), 0)
        self.runs_from, self.stands, self.again = world, True, 0

    def go(self, world: int, notice: int, more: int) -> None:
        self.again = world + notice
        self.runs_from, self.stands = self.again + self.left + more, False
        self.alive = max(self.alive, world)

    def extend(self, world: int, more: int) -> None:
        self.base, self.runs_from = self.shows(world), max(world, self.runs_from) + more

    def look(self, world: int) -> None:
        if self.silence and not self.stands and world - self.alive > self.silence:
            self.stop(max(self.alive, self.moved))

    def sign(self, since: int, until: int) -> None:
        self.look(since)
        if not self.stands:
            self.alive = max(self.alive, until)


class Replay:
    """Sections 2 and 6."""

    def __init__(self, rules: Fields) -> None:
        self.rules = rules
        self.time = Time(rules["silence_s"] * 1000, rules["starts_at"])
        form = FORMS[rules["form"]]
        self.form: Form = Shown(rules, form) if "show_s" in rules else form(rules)
        self.ended = self.withdrawn = 0
        self.reserve = ""
        self.secrets: dict[str, str] = {}
        self.turned: list[Fields] = []

    def view(self, now: int) -> View:
        if now < self.rules["starts_at"]:
            return View("waiting", self.rules["starts_at"])
        if len(self.rules["bidders"]) < self.rules["fewest"]:
            until = self.rules["starts_at"] + self.rules.get("listing_s", 0) * 1000
            if now >= until:
                return View("closed", until, over=True, reason="too_few_bidders")
        return self.form.view(now)

    def look_for_the_end(self, world: int) -> None:
        seen = self.view(self.time.shows(min(world, self.time.alive) if self.time.silence else world))
        if seen.over and not self.ended:
            self.ended = min(self.time.runs_from + seen.ends - self.time.base, world)

    def judge(self, move: Fields) -> None:
        world, kind = move["at"], move["kind"]
        if not (self.ended or self.withdrawn):
            if kind == "beat":
                self.time.sign(move["since"], world)
            else:
                self.time.look(world)
            self.look_for_the_end(world)
        over = bool(self.ended or self.withdrawn)
        if kind == "beat":
            return
        if kind in AFTER and not over:
            raise Refused("not_closed")
        if kind not in AFTER and (over or self.view(self.time.shows(world)).over):
            raise Refused("closed")
        if "bidder" in move and move["bidder"] not in self.rules["bidders"]:
            raise Refused("bidder_unknown")
        self.act(move, over)
        self.time.moved = world

    def act(self, move: Fields, over: bool) -> None:
        world, kind = move["at"], move["kind"]
        acts = {"reveal": self.reveal, "secret": self.tell, "withdraw": self.withdraw, "resume": self.resume}
        if kind in acts:
            acts[kind](move)
            return
        if self.time.stands:
            raise Refused("paused")
        if kind == "pause":
            self.time.stop(world)
            return
        if kind == "extend":
            self.time.extend(world, move["seconds"] * 1000)
            return
        if world < self.time.again:
            raise Refused("resuming")
        now, few = self.time.shows(world), len(self.rules["bidders"]) < self.rules["fewest"]
        if now < self.rules["starts_at"] or (few and not over):
            raise Refused("not_begun")
        self.form.accept(move | {"now": now})
        self.look_for_the_end(world)

    def withdraw(self, move: Fields) -> None:
        self.withdrawn = move["at"]

    def resume(self, move: Fields) -> None:
        if not self.time.stands:
            raise Refused("not_paused")
        seen = self.view(self.time.base)
        left = seen.ends - self.time.base + self.time.left
        more = max(self.rules["least_left_s"] * 1000 - left, 0) if seen.ends else 0
        self.time.go(move["at"], self.rules["notice_s"] * 1000, more)
        self.form.resumed(self.time.base)

    def reveal(self, move: Fields) -> None:
        if not self.rules["reserve"]:
            raise Refused("no_reserve")
        if self.reserve:
            raise Refused("revealed_already")
        if self.is_late(move["at"]):
            raise Refused("revealed_late")
        cents = Fraction(move["price"]) * 100
        price = f"{int(cents) // 100}.{int(cents) % 100:02d}"
        value = {"auction": self.rules["auction"], "price": price, "salt": move["salt"]}
        if sha("auction/1 reserve", value) != self.rules["reserve"]:
            raise Refused("reserve_mismatch", price=move["price"])
        self.reserve = move["price"]

    def tell(self, move: Fields) -> None:
        who = move["contributor"]
        committed = {one["contributor"]: one["commitment"] for one in self.rules["seeds"]}
        if who not in committed:
            raise Refused("contributor_unknown", contributor=who)
        if who in self.secrets:
            raise Refused("revealed_already")
        kept = {
            "contributor": who, "lot": self.rules["auction"], "number": 1, "purpose": "tie", "secret": move["secret"],
        }  # fmt: skip
        if sha("draw/1 commitment", kept) != committed[who]:
            raise Refused("secret_mismatch", contributor=who)
        self.secrets[who] = move["secret"]

    def result(self, moves: list[Fields], at: int) -> Fields:
        for move in moves:
            try:
                self.judge(move)
            except Refused as refused:
                details = [{"name": name, "value": value} for name, value in refused.details.items()]
                self.turned.append({"number": move["number"], "reason": {"code": refused.code, "details": details}})  # fmt: skip
        seen, over = self.at(at), bool(self.ended or self.withdrawn)
        outcome, reason, awards, tied = self.outcome(seen, at)
        paused = self.time.stands and not over
        timed = bool(seen.ends) and not over
        now = self.time.shows(at)
        held = self.time.left if self.time.stands else max(self.time.runs_from - at, 0)
        ends = self.time.runs_from + seen.ends - self.time.base if timed and not paused else 0
        left, phase = max(seen.ends - now + held, 0) if timed else 0, "paused" if paused else seen.phase
        if not over and not paused and at < self.time.again:
            phase, ends, left = "resuming", self.time.again, self.time.again - at
        return {
            "phase": phase, "ends_at": (self.withdrawn or self.ended) if over else ends,
            "remaining_ms": left,
            "price": seen.price, "leader": seen.leader, "least": "" if over else seen.least,
            "outcome": outcome, "reason": reason, "awards": awards, "ranking": seen.ranking if seen.over else [], "tied": tied,
            "turned": self.turned,
        } | ({"silent": seen.silent} if seen.silent else {})  # fmt: skip

    def at(self, world: int) -> View:
        if self.withdrawn:
            seen = self.view(self.time.shows(self.withdrawn))
            return seen.but(phase="withdrawn", least="")
        if not self.ended:
            self.time.look(world)
            seen = self.view(self.time.shows(world))
            if seen.over and self.time.silence:
                return seen.but(phase="ending", over=False, awards=[], tied=[], reason="")
            self.look_for_the_end(world)
        return self.view(self.time.shows(world))

    def is_late(self, world: int) -> bool:
        until = self.ended + self.rules["settle_s"] * 1000
        return self.ended > 0 and self.rules["settle_s"] > 0 and world >= until

    def outcome(self, seen: View, at: int) -> tuple[str, str, list[Fields], list[str]]:
        if self.withdrawn:
            return "withdrawn", "withdrawn", [], []
        if not seen.over:
            return "open", "open", [], []
        if seen.reason == "too_few_bidders" and (len(self.rules["bidders"]), self.rules["if_fewer"]) == (
            1,
            "agreement",
        ):
            return "agreement", "only_bidder", [], self.rules["bidders"]
        if seen.reason:
            return "undecided" if seen.reason == "scores_missing" else "no_deal", seen.reason, [], []
        if self.rules["reserve"] and not self.reserve:
            if not self.is_late(at):
                return "undecided", "reserve_sealed", [], seen.tied
            if self.rules["if_untold"] == "no_deal":
                return "no_deal", "reserve_untold", [], []
        price = seen.tied_at if seen.tied else seen.awards[0]["price"]
        if self.reserve and price:
            short = Fraction(self.reserve) - Fraction(price)
            if (-short if self.rules["form"].startswith("reverse") else short) > 0:
                return "no_deal", "reserve_missed", [], []
        if not seen.tied:
            return "deal", "best", seen.awards, []
        if not self.rules["seeds"] or not seen.tied_at or self.rules.get("ties") == "open":
            return "undecided", "tied", [], seen.tied
        if len(self.secrets) < len(self.rules["seeds"]):
            return "undecided", "secrets_missing", [], seen.tied
        return "deal", "drawn", [View.award(self.draw(seen.tied), seen.tied_at)], []

    def draw(self, tied: list[str]) -> str:
        parts = [self.secrets[who] for who in sorted(self.secrets)]
        seed = sha("auction/1 draw", {"auction": self.rules["auction"], "bidders": tied, "secrets": parts})
        return min(tied, key=lambda one: _place(seed, one))


def _place(seed: str, bidder: str) -> bytes:
    """Return where a bidder stands in the order of the group, as docs/formats/draw.md says."""
    return hmac.digest(bytes.fromhex(seed), f"tie\n{bidder}".encode(), "sha256")
