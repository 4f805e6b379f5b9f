"""Run the sequencer: `manage.py sequence`."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from foundation import followers, sequencer
from foundation.waker import Waker


def _broker_is_memory() -> bool:
    # A broker in one process's memory carries nothing to workers.
    broker_url: str = settings.CELERY_BROKER_URL
    return broker_url.startswith("memory:")


class Command(BaseCommand):
    """Translate the command line into a sequencer and its waker."""

    requires_system_checks = ()  # whose URLs and templates it never touches; it starts in half the time
    help = "Give committed events their positions until stopped; a second process stands by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="Place what is there and end.")
        parser.add_argument(
            "--follow",
            action="store_true",
            help="Run the followers in this process instead of waking workers.",
        )

    def handle(self, *, once: bool, follow: bool, **_options: Any) -> None:
        """Run until a signal comes, or once."""
        if once:
            placed = sequencer.drain()
            self.stdout.write(f"{placed} events placed.")
            if follow:
                self.stdout.write(f"{followers.catch_up()} positions followed.")
            return
        waker = Waker(in_process=follow or _broker_is_memory())
        running = sequencer.Sequencer(on_batch=waker.call)

        def stop(_number: int, _frame: FrameType | None) -> None:
            running.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        waker.start()
        running.run()
        waker.stop()
