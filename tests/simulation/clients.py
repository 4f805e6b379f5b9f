"""Who takes part: bidders who are late, early and double, with clocks of their own; two hosts who call, pause and let it go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from accounts.actor import Actor
from bidding.actions.auctioning import rounds
from bidding.actions.auctioning.moving import BIDDERS, HOSTS, REVEALS
from bidding.actions.auctioning.rounds import Outcome
from bidding.actions.auctioning.writing import Wish
from bidding.auctions.judging import Kept
from bidding.models import Move
from foundation.errors import DomainError
from tests.simulation import engine
from tests.simulation.engine import AUCTION
from tests.simulation.history import Call
from tests.simulation.world import World
from tests.toolkit.auctions import logs
from toolkit.auctions import running

DELAYS = (1, 1, 3, 20, 150, 1500)
GAPS = (40, 10_000, 60_000, 90_000, 120_000)
TIMEOUT_MS = 3000


@dataclass
class Client:
    """
    Somebody who moves by what they last saw, `skew` milliseconds beside the right time.

    Messages are late, lost, and come twice; what was not answered is asked again under its key. `items` are what everybody saw, in the
    order in which this one did.
    """

    world: World
    by: Actor
    number: str
    skew: int
    calls: list[Call] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    view: Kept | None = None
    tries: int = 0
    said: dict[str, dict[str, Any]] = field(default_factory=dict)

    def start(self) -> None:
        """Come in, and act from now on."""
        self.view = self.world.engine.kept()
        self.world.follow.append(self._hear)
        self._again()

    def act(self) -> None:
        """Do something, and again in a while."""
        chance = self.world.chance
        fields = self._wanted()
        if fields is not None:
            self.tries += 1
            key = f"{self.number}-{self.tries}"
            if self.said and chance.random() < 0.03:
                key = chance.choice([*self.said])  # another move under a key that was used
            elif chance.random() < 0.05:
                key = f"shared-{self.tries}"  # which others use as well
            self.said.setdefault(key, fields)
            self.ask(key, fields, self._expected())
        self._again()

    def ask(self, key: str, fields: dict[str, Any], expected: Any = None, tries: int = 3) -> None:
        """Ask for a move; ask again when no answer comes."""
        world, chance = self.world, self.world.chance
        mark, place = repr(sorted(fields.items())), len(self.calls)
        self.calls.append(Call(self.by.label, key, fields, world.true))
        wish = Wish(
            AUCTION,
            fields,
            self.by,
            is_host=not self.by.party_id,
            expected=expected,
            key=key,
            fingerprint=mark,
        )
        for _ in range(1 if chance.random() < 0.9 else 2):
            if chance.random() < 0.95:
                world.later(
                    chance.choice(DELAYS),
                    lambda: world.arrive(wish, lambda found: self._answer(place, found)),
                )

        def retry() -> None:
            if self.calls[place].heard_at is None and tries > 1:
                self.ask(key, fields, expected, tries - 1)

        world.later(TIMEOUT_MS, retry)

    def _answer(self, place: int, found: Outcome) -> None:
        if self.world.chance.random() < 0.05:
            return  # lost
        self.world.later(self.world.chance.choice(DELAYS), lambda: self._heard(place, found))

    def _heard(self, place: int, found: Outcome) -> None:
        if self.calls[place].heard_at is None:
            self.calls[place] = answered(self.calls[place], found, self.world.true)

    def _wanted(self) -> dict[str, Any] | None:
        """Return what somebody would do who sees what this one sees."""
        world, chance = self.world, self.world.chance
        assert self.view is not None
        run, shown = running.seen(
            self.view.rules, self.view.run, max(world.shows() + self.skew, self.view.run.at)
        )
        kinds = BIDDERS if self.by.party_id else HOSTS | REVEALS | {"resume", "withdraw"}
        rules = self.view.rules
        for _ in range(12):
            _, kind, said = logs._any(chance, rules.form, rules, run, shown, paused=run.clock.stands)
            fields = {"kind": kind, **said}
            if kind in ("resume", "withdraw") and not self.by.party_id:
                self._agree(kind)
                return None
            if kind in kinds:
                if self.by.party_id:
                    fields.pop("bidder", None)
                return fields
        return None

    def _agree(self, kind: str) -> None:
        """Ask the other host, who agrees in a while."""
        chance, world = self.world.chance, self.world
        if kind == "resume" or chance.random() < 0.1:
            world.later(
                chance.choice([50, 5000, 60_000]),
                lambda: world.locked(lambda: world.engine.act(kind, world.shows())) if world.web else None,
                on_server=True,
            )

    def _expected(self) -> Any:
        rules = self.view.rules if self.view else None
        standing = getattr(self.view.run.form, "standing", None) if self.view else None
        beyond = getattr(rules, "beyond", None)
        if standing is None or self.world.chance.random() < 0.7 or (beyond and beyond.way == "written"):
            return None
        return standing.price

    def _again(self) -> None:
        """Act again: often in the last milliseconds before what this one holds for the end."""
        world, chance = self.world, self.world.chance
        assert self.view is not None
        wait: float = chance.choice(GAPS)
        now = world.shows() + self.skew
        run, shown = running.seen(self.view.rules, self.view.run, max(now, self.view.run.at))
        if shown.ends and not run.clock.stands and not shown.closed and chance.random() < 0.35:
            aimed = run.clock.world(shown.ends) + chance.choice([-40, -2, -1, -1, 0, 1]) - now
            wait = min(aimed, 300_000) if aimed > 0 else wait
        world.later(wait, self.act)

    def _hear(self, kept: Kept, length: int) -> None:
        """Get what everybody sees, unless it is lost; whoever missed something asks for it."""
        world, chance = self.world, self.world.chance
        if chance.random() < 0.15:
            return

        def came() -> None:
            if self.view is None or kept.run.number >= self.view.run.number:
                self.view = kept
            self.resync(length)

        world.later(chance.choice(DELAYS), came)

    def resync(self, length: int) -> None:
        """Read on in the log, that was so long then, after the last that was seen."""
        after = self.items[-1] if self.items else 0
        log = self.world.disk.log[after:length]  # what everybody saw is no more than there was
        self.items += [one.shown for one in log if one.shown is not None and one.shown > after]


def answered(call: Call, found: Outcome, at: float) -> Call:
    """Return a call with what was heard."""
    if isinstance(found, Move):
        return replace(call, heard_at=at, number=found.number, code=found.code)
    assert isinstance(found, DomainError)
    detail: Any = found.detail or {}
    number = found.move.number if isinstance(found, rounds.MoveRefused) else None
    return replace(call, heard_at=at, code=found.code, number=number, stands=detail.get("stands"))


def party(world: World, bidders: Any, late: Any) -> list[Client]:
    """Return the clients of an auction; those who are `late` enter in the course of it."""
    chance = world.chance
    people: list[tuple[Actor, str]] = [
        *((engine.bidder(one), one) for one in bidders),
        *((one, f"host{n}") for n, one in enumerate(engine.HOSTS)),
    ]
    clients = [
        Client(world, by, name, chance.choice([0, 0, -1, 1, -400, 2500, -60_000])) for by, name in people
    ]
    for client in clients:
        wait: Callable[[int], int] = lambda most: chance.randint(0, most)  # noqa: E731
        if client.number in late:
            world.later(wait(100_000), lambda one=client: _enter(one))  # type: ignore[misc]
        else:
            world.later(wait(20_000), client.start)
    return clients


def _enter(client: Client) -> None:
    world = client.world

    def act() -> None:
        if not world.web or client.number in world.disk.entered:
            return
        if world.engine.enter(client.number):
            world.watch.entered()
            client.start()

    world.locked(act)
