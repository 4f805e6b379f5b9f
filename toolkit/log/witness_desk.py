"""Where a witness tells what it has seen: one address, one answer, the last head that it cosigned."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def serving(place: str | None, state: Path) -> Iterator[None]:
    """
    Answer every GET on `place` (host:port) with the witness's last head, or 404 if it has none yet; None serves nothing.

    :raises ValueError: if `place` names no port.
    """
    if place is None:
        yield
        return
    host, _, port = place.rpartition(":")
    server = ThreadingHTTPServer((host or "127.0.0.1", int(port)), _handler(state))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="desk", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _handler(state: Path) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            try:
                content, status = state.read_bytes(), 200
            except FileNotFoundError:
                content, status = b"", 404
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keep silent: what matters is said by the witness itself."""

    return Handler
