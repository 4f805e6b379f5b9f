"""
Which addresses a webhook may lead to: the public internet, nothing inside. Pure but for the resolver that is handed in.

A name is resolved once, all its addresses are judged, and the connection goes to one of these very addresses: a name that
answers otherwise the next time gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from foundation.errors import Invalid
from foundation.text import Text

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

LONGEST_URL = 500
PORTS = {"https": 443, "http": 80}
LOWEST_OTHER_PORT = 1024  # what listens below is mail, files, terminals
# What the library calls global and is not: metadata of a cloud, addresses that stand for others, and what is deprecated.
_NEVER = tuple(
    ipaddress.ip_network(one)
    for one in (
        "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)


class Forbidden(Exception):
    """The name leads to an address that is not to be called."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a webhook is: `host` is lower case and ASCII, `path` has the query with it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_encrypted(self) -> bool:
        """Whether it is called by TLS."""
        return self.scheme == "https"

    @property
    def named(self) -> str:
        """The `Host` of a request."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"


def read(url: str, *, only_encrypted: bool) -> Place:
    """
    Return where a URL leads.

    :raises Invalid: `webhook_malformed`, if it is not one that webhooks may have.
    """
    if len(url) > LONGEST_URL or not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
        raise _malformed(
            "网址只能包含不含空格的ASCII字符，最多500个", "At most 500 ASCII characters, none of them blank"
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _malformed("不是网址", "This is no address") from None
    if parts.scheme not in PORTS or (only_encrypted and parts.scheme != "https"):
        raise _malformed("网址须以 https:// 开头", "The address must begin with https://")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _malformed("网址中不能有用户名、密码和片段", "No user, password or fragment may stand in it")
    port = PORTS[parts.scheme] if port is None else port
    if port != PORTS[parts.scheme] and port < LOWEST_OTHER_PORT:
        raise _malformed("不能使用这个端口", "This port may not be used")
    host = (parts.hostname or "").rstrip(".")
    if not _is_name(host):
        raise _malformed("须使用域名", "A host name is needed")
    return Place(parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def addresses(place: Place, resolve: Resolve, allowed: Iterable[Network] = ()) -> list[str]:
    """
    Return the addresses of a place, all of which may be called.

    :raises Forbidden: if any of them may not; with it none may.
    :raises OSError: if there are none.
    """
    found = list(dict.fromkeys(resolve(place.host, place.port)))
    if not found:
        raise OSError("The name has no address.")
    if not all(may_be_called(one, allowed) for one in found):
        raise Forbidden
    return found


def may_be_called(written: str, allowed: Iterable[Network] = ()) -> bool:
    """Tell whether an address lies in the public internet, or in a network that the operator allows."""
    try:
        address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) or any(one in network for network in allowed) for one in _meant(address))


def resolve(host: str, port: int) -> list[str]:
    """
    Return the addresses of a name as this machine sees them.

    :raises OSError: if it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(address[0]) for *_, address in found]


def _meant(address: Address) -> list[Address]:
    """Return what an address stands for: another one that is written in it, or itself."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    return [address]


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_private
        and not address.is_reserved
        and not any(address in network for network in _NEVER if network.version == address.version)
    )


def _is_name(host: str) -> bool:
    """Tell whether it is the name of a host, and no number in one of the ways in which addresses are written."""
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    # What ends in a number is an address to every resolver: 127.1, 2130706433, 0x7f.1, 017700000001.
    return not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1])


def _malformed(zh: str, en: str) -> Invalid:
    said = Text(zh, en)
    return Invalid(
        "webhook_malformed",
        Text("Webhook 网址不可用", "The address of the webhook will not do"),
        fields={"target": [said]},
    )
