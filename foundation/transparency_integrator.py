"""
The integrator: gives what happened its place in the public tree, batch after batch, beside the sequencer.

First the database commits leaves and head, then files show them. A crash between the two is made up for at the next
start, from what the database holds; a crash in the middle of either leaves nothing half done. Integrated events are
those with a leaf; until then they are only sequenced.
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_right
from itertools import groupby

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection

from foundation import transparency, transparency_batches, transparency_start
from foundation.models import LogCosignature, LogEntry, LogHead, LogLeaf
from foundation.sequencer import own_session
from foundation.text import Text
from foundation.transparency_batches import Batch, EdgeIsStale, JournalBroken
from foundation.transparency_files import (
    CANDIDATE,
    CHECKPOINT,
    POLICY,
    WITNESSED,
    Publisher,
    head_in,
)
from foundation.transparency_start import LogRefused
from toolkit.log import proof, tiles, tree
from toolkit.log.checkpoint import Checkpoint, Head, sign
from toolkit.log.note import Signer
from toolkit.log.policy import Policy
from toolkit.log.tiles import Edge, TileTree
from toolkit.refusals import Refused

log = logging.getLogger(__name__)

LOCK_KEY = 0x59616E67_4C6F6731  # one number for this lock, of no meaning; locks are per database
CHUNK_LEAVES = 4096
STANDBY_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
COMPLAIN_SECONDS = 30.0
CANDIDATE_SECONDS = 10.0
RENEWED_LEAVES = 65_536  # an hour's; the system writes within seconds what it was not told to write at once
MOST_COSIGNATURES = 100  # of heads for which no quorum came; older ones are given up
_DAMAGED = Text(
    "日志的公开文件已损坏（{why}）；移走该目录后，将由数据库重新生成",
    "The log's public files are damaged ({en}); move the folder away and they are made again from the database",
)
_BROKEN = Text("日志条目所指的事件已被删除：{where}", "An event that was to be logged was removed: {where}")


class Log:
    """The log in this process's hands: its key, its edge in memory, its folder. One at a time works on it."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._publisher = Publisher(settings.TRANSPARENCY_ROOT)
        self._edge = Edge()
        self._witnessed_size = 0
        self._candidate_size = 0
        self._candidate_at = float("-inf")

    def open(self) -> None:
        """
        Bring folder and memory to what the database has committed.

        :raises LogRefused: if the database is not the newest that is known, or the log another's.
        """
        head = transparency_batches.begin(str(self._signer.verifier))
        if why := transparency_start.refusal(head, self._signer.verifier):
            raise LogRefused(why)
        published = head_in(self._publisher.folder, CHECKPOINT, self._signer.verifier)
        of = published.checkpoint if published else Checkpoint(self._signer.name, 0, Edge().root())
        self._edge = Edge.load(transparency.files(), of)
        self._make_up(head, of)
        keys = transparency.witnesses()
        policy = Policy(self._signer.verifier, keys, min(settings.TRANSPARENCY_QUORUM, len(keys)))
        self._publisher.text(POLICY, policy.to_text(f"{settings.PUBLIC_URL}/log/"))
        self._renew_proofs(head.size)
        self.show_witnessed()

    def step(self) -> Batch:
        """
        Integrate and publish one batch.

        :raises EdgeIsStale: if another process grew the log; open it again.
        """
        batch = transparency_batches.integrate(self._edge, self._signer.name)
        head = self._publish(batch.files, batch.checkpoint, batch.refs)
        self.show_witnessed()
        self._offer(head)
        return batch

    def show_witnessed(self) -> None:
        """Publish the largest head that a quorum has cosigned, and renew the proofs that it is the first to cover."""
        rows = LogCosignature.objects.filter(size__gt=self._witnessed_size).order_by("-size")
        for size, root in dict(rows.values_list("size", "root")[:MOST_COSIGNATURES]).items():
            head = transparency.cosigned_head(Checkpoint(self._signer.name, size, bytes(root)))
            if head is not None and len(head.signatures) > settings.TRANSPARENCY_QUORUM:
                self._prove_witnessed(self._witnessed_size, head)
                self._publisher.head(WITNESSED, head)
                self._witnessed_size = size
                return

    def _offer(self, head: Head) -> None:
        """
        Show witnesses a head that stays for some seconds: each looks when it likes, and all must cosign the same one.

        The next follows when a quorum has cosigned this one, or does not come.
        """
        is_over = self._witnessed_size >= self._candidate_size
        if is_over or time.monotonic() - self._candidate_at > CANDIDATE_SECONDS:
            self._publisher.head(CANDIDATE, head)
            self._candidate_size, self._candidate_at = head.checkpoint.size, time.monotonic()

    def _make_up(self, head: LogHead, of: Checkpoint) -> None:
        """Publish what was committed and not shown: after a crash a batch, with a lost folder all of it."""
        if of.size == head.size:
            return
        log.info("Publishing leaves %d to %d, which were committed before.", of.size, head.size)
        for first in range(of.size, head.size, CHUNK_LEAVES):
            chunk = transparency_batches.contents(head, first, min(first + CHUNK_LEAVES, head.size))
            self._publisher.tiles(self._edge.extend(chunk))
        if self._edge.root() != bytes(head.root):
            raise LogRefused(
                Text(
                    "数据库里的日志条目与它签过的根不符：有条目被改动或删除",
                    "The leaves in the database do not add up to the root that it signed: some were changed or removed",
                )
            )
        checkpoint = Checkpoint(self._signer.name, head.size, self._edge.root())
        self._publisher.head(CHECKPOINT, sign(checkpoint, self._signer))

    def _publish(self, files: list[tiles.File], of: Checkpoint, refs: list[tuple[str, int]]) -> Head:
        self._publisher.tiles(files)
        head = sign(of, self._signer)
        self._publisher.head(CHECKPOINT, head)
        if refs:
            nodes = TileTree(transparency.files(), of.size)
            for ref, index in refs:
                self._publisher.proof(ref, proof.prove(nodes, index, head))
        self._publisher.sweep(files)
        return head

    def _renew_proofs(self, size: int) -> None:
        """Write the latest proofs anew: the process or the machine may have died before they were on the disk."""
        witnessed = head_in(self._publisher.folder, WITNESSED, self._signer.verifier)
        if witnessed is not None:
            self._witnessed_size = witnessed.checkpoint.size
            self._prove_witnessed(max(0, self._witnessed_size - RENEWED_LEAVES), witnessed)
        if size > self._witnessed_size:
            latest = sign(Checkpoint(self._signer.name, size, self._edge.root()), self._signer)
            self._prove(self._witnessed_size, size, latest)

    def _prove_witnessed(self, first: int, newest: Head) -> None:
        """
        Write the proofs of the named leaves from `first` on, each in the first tree that a quorum saw it in.

        Always in that one, whenever it is written: times that run from when witnesses saw a leaf must not begin anew.
        """
        last = newest.checkpoint.size
        sizes = [*transparency.cosigned_sizes(first, last), last]
        with_proof = LogEntry.objects.filter(ref__isnull=False).values("pk")
        named = LogLeaf.objects.filter(index__gte=first, index__lt=last, entry__in=with_proof)
        places = list(named.order_by("index").values_list("index", flat=True))
        for size, group in groupby(places, key=lambda index: sizes[bisect_right(sizes, index)]):
            within = list(group)
            of = Checkpoint(self._signer.name, size, tree.root(self._nodes(), size))
            self._prove(within[0], within[-1] + 1, transparency.cosigned_head(of) or newest)

    def _prove(self, first: int, last: int, head: Head) -> None:
        """Write the proofs of the named leaves from `first` up to `last`, in the tree of `head`."""
        leaves = LogLeaf.objects.filter(index__gte=first, index__lt=last, entry__isnull=False)
        placed = {leaf.entry: leaf.index for leaf in leaves.only("entry", "index")}
        named = LogEntry.objects.filter(pk__in=list(placed), ref__isnull=False).values_list("pk", "ref")
        nodes = self._nodes()
        for entry, ref in named:
            assert ref is not None
            self._publisher.proof(ref, proof.prove(nodes, placed[entry], head))

    def _nodes(self) -> TileTree:
        """Return the tree, whose files hold every smaller one."""
        return TileTree(transparency.files(), self._edge.size)


class Integrator:
    """Integrate at a fixed pace until told to stop; a second one waits as a hot standby."""

    def __init__(self, signer: Signer, *, is_unwitnessed: bool = False) -> None:
        self._log = Log(signer)
        self._signer = signer
        self._is_unwitnessed = is_unwitnessed
        self._stop = threading.Event()
        self.refused: LogRefused | None = None

    def stop(self) -> None:
        """Ask it to end after the present batch; safe to call from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Integrate until `stop`, through lost databases; ends with `refused` set where the log must not grow."""
        pause = STANDBY_SECONDS
        while not self._stop.is_set():
            try:
                with own_session("yangguang integrator") as session:
                    if self._await_turn(session):
                        self._open()
                        pause = STANDBY_SECONDS
                        self._keep_pace(session)
            except LogRefused as refused:
                self._refuse(refused)
            except Refused as refused:
                self._refuse(LogRefused(_DAMAGED.format(why=refused.words.zh, en=refused.words.en)))
            except JournalBroken as broken:
                self._refuse(LogRefused(_BROKEN.format(where=broken)))
            except EdgeIsStale:
                log.warning("Another process grew the log; looking again.")
            except (psycopg.OperationalError, psycopg.InterfaceError, DatabaseError, OSError) as error:
                log.warning("The log waits (%s); trying again in %.1f s.", str(error).strip(), pause)
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            finally:
                connection.close()

    def _refuse(self, refused: LogRefused) -> None:
        self.refused = refused
        self._stop.set()
        log.critical("The log must not grow: %s", refused)

    def _await_turn(self, session: psycopg.Connection) -> bool:
        while not self._stop.is_set():
            row = session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY]).fetchone()
            if row is not None and row[0]:
                return True
            self._stop.wait(STANDBY_SECONDS)
        return False

    def _open(self) -> None:
        self._log.open()
        urls = settings.TRANSPARENCY_WITNESS_URLS
        needed = min(settings.TRANSPARENCY_QUORUM, len(urls))
        said_at = float("-inf")
        while not self._stop.is_set() and not self._is_unwitnessed:
            why, answered = transparency_start.witness_refusal(LogHead.objects.get(), self._signer.verifier)
            if why:
                raise LogRefused(why)
            if answered >= needed:
                return
            if time.monotonic() - said_at > COMPLAIN_SECONDS:
                said_at = time.monotonic()
                log.warning("%d of %d witnesses answer; the log waits for %d.", answered, len(urls), needed)
            self._stop.wait(STANDBY_SECONDS)

    def _keep_pace(self, session: psycopg.Connection) -> None:
        """One batch at each beat. A beat that was missed is left out: catching up would tell when it was busy."""
        gap = settings.TRANSPARENCY_BATCH_SECONDS
        log.info("Integrating.")
        due = time.monotonic()
        while not self._stop.is_set():
            session.execute("SELECT 1")  # whoever lost the session has lost the lock
            if why := transparency_start.recorded_refusal(LogHead.objects.get()):
                raise LogRefused(why)
            self._log.step()
            due += gap
            if due < (at := time.monotonic()):
                due = at + gap - (at - due) % gap
            self._stop.wait(due - time.monotonic())
