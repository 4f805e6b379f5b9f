"""The draws of a demonstration: planned, committed to, fixed, revealed; every expert who is called accepts."""

from __future__ import annotations

import secrets
from typing import Any

from accounts.cast import PARTS
from config.demo import moves
from config.demo.envelopes import Envelopes
from config.demo.moves import Cast
from config.demo.stage import Stage, Story, StoryFailed
from toolkit.draws import drawing
from toolkit.draws.records import Kept

EMPLOYERS = {
    "yan": "青岛示范工程技术研究院（演示）", "yao": "青岛示范建筑设计院（演示）", "ye": "青岛示范大学（演示）",
    "yin": "青岛示范造价咨询有限公司（演示）", "yu": "青岛示范设备检测中心（演示）",
}  # fmt: skip
"""The experts of the register, and where they work: of one unit one sits at most."""
MAJOR = "a08"


def draw(cast: Cast, lot: str, organiser: str, wanted: int) -> tuple[str, ...]:
    """Draw experts for a lot whose bids are in; return who accepted. The organiser and the centre contribute to the seed."""
    stage, path = cast.stage, f"{moves.LOTS}/{lot}/draws/"
    for who, employer in EMPLOYERS.items():
        _admit(stage, who, employer)
    plan = {
        "groups": {MAJOR: wanted}, "representatives": 1, "contributors": ["centre", "organiser"], "work_on": moves.today(stage),
    }  # fmt: skip
    number = stage.tell(organiser, path, plan)["number"]
    stage.tell(
        organiser, f"{path}representatives/", {"members": [stage.get(organiser, "/api/v1/me/")["member"]]}
    )
    kept = {
        who: Kept(contributor=PARTS[who].role.value, lot=lot, number=number, purpose="experts", secret=secrets.token_hex(32))
        for who in ("chen", organiser)
    }  # fmt: skip
    for who, own in kept.items():
        stage.tell(who, f"{path}commitments/", {"commitment": drawing.commitment(own)})
    stage.tell("chen", f"{path}pool/")
    for who, own in kept.items():
        stage.tell(who, f"{path}secrets/", {"secret": own.secret})
    return tuple(who for who in EMPLOYERS if _accepts(stage, who, lot))


def coefficient(bids: Envelopes, bidder: str) -> Story:
    """Draw the discount that the documents leave to chance, while prices are sealed; a bidder contributes beside those who are asked."""
    cast = bids.cast
    stage, path = cast.stage, f"{moves.LOTS}/{bids.lot}/chance/coefficient/"
    asked = {"organiser": cast.who, "centre": "chen", "supervisor": "su"}
    number = stage.tell(cast.who, path, {"contributors": list(asked)})["number"]
    yield from bids.listed()
    party = str(stage.get(bidder, "/api/v1/me/")["party"])
    kept = {
        who: Kept(contributor=name, lot=bids.lot, number=number, purpose="coefficient", secret=secrets.token_hex(32))
        for name, who in (*asked.items(), (party.lower().replace("_", "-"), bidder))
    }  # fmt: skip
    for who, own in kept.items():
        stage.tell(who, f"{path}commitments/", {"commitment": drawing.commitment(own)})
    yield from moves.wait(cast, minutes=6)
    stage.tell("chen", f"{path}pool/")
    for who, own in kept.items():
        ended = stage.tell(who, f"{path}secrets/", {"secret": own.secret})
    if ended["end"] != "complete":
        raise StoryFailed(f"{cast.title}: the draw of the coefficient ended {ended['end']!r}")


def _admit(stage: Stage, who: str, employer: str) -> None:
    """Take an expert into the register, unless it is there."""
    member = stage.get(who, "/api/v1/me/")["member"]
    body: dict[str, Any] = {
        "member_id": member, "majors": [MAJOR], "region": "370202", "title": "正高级工程师", "years": 15, "employer": employer,
        "employed_from": "2010-07-01",
    }  # fmt: skip
    answer = stage.attempt("chen", "/api/v1/experts/", body)
    if not answer.is_done and answer.body.get("code") != "expert_admitted":
        raise StoryFailed(f"Admitting {who}: {answer.status} {answer.body}")


def _accepts(stage: Stage, who: str, lot: str) -> bool:
    for call in stage.get(who, "/api/v1/me/invitations/"):
        if call["lot"] == lot and call["answer"] == "called":
            stage.tell(who, f"/api/v1/me/invitations/{call['draw']}/", {"answer": "accepted"})
            return True
    return False
