"""Lines that stand open to event streams, and when each heard what: as little work as a client can have."""

from __future__ import annotations

import re
import select
import socket
import threading
import time
from collections import defaultdict
from contextlib import suppress

AT_ONE_ADDRESS = 250
"""This machine has many addresses of its own, and a server takes so many lines from each."""
AT_ONCE = 100
ANSWER_SECONDS = 60.0
_NUMBER = re.compile(rb"^id: (\d+)$", re.MULTILINE)


class Watchers(threading.Thread):
    """Lines to one server; `heard` has, by the number of an event, the nanoseconds of this machine's clock at which each got it."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.heard: defaultdict[int, list[int]] = defaultdict(list)
        self.lost = 0
        self._port = port
        self._lines: dict[int, socket.socket] = {}
        self._cut: dict[int, bytes] = {}
        self._poll = select.epoll()
        self._over = threading.Event()

    def __len__(self) -> int:
        return len(self._lines)

    def open(self, path: str, count: int = 1) -> None:
        """Open so many lines more to a path, and wait until each is let in."""
        while count > 0:
            made = [self._line(path, at) for at in range(min(count, AT_ONCE))]
            for one in made:
                _let_in(one)
                self._lines[one.fileno()] = one
                self._poll.register(one.fileno(), select.EPOLLIN)
            count -= len(made)

    def hears(self, number: int) -> list[int]:
        """
        Wait until all have heard the event of a number; return when each did.

        :raises RuntimeError: if some never do.
        """
        until = time.monotonic() + ANSWER_SECONDS
        while len(self.heard[number]) < len(self):
            if self.lost or time.monotonic() > until:
                raise RuntimeError(
                    f"{len(self.heard[number])} of {len(self)} heard of {number}; {self.lost} lines broke"
                )
            time.sleep(0.01)
        return self.heard.pop(number)

    def run(self) -> None:
        """Read whatever comes, until they leave."""
        while not self._over.is_set():
            for line, _ in self._poll.poll(0.2):
                try:
                    content = self._lines[line].recv(65_536)
                except OSError:
                    content = b""
                self._take(line, content, time.time_ns())

    def leave(self) -> None:
        """Hang up."""
        self._over.set()
        self.join()
        self._poll.close()
        for one in self._lines.values():
            one.close()

    def _take(self, line: int, content: bytes, at: int) -> None:
        if not content:
            self.lost += 1
            self._poll.unregister(line)
            return
        content = self._cut.pop(line, b"") + content
        if not content.endswith(b"\r\n"):  # each chunk of a stream ends so
            self._cut[line] = content
            return
        for number in _NUMBER.findall(content):
            self.heard[int(number)].append(at)

    def _line(self, path: str, at: int) -> socket.socket:
        line = socket.socket()
        line.settimeout(ANSWER_SECONDS)
        line.bind((f"127.0.0.{2 + (len(self._lines) + at) // AT_ONE_ADDRESS}", 0))
        line.connect(("127.0.0.1", self._port))
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode())
        return line


def _let_in(line: socket.socket) -> None:
    heard = b""
    while b"retry: " not in heard:
        more = b""
        with suppress(OSError):
            more = line.recv(65_536)
        if not more:
            raise RuntimeError(f"not let in: {heard[:300].decode(errors='replace')}")
        heard += more
