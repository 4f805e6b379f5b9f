"""What people say to each other in the stories: questions, clarifications, objections, complaints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.demo.moves import Cast, now
from config.demo.stage import StoryFailed


def ask(cast: Cast, who: str, text: str, *, lot: str = "") -> str:
    """Ask the organiser; return the question."""
    return _say(cast, who, f"/api/v1/lots/{lot or cast.lot}/questions/", {"text": text}, "asks")


def answer(cast: Cast, question: str, text: str) -> None:
    """Answer a question for all to read."""
    _say(cast, cast.who, f"/api/v1/questions/{question}/answer/", {"answer": text}, "answers")


def object_to(cast: Cast, who: str, stage: str, grounds: str, *, lot: str = "") -> str:
    """Object to the documents, the opening or the result; return the objection."""
    path = f"/api/v1/lots/{lot or cast.lot}/objections/"
    return _say(cast, who, path, {"stage": stage, "grounds": grounds}, "objects")


def reply(cast: Cast, objection: str, text: str, *, upheld: bool) -> None:
    """Reply to an objection."""
    body = {"reply": text, "upheld": upheld}
    _say(cast, cast.who, f"/api/v1/objections/{objection}/reply/", body, "replies")


def complain(cast: Cast, who: str, grounds: str, *, lot: str = "") -> str:
    """Complain to the supervisor; return the complaint."""
    path = f"/api/v1/lots/{lot or cast.lot}/complaints/"
    return _say(cast, who, path, {"grounds": grounds}, "complains")


def accept(cast: Cast, complaint: str, *, by: str, suspend: bool) -> None:
    """Take a complaint on, suspending the lot or not."""
    words = "accepts the complaint and suspends the lot" if suspend else "accepts the complaint"
    _say(cast, by, f"/api/v1/complaints/{complaint}/accept/", {"suspend": suspend}, words)


def decide(cast: Cast, complaint: str, decision: str, *, by: str, upheld: bool) -> None:
    """Decide a complaint."""
    body = {"decision": decision, "upheld": upheld}
    _say(cast, by, f"/api/v1/complaints/{complaint}/decide/", body, "decides the complaint")
    cast.decided.append(complaint)


def clarify(
    cast: Cast, title: str, content: str, *, affects: bool, ends: Mapping[str, datetime] | None = None
) -> None:
    """Publish a clarification, moving the ends of running periods where it must."""
    body = _clarification(title, content, affects)
    body["ends"] = {name: end.isoformat() for name, end in (ends or {}).items()}
    _say(cast, cast.who, f"/api/v1/deals/{cast.deal}/clarifications/", body, "clarifies")


def clarified_too_late(cast: Cast, title: str, content: str) -> None:
    """Try a clarification so near to the deadline that it must be refused unless it moves the deadline."""
    path = f"/api/v1/deals/{cast.deal}/clarifications/"
    answered = cast.stage.attempt(cast.who, path, _clarification(title, content, True))
    if answered.is_done or answered.body.get("code") != "deadline_too_near":
        raise StoryFailed(
            f"{cast.title}: a late clarification must move the deadline: {answered.status} {answered.body}"
        )


def _clarification(title: str, content: str, affects: bool) -> dict[str, Any]:
    return {"title": title, "content": content, "affects_preparation": affects}


def _say(cast: Cast, who: str, path: str, body: Mapping[str, Any], words: str) -> str:
    made = cast.stage.tell(who, path, body)
    cast.stage.tells(now(cast.stage), cast.title, f"{who} {words}")
    return str(made["id"])
