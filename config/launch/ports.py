"""Ports of this machine for the servers that `bin/run` starts."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from config.embedded.process import ServerFailed


@contextmanager
def claimed_port(wanted: int) -> Iterator[int]:
    """
    Hold a port of 127.0.0.1 for a server, a free one for 0, and give its number.

    A server's processes share the port among themselves (SO_REUSEPORT), and would as well share it with those of
    another start in silence: visitors would meet now the one platform, now the other. So the port is held from here on
    by a socket that listens to nothing and shares with what shares alike, which no second claim gets past.

    :raises ServerFailed: if somebody has it.
    """
    with socket.socket() as probe, socket.socket() as keeper:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
            port = int(probe.getsockname()[1])
            probe.close()
            keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            keeper.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServerFailed(
                f"Port {wanted} cannot be used ({error.strerror}); choose another with --port."
            ) from error
        yield port
