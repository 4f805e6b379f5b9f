"""
Tickets at the door: whoever asks at the same time gets theirs in one transaction, and the checks wait until nobody asks.

A bidder's answer takes as long as the platform is busy, with whatever lot: it tells nothing of how many others file here, for
bids on all lots share the rounds, as they share the processor. Nobody waits for another bidder's locks: what a round cannot
lock at once it leaves to that request's own thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson
from django.db import connection

from accounts import sessions
from accounts.actor import Actor
from accounts.sessions import Caller
from bidding.actions import filings, receipts, settling
from bidding.actions.filings import Outcome, Ticket
from bidding.actions.weighing import Asked
from bidding.models import Filing
from bidding.sealed import store
from foundation import idempotency, statements
from foundation.errors import DomainError, Unavailable
from foundation.gathering import ALONE, Alone, Gathering
from foundation.idempotency import Answer, Key
from foundation.transactions import action
from toolkit import filings as sealed

log = logging.getLogger(__name__)
MOST_AT_ONCE = 64
LONGEST_WAIT_MS = 500
"""How long a round may wait for a twin of one of its requests; then each goes alone."""
LARGEST_AT_ONCE = 64 * 1024 * 1024
# The server plans statements anew for other parameters where it thinks that this pays; for these it never does.
_FOR_A_ROUND = (
    "SELECT set_config('lock_timeout', %s, true), set_config('plan_cache_mode', 'force_generic_plan', true)"
)
QUIET_SECONDS = 0.03
CHECKED_AT_ONCE = 16
"""How many filings are checked before it is looked again whether anybody asks for a ticket."""
_FILED_NOW, _FILED_BEFORE = 201, 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for, under its idempotency key if it has one."""

    asked: Asked
    key: Key | None = None


class UnknownCaller(Exception):
    """Somebody brought a token that is none."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a request with a token asks for, once it is known who its actor is."""

    caller: Caller
    wish_of: Callable[[Actor], Wish]

    def wish(self) -> Wish:
        """
        Return the wish; whose it is was found out.

        :raises UnknownCaller: if it is nobody's.
        :raises DomainError: as `Asked` and `Key` do.
        """
        if (actor := self.caller.known) is None:
            raise UnknownCaller
        return self.wish_of(actor)


def take(wish: Wish | Brought) -> Ticket:
    """
    Take a ticket as `filings.reserve` does, together with whoever asks at the same time; under a key at most once.

    :raises UnknownCaller: if what was brought is nobody's.
    :raises Invalid: `key_malformed`, `key_reused`, and as `reserve` does.
    :raises Conflict: `request_in_flight`, and as `reserve` does.
    :raises TurnedAway: as `reserve` does.
    """
    outcome = _rounds(wish)
    if isinstance(wish, Brought):
        _ = wish.caller.actor  # notes that the token was used, which no round waits for
    if isinstance(outcome, Ticket):
        return outcome
    raise outcome


def settle_soon(*, filing: Filing) -> bool:
    """
    Settle a filing and issue its receipt, now if nobody asks for a ticket, else as soon as nobody does; tell whether it was now.

    What a process leaves, because it ends or has no time, or because it is large, is the worker's.
    """
    if any(one.size > LARGEST_AT_ONCE for one in sealed.load(store.of(filing)).core.parts):
        return False
    if _rounds.is_busy or not _checks.one.acquire(blocking=False):
        _checks.later(filing.id)
        return False
    try:
        settle_with_receipts([filing.id])
    finally:
        _checks.one.release()
    return True


def settle_with_receipts(filing_ids: Sequence[str]) -> int:
    """Settle filings that nobody else is at, and issue the receipts of those that were accepted; return how many were settled."""
    settled = settling.settle_all(filing_ids=filing_ids, by=Actor.clock(), waits=False)
    try:
        receipts.issue_all(filings=[one for one in settled if one.awaits_receipt])
    except Unavailable as refused:
        log.warning("A receipt waits: %s", refused)
    return len(settled)


@action
def _together(several: Sequence[Wish | Brought]) -> list[Outcome | UnknownCaller | Alone]:
    with statements.together() as trip:
        trip.ask(_FOR_A_ROUND, f"{LONGEST_WAIT_MS}ms")
        know = sessions.ask_who(trip, [one.caller for one in several if isinstance(one, Brought)])
    know()
    found = [_wish(one) for one in several]
    answers = iter(_all_of([one for one in found if isinstance(one, Wish)]))
    return [next(answers) if isinstance(one, Wish) else one for one in found]


def _wish(one: Wish | Brought) -> Wish | DomainError | UnknownCaller:
    try:
        return one.wish() if isinstance(one, Brought) else one
    except (DomainError, UnknownCaller) as refused:
        return refused


def _all_of(wishes: Sequence[Wish]) -> list[Outcome | Alone]:
    if not wishes:
        return []
    with statements.together() as trip:
        claims = idempotency.ask_claims(trip, [one.key for one in wishes if one.key is not None])
    claimed = claims()
    able = [at for at, one in enumerate(wishes) if one.key is None or one.key in claimed]
    outcomes = filings.reserve_within(asked=[wishes[at].asked for at in able], waits=False)
    found = dict(zip(able, outcomes, strict=True))
    answers = {
        claimed[key]: _answer(outcome)
        for at, outcome in found.items()
        if (key := wishes[at].key) is not None and isinstance(outcome, Ticket)
    }
    idempotency.remember_all(answers, claimed=claimed.values())
    return [found.get(at) or ALONE for at in range(len(wishes))]


def _alone(one: Wish | Brought) -> Outcome:
    if isinstance(one, Brought):
        _ = one.caller.actor
        one = one.wish()
    wish = one
    if wish.key is None:
        return filings.reserve_one(asked=wish.asked)
    with idempotency.once(wish.key) as attempt:
        if attempt.answer is not None:
            filed_it = attempt.answer.status == _FILED_NOW
            return Ticket(_filed(wish.asked), is_new=False, is_replay=filed_it)
        ticket = filings.reserve_one(asked=wish.asked)
        answer, deal = _answer(ticket)
        attempt.remember(answer.status, answer.headers, answer.body, deal=deal)
        return ticket


def _filed(asked: Asked) -> Filing:
    lot, party = asked.place
    found = Filing.objects.select_related("lot", "policy")
    return found.get(lot=lot, registration__party=party, header=asked.header)


def _answer(ticket: Ticket) -> tuple[Answer, str | None]:
    body = orjson.dumps({"header": ticket.filing.header})
    return Answer(
        _FILED_NOW if ticket.is_new else _FILED_BEFORE, (("Content-Type", "application/json"),), body
    ), ticket.filing.lot.deal_id


class _Checks:
    """Filings of this process that are still to be checked, and the thread that does it when nobody asks for tickets."""

    def __init__(self) -> None:
        self.one = threading.Lock()
        self._ids: deque[str] = deque()
        self._guard = threading.Lock()
        self._runs = False

    def later(self, filing_id: str) -> None:
        """Check a filing when there is time."""
        with self._guard:
            self._ids.append(filing_id)
            starts, self._runs = not self._runs, True
        if starts:
            threading.Thread(target=self._run, name="checks", daemon=True).start()

    def _run(self) -> None:
        try:
            while some := self._next():
                with self.one:
                    settle_with_receipts(some)
        except Exception:
            log.exception("What waited here is left to the worker")
            with self._guard:
                self._ids.clear()
                self._runs = False
        finally:
            connection.close()

    def _next(self) -> list[str]:
        while _rounds.idle_seconds < QUIET_SECONDS:
            time.sleep(QUIET_SECONDS / 2)
        with self._guard:
            some = [self._ids.popleft() for _ in range(min(CHECKED_AT_ONCE, len(self._ids)))]
            self._runs = bool(some)
        return some


_rounds: Gathering[Wish | Brought, Outcome | UnknownCaller] = Gathering(_together, _alone, most=MOST_AT_ONCE)
_checks = _Checks()
