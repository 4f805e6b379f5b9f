"""Run the delivery of notices: `manage.py deliver`."""

from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connection

from foundation import hints, transparency_start
from foundation.transparency_start import LogRefused
from notices.delivery import outbox
from notices.delivery.sending import Sender

log = logging.getLogger(__name__)
THREADS = 4
PAUSE_SECONDS = 1.0
SWEEP_SECONDS = 3600.0
UNCONFIRMED_FOR = timedelta(hours=48)
KEPT_FOR = timedelta(days=90)


class Command(BaseCommand):
    """Translate the command line into threads that send what is due until they are stopped."""

    requires_system_checks = ()  # it starts in half the time
    help = "Send what subscribers are told: mail, webhooks, text messages, inbox. Several may run beside each other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="Send what is due and end.")

    def handle(self, *, once: bool, **_options: Any) -> None:
        """Run until a signal comes, or once."""
        try:
            transparency_start.refuse_older_database()
        except LogRefused as refused:
            raise CommandError(str(refused)) from refused
        if once:
            outbox.close_digests()
            sender, sent = Sender(), 0
            while sender.turn():
                sent += 1
            sender.rest()
            self.stdout.write(f"{sent} sent or tried.")
            return
        stopping, woken = threading.Event(), threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("Delivering notices.")
        threads = [threading.Thread(target=_send, args=(stopping, woken)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        _watch(stopping, woken)
        for thread in threads:
            thread.join()


def _watch(stopping: threading.Event, woken: threading.Event) -> None:
    """Close digests when they are due, sweep once an hour, and wake the senders when there is something new."""
    sweep_at = time.monotonic()
    with hints.Listener(outbox.HINT) as listener:
        while not stopping.is_set():
            closed = _try_to(outbox.close_digests, "No digest was closed")
            if time.monotonic() >= sweep_at:
                _try_to(lambda: outbox.sweep(UNCONFIRMED_FOR, KEPT_FOR), "Nothing was swept")
                sweep_at = time.monotonic() + SWEEP_SECONDS
            if listener.wait(PAUSE_SECONDS) or closed:
                woken.set()
    woken.set()
    connection.close()


def _send(stopping: threading.Event, woken: threading.Event) -> None:
    """Send what is due, one after another; the message at hand is finished before a stop."""
    sender = Sender()
    while not stopping.is_set():
        if not _try_to(sender.turn, "The outbox could not be read"):
            sender.rest()
            woken.wait(PAUSE_SECONDS)
            woken.clear()
    sender.rest()
    connection.close()


def _try_to(act: Callable[[], Any], failing: str) -> Any:
    """Do something whose failure must not end the process; it is tried again a moment later."""
    try:
        close_old_connections()
        return act()
    except Exception:
        log.exception(failing)
        connection.close()
        return None
