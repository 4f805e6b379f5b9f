"""
The platform as a bidder's client sees it: upload, reserve, ask, end. Over HTTP with `httpx`; addresses in one table.

Every call may be made again with the same effect: uploads go on where they stopped, a reservation is named by the
filing's own hash. A delay is not a reservation, and nothing here says that it is.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import httpx

from toolkit import canonical
from toolkit.objections import Raised
from toolkit.objects import is_rehearsal
from toolkit.receipts import Issued
from toolkit.refusals import Refused

ATTEMPTS = 6
LONGEST_WAIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """
    Where a filing or withdrawal stands; a receipt once it is accepted, reasons once it is refused.

    `was_there`: the same filing had been submitted before, and has its receipt since then.
    """

    state: Literal["verifying", "accepted", "refused"]
    receipt: Issued | None = None
    proofs: Sequence[str] = ()
    reasons: Sequence[Mapping[str, Any]] = ()
    was_there: bool = False


class Platform(Protocol):
    """What `submit` and `withdraw` need."""

    def offset(self, sha256: str) -> int:
        """Return how many bytes of an upload have arrived."""

    def append(self, sha256: str, offset: int, size: int, block: bytes) -> int:
        """Send more bytes of an upload of `size`; return how many have arrived."""

    def reserve(self, lot: str, header: str, files: Mapping[str, str]) -> Answer:
        """Ask for a place: name of each file of the filing to its hash. All are uploaded already."""

    def ask(self, lot: str, header: str) -> Answer:
        """Return where a filing stands."""

    def end(self, lot: str, header: str, content: bytes, signature: bytes) -> Answer:
        """Withdraw a filing."""

    def head(self) -> str:
        """Return the newest witnessed head of the log; empty while there is none."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Addresses below the platform's own; change them here."""

    upload: str = "api/v1/uploads/{sha256}/"
    filings: str = "api/v1/lots/{lot}/filings/"
    filing: str = "api/v1/lots/{lot}/filings/{header}/"
    end: str = "api/v1/lots/{lot}/filings/{header}/end/"
    posts: str = "api/v1/{of}/{lot}/opening/posts/"
    keys: str = "api/v1/lots/{lot}/opening/keys/"
    objections: str = "api/v1/lots/{lot}/opening/objections/"
    bundle: str = "api/v1/{of}/{lot}/bundle/"
    bundle_file: str = "api/v1/{of}/{lot}/bundle/{name}"
    bundle_archive: str = "api/v1/{of}/{lot}/bundle.tar"
    cut: str = "api/v1/lots/{lot}/freeze/cut/"
    rehearsals: str = "api/v1/lots/{lot}/rehearsals/"
    offers: str = "api/v1/lots/{lot}/evaluation/final-offers/"
    shown_offers: str = "api/v1/lots/{lot}/evaluation/final-offers/shown/"
    log: str = "log/{path}"

    def of_lot(self, route: str, lot: str, **more: str) -> str:
        """Return the address of what a lot has, or a rehearsal in the same way."""
        return route.format(of="rehearsals" if is_rehearsal(lot) else "lots", lot=lot, **more)


@dataclass(frozen=True, slots=True)
class HttpPlatform:
    """The platform over HTTP; `client` carries the base address, credentials and time-outs, `attempts` how often it is asked."""

    client: httpx.Client
    routes: Routes = Routes()
    attempts: int = ATTEMPTS
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def offset(self, sha256: str) -> int:
        """Return how many bytes of an upload have arrived (`HEAD`, as in tus)."""
        answer = self.send("HEAD", self.routes.upload.format(sha256=sha256), may_be_missing=True)
        return 0 if answer.status_code == 404 else _offset(answer)

    def append(self, sha256: str, offset: int, size: int, block: bytes) -> int:
        """Send more bytes of an upload; after a conflict the true offset comes back."""
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Length": str(size),
        }
        path = self.routes.upload.format(sha256=sha256)
        answer = self.send("PATCH", path, content=block, headers=headers, may_conflict=True)
        return self.offset(sha256) if answer.status_code == 409 else _offset(answer)

    def reserve(self, lot: str, header: str, files: Mapping[str, str]) -> Answer:
        """Ask for a place; the filing's name is the idempotency key."""
        body = {"header": header, "files": dict(files)}
        path = self.routes.filings.format(lot=lot)
        return _answer(self.send("POST", path, json=body, headers={"Idempotency-Key": f"file-{header}"}))

    def ask(self, lot: str, header: str) -> Answer:
        """Return where a filing stands."""
        return _answer(self.send("GET", self.routes.filing.format(lot=lot, header=header)))

    def end(self, lot: str, header: str, content: bytes, signature: bytes) -> Answer:
        """Withdraw a filing; its name is the idempotency key."""
        body = _written(content=content, signature=signature)
        path = self.routes.end.format(lot=lot, header=header)
        return _answer(self.send("POST", path, json=body, headers={"Idempotency-Key": f"end-{header}"}))

    def head(self) -> str:
        """Return the newest witnessed head of the log; empty while there is none."""
        answer = self.send("GET", self.routes.log.format(path="witnessed"), may_be_missing=True)
        return "" if answer.status_code == 404 else answer.text

    def post(self, lot: str, content: bytes, signature: bytes, shares: bytes) -> None:
        """Bring a custodian's list; the list's own hash is the idempotency key."""
        body = _written(content=content, signature=signature, shares=shares)
        key = f"post-{hashlib.sha256(content).hexdigest()}"
        address = self.routes.of_lot(self.routes.posts, lot)
        self.send("POST", address, json=body, headers={"Idempotency-Key": key})

    def rehearse(self, lot: str, content: bytes, signature: bytes, files: Mapping[str, bytes]) -> None:
        """Begin a rehearsal for a lot that is being prepared: its policy, and the test bid's files by name."""
        body = {**_written(content=content, signature=signature), "files": _written(**files)}
        key = f"rehearse-{hashlib.sha256(content).hexdigest()}"
        address = self.routes.rehearsals.format(lot=lot)
        self.send("POST", address, json=body, headers={"Idempotency-Key": key})

    def send_keys(self, lot: str, message: bytes) -> None:
        """Send a bidder's own keys, sealed to the opening process."""
        key = f"keys-{hashlib.sha256(message).hexdigest()}"
        body, path = _written(message=message), self.routes.keys.format(lot=lot)
        self.send("POST", path, json=body, headers={"Idempotency-Key": key})

    def object(self, lot: str, raised: Raised) -> None:
        """Bring the objection of who holds a receipt; the hash of all of it is the idempotency key."""
        receipt = raised.receipt
        shown = _written(content=receipt.content, signature=receipt.signature, token=receipt.token)
        body = {**_written(content=raised.content, signature=raised.signature), "receipt": shown}
        if raised.head is not None:
            body["head"] = raised.head.to_text()
        # With the head, which neither hash nor signature has in it: it may be brought later.
        key = f"object-{hashlib.sha256(canonical.dump(body)).hexdigest()}"
        path = self.routes.objections.format(lot=lot)
        self.send("POST", path, json=body, headers={"Idempotency-Key": key})

    def awaited_cut(self, lot: str) -> tuple[str, str]:
        """
        Return the head of the log that the supervisor may sign as a lot's cut, and the one that witnesses had seen last in time.

        :raises Refused: `cut_needless` if none is awaited, or witnesses saw none yet.
        """
        answer = self.send("GET", self.routes.cut.format(lot=lot), may_be_missing=True)
        try:
            found = {} if answer.status_code == 404 else answer.json()
            shown, seen = (str(found[name]) if found else "" for name in ("checkpoint", "seen"))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("server_answer", why=type(error).__name__) from error
        if not shown:
            raise Refused("cut_needless")
        return shown, seen

    def sign_cut(self, lot: str, content: bytes, signatures: Sequence[bytes]) -> None:
        """Bring the cut that two persons of the supervisor signed; its own hash is the idempotency key."""
        body = {
            **_written(content=content),
            "signatures": [base64.b64encode(one).decode() for one in signatures],
        }
        key = f"cut-{hashlib.sha256(content + b''.join(signatures)).hexdigest()}"
        self.send("POST", self.routes.cut.format(lot=lot), json=body, headers={"Idempotency-Key": key})

    def commit_to_offer(self, lot: str, content: bytes, signature: bytes) -> None:
        """Bring the commitment to a final offer; its own hash is the idempotency key."""
        key = f"offer-{hashlib.sha256(content).hexdigest()}"
        body, path = _written(content=content, signature=signature), self.routes.offers.format(lot=lot)
        self.send("POST", path, json=body, headers={"Idempotency-Key": key})

    def show_offer(self, lot: str, offer: str, price: str, salt: str) -> None:
        """Show a final offer after the end; its hash is the idempotency key."""
        path = self.routes.shown_offers.format(lot=lot)
        headers = {"Idempotency-Key": f"shown-{offer}"}
        self.send("POST", path, json={"price": price, "salt": salt}, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        *,
        may_be_missing: bool = False,
        may_conflict: bool = False,
        **given: Any,
    ) -> httpx.Response:
        """Send, and send again while the platform cannot be reached or says that it is busy."""
        wait = 1.0
        for attempt in range(1, self.attempts + 1):
            try:
                answer = self.client.request(method, path, **given)
            except httpx.TransportError as error:
                if attempt == self.attempts:
                    raise Refused("server_unavailable", why=type(error).__name__) from error
            else:
                if answer.status_code not in (429, 502, 503, 504):
                    return _accepted(answer, may_be_missing=may_be_missing, may_conflict=may_conflict)
                if attempt == self.attempts:
                    raise Refused("server_unavailable", status=answer.status_code)
                asked = answer.headers.get("Retry-After", "")
                wait = (
                    max(wait, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 5 else wait
                )
            self.sleep(min(wait, LONGEST_WAIT_SECONDS))
            wait *= 2
        raise AssertionError("not reached")


def _written(**named: bytes) -> dict[str, str]:
    return {name: base64.b64encode(one).decode() for name, one in named.items()}


def _accepted(answer: httpx.Response, *, may_be_missing: bool, may_conflict: bool) -> httpx.Response:
    allowed = answer.is_success or (may_be_missing and answer.status_code == 404)
    if allowed or (may_conflict and answer.status_code == 409):
        return answer
    try:
        problem = answer.json()
        code, detail = str(problem["code"]), str(problem.get("detail", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        code, detail = "", ""
    raise Refused("server_refused", status=answer.status_code, code=code[:100], detail=detail[:500])


def _offset(answer: httpx.Response) -> int:
    written = answer.headers.get("Upload-Offset", "")
    if not (written.isascii() and written.isdigit() and len(written) <= 16):
        raise Refused("server_answer", why="Upload-Offset")
    return int(written)


def _answer(response: httpx.Response) -> Answer:
    try:
        body = response.json()
        state = body["state"]
        if state not in ("verifying", "accepted", "refused"):
            raise ValueError("state")
        receipt = None
        if state == "accepted":
            kept = body["receipt"]
            receipt = Issued(
                *(base64.b64decode(kept[name], validate=True) for name in ("content", "signature", "token"))
            )
        reasons = [
            {"code": str(one["code"]), "message": str(one.get("message", ""))}
            for one in body.get("reasons", [])
        ]
        proofs = [str(one) for one in body.get("proofs", [])]
        return Answer(state, receipt, proofs, reasons, body.get("code") == "already_submitted")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("server_answer", why=type(error).__name__) from error
