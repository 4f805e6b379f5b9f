"""The organiser of the demonstration examines who qualifies, and signs what it found of all bids together."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from accounts.cast import PARTIES, PARTS
from config.demo import moves
from config.demo.certified import member_key
from config.demo.moves import Cast
from toolkit import cms

WHY = "未提供要求的证明材料"


def examine(cast: Cast, fails: Mapping[str, str] | None = None) -> None:
    """Examine every opened bid as whoever acts for the organiser; `fails` names bidders that do not qualify, and by which code."""
    failing = {PARTIES[PARTS[who].party].name: code for who, code in (fails or {}).items()}
    path = f"{moves.LOTS}/{cast.lot}/qualification/"
    desk = cast.stage.get(cast.who, path)["desk"]
    for sheet in desk["sheets"]:
        found: dict[str, dict[str, str]] = {
            one["code"]: {"code": one["code"], "value": "passes"} for one in desk["requirements"]
        }
        if code := failing.get(sheet["bidder"]):
            found[code] = {"code": code, "value": "fails", "words": WHY}
        body = {"entries": list(found.values()), "version": sheet["version"]}
        cast.stage.tell(cast.who, f"{path}sheets/{sheet['bid']}/", body, method="PUT")
    content = base64.b64decode(cast.stage.get(cast.who, f"{path}signature/")["content"])
    signature = cms.sign(member_key(cast.stage, cast.who), content, at=moves.now(cast.stage))
    body = {"content": _text(content), "signature": _text(signature)}
    cast.stage.tell(cast.who, f"{path}signature/", body)
    cast.stage.tells(moves.now(cast.stage), cast.title, "qualifications examined and signed")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
