"""The moves that stories are made of; those that wait are generators and yield the instant they wait for."""

from __future__ import annotations

import heapq
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from config.demo.materials import AGENCIES
from config.demo.stage import Stage, Story, StoryFailed
from trading.field_packs import BEFORE_ANNOUNCEMENT
from trading.law.fields import examples, packs

DEALS, LOTS = "/api/v1/deals", "/api/v1/lots"
Ranked = Sequence[Mapping[str, Any]]
"""Candidates, best first: by name and price, or by party where their bids were opened."""


@dataclass(frozen=True)
class Cast:
    """
    A deal on the stage: who organises it, and what it is called there.

    `also` are deals that its story makes later; `handed_in` is how many notices another system hands in with it, `decided`
    the complaints that the supervisor decided.
    """

    stage: Stage
    who: str
    deal: str
    lots: tuple[str, ...]
    title: str
    also: list[Cast] = field(default_factory=list)
    handed_in: int = 0
    decided: list[str] = field(default_factory=list)

    @property
    def lot(self) -> str:
        """The only lot, or the first."""
        return self.lots[0]


def draft(
    stage: Stage, who: str, title: str, *, kind: str, method: str, sector: str, deal: Mapping[str, Any],
    lots: Mapping[str, Mapping[str, Any]], region: str = "370202", estimate: str | None = None, classification: str = "",
    agency: str = "",
) -> Cast:  # fmt: skip
    """Make the draft of a demonstration deal with its lots; where there is an agency, it is the one that acts from then on."""
    body = {
        "kind": kind, "method": method, "title": title, "region": region, "sector": sector,
        "particulars": dict(deal) | (AGENCIES.get(kind, {}) if agency else {}),
        "estimate": estimate, "classification": classification, "demonstration": True,
        "agency": stage.get(agency, "/api/v1/me/")["party"] if agency else None,
    }  # fmt: skip
    made = stage.tell(who, f"{DEALS}/", body)
    ids = [
        stage.tell(
            who,
            f"{DEALS}/{made['id']}/lots/",
            {"title": name, "particulars": dict(fields), "estimate": estimate},
        )["id"]
        for name, fields in lots.items()
    ]
    return Cast(stage, agency or who, made["id"], tuple(ids), title)


def file_records(cast: Cast) -> None:
    """File the records of the sector's pack that are due before the announcement."""
    due = {stage.value for stage in BEFORE_ANNOUNCEMENT}
    for row in cast.stage.get(cast.who, f"{DEALS}/{cast.deal}/field-entities/")["results"]:
        if row["stage"] in due:
            record = examples.example(packs.entity(row["entity"]))
            cast.stage.tell(
                cast.who,
                f"{DEALS}/{cast.deal}/field-records/{row['entity']}/",
                {"record": record},
                method="PUT",
            )


def save_document(cast: Cast, content: Mapping[str, Any], kind: str = "tender") -> None:
    """Save the structured document, or another of its kind."""
    cast.stage.tell(cast.who, f"{DEALS}/{cast.deal}/documents/", {"kind": kind, "content": dict(content)})


def take(
    cast: Cast,
    name: str,
    data: Mapping[str, Any] | None = None,
    *,
    by: str = "",
    lot: str = "",
    ends: Mapping[str, str] | None = None,
) -> Story:
    """Take a step with one lot, waiting for the periods that must be over before it."""
    yield from _take(cast, f"{LOTS}/{lot or cast.lot}/steps/{name}/", by or cast.who, data, ends)


def take_all(
    cast: Cast,
    name: str,
    data: Mapping[str, Any] | None = None,
    *,
    by: str = "",
    ends: Mapping[str, str] | None = None,
) -> Story:
    """Take a step with the whole deal."""
    yield from _take(cast, f"{DEALS}/{cast.deal}/steps/{name}/", by or cast.who, data, ends)


def _take(
    cast: Cast, path: str, who: str, data: Mapping[str, Any] | None, ends: Mapping[str, str] | None
) -> Story:
    body: dict[str, Any] = {"data": dict(data or {}), "ends": dict(ends or {})}
    while True:
        answer = cast.stage.attempt(who, path, body)
        if answer.is_done:
            rows = answer.body if isinstance(answer.body, list) else [answer.body]
            words = path.rstrip("/").rpartition("/")[2]
            stage = cast.stage
            stage.tells(datetime.fromisoformat(rows[0]["at"]), cast.title, f"{words} ({who})")
            return
        codes = {reason["code"] for reason in (answer.body or {}).get("reasons", [])}
        not_before = ((answer.body or {}).get("data") or {}).get("not_before")
        # While bidders may still come a guard knows of none; once the period is over it tells the truth.
        if "period_not_over" not in codes or not_before is None:
            raise StoryFailed(f"{cast.title}: {path} by {who}: {answer.status} {answer.body}")
        yield datetime.fromisoformat(not_before)


def refused(
    cast: Cast, name: str, code: str, *, by: str, lot: str = "", data: Mapping[str, Any] | None = None
) -> None:
    """Try a step that must be refused for this reason."""
    answer = cast.stage.attempt(by, f"{LOTS}/{lot or cast.lot}/steps/{name}/", {"data": dict(data or {})})
    codes = {reason["code"] for reason in (answer.body or {}).get("reasons", [])} | {
        (answer.body or {}).get("code")
    }
    if answer.is_done or code not in codes:
        raise StoryFailed(
            f"{cast.title}: {name} should be refused with {code}: {answer.status} {answer.body}"
        )


def until(cast: Cast, *states: str, lot: str = "") -> Story:
    """Wait until the clock has brought the lot into one of the states."""
    stage, who, lot = cast.stage, cast.who, lot or cast.lot
    stalled = waited = 0
    while (state := stage.get(who, f"{LOTS}/{lot}/")["state"]) not in states:
        at = now(stage)
        ends = [
            datetime.fromisoformat(p["ends_at"])
            for p in stage.get(who, f"{LOTS}/{lot}/periods/")
            if p["current"]
        ]
        later = sorted(end for end in ends if end > at)
        stalled += not later
        if stalled > 50:
            raise StoryFailed(f"{cast.title}: stands still in {state}, expected {states}")
        waited += 1
        if later:
            yield later[0]
        else:
            time.sleep(0.1)
            yield at
    if waited:
        stage.tells(now(stage), cast.title, state)


def end_of(cast: Cast, limit: str) -> datetime:
    """Return when a running period of the lot ends."""
    rows = cast.stage.get(cast.who, f"{LOTS}/{cast.lot}/periods/")
    return next(
        datetime.fromisoformat(row["ends_at"]) for row in rows if row["limit"] == limit and row["current"]
    )


def side_by_side(*stories: Story) -> Story:
    """Tell what happens to the lots of one deal side by side: whoever waits for the nearest instant goes on first."""
    waiting: list[tuple[datetime, int, Story]] = []
    for number, story in enumerate(stories):
        if (wanted := next(story, None)) is not None:
            heapq.heappush(waiting, (wanted, number, story))
    while waiting:
        instant, number, story = heapq.heappop(waiting)
        yield instant
        if (wanted := next(story, None)) is not None:
            heapq.heappush(waiting, (wanted, number, story))


def wait(cast: Cast, **length: int) -> Story:
    """Let some time pass."""
    yield now(cast.stage) + timedelta(**length)


def record(
    cast: Cast,
    stage_name: str,
    *,
    by: str = "chen",
    lot: str = "",
    candidates: list[dict[str, Any]] | None = None,
    **values: Any,
) -> None:
    """Hand in what a competition came to."""
    body: dict[str, Any] = {"stage": stage_name, "values": values, "candidates": candidates or []}
    cast.stage.tell(by, f"{LOTS}/{lot or cast.lot}/outcomes/", body)


def judge(
    cast: Cast, stage_name: str, ranked: Ranked, *, lot: str = "", by: str = "chen", **values: Any
) -> None:  # fmt: skip
    """Hand in a ranking, best first, whose first wins; its price comes along where it is not read from an opened bid."""
    price = {"price": ranked[0]["price"]} if "price" in ranked[0] else {}
    record(
        cast, stage_name, by=by, lot=lot, candidates=[dict(one) for one in ranked], has_winner=True, winner_rank=1, **price, **values
    )  # fmt: skip


def select(cast: Cast, supplier: str = "", price: str = "") -> None:
    """Find the supplier of a call-off: named, or by the offers or the order of its framework."""
    body = {"supplier": supplier, "price": price}
    cast.stage.tell(cast.who, f"{LOTS}/{cast.lot}/selection/", body)


def take_part(cast: Cast, who: str, *, lot: str = "", claims: str = "") -> str:
    """Register a bidder, with the prior right that it claims; return the registration."""
    body = {"claims": claims} if claims else None
    made = cast.stage.tell(who, f"{LOTS}/{lot or cast.lot}/registrations/", body)
    return str(made["id"])


def admit(cast: Cast, registration: str, *, by: str, reason: str = "") -> None:
    """Let a registered bidder bid; turn it away where there is a reason to."""
    body = {"qualified": not reason, "reason": reason}
    cast.stage.tell(by, f"/api/v1/registrations/{registration}/review/", body)


def pay(cast: Cast, registration: str, kind: str, amount: str, reference: str, *, reason: str = "") -> None:
    """Enter a movement on a deposit."""
    body = {"kind": kind, "amount": amount, "reference": reference, "reason": reason}
    cast.stage.tell("chen", f"/api/v1/registrations/{registration}/deposits/", body)


def today(stage: Stage) -> str:
    """Return the platform's day."""
    return (now(stage) + timedelta(hours=8)).date().isoformat()


def now(stage: Stage) -> datetime:
    """Return the platform's instant."""
    return datetime.fromisoformat(stage.get(None, "/api/v1/clock/")["now"])


def contract(cast: Cast, price: str, **more: str) -> dict[str, str]:
    """Return what `sign_contract` takes."""
    return {
        "contract_number": f"合同〔2026〕{cast.deal[-6:]}",
        "price": price,
        "signed_on": today(cast.stage),
        **more,
    }
