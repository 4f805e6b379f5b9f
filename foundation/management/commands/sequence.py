"""Run the sequencer: `manage.py sequence`."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from foundation import followers, sequencer, transparency_start
from foundation.transparency_integrator import Integrator
from foundation.transparency_start import LogRefused
from foundation.waker import Waker
from toolkit.log.note import Signer


def _broker_is_memory() -> bool:
    # A broker in one process's memory carries nothing to workers.
    broker_url: str = settings.CELERY_BROKER_URL
    return broker_url.startswith("memory:")


class Command(BaseCommand):
    """Translate the command line into a sequencer, its waker and the log's integrator."""

    requires_system_checks = ()  # whose URLs and templates it never touches; it starts in half the time
    help = "Give committed events their positions and leaves until stopped; a second process stands by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="Place what is there and end.")
        parser.add_argument(
            "--follow",
            action="store_true",
            help="Run the followers in this process instead of waking workers.",
        )
        parser.add_argument(
            "--unwitnessed",
            action="store_true",
            help="Begin although too few witnesses answer. Only where the database is known to be the newest.",
        )

    def handle(self, *, once: bool, follow: bool, unwitnessed: bool = False, **_options: Any) -> None:
        """Run until a signal comes, or once."""
        if once:
            placed = sequencer.drain()
            self.stdout.write(f"{placed} events placed.")
            if follow:
                self.stdout.write(f"{followers.catch_up()} positions followed.")
            return
        integrator = Integrator(_signer(), is_unwitnessed=unwitnessed)
        waker = Waker(in_process=follow or _broker_is_memory())
        running = sequencer.Sequencer(on_batch=waker.call)

        def stop(_number: int, _frame: FrameType | None) -> None:
            running.stop()

        def integrate() -> None:
            try:
                integrator.run()
            finally:
                running.stop()  # neither works without the other: a process that cannot log ends, and says why

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        integrating = threading.Thread(target=integrate, name="integrator")
        integrating.start()
        waker.start()
        running.run()
        integrator.stop()
        integrating.join()
        waker.stop()
        if integrator.refused is not None:
            raise CommandError(str(integrator.refused))


def _signer() -> Signer:
    """Return the log's key, and refuse at once where the database is known to be an older one."""
    try:
        found = transparency_start.signer()
        if why := transparency_start.problem():
            raise LogRefused(why)
    except LogRefused as refused:
        raise CommandError(str(refused)) from refused
    except OperationalError:
        pass  # the database is away; the integrator asks again when it is back
    return found
