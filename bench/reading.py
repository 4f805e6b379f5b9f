"""
What reading costs at the platform's own front: `python -m bench.reading`.

Files that it serves (a static file, a tile and a head of the log) against an nginx that serves the same bytes and does nothing else;
lists and the search against the framework's empty view behind the same front, sent whole and to a reader who has them already. All in one
run, measured in turn, medians of several rounds. Servers share one processor and the client has the other, so that what is counted is
the servers' work; requests go out by the burst, for one at a time would count the client's.

Ends with 1 if a file comes slower than it should.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.api import EMPTY, announce, multiply, serving
from config.embedded.postgres import DURABLE, Postgres
from config.launch.front import Ports, front, installed
from config.launch.instance import Instance
from config.launch.ports import claimed_port
from config.supervisor import Program

LEAST_SHARE = 0.7
CONNECTIONS, BURST = 8, 16
BURSTS = 60
"""As many on one line: nginx ends it after a thousand requests."""
FILES = {"/static/site.0123456789ab.css": 20_000, "/log/tile/0/x001/067": 8_192, "/log/checkpoint": 300}
PAGES = ("/notices/", "/deals/", "/search/?text=%E6%B5%8B%E8%AF%95")
PLAIN = """
user root;
worker_processes 2;
pid nginx.pid;
error_log stderr;
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    client_body_temp_path body;
    proxy_temp_path proxy;
    server { listen 127.0.0.1:%d reuseport; root %s; }
}
"""


# --- the client -----------------------------------------------------------------------------------------------------


class Reader:
    """A connection that asks for the same by the burst."""

    def __init__(self, port: int, path: str, held: str = "") -> None:
        header = f"If-None-Match: {held}\r\n" if held else ""
        self._port, self._status = port, b"HTTP/1.1 304" if held else b"HTTP/1.1 200"
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n{header}\r\n".encode()
        )
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.sendall(self._request)
        self.head = self._first(self._status)
        self._left = BURSTS

    def _first(self, expected: bytes) -> str:
        """Take the first answer, by which the length of all is known: they differ in nothing."""
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head = got[:end].decode("latin-1")
        if not got.startswith(expected):
            raise RuntimeError(head)
        length = head.lower().partition("content-length:")[2].split("\r\n")[0].strip()
        self._length = end + 4 + (0 if b" 304" in expected else int(length))
        while len(got) < self._length:
            got += self._more()
        return head

    def send(self) -> None:
        """Send a burst."""
        if not self._left:
            self.close()
            self._open()
        self._left -= 1
        self._socket.sendall(self._request * BURST)

    def take(self) -> int:
        """Take the answers to a burst; return how many those were."""
        rest = self._length * BURST
        while rest > 0:
            rest -= len(self._more())
        return BURST

    def _more(self) -> bytes:
        chunk = self._socket.recv(1 << 20)
        if not chunk:
            raise ConnectionError("the server hung up")
        return chunk

    def close(self) -> None:
        self._socket.close()


def reached(port: int, path: str, seconds: float, held: str = "") -> float:
    """Return how many requests a second are answered."""
    readers = [Reader(port, path, held) for _ in range(CONNECTIONS)]
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        for reader in readers:
            reader.send()
        count += sum(reader.take() for reader in readers)
    rate = count / (time.perf_counter() - began)
    for reader in readers:
        reader.close()
    return rate


def etag(port: int, path: str) -> str:
    """Return by what a reader says that it has a page."""
    reader = Reader(port, path)
    reader.close()
    return reader.head.partition("ETag: ")[2].split("\r\n")[0]


# --- what is compared -----------------------------------------------------------------------------------------------

# What is measured, and what beside it: the port, the address, and the ETag of what the reader has.
Asked = tuple[int, str, str]


def compare(name: str, mine: Asked, other: Asked, rounds: int, seconds: float) -> float:
    """Print and return the median share of what the other reaches right before."""
    pairs = [
        (reached(*other[:2], seconds, other[2]), reached(*mine[:2], seconds, mine[2])) for _ in range(rounds)
    ]
    limit, rate = (statistics.median(column) for column in zip(*pairs, strict=True))
    share = statistics.median(own / its for its, own in pairs)
    print(f"{name:<44} {rate:>10.0f} {limit:>10.0f} {share:>6.2f}", flush=True)
    return share


def files(folder: Path) -> dict[str, str]:
    """Write what is served as files, once for the front and once for the plain server; return where the front finds them."""
    for path, size in FILES.items():
        for at in (folder / path[1:], folder / "plain" / path[1:]):
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(os.urandom(size // 2).hex().encode())
    return {
        "YANGGUANG_STATIC_ROOT": str(folder / "static"),
        "YANGGUANG_BULK_ROOT": str(folder / "bulk"),
        "YANGGUANG_TRANSPARENCY_ROOT": str(folder / "log"),
        "YANGGUANG_RECORD_ROOT": str(folder / "record"),
    }


@contextmanager
def running(program: Program, port: int, processor: set[int]) -> Iterator[None]:
    """Run a web server on one processor until the end."""

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    program.ready = listens
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processor)  # it inherits it
    program.start()
    os.sched_setaffinity(0, own)
    try:
        yield
    finally:
        program.stop()


def plain(folder: Path, port: int) -> Program:
    """Return an nginx that serves a folder and does nothing else."""
    settings = folder / "plain.conf"
    settings.write_text(PLAIN % (port, folder / "plain"))
    command = [str(installed()), "-p", str(folder), "-c", str(settings), "-e", "stderr", "-g", "daemon off;"]
    return Program("plain", command, folder / "plain.log", {})


def measure(server: Postgres, folder: Path, processor: set[int], rounds: int, seconds: float) -> int:
    """Set the servers up and compare."""
    import django

    django.setup()
    from django.core.management import call_command

    from accounts import demo
    from foundation import clock

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    clock.start_demo()
    demo.prepare()
    instance = Instance(folder)
    for one in (instance.logs, instance.run):
        one.mkdir()
    with ExitStack() as until:
        web = until.enter_context(serving(server.url(), processor))
        announce(web)
        multiply()
        port, other = (until.enter_context(claimed_port(0)) for _ in range(2))
        ports = Ports(port, web, web, web)
        until.enter_context(running(front(instance, files(folder), ports, lambda: True), port, processor))
        until.enter_context(running(plain(folder, other), other, processor))
        print(f"{'':<44} {'requests/s':>10} {'beside':>10} {'share':>6}   bound of files {LEAST_SHARE}")
        shares = [compare(path, (port, path, ""), (other, path, ""), rounds, seconds) for path in FILES]
        for path in PAGES:
            empty, held = (port, EMPTY, ""), etag(port, path)
            compare(path, (port, path, ""), empty, rounds, seconds)
            compare(f"{path} that the reader has", (port, path, held), empty, rounds, seconds)
    return 0 if min(shares) >= LEAST_SHARE else 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement")
    asked = parser.parse_args()
    processors = sorted(os.sched_getaffinity(0))
    mine, theirs = {processors[-1]}, {processors[0]}
    with tempfile.TemporaryDirectory(prefix="yg-bench-", dir="/tmp") as name:
        folder = Path(name)
        server = Postgres(folder / "data", folder / "socket", folder / "postgres.log", options=DURABLE)
        os.environ |= {
            "YANGGUANG_MEDIA_ROOT": str(folder / "media"),
            "YANGGUANG_STATIC_ROOT": str(folder / "static"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        try:
            os.sched_setaffinity(0, theirs)  # PostgreSQL inherits it
            server.start()
            os.sched_setaffinity(0, mine)
            os.environ["DATABASE_URL"] = server.url()
            return measure(server, folder, theirs, asked.rounds, asked.seconds)
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
