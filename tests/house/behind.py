"""Processes that stand behind a web server, and tell what they were asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BETWEEN = threading.Event()
"""A stream's second word comes once this is set."""


class Behind(BaseHTTPRequestHandler):
    """A process that stands behind: it tells its name and what it was asked."""

    name = ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.rstrip("/").endswith("/events"):
            self.stream()
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        told = {
            "of": self.name,
            "asked": f"{self.command} {self.path}",
            "body": body,
            "told": dict(self.headers),
        }
        self.answer(json.dumps(told).encode())

    do_POST = do_GET  # noqa: N815  as its base names them

    def answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("ETag", '"of the application"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def stream(self) -> None:
        self.send_response(200)
        for name, value in (
            ("Content-Type", "text/event-stream"),
            ("X-Accel-Buffering", "no"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"data: one\n\n")
        BETWEEN.wait(60)
        self.wfile.write(b"data: two\n\n")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def behind(name: str) -> Iterator[int]:
    """Run a process of this name on a free port."""

    class Named(Behind):
        pass

    Named.name = name
    with ThreadingHTTPServer(("127.0.0.1", 0), Named) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
