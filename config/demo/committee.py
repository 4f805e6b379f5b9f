"""
A committee of the demonstration: its members sit down, declare, review, score and sign, each with a key of its own.

What they think of a bid is decided here: all requirements are met unless a story says otherwise, and whoever scores gives every bid
the same, so that the price decides.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounts.cast import PARTIES, PARTS
from config.demo import moves
from config.demo.certified import member_key
from config.demo.drawing import draw
from config.demo.moves import Cast
from toolkit import cms
from toolkit.signers import KeySigner

DRAWN = 4
"""How many experts are drawn; with one of the organiser's people they are the five of 招标投标法 art. 37."""


@dataclass(kw_only=True)
class Committee:
    """
    Who evaluates one lot: the experts who are drawn, and a person of the organiser, who is another than `cast.who` where an agency
    acts for it.

    `fails` names the bidders that a requirement takes out, with its code.
    """

    cast: Cast
    lot: str = ""
    organiser: str = ""
    fails: Mapping[str, str] = field(default_factory=dict)
    experts: Sequence[str] = ()
    _keys: dict[str, KeySigner] = field(default_factory=dict)

    @property
    def members(self) -> tuple[str, ...]:
        """All who sit."""
        return (*self.experts, self.organiser or self.cast.who)

    def evaluate(self) -> str:
        """From the first seat to the report that all have signed; return the price of the bid that is first."""
        self.begin()
        return self.report()

    def examine(self) -> None:
        """From the first seat to the signed report on who of those that applied may bid."""
        self.convene()
        self.declare()
        self.review()
        self.sign_report()

    def begin(self) -> None:
        """From the first seat to signed scores."""
        self.convene()
        self.declare()
        self.review()
        self.score()

    def pass_envelope(self) -> None:
        """Begin, and end the first of two envelopes: the second of those who passed may be opened."""
        self.begin()
        self._tell("chen", "envelope/", {})

    def report_of_second(self) -> str:
        """From the opened second envelopes to the report; return the price of the bid that is first."""
        self.review()
        return self.report()

    def convene(self) -> None:
        """Have the experts drawn, and let all sit down, as the centre."""
        represents = self.organiser or self.cast.who
        self.experts = draw(self.cast, self.lot or self.cast.lot, represents, DRAWN)
        places = [self._place(one) for one in self.members]
        self._tell("chen", "", {"places": places})

    def declare(self) -> None:
        """Let each declare that nothing binds it to a bidder, and elect who presides."""
        for who in self.members:
            self._sign(who, "declaration")
        seats = {self._read(who, "")["own_seat"]: who for who in self.members}
        chair = self.experts[0]
        number = next(seat for seat, who in seats.items() if who == chair)
        self._carry({"kind": "chair", "about": str(number), "words": "推选评标委员会负责人"})

    def call(self) -> None:
        """Decide that all who still respond in substance are asked for final offers."""
        self._carry({"kind": "call", "words": "谈判（磋商）结束，要求继续参加的供应商提交最后报价"})

    def review(self) -> None:
        """Let each examine every bid against every requirement, and sign."""
        failing = {PARTIES[PARTS[who].party].name: code for who, code in self.fails.items()}
        for who in self.members:
            desk = self._read(who, "sheets/review/")
            for sheet in desk["sheets"]:
                entries = [{"code": one["code"], "value": "passes"} for one in desk["requirements"]]
                if code := failing.get(sheet["bidder"]):
                    entries = [one for one in entries if one["code"] != code]
                    entries.append({"code": code, "value": "fails", "words": "未提供要求的证明材料"})
                self._save(who, "review", sheet, entries)
            self._sign(who, "reviews")

    def score(self) -> None:
        """Let each score every bid that is left, and sign; nothing is done where the price alone decides."""
        for who in self.members:
            desk = self._read(who, "sheets/scores/")
            if not desk["criteria"]:
                return
            for sheet in desk["sheets"]:
                entries = [{"code": one["code"], "value": _share(one)} for one in desk["criteria"]]
                self._save(who, "scores", sheet, entries)
            self._sign(who, "scores")

    def report(self) -> str:
        """Compute the result, and let all sign the report; return the price of the bid that is first."""
        self.sign_report()
        return self.prices()[0]

    def sign_report(self) -> None:
        """Let the report be drafted, and all sign it."""
        self._tell("chen", "closing/", {})
        for who in self.members:
            self._sign(who, "report")
        self.cast.stage.tells(moves.now(self.cast.stage), self.cast.title, "evaluation report signed")

    def prices(self) -> list[str]:
        """Return the prices of the bids, best first; where the committee ranks none, by their ids, as candidates are numbered."""
        standings = sorted(
            self._read(self.cast.who, "result/")["standings"], key=lambda one: (one["rank"], one["bid"])
        )
        return [str(each["value"]) for one in standings for each in one["figures"] if each["code"] == "price"]

    def _carry(self, motion: Mapping[str, str]) -> None:
        """Put a motion as whoever presides, or is to; all are in favour."""
        made = self._tell(self.experts[0], "motions/", motion)
        for who in self.members:
            self._tell(who, f"motions/{made['id']}/votes/", {"in_favour": True})

    def _place(self, who: str) -> dict[str, str]:
        kind = "expert" if who in self.experts else "representative"
        member = self.cast.stage.get(who, "/api/v1/me/")["member"]
        return {"member": member, "kind": kind, "city": "青岛", "room": "评标一室"}

    def _sign(self, who: str, act: str) -> None:
        content = base64.b64decode(self._read(who, f"signatures/{act}/")["content"])
        signature = cms.sign(self._key(who), content, at=moves.now(self.cast.stage))
        self._tell(who, f"signatures/{act}/", _written(content=content, signature=signature))

    def _save(
        self, who: str, part: str, sheet: Mapping[str, Any], entries: Sequence[Mapping[str, str]]
    ) -> None:
        body = {"entries": list(entries), "version": sheet["version"]}
        self.cast.stage.tell(who, self._path(f"sheets/{part}/{sheet['bid']}/"), body, method="PUT")

    def _key(self, who: str) -> KeySigner:
        if who not in self._keys:
            self._keys[who] = member_key(self.cast.stage, who)
        return self._keys[who]

    def _path(self, path: str) -> str:
        return f"{moves.LOTS}/{self.lot or self.cast.lot}/evaluation/{path}"

    def _read(self, who: str, path: str) -> Any:
        return self.cast.stage.get(who, self._path(path))

    def _tell(self, who: str, path: str, body: Mapping[str, Any]) -> Any:
        return self.cast.stage.tell(who, self._path(path), body)


def _share(criterion: Mapping[str, str]) -> str:
    """Return four fifths of the best score, down to a step of the criterion."""
    lowest, highest = Decimal(criterion["lowest"]), Decimal(criterion["highest"])
    step = Decimal(criterion["step"] or "0.01")
    return format(lowest + (highest - lowest) * Decimal("0.8") // step * step, "f")


def _written(**given: bytes) -> dict[str, str]:
    return {name: base64.b64encode(value).decode() for name, value in given.items()}
