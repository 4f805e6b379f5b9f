"""A rush of sealed bids: organisations with bids sealed and uploaded beforehand, and a client that sends each at its moment."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import secrets
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.servers import family

PASSPHRASE = "only for benches"
SERVED_WITHIN_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Ready:
    """A bid that only needs to be submitted, with its request as it goes over the wire."""

    lot: str
    header: str
    request: bytes
    files: dict[str, str]
    by: Any


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a request: status, code if it was refused, state if not, and how long it took from when it was due."""

    ready: Ready
    status: int
    words: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Bidder:
    """An organisation with its token and its signing key."""

    actor: Any
    token: str
    signer: Any


def bidders(count: int) -> list[Bidder]:
    """Make organisations, each with a member, a token and a certificate."""
    from accounts import tokens
    from accounts.models import ApiToken
    from foundation import clock, ids
    from tests.bidding.sealed.scene import signer_of
    from tests.factories.accounts import MemberFactory, actor

    at, made = clock.now(), []
    for _ in range(count):
        member: Any = MemberFactory()  # type: ignore[no-untyped-call]
        secret = tokens.new_secret()
        row = ApiToken.objects.create(
            id=ids.new("tok"), member=member, name="bench", digest=tokens.digest(secret), created_at=at,
            expires_at=at + timedelta(days=365),
        )  # fmt: skip
        signer = signer_of(member.party.name, member.party.code)
        made.append(Bidder(actor(member), tokens.write(row.id, secret), signer))
    return made


def under_custody(stage: Any, deal: str, organiser: str) -> Any:
    """Publish a policy of two in three custodians on a deal and have it accepted; return it with its signatures."""
    from accounts.models import Party
    from bidding.models import CustodyPolicy
    from bidding.sealed import custody
    from foundation import clock
    from tests.bidding.sealed.scene import signer_of
    from tests.factories.accounts import new_code
    from toolkit import certificates, cms
    from toolkit.objects import Acceptance, Custodian, Policy, PolicyUnit
    from toolkit.signers import KeyAgreement

    keepers = []
    for x in (1, 2, 3):
        code = new_code()
        own = signer_of(f"保管{x}", code, purpose="custody")
        keepers.append((signer_of(f"保管人{x}", code), KeyAgreement(own.key, own.certificate)))  # type: ignore[arg-type]
    terms = _terms(stage, deal, organiser)
    policy = Policy(**terms | {
        "suite": "p256", "mode": "custodians", "k": 2, "n": 3, "witness_quorum": 2, "committee_quorum": 0, "evaluation_cert": "",
        "units": [PolicyUnit(unit="form", stage=1, audience="public")],
        "custodians": [
            Custodian(
                x=x, org=certificates.organisation(signs.certificate), cert=certificates.to_base64(opens.certificate),
                signer=certificates.to_base64(signs.certificate),
            )
            for x, (signs, opens) in enumerate(keepers, start=1)
        ],
        "objection_s": 600, "posting_s": 1800, "rescue_s": 900,
    })  # fmt: skip

    def written(content: bytes, signer: Any) -> dict[str, str]:
        signature = cms.sign(signer, content, at=clock.now())
        return {
            "content": base64.b64encode(content).decode(),
            "signature": base64.b64encode(signature).decode(),
        }

    signer = signer_of("招标人", Party.objects.get(code=policy.organiser).code or "")
    made = stage.tell(organiser, f"/api/v1/deals/{deal}/custody/", written(policy.to_bytes(), signer))
    for x, (signs, opens) in enumerate(keepers, start=1):
        accepted = Acceptance(policy=policy.hash, x=x, cert=certificates.fingerprint(opens.certificate))
        path = f"/api/v1/custody/{made['id']}/acceptances/"
        stage.tell(organiser, path, written(accepted.to_bytes(), signs))
    return custody.custody_of(CustodyPolicy.objects.get(id=made["id"]))


def _terms(stage: Any, deal: str, organiser: str) -> Any:
    """Return what a policy must say, once the log and the opening process have shown themselves."""
    found: Any = {}

    def are_there() -> bool:
        found.update(stage.get(organiser, f"/api/v1/deals/{deal}/custody/")["terms"])
        return bool(found["log"] and found["opening_cert"])

    if not eventually(are_there, 60):
        raise RuntimeError("The log, or the opening process, did not show itself.")
    return found


def prepare(custody: Any, bidder: Bidder, lot: str, port: int) -> Ready:
    """Register for a lot, seal a bid for it, and bring its files; everything but submitting."""
    from bidding.actions import registrations, uploads
    from foundation import clock
    from toolkit import canonical, keeping
    from toolkit.sealing import SEALED_FOLDER, Content, Sealing

    registrations.register(lot_id=lot, by=bidder.actor)
    files = {}
    plain = patch.object(keeping, "lock", lambda kept, passphrase: kept.to_bytes())
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name, plain:
        into = Path(name) / "bid"
        act = Sealing(custody, lot, bidder.signer, clock.now())
        act.seal({"form": Content({"price": f"{secrets.randbelow(10**9)}.00"})}, into, PASSPHRASE)
        for file in (into / SEALED_FOLDER).iterdir():
            content = file.read_bytes()
            files[file.name] = canonical.sha256(content)
            uploads.append(
                sha256=files[file.name], size=len(content), offset=0, blocks=[content], by=bidder.actor
            )
    header = files["header.json"]
    body = json.dumps({"header": header, "files": files}).encode()
    head = (
        f"POST /api/v1/lots/{lot}/filings/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {bidder.token}\r\n"
        f"Idempotency-Key: {uuid.uuid4().hex}\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return Ready(lot, header, head.encode() + body, files, bidder.actor)


async def at_moments(port: int, due: Sequence[tuple[float, Ready]]) -> list[Answered]:
    """Send each at its moment, in seconds from now, whether or not earlier ones were answered."""
    began = time.perf_counter()

    async def send(seconds: float, ready: Ready) -> Answered:
        await asyncio.sleep(max(0.0, began + seconds - time.perf_counter()))
        return await _exchange(port, ready, began + seconds)

    return list(await asyncio.gather(*(send(seconds, ready) for seconds, ready in due)))


async def one_after_another(port: int, waiting: Sequence[Ready], connections: int) -> list[Answered]:
    """Send as fast as they are answered, over as many connections."""
    left, answers = list(waiting), []

    async def run() -> None:
        while left:
            answers.append(await _exchange(port, left.pop(), time.perf_counter()))

    await asyncio.gather(*(run() for _ in range(connections)))
    return answers


def without_http(bids: Sequence[Ready], threads: int) -> None:
    """Submit through the actions that the address calls, from as many threads of this process, and see each checked."""
    from django.db import connection

    from bidding.actions import tickets
    from bidding.actions.tickets import Wish
    from bidding.actions.weighing import Asked

    left = list(bids)

    def run() -> None:
        try:
            while left:
                one = left.pop()
                ticket = tickets.take(Wish(Asked(one.lot, one.header, one.files, one.by)))
                tickets.settle_soon(filing=ticket.filing)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(run) for _ in range(threads)]:
            done.result()


async def _exchange(port: int, ready: Ready, due: float) -> Answered:
    async with asyncio.timeout(SERVED_WITHIN_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ready.request)
        answer = await reader.read(-1)
        writer.close()
    seconds = time.perf_counter() - due
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"chunked" in head.lower():
        body = body.partition(b"\r\n")[2].rpartition(b"\r\n0\r\n")[0]
    found = json.loads(body)
    return Answered(ready, int(head.split(b" ", 2)[1]), found.get("code") or found.get("state", ""), seconds)


def processor_seconds(root: int) -> float:
    """Return what a process and all below it have used of the processor, in seconds."""
    used = 0
    for pid in family(root):
        with suppress(OSError):  # it ended meanwhile
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(words[11]) + int(words[12])
    return used / os.sysconf("SC_CLK_TCK")


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds; tell whether it did in time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True
