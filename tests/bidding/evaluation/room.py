"""A committee in tests: its members act through the real addresses, and sign with certificates of their own."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cryptography import x509

from accounts.actions.certificates import issue_certificate
from bidding.actions import choosing, expertise
from bidding.evaluation import contents
from bidding.experts import drawn
from bidding.models import BidQuestion, Evaluation, Expert, Filing, Seat
from foundation import clock
from tests.accounts.keys import new_key, request_for
from tests.bidding.sealed.scene import Scene
from toolkit import canonical, cms
from toolkit.signers import KeySigner
from trading.models import Lot

EXPERTS = ("yan", "yao", "ye", "yin")
MEMBERS = (*EXPERTS, "sun")
CHOSEN = "招标投标法第三十七条：技术特别复杂，由招标人直接确定"


@dataclass
class Room:
    """One lot's evaluation; who of the cast sits in it."""

    scene: Scene

    @property
    def lot(self) -> str:
        return self.scene.made.lot

    @property
    def row(self) -> Evaluation:
        return Evaluation.objects.filter(lot=self.lot).order_by("-number")[0]

    @property
    def bids(self) -> list[str]:
        return list(
            Filing.objects.filter(lot=self.lot, status="accepted").order_by("id").values_list("id", flat=True)
        )

    def bid_of(self, who: str) -> str:
        party = self.scene.world.cast.members[who].party_id
        return Filing.objects.get(lot=self.lot, registration__party=party, status="accepted").id

    def member(self, who: str) -> str:
        return str(self.scene.world.actor(who).member_id)

    def expert(self, who: str) -> Expert:
        """Take somebody into the register, unless it is there."""
        known = Expert.objects.filter(member=self.member(who)).first()
        return known or expertise.admit(
            member_id=self.member(who), majors=["a08"], region="370200", title="正高级工程师", years=15, employer="研究院",
            employed_from=date(2010, 7, 1), by=self.scene.world.actor("chen"),
        )  # fmt: skip

    def signer(self, who: str) -> KeySigner:
        """Return the key of a member, whose certificate the platform knows as that very person's."""
        if who not in (*EXPERTS, "yu"):
            return self.scene.signer(who)
        if who not in self.scene.signers:
            key, person = new_key(), self.scene.world.actor(who)
            row = issue_certificate(
                party_id=str(person.party_id), csr_pem=request_for(key), member_id=person.member_id,
                by=self.scene.world.actor("guan"),
            )  # fmt: skip
            self.scene.signers[who] = KeySigner(key, x509.load_pem_x509_certificate(row.pem.encode()), ())
        return self.scene.signers[who]

    # Addresses

    def ask(self, who: str | None, path: str, *, method: str = "GET", body: Any = None) -> Any:
        return self.scene.world.stage._send(who, method, f"/api/v1/lots/{self.lot}/evaluation/{path}", body)

    def do(
        self, who: str, path: str, body: Any = None, *, method: str = "POST", status: int | None = None
    ) -> Any:
        answer = self.ask(who, path, method=method, body=body or {})
        expected = (status,) if status else (200, 201, 204)
        assert answer.status in expected, (who, path, answer.status, answer.body)
        return answer.body

    # Acts

    def place(self, who: str) -> dict[str, str]:
        kind = "representative" if who == "sun" else "expert"
        if kind == "expert":
            self.expert(who)
        return {"member": self.member(who), "kind": kind, "city": "青岛", "room": "评标室1"}

    def chosen(self, *who: str) -> None:
        """Let the organiser choose these, unless it has."""
        places = [self.place(one)["member"] for one in who]
        known = {one.member_id for one in drawn.choices(Lot.objects.get(id=self.lot))}
        if fresh := [one for one in places if one not in known]:
            self.choose(*fresh)

    def choose(self, *members: str) -> None:
        choosing.choose(lot_id=self.lot, members=members, words=CHOSEN, by=self.scene.world.actor("sun"))

    def convene(self, *who: str) -> Any:
        self.chosen(*(who or MEMBERS))
        places = [self.place(one) for one in who or MEMBERS]
        return self.ask("chen", "", method="POST", body={"places": places})

    def content(self, who: str, act: str) -> bytes:
        found = self.ask(who, f"signatures/{act}/")
        assert found.status == 200, (who, act, found.body)
        return base64.b64decode(found.body["content"])

    def signature(self, who: str, content: bytes) -> bytes:
        return cms.sign(self.signer(who), content, at=clock.now())

    def sign(
        self, who: str, act: str, *, content: bytes | None = None, signature: bytes | None = None, **more: Any
    ) -> Any:
        content = self.content(who, act) if content is None else content
        signature = self.signature(who, content) if signature is None else signature
        body = {"content": _text(content), "signature": _text(signature), **more}
        return self.ask(who, f"signatures/{act}/", method="POST", body=body)

    def dissent(self, who: str, words: str) -> Any:
        said = json.loads(self.content(who, "report")) | {"stand": "dissents", "words": words}
        return self.sign(who, "report", content=canonical.dump(said), stand="dissents", words=words)

    def save(self, who: str, part: str, bid: str, entries: dict[str, Any], version: int = 0) -> Any:
        written = [
            {"code": code, "value": one[0], "words": one[1]}
            if isinstance(one, tuple)
            else {"code": code, "value": one}
            for code, one in entries.items()
        ]
        body = {"entries": written, "version": version}
        return self.ask(who, f"sheets/{part}/{bid}/", method="PUT", body=body)

    def replace(self, who: str, by: str = "") -> Any:
        """Send somebody away, and seat another in the place where one is named."""
        seat = Seat.objects.get(evaluation=self.row, member=self.member(who))
        path = f"seats/{seat.number}/replacement/"
        if seat.stands:
            answer = self.ask("chen", path, method="POST", body={"words": "健康原因"})
        if by:
            self.chosen(by)
            body = {"words": "健康原因", "place": self.place(by)}
            answer = self.ask("chen", path, method="POST", body=body)
        return answer

    def asked(self, **more: Any) -> Any:
        """Let the chair ask bai to confirm what follows from its amount in words."""
        body = {
            "bid": self.bid_of("bai"), "kind": "correction", "words": "请确认修正后的报价",
            "due_at": (clock.now() + timedelta(minutes=30)).isoformat(),
            "figures": {"statement": "47000000.00", "words": "46900000.00"}, **more,
        }  # fmt: skip
        return self.ask("yan", "questions/", method="POST", body=body)

    def answered(self, who: str, question: str, *, stand: str = "confirmed", signer: str = "") -> Any:
        row = BidQuestion.objects.get(id=question)
        content = contents.answer(row, words="确认", stand=stand)
        signature = _text(self.signature(signer or who, content))
        body = {"words": "确认", "stand": stand, "signature": signature}
        return self.ask(who, f"questions/{question}/answer/", method="POST", body=body)

    def voted(self, kind: str, about: str, *, in_favour: bool = True, **figures: str) -> str:
        """Let the chair put something to the vote, and all present vote alike."""
        motion = self.do(
            "yan", "motions/", {"kind": kind, "about": about, "figures": figures, "words": "提请"}
        )
        for one in self.present():
            self.do(one, f"motions/{motion['id']}/votes/", {"in_favour": in_favour})
        return str(motion["id"])

    # Stages

    def declared(self, *who: str) -> Room:
        members = who or MEMBERS
        answer = self.convene(*members)
        assert answer.status == 201, answer.body
        for one in members:
            assert self.sign(one, "declaration").status == 201
        self.preside("yan")
        return self

    def preside(self, who: str) -> None:
        number = Seat.objects.get(evaluation=self.row, member=self.member(who)).number
        motion = self.do(who, "motions/", {"kind": "chair", "about": str(number), "words": "推选"})
        for one in self.present():
            self.do(one, f"motions/{motion['id']}/votes/", {"in_favour": True})

    def present(self) -> list[str]:
        sitting = set(
            Seat.objects.filter(evaluation=self.row, status="declared").values_list("member", flat=True)
        )
        return [one for one in (*EXPERTS, "yu", "sun") if self.member(one) in sitting]

    def reviewed(self, **fails: str) -> Room:
        """Let all review: every bid passes, but those of `fails` by the code that is named."""
        out = {self.bid_of(who): code for who, code in fails.items()}
        for one in self.present():
            for bid in self.bids:
                entries: dict[str, Any] = {"licence": "passes"}
                if bid in out:
                    entries[out[bid]] = ("fails", "不符合")
                assert self.save(one, "review", bid, entries).status == 200
            assert self.sign(one, "reviews").status == 201
        return self

    def scored(self, **given: dict[str, Any]) -> Room:
        """Let all score: 40 and 15, or what is `given` for a member."""
        for one in self.present():
            desk = self.do(one, "sheets/scores/", method="GET", status=200)
            for sheet in desk["sheets"]:
                entries = {"technical": "40", "record": "15"} | given.get(one, {})
                assert self.save(one, "scores", sheet["bid"], entries).status == 200
            answer = self.sign(one, "scores")
            assert answer.status == 201, answer.body
        return self


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
