"""The pages of a trial (试用竞价室): those of a real auction, filled from what was computed, and marked as a trial each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from accounts.actor import Actor
from bidding import trial_rooms
from bidding.actions.auctioning import rounds, writing
from bidding.auctions import judging, trials
from bidding.auctions.trials import Decided, Moved, Played, Trial
from bidding.models import AuctionProposal
from foundation.text import Text
from portal.auctions import console, stage, standing
from portal.auctions.console import Console, ProposalView
from portal.auctions.stage import Addresses, Stage
from toolkit.auctions.moves import bidder_of
from toolkit.auctions.opponents import Character
from toolkit.auctions.results import Award

_CHARACTERS: Final[Mapping[Character, Text]] = {
    "eager": Text("急躁型：马上应价，有时连加两档", "eager: answers at once, now and then by two increments"),
    "patient": Text("沉稳型：过一段时间才加一档", "patient: waits, and bids the least"),
    "last_second": Text("狙击型：最后几秒才出价", "last-second: comes just before the end"),
}


@dataclass(frozen=True)
class Own:
    """The last move of the person, as a receipt shows it."""

    number: int
    price: Decimal | None
    at_ms: int
    digest: str = ""


@dataclass(frozen=True)
class TrialView:
    """What only a trial's page shows; opponents are told once it is over."""

    again: str
    awards: Sequence[Award] = ()
    follows: bool = False
    moves: int = 0
    opponents: Sequence[tuple[str, Text, Decimal]] = ()


@dataclass(frozen=True)
class Asked:
    """A proposal of a trial, as a desk shows it."""

    get_act_display: str
    reason: str
    seconds: int
    proposed_at: datetime
    status: str


def addresses(trial_id: str) -> Addresses:
    """Return where the pages of a trial are, and what their script asks."""

    def of(name: str) -> str:
        return reverse(f"portal-trial{name}", args=[trial_id])

    return Addresses(
        watch=of(""), room=of("-room"), console=of("-console"), state=of("-state"), items=of("-items"), record=of("-record"),
        events=f"{settings.ROOMS_URL}/api/v1/trials/{trial_id}/events",
    )  # fmt: skip


def collect(trial: Trial, actor: Actor, now: datetime) -> Stage:
    """Return the page of a trial; whoever neither opened nor entered it only looks on."""
    at = rounds.milliseconds(now)
    found = trials.played(trial, at)
    stands = judging.seen(found.kept, at)
    shows, own = writing.plain(stands), trial.number_of(actor.label)
    receipt = _receipt(trial, own) if own else None
    where = addresses(trial.id)
    told = stage.told(
        where, trial.rules, shows, now, own=own, has_bid=receipt is not None, increment=trial_rooms.increment(found),
        items=trial_rooms.items(found, max(0, found.kept.shown - stage.SHOWN_LINES)), shown=found.kept.shown,
        points=_points(found),
    )  # fmt: skip
    form = standing.FORMS[trial.rules.form]
    return Stage(
        **told, title=Text(f"试用竞价室：{trial.title}", f"Trial room: {trial.title_en}"),
        name=Text(f"{form.zh}，{trial.minutes}分钟", f"{form.en}, {trial.minutes} minutes"), receipt=receipt,
        rules_sha256=trial.rules.hash, starts_at=trial_rooms.instant(trial.rules.starts_at), has_record=stands.phase in trial_rooms.OVER,
        doors=[*_doors(trial, where, actor)], trial=_view(trial, found, stands, at),
    )  # fmt: skip


def desk(trial: Trial, now: datetime) -> Console:
    """Return the desk of whoever leads a trial."""
    found = trials.played(trial, rounds.milliseconds(now))
    return Console(
        leads=True, entered=len(trial.opponents) + len(trial.people), admitted=len(trial.rules.bidders),
        proposals=[ProposalView(_asked(one), is_own=True) for one in reversed(found.proposals)],
        **console.acts(trial.rules, found.kept.run.form),
    )  # fmt: skip


def _points(found: Played) -> list[tuple[int, str]]:
    points: list[tuple[int, str]] = []
    for one in found.items:
        price = None if one.stands is None or one.stands.price is None else f"{one.stands.price:f}"
        if price is not None and (not points or points[-1][1] != price):
            points.append((one.at, price))
    return points


def _receipt(trial: Trial, number: str) -> Own | None:
    moves = [one.move for one in trial.inputs if isinstance(one, Moved) and bidder_of(one.move) == number]
    last: Any = moves[-1] if moves else None
    return Own(last.number, getattr(last, "price", None), last.at) if last is not None else None


def _doors(trial: Trial, at: Addresses, actor: Actor) -> Iterator[tuple[str, Text]]:
    if trial.takes(actor.label):
        yield at.room, Text("进入竞价室", "To the room")
    if trial.owner == actor.label and trial.part == "host":
        yield at.console, Text("主持台", "The host's desk")
    yield at.watch, Text("观看", "Watch")


def _view(trial: Trial, found: Played, stands: Any, at: int) -> TrialView:
    choices: dict[str, str | int] = {
        "minutes": trial.minutes,
        "opponents": len(trial.opponents),
        "part": trial.part,
    }
    choices |= {"lot": trial.lot} if trial.lot else {"form": trial.rules.form}
    again = f"{reverse('portal-trials')}?{urlencode(choices)}"
    if stands.phase not in trial_rooms.OVER:
        return TrialView(again)
    return TrialView(
        again, stands.awards, trials.record(trial, at).result == stands, len(found.moves),
        [(one.bidder, _CHARACTERS[one.character], one.limit) for one in trial.opponents],
    )  # fmt: skip


def _asked(one: Decided) -> Asked:
    status = "open" if one.is_done is None else "approved" if one.is_done else "declined"
    label = str(AuctionProposal.Act(one.asked.act).label)
    return Asked(label, one.asked.reason, one.asked.seconds, trial_rooms.instant(one.asked.at), status)
