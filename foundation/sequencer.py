"""
The sequencer: one process that gives committed events their place in the order of all events.

Writers never wait for it. It reads what is committed and has no position yet, in insertion order, and writes gap-free
positions in batches. A slow writer's event simply gets a later position, so a reader of positions never skips it.
Events of one subject keep their order: each was inserted under the subject's lock, so whoever sees a later one sees
the earlier one too.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from foundation import hints, journal
from foundation.errors import Unavailable
from foundation.text import Text

log = logging.getLogger(__name__)

SEQUENCED = "journal.sequenced"
BATCH_EVENTS = 1000
PAUSE_SECONDS = 0.05
LEAST_GAP_SECONDS = 0.05  # many small batches would cost the server more than the events do
STANDBY_SECONDS = 0.5
LONGEST_RECONNECT_SECONDS = 5.0
LOCK_KEY = 0x59616E67_53657131  # one number for this lock, of no meaning; locks are per database

_PLACE = "SELECT head, placed FROM journal_sequence(%s)"


class Sequencer:
    """
    Give positions until told to stop; a second one waits as a hot standby.

    The advisory lock belongs to the session that also writes, so a sequencer that lost its lock has lost its
    transaction too: two never write. `on_batch` is called with the last position after each batch; it must not block.
    """

    def __init__(
        self, *, on_batch: Callable[[int], None] | None = None, batch_events: int = BATCH_EVENTS
    ) -> None:
        self._on_batch = on_batch
        self._batch_events = batch_events
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask it to end after the present batch; safe to call from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Give positions until `stop`, through lost databases and lost hints."""
        pause = PAUSE_SECONDS
        while not self._stop.is_set():
            try:
                with (
                    own_session("yangguang sequencer") as session,
                    hints.Listener(journal.APPENDED) as listener,
                ):
                    if self._await_turn(session):
                        log.info("Sequencing.")
                        pause = PAUSE_SECONDS
                        self._place_until_stopped(session, listener)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                log.warning("The database is gone (%s); trying again in %.2f s.", str(error).strip(), pause)
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_RECONNECT_SECONDS)

    def _await_turn(self, session: psycopg.Connection) -> bool:
        waiting = False
        while not self._stop.is_set():
            row = session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY]).fetchone()
            if row is not None and row[0]:
                return True
            if not waiting:
                log.info("Another sequencer is at work; standing by.")
                waiting = True
            self._stop.wait(STANDBY_SECONDS)
        return False

    def _place_until_stopped(self, session: psycopg.Connection, listener: hints.Listener) -> None:
        while not self._stop.is_set():
            head, placed = _place(session, self._batch_events)
            if placed:
                hints.publish(SEQUENCED)
                if self._on_batch is not None:
                    self._on_batch(head)
            if placed < self._batch_events:
                if placed:
                    self._stop.wait(LEAST_GAP_SECONDS)
                listener.wait(PAUSE_SECONDS)


def drain(*, wait_seconds: float = 10.0) -> int:
    """
    Place everything that is committed now, over the caller's own connection; return how many events that were.

    Inside a transaction it also places what that transaction wrote. Where a sequencer is at work it is left to it.

    :raises Unavailable: `sequencer_busy` if another one holds the lock and does not finish in time.
    """
    total = 0
    until = time.monotonic() + wait_seconds
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_KEY])
            is_ours = cursor.fetchone()[0]
            if is_ours:
                cursor.execute(_PLACE, [BATCH_EVENTS])
                placed = cursor.fetchone()[1]
            else:
                cursor.execute("SELECT count(*) FROM foundation_pending")
                left = cursor.fetchone()[0]
        if is_ours:
            total += placed
            if placed < BATCH_EVENTS:
                return total
        elif not left:
            return total
        elif time.monotonic() > until:
            raise Unavailable("sequencer_busy", Text("事件排序进程繁忙", "The sequencer is busy"))
        else:
            time.sleep(PAUSE_SECONDS)


def _place(session: psycopg.Connection, limit: int) -> tuple[int, int]:
    row = session.execute(_PLACE, [limit]).fetchone()
    if row is None:
        raise psycopg.OperationalError("journal_sequence returned nothing")
    return row[0], row[1]


def own_session(name: str) -> psycopg.Connection:
    """Open a session outside Django's pool: a lock that lasts as long as a session must not be handed on."""
    parameters = connections.create_connection(DEFAULT_DB_ALIAS).get_connection_params()
    # The application's cursor class and adapters belong to Django's wrapper.
    for unwanted in ("cursor_factory", "context", "pool"):
        parameters.pop(unwanted, None)
    parameters |= {"application_name": name, "autocommit": True, "keepalives_idle": 10}
    return psycopg.connect(**parameters)
