"""What tests of the delivery do: follow, publish, send, look."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from config.demo.moves import Cast
from foundation import followers
from notices.actions import subscribing
from notices.delivery import outbox
from notices.delivery.sending import Sender
from notices.delivery.wanted import Wanted
from notices.models import Notice, Parcel, Subscription
from tests.world import World


@dataclass
class Following:
    """A world in which somebody follows notices."""

    world: World

    def by(self, who: str = "bai", channel: str = "inbox", **given: Any) -> Subscription:
        """Have a member follow something, by default everything in the inbox at once."""
        wish = given.pop("wish", Wanted())
        frequency = given.pop("frequency", "immediately")
        return subscribing.subscribe(
            wish=wish, channel=channel, frequency=frequency, by=self.world.actor(who), **given
        )

    def publish(self) -> tuple[Cast, list[Notice]]:
        """Announce a tender; its notices are published and matched."""
        made = self.world.announced()
        followers.catch_up()
        return made, list(Notice.objects.filter(deal=made.deal))

    def send(self, sender: Sender | None = None) -> list[Parcel]:
        """Send all that is due; return what there is."""
        sender = sender or Sender()
        outbox.close_digests()
        while sender.turn():
            pass
        sender.rest()
        return list(Parcel.objects.order_by("id"))


@dataclass
class Receiver:
    """A server that somebody else runs: answers as it is told, and remembers. While it `holds`, it does not answer."""

    answers: list[int] = field(default_factory=lambda: [204])
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    holds: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Where it is, by a name."""
        return f"http://localhost:{self.port}/hook?x=1"


@contextmanager
def receiving(answers: Sequence[int] = (204,)) -> Iterator[Receiver]:
    """Run a receiver on this machine; the last of its answers is given again and again."""
    receiver = Receiver(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            while receiver.holds.is_set():
                time.sleep(0.01)
            status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
            try:
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
                self.end_headers()
            except OSError:  # whoever asked was killed
                self.close_connection = True

        def log_message(self, *_given: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
