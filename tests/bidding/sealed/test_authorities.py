"""In production others vouch for certificates and for the time: what they say is believed as far as it holds, and no further."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from accounts import trust as accounts_trust
from accounts.pki import judging
from bidding.sealed import custody, keys, stamping
from foundation import clock
from foundation.errors import DomainError, Unavailable
from tests.toolkit import openssl
from tests.toolkit.pki import NOW, Authority
from toolkit import certificates, der, timestamps, trust_folders
from toolkit.certificates import Trust
from toolkit.refusals import Refused
from toolkit.signers import KeySigner

CODE = "91310000MA1BB00001"
CONFIG = """
[authority]
serial = serial
signer_digest = sha256
ess_cert_id_alg = {digest}
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
tsa_name = yes
"""


def of_a_bid(certificate: x509.Certificate) -> None:
    certificates.judge(certificate, custody.trust(NOW), NOW, usage="sign")


def of_a_binding(certificate: x509.Certificate) -> None:
    judging.judge(certificate, accounts_trust.trust(NOW), NOW)


class TestTheListOfProduction:
    @pytest.mark.parametrize("judge", [of_a_bid, of_a_binding])
    def test_tells_of_revocation_by_lists_and_answers(
        self, judge: Callable[[x509.Certificate], None], settings: Any, tmp_path: Path
    ) -> None:
        settings.MODE, settings.TRUST_PATH = "production", tmp_path
        listing, answering, stranger = Authority("Lists"), Authority("Answers"), Authority("Stranger")
        good, revoked, unknown = (answering.issue(name, CODE).certificate for name in ("a", "b", "c"))
        listed, unlisted = (listing.issue(name, CODE).certificate for name in ("d", "e"))
        listing.revoked[listed.serial_number] = NOW - timedelta(days=1)
        answers = [answering.answer(good), answering.answer(revoked, revoked_at=NOW - timedelta(days=1))]
        roots = [listing.certificate, answering.certificate]
        trust_folders.write(Trust(roots, lists=[listing.list()], answers=answers), tmp_path)
        for one in (good, unlisted):
            judge(one)
        for one, code in (
            (revoked, "certificate_revoked"),
            (listed, "certificate_revoked"),
            (unknown, "revocation_unknown"),
            (stranger.issue("f", CODE).certificate, "certificate_untrusted"),
        ):
            with pytest.raises((Refused, DomainError), match=code):
                judge(one)


Answer = Callable[[bytes], tuple[int, bytes]]


@dataclass
class Clerk:
    """A timestamp authority of another make (`openssl ts -reply`), at an address."""

    folder: Path
    authority: Authority = field(default_factory=Authority)
    at: datetime = field(
        default_factory=clock.now
    )  # asked here: a thread of its own would have a connection of its own
    asked: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.signer = self.authority.tsa()
        self.answer: Answer = lambda request: (200, self.granted(request))

    def revoked(self) -> Clerk:
        """Return the same, of whose certificate a list says that it is revoked."""
        self.authority.revoked[self.signer.certificate.serial_number] = NOW
        content = self.authority.list().public_bytes(Encoding.DER)
        (self.folder / "trust/crls/one.crl").write_bytes(content)
        return self

    def granted(self, request: bytes, *, digest: str = "sha256") -> bytes:
        (self.folder / "request").write_bytes(request)
        (self.folder / "authority.cnf").write_text(CONFIG.format(digest=digest))
        openssl.pem(self.folder, "tsa.pem", self.signer.certificate)
        openssl.pem(self.folder, "tsa.key", self.signer.certificate, self.signer.key)
        done = openssl.run(
            "ts", "-reply", "-config", "authority.cnf", "-section", "authority", "-queryfile", "request",
            "-signer", "tsa.pem", "-inkey", "tsa.key", cwd=self.folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def made(
        self,
        request: bytes,
        *,
        status: int = 0,
        later: timedelta = timedelta(0),
        signer: KeySigner | None = None,
    ) -> bytes:
        """Answer as `granted` does, but with one thing wrong."""
        token = timestamps.grant(
            request, signer or self.signer, at=self.at + later, serial=1, policy="1.2.3.4"
        )
        return der.sequence(der.sequence(der.integer(status)), token)


WRONG: dict[str, Callable[[Clerk, bytes], tuple[int, bytes]]] = {
    "refused": lambda clerk, request: (200, clerk.made(request, status=2)),
    "without a token": lambda _clerk, _request: (200, der.sequence(der.sequence(der.integer(0)))),
    "no answer": lambda _clerk, _request: (200, b"<html>"),
    "an error": lambda clerk, request: (503, clerk.made(request)),
    "sent elsewhere": lambda clerk, request: (302, clerk.made(request)),
    "endless": lambda clerk, request: (200, clerk.made(request) + bytes(timestamps.LONGEST_BYTES)),
    "of another request": lambda clerk, _: (200, clerk.made(timestamps.ask(b"content", 7))),
    "over other content": lambda clerk, _: (200, clerk.made(timestamps.ask(b"other", 7))),
    "behind": lambda clerk, request: (200, clerk.made(request, later=timedelta(seconds=-5))),
    "ahead": lambda clerk, request: (200, clerk.made(request, later=timedelta(minutes=2))),
    "of another": lambda clerk, request: (200, clerk.made(request, signer=clerk.authority.tsa())),
    "of a revoked one": lambda clerk, request: (200, clerk.revoked().made(request)),
    "naming its certificate by SHA-1": lambda clerk, request: (200, clerk.granted(request, digest="sha1")),
}


@pytest.fixture
def clerk(db: None, settings: Any, tmp_path: Path) -> Iterator[Clerk]:
    """An instance in production that asks an authority, which it knows by its certificate, for the time."""
    clerk = Clerk(tmp_path)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            clerk.asked.append(request)
            status, content = clerk.answer(request)
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.MODE, settings.TRUST_PATH = "production", tmp_path / "trust"
    settings.TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/stamp"
    settings.SEALED_KEYS_PATH = tmp_path
    openssl.pem(tmp_path, f"{keys.TSA}.pem", clerk.signer.certificate)
    settings.TRUST_PATH.mkdir()
    # Nothing tells of revocation yet.
    trust_folders.write(Trust([clerk.authority.certificate]), settings.TRUST_PATH)
    yield clerk
    server.shutdown()
    server.server_close()


class TestTheAuthorityOfTime:
    def test_is_another_program_whose_tokens_hold_for_all_readers(self, clerk: Clerk) -> None:
        before = clock.now()
        trust, contents = clerk.authority.trust(), [b"one", b"another"]
        for token, content in zip(stamping.stamps(contents), contents, strict=True):
            at = timestamps.verify(token, content, clerk.signer.certificate, trust)
            assert timedelta(seconds=-1) <= at - before < timedelta(minutes=1)
        assert len(set(clerk.asked)) == 2

    @pytest.mark.parametrize("wrong", WRONG)
    def test_is_not_believed_blindly(self, clerk: Clerk, wrong: str) -> None:
        """A receipt whose token nobody believes is worse than one that comes later."""
        clerk.answer = lambda request: WRONG[wrong](clerk, request)
        with pytest.raises(Unavailable, match="timestamp_unavailable"):
            stamping.stamp(b"content")
        assert len(clerk.asked) == 1
