"""A client that does as little as a client can: the same request again and again over a few connections."""

from __future__ import annotations

import socket
import threading
import time

CONNECTIONS = 8


class Connection:
    """Sends the same request again and again: as little work as a client can have."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n\r\n".encode()
        )
        self._rest = b""

    def ask(self) -> int:
        """Send the request, read the answer, return how many bytes its body has."""
        self._socket.sendall(self._request)
        while (end := self._rest.find(b"\r\n\r\n")) < 0:
            self._more()
        head = self._rest[:end].lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(self._rest[:500].decode(errors="replace"))
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(self._rest) < end + 4 + length:
            self._more()
        self._rest = self._rest[end + 4 + length :]
        return length

    def _more(self) -> None:
        chunk = self._socket.recv(262_144)
        if not chunk:
            raise ConnectionError("the server hung up")
        self._rest += chunk

    def close(self) -> None:
        self._socket.close()


def requests_per_second(port: int, path: str, seconds: float) -> float:
    """Return what `CONNECTIONS` connections reach together."""
    counts = [0] * CONNECTIONS
    until = time.perf_counter() + seconds

    def run(number: int) -> None:
        connection = Connection(port, path)
        while time.perf_counter() < until:
            connection.ask()
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)
