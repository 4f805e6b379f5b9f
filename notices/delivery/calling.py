"""One POST to a server that somebody else named: to an address that was judged, for so long and no longer, following nothing."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterable, Mapping

from notices.delivery import guarding, reasons
from notices.delivery.guarding import Forbidden, Network, Place, Resolve

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0
"""From the first byte of the connection to the last of the answer's head, however slowly it drips."""


class NotTaken(Exception):
    """The message was not taken; `why` is a code of `reasons`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def post(
    place: Place,
    headers: Mapping[str, str],
    body: bytes,
    *,
    resolve: Resolve = guarding.resolve,
    allowed: Iterable[Network] = (),
    trust: ssl.SSLContext | None = None,
    seconds: float = WHOLE_SECONDS,
) -> int:
    """
    Send a body and return the status of the answer, whose own body is not read. Redirects are answers.

    :raises NotTaken: if there was no answer, or none was asked for because the address is forbidden.
    """
    try:
        address = guarding.addresses(place, resolve, allowed)[0]
    except Forbidden:
        raise NotTaken(reasons.FORBIDDEN_ADDRESS) from None
    except (OSError, UnicodeError):
        raise NotTaken(reasons.UNREACHABLE) from None
    connection = _To(place, address, trust)
    over = threading.Event()
    watch = threading.Timer(seconds, _cut, [connection, over])
    watch.daemon = True
    watch.start()
    try:
        connection.request(
            "POST", place.path, body=body, headers={**headers, "Host": place.named, "Connection": "close"}
        )
        return connection.getresponse().status
    except ssl.SSLError as error:
        raise NotTaken(reasons.TIMEOUT if over.is_set() else _of_tls(error)) from None
    except TimeoutError:
        raise NotTaken(reasons.TIMEOUT) from None
    except http.client.HTTPException:
        raise NotTaken(reasons.TIMEOUT if over.is_set() else reasons.MALFORMED) from None
    except OSError:
        raise NotTaken(reasons.TIMEOUT if over.is_set() else reasons.UNREACHABLE) from None
    finally:
        watch.cancel()
        connection.close()


class _To(http.client.HTTPConnection):
    """A connection to one address, spoken to under the name of the place: in TLS and in the certificate that it must show."""

    def __init__(self, place: Place, address: str, trust: ssl.SSLContext | None) -> None:
        super().__init__(place.host, place.port, timeout=CONNECT_SECONDS)
        self._place, self._address = place, address
        self._trust = (trust or ssl.create_default_context()) if place.is_encrypted else None

    def connect(self) -> None:
        """Connect to the address, never to what the name may lead to by now, and through no proxy."""
        self.sock = socket.create_connection((self._address, self._place.port), CONNECT_SECONDS)
        if self._trust is not None:
            # The handshake comes after the assignment, so that it can be cut off as well.
            self.sock = self._trust.wrap_socket(
                self.sock, server_hostname=self._place.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()
        self.sock.settimeout(WHOLE_SECONDS)


def _cut(connection: _To, over: threading.Event) -> None:
    """End a connection that takes too long; whoever waits for it is told so by the socket."""
    over.set()
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def _of_tls(error: ssl.SSLError) -> str:
    return reasons.UNTRUSTED if isinstance(error, ssl.SSLCertVerificationError) else reasons.UNREACHABLE
