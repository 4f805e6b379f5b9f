"""Webhooks reach the public internet and nothing inside, whatever their address is made to look like."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from foundation.errors import Invalid
from notices.delivery import calling, guarding, reasons
from notices.delivery.calling import NotTaken
from notices.delivery.guarding import Place
from tests.notices.delivery.following import receiving

SINCE = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
LOCAL = [ipaddress.ip_network("127.0.0.0/8")]
INSIDE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a00:1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "100::1", "fec0::1", "3fff::1", "5f00::1", "nonsense", "",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "101.35.1.1", "2606:4700::1111", "240e::1", "::ffff:8.8.8.8"]
HOSTILE = [
    "http://hook.example/", "ftp://hook.example/", "file:///etc/passwd", "gopher://hook.example/", "javascript:alert(1)", "//hook.example/",
    "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://017700000001/", "https://127.1/", "https://127.0.0.1/",
    "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://127.0.0.1./", "https://a.1/", "https:///path",
    "https://user@hook.example/", "https://user:word@hook.example/", "https://hook.example@127.0.0.1/", "https://hook.example:25/",
    "https://hook.example:22/", "https://hook.example:0/", "https://hook.example:99999/", "https://hook.example:x/",
    "https://hook example/",
    "https://hook.example\\@evil/", "https://hook.example/\r\nHost: evil", "https://hook.example/#part", "https://.example/",
    "https://１２７.０.０.１/", "https://ⓔxample.com/", "https://hook..example/", "https://-a.example/", "https://" + "a" * 600, "",
    "https://hook.example/\u202e", "https://hook.example/ä", "https://[::1", "https://*.example/",
]  # fmt: skip


def place(url: str) -> Place:
    return guarding.read(url, only_encrypted=False)


class TestAddresses:
    @pytest.mark.parametrize("address", INSIDE)
    def test_inside_are_never_called(self, address: str) -> None:
        assert not guarding.may_be_called(address)

    @pytest.mark.parametrize("address", OUTSIDE)
    def test_outside_may_be_called(self, address: str) -> None:
        assert guarding.may_be_called(address)

    def test_in_a_network_that_the_operator_allows_may_be_called(self) -> None:
        allowed = [ipaddress.ip_network("10.20.0.0/16")]
        assert guarding.may_be_called("10.20.3.4", allowed)
        assert guarding.may_be_called("::ffff:10.20.3.4", allowed)
        assert not guarding.may_be_called("10.21.3.4", allowed)

    @pytest.mark.parametrize("url", HOSTILE)
    def test_that_only_look_like_one_of_a_webhook_are_refused(self, url: str) -> None:
        with pytest.raises(Invalid) as refused:
            guarding.read(url, only_encrypted=True)
        assert refused.value.code == "webhook_malformed"
        assert refused.value.fields["target"]

    @pytest.mark.parametrize(
        ("url", "named", "path"),
        [
            ("https://Hook.Example", "hook.example", "/"),
            ("https://hook.example.:443/a?b=c", "hook.example", "/a?b=c"),
            ("https://xn--fiqs8s.example:8443/%E4%B8%AD", "xn--fiqs8s.example:8443", "/%E4%B8%AD"),
        ],
    )
    def test_of_webhooks_are_read(self, url: str, named: str, path: str) -> None:
        found = guarding.read(url, only_encrypted=True)
        assert (found.named, found.path) == (named, path)


class TestCalling:
    def test_is_forbidden_if_any_address_of_the_name_lies_inside(self) -> None:
        with pytest.raises(NotTaken, match=reasons.FORBIDDEN_ADDRESS):
            calling.post(place("http://hook.example/"), {}, b"", resolve=lambda *_: ["8.8.8.8", "10.0.0.1"])

    def test_resolves_once_and_connects_to_that_address(self) -> None:
        """A name that leads elsewhere the second time gains nothing: it is not asked a second time, and nobody else asks it."""
        asked: list[str] = []

        def rebinding(host: str, _port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

        with receiving() as receiver:
            status = calling.post(
                place(f"http://rebinding.example:{receiver.port}/in"), {"a": "b"}, b"{}", resolve=rebinding, allowed=LOCAL
            )  # fmt: skip
        assert (status, asked) == (204, ["rebinding.example"])
        [(headers, body)] = receiver.came
        assert (headers["host"], headers["a"], body) == (f"rebinding.example:{receiver.port}", "b", b"{}")

    def test_asks_no_proxy_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        with receiving() as receiver:
            assert (
                calling.post(place(receiver.url), {}, b"", allowed=LOCAL, resolve=lambda *_: ["127.0.0.1"])
                == 204
            )

    def test_follows_no_redirect(self) -> None:
        with receiving([302]) as receiver:
            assert (
                calling.post(place(receiver.url), {}, b"", allowed=LOCAL, resolve=lambda *_: ["127.0.0.1"])
                == 302
            )
        assert len(receiver.came) == 1

    def test_says_that_nobody_answers(self) -> None:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            closed = place(f"http://a.example:{bound.getsockname()[1]}/")
            with pytest.raises(NotTaken, match=reasons.UNREACHABLE):
                calling.post(closed, {}, b"", allowed=LOCAL, resolve=lambda *_: ["127.0.0.1"])

    @pytest.mark.parametrize("resolve", [lambda *_: [], lambda *_: socket.getaddrinfo("no.invalid", 1)])
    def test_says_that_the_name_has_no_address(self, resolve: guarding.Resolve) -> None:
        with pytest.raises(NotTaken, match=reasons.UNREACHABLE):
            calling.post(place("http://a.example/"), {}, b"", resolve=resolve)

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            (b"220 mail.example ESMTP\r\n", reasons.MALFORMED),
            (b"HTTP/1.1 abc\r\n\r\n", reasons.MALFORMED),
            (b"x" * 100_000, reasons.MALFORMED),
            (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 1_000, reasons.MALFORMED),
            (b"", reasons.MALFORMED),
        ],
    )
    def test_takes_no_other_talk_for_an_answer(self, said: bytes, why: str) -> None:
        with talking(said) as port, pytest.raises(NotTaken, match=why):
            calling.post(
                place(f"http://a.example:{port}/"), {}, b"", allowed=LOCAL, resolve=lambda *_: ["127.0.0.1"]
            )

    def test_ends_an_answer_that_drips(self) -> None:
        with talking(b"HTTP/1.1 200 OK\r\na: b", pause_seconds=0.05) as port:
            began = time.monotonic()
            with pytest.raises(NotTaken, match=reasons.TIMEOUT):
                calling.post(
                    place(f"http://a.example:{port}/"), {}, b"", allowed=LOCAL, resolve=lambda *_: ["127.0.0.1"], seconds=0.3
                )  # fmt: skip
            assert 0.2 < time.monotonic() - began < 5

    def test_ends_a_handshake_that_drips(self) -> None:
        with talking(b"\x16\x03\x03\x40\x00" + b"\x00" * 50, pause_seconds=0.05) as port:
            began = time.monotonic()
            with pytest.raises(NotTaken, match=reasons.TIMEOUT):
                calling.post(
                    place(f"https://a.example:{port}/"), {}, b"", allowed=LOCAL, resolve=lambda *_: ["127.0.0.1"], seconds=0.3
                )  # fmt: skip
            assert 0.2 < time.monotonic() - began < 5

    def test_believes_only_a_certificate_of_the_very_name(self, tmp_path: Path) -> None:
        with encrypted("hook.example", tmp_path) as (port, trust):
            right, other = place(f"https://hook.example:{port}/"), place(f"https://other.example:{port}/")

            def called(one: Place, believed: ssl.SSLContext | None) -> int:
                return calling.post(
                    one, {}, b"", allowed=LOCAL, resolve=lambda *_: ["127.0.0.1"], trust=believed
                )

            assert called(right, trust) == 204
            for one, believed in ((other, trust), (right, None)):
                with pytest.raises(NotTaken, match=reasons.UNTRUSTED):
                    called(one, believed)


@contextmanager
def talking(said: bytes, pause_seconds: float = 0.0) -> Iterator[int]:
    """Listen, and say some bytes to whoever comes: all at once, or one by one."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            try:
                connection, _ = server.accept()
                with connection:
                    for at in range(0, len(said), 1 if pause_seconds else len(said) or 1):
                        connection.sendall(said[at : at + (1 if pause_seconds else len(said))])
                        time.sleep(pause_seconds)
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(1)
                    while connection.recv(65536):
                        pass
            except OSError:
                pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.close()
        thread.join(5)


@contextmanager
def encrypted(name: str, folder: Path) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Serve 204 over TLS under one name; give the port, and what believes the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(7)
        .not_valid_before(SINCE).not_valid_after(SINCE + datetime.timedelta(days=40_000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    trust = ssl.create_default_context(cafile=str(file))
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(3):
                try:
                    connection, _ = server.accept()
                    with context.wrap_socket(connection, server_side=True) as told:
                        told.recv(65536)
                        told.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
                except OSError:
                    continue

        threading.Thread(target=answer, daemon=True).start()
        yield server.getsockname()[1], trust
