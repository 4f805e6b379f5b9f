"""
Followers: read the journal on from a cursor, by position, and turn events into effects.

Cursor and effects are written in one transaction, so each event has its effect once, however often a process dies. A
handler that fails blocks its own follower and nobody else; the fault is a row that people see, never a skipped event.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.db import transaction
from django.db.models import Max, Q

from foundation import clock, sequencer
from foundation.models import Event, FollowerCursor, FollowerFault, Position

log = logging.getLogger(__name__)

BATCH_POSITIONS = 500
LONGEST_RETRY = timedelta(minutes=5)
_ERROR_CHARACTERS = 8000


class Follower:
    """
    What an upper floor does about events; registered once at start-up.

    `name` is the cursor's for good. `types` are dotted prefixes of the events it handles; none means all.
    """

    name: str
    types: tuple[str, ...] = ()

    def handle(self, event: Event) -> None:
        """Write the effects of one event, in the transaction that also moves the cursor; `event.position` is known."""
        raise NotImplementedError

    def handle_all(self, events: Sequence[Event]) -> None:
        """
        Write the effects of some events in their order, in one transaction.

        A follower that reads and writes many rows at a time says so here; `handle` then need not be defined. When it
        fails, smaller batches are tried until the event that it fails at is alone.
        """
        for event in events:
            try:
                self.handle(event)
            except Exception as error:
                raise _HandlerFailed(event.position) from error


class FollowerStuck(Exception):
    """A follower cannot handle an event; raised where somebody waits for followers to catch up."""


class State(Enum):
    """How a look at the journal ended."""

    CAUGHT_UP = "caught up"
    MORE = "more"
    BUSY = "busy"  # another process has this follower
    BLOCKED = "blocked"  # by a fault that is not to be tried again yet


@dataclass(frozen=True)
class _Advance:
    positions: int
    state: State


class _HandlerFailed(Exception):
    """The event at `position` cannot be handled, and is the first of its batch that cannot."""

    def __init__(self, position: int | None) -> None:
        super().__init__(position)
        self.position = position


class _BatchFailed(Exception):
    """Of `positions` positions from `first` on, one cannot be handled; `failing` if it is known which."""

    def __init__(self, first: int, positions: int, failing: int | None) -> None:
        super().__init__(first, positions, failing)
        self.first = first
        self.is_at_the_first = positions == 1 or failing == first
        # What precedes the failing event takes effect first; then that event is tried alone.
        self.fewer = positions // 2 if failing is None else failing - first


_registered: dict[str, Follower] = {}


def register(follower: Follower) -> None:
    """
    Make a follower known; called when an app is ready.

    :raises ValueError: if another one has its name.
    """
    known = _registered.get(follower.name)
    if known is not None and type(known) is not type(follower):
        raise ValueError(f"Two followers are called {follower.name!r}.")
    _registered[follower.name] = follower


def forget(name: str) -> None:
    """Make a follower unknown again; its cursor stays."""
    del _registered[name]


def names() -> list[str]:
    """Return the names of all registered followers, in the order of registration."""
    return list(_registered)


def head() -> int:
    """Return the last position given; 0 when there is none."""
    return Position.objects.aggregate(last=Max("position"))["last"] or 0


def behind() -> list[str]:
    """Return the registered followers that have not read up to the head."""
    last = head()
    read = dict(FollowerCursor.objects.values_list("name", "position"))
    return [name for name in _registered if read.get(name, 0) < last]


def run(name: str, limit: int = 500) -> int:
    """
    Let a follower read on; return by how many positions it advanced, at most `limit`.

    0 when it is at the head, is at work in another process, or stands before a fault.
    """
    return look(name, limit)[0]


def look(name: str, limit: int = 500) -> tuple[int, State]:
    """Let a follower read on, at most `limit` positions; return by how many it advanced and how that ended."""
    follower = _registered[name]
    advanced, size = 0, BATCH_POSITIONS
    while advanced < limit:
        try:
            step = _advance(follower, min(size, limit - advanced))
        except _BatchFailed as failure:
            if failure.is_at_the_first:
                _record_fault(name, failure)
                return advanced, State.BLOCKED
            size = failure.fewer
            continue
        advanced += step.positions
        size = BATCH_POSITIONS
        if step.state is State.BUSY and _begin(name):
            continue
        if step.state is not State.MORE:
            return advanced, step.state
    return advanced, State.MORE


def catch_up() -> int:
    """
    Place all events and let all followers read on until none is behind; return how many positions were read.

    Also reads what followers themselves append. For demonstrations and tests; the processes do this by themselves.

    :raises FollowerStuck: if one cannot go on.
    """
    total = 0
    while True:
        sequencer.drain()
        late = behind()
        if not late:
            return total
        for name in late:
            advanced, state = look(name)
            total += advanced
            if state is State.BLOCKED:
                fault = FollowerFault.objects.filter(follower=name, healed_at=None).latest("last_at")
                raise FollowerStuck(f"{name} at position {fault.position}:\n{fault.error}")


def retry(name: str) -> None:
    """Let a follower that stands before a fault try again at the next look instead of later."""
    FollowerFault.objects.filter(follower=name, healed_at=None).update(retry_at=clock.now())


def _advance(follower: Follower, size: int) -> _Advance:
    with transaction.atomic():
        mine = FollowerCursor.objects.select_for_update(skip_locked=True).filter(name=follower.name)
        cursor = mine.first()
        if cursor is None:
            return _Advance(0, State.BUSY)
        last = head()
        end = min(cursor.position + size, last)
        if end <= cursor.position:
            return _Advance(0, State.CAUGHT_UP)
        fault = FollowerFault.objects.filter(follower=follower.name, healed_at=None).first()
        if fault is not None:
            if fault.retry_at > clock.now():
                return _Advance(0, State.BLOCKED)
            end = min(end, max(fault.position, cursor.position + 1))  # no more than what is to be tried again
        _handle_all(follower, cursor.position, end)
        advanced = end - cursor.position
        FollowerCursor.objects.filter(name=follower.name).update(position=end)
        if fault is not None and fault.position <= end:
            FollowerFault.objects.filter(pk=fault.pk).update(healed_at=clock.now())
        return _Advance(advanced, State.MORE if end < last else State.CAUGHT_UP)


def _begin(name: str) -> bool:
    """
    Make the cursor of a follower that never read; return whether it had none.

    In a transaction of its own: another process would wait for the row of an unfinished one instead of passing it by.
    """
    with transaction.atomic():
        if FollowerCursor.objects.filter(name=name).exists():
            return False
        FollowerCursor.objects.bulk_create([FollowerCursor(name=name)], ignore_conflicts=True)
        return True


def _handle_all(follower: Follower, after: int, end: int) -> None:
    events = list(_events(follower.types, after, end))
    if not events:
        return
    try:
        follower.handle_all(events)
    except _HandlerFailed as failure:
        raise _BatchFailed(after + 1, end - after, failure.position) from failure.__cause__
    except Exception as error:
        raise _BatchFailed(after + 1, end - after, None) from error


def _events(types: tuple[str, ...], after: int, end: int) -> Iterator[Event]:
    places = Position.objects.filter(position__gt=after, position__lte=end).order_by("position")
    for place in places.filter(_of_types(types)).select_related("event"):
        event = place.event
        event.sequenced = place  # so that `event.position` asks no query
        yield event


def _of_types(types: tuple[str, ...]) -> Q:
    wanted = Q()
    for prefix in types:
        whole = prefix.rstrip(".")
        wanted |= Q(event__type=whole) | Q(event__type__startswith=whole + ".")
    return wanted


def _record_fault(name: str, failure: _BatchFailed) -> None:
    cause = failure.__cause__ or failure
    text = "".join(traceback.format_exception(cause))[-_ERROR_CHARACTERS:].replace("\x00", "")
    with transaction.atomic():
        at = clock.now()
        fault, is_new = FollowerFault.objects.select_for_update().get_or_create(
            follower=name,
            position=failure.first,
            defaults={"error": text, "first_at": at, "last_at": at, "retry_at": at + timedelta(seconds=1)},
        )
        if not is_new:
            wait = min(timedelta(seconds=2 ** min(fault.attempts, 10)), LONGEST_RETRY)
            fault.attempts += 1
            fault.error, fault.last_at, fault.retry_at, fault.healed_at = text, at, at + wait, None
            fault.save()
    log.error(
        "Follower %s stands at position %d (attempt %d).",
        name,
        failure.first,
        fault.attempts,
        exc_info=cause,
    )
