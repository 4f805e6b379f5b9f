"""
The publisher: gives what waits its line in the manifest, signs the head, and writes the tree.

First the database commits lines and head, then files show them. A crash between the two is made up for at the next start; a full disk
is waited for, and nothing else of the platform waits with it.
"""

from __future__ import annotations

import logging
import threading
from typing import Final

import psycopg
from django.db import DatabaseError, connection

from archive.record import backlog, heads, showing, withdrawals
from archive.record.keeping import KEPT
from archive.record.tree import Tree
from foundation import hints
from foundation.sequencer import own_session
from toolkit.log.note import Signer

log = logging.getLogger(__name__)

LOCK_KEY: Final = 0x59616E67_52656331  # one number for this lock, of no meaning; locks are per database
PAUSE_SECONDS: Final = 0.5
STANDBY_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 5.0


class TreeIsForeign(Exception):
    """The tree is not this database's to write into; people must look."""


class Publisher:
    """Publish until told to stop; a second one waits as a hot standby."""

    def __init__(self, tree: Tree, signer: Signer) -> None:
        self._tree, self._signer = tree, signer
        self._stop = threading.Event()
        self._shown: int | None = None
        self._pause = PAUSE_SECONDS

    def stop(self) -> None:
        """Ask it to end after the present turn; safe to call from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """
        Publish until `stop`, through lost databases and full disks.

        :raises TreeIsForeign: if the tree shows what this database never signed.
        """
        while not self._stop.is_set():
            try:
                with own_session("yangguang publisher") as session, hints.Listener(KEPT) as listener:
                    if self._await_turn(session):
                        log.info("Publishing into %s.", self._tree.root)
                        self._publish_until_stopped(session, listener)
            except (psycopg.OperationalError, psycopg.InterfaceError, DatabaseError) as error:
                log.warning("The record waits for its database (%s).", str(error).strip())
            except OSError as error:
                log.warning("The record cannot be written and waits (%s).", error)
            finally:
                connection.close()
            self._shown = None
            self._stop.wait(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def turn(self) -> int:
        """
        Publish all that waits; return how many lines are new.

        :raises TreeIsForeign: as `run`.
        :raises OSError: where the tree cannot be written.
        """
        if self._shown is None:
            self._open()
        before = self._shown or 0
        withdrawals.sign(self._signer)
        while heads.extend(self._signer) == heads.AT_ONCE:
            pass
        self._shown = showing.show(self._tree, self._signer.verifier, after=before)
        return self._shown - before

    def _open(self) -> None:
        """Remove drafts of one that died, and put on record what came about before there was one."""
        if why := showing.foreign(self._tree, self._signer.verifier):
            raise TreeIsForeign(f"{self._tree.root}: {why}.")
        self._tree.root.mkdir(parents=True, exist_ok=True)
        self._tree.sweep()
        backlog.keep()
        self._shown = showing.shown(self._tree, self._signer.verifier)

    def _await_turn(self, session: psycopg.Connection) -> bool:
        while not self._stop.is_set():
            row = session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY]).fetchone()
            if row is not None and row[0]:
                return True
            self._stop.wait(STANDBY_SECONDS)
        return False

    def _publish_until_stopped(self, session: psycopg.Connection, listener: hints.Listener) -> None:
        while not self._stop.is_set():
            session.execute("SELECT 1")  # whoever lost the session has lost the lock
            self.turn()
            self._pause = PAUSE_SECONDS
            listener.wait(PAUSE_SECONDS)
