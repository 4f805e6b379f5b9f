"""A platform in a few lines, behind the same addresses: takes uploads, checks, gives receipts. And one that misbehaves."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

import httpx

from tests.toolkit.competition import Competition
from tests.toolkit.pki import NOW
from toolkit import canonical, intake, receipts
from toolkit.log.proof import prove
from toolkit.log.tree import MemoryTree
from toolkit.objections import Raised
from toolkit.objects import Receipt
from toolkit.receipts import Issued


@dataclass
class FakePlatform:
    """One organisation, everything in memory."""

    competition: Competition
    organisation: str
    at: datetime = NOW
    uploads: dict[str, bytes] = field(default_factory=dict)
    filings: dict[str, dict[str, Any]] = field(default_factory=dict)
    accounts: dict[str, intake.Account] = field(default_factory=dict)  # by lot
    requests: list[str] = field(default_factory=list)
    # What goes wrong: each entry is an answer, or an error to raise, in place of the next request's.
    trouble: list[httpx.Response | Exception] = field(default_factory=list)
    witnessed: bool = True
    has_head: bool = True
    seen_at: datetime | None = None  # when witnesses saw the head before a filing, if not when it came
    longest_append: int = 1 << 30

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.path}")
        if self.trouble:
            wrong = self.trouble.pop(0)
            if isinstance(wrong, Exception):
                raise wrong
            return wrong
        path = request.url.path.removeprefix("/api/v1/").rstrip("/")
        if found := re.fullmatch(r"uploads/([0-9a-f]{64})", path):
            return self._upload(request, found[1])
        if found := re.fullmatch(r"lots/([^/]+)/filings", path):
            return self._reserve(found[1], json.loads(request.content))
        if found := re.fullmatch(r"lots/[^/]+/filings/([0-9a-f]{64})", path):
            return self._answer(found[1])
        if found := re.fullmatch(r"lots/[^/]+/filings/([0-9a-f]{64})/end", path):
            return self._end(found[1], json.loads(request.content))
        if found := re.fullmatch(r"lots/[^/]+/opening/objections", path):
            return self._object(json.loads(request.content))
        if path == "/log/witnessed" and self.has_head:
            return httpx.Response(200, text=self.competition.log.head(self.seen_at or self.at).to_text())
        return httpx.Response(404, json={"code": "not_found"})

    def _upload(self, request: httpx.Request, sha256: str) -> httpx.Response:
        have = self.uploads.get(sha256)
        if request.method == "HEAD":
            return (
                httpx.Response(404)
                if have is None
                else httpx.Response(200, headers={"Upload-Offset": str(len(have))})
            )
        have = have or b""
        if request.headers["Upload-Offset"] != str(len(have)):
            return httpx.Response(409)
        self.uploads[sha256] = have + request.content[: self.longest_append]
        return httpx.Response(204, headers={"Upload-Offset": str(len(self.uploads[sha256]))})

    def _reserve(self, lot: str, body: Mapping[str, Any]) -> httpx.Response:
        header, was_there = body["header"], body["header"] in self.filings
        if not was_there:
            uploads = self.uploads

            class Store:
                def open(self, name: str) -> BinaryIO:
                    content = uploads.get(body["files"].get(name, ""))
                    if content is None or canonical.sha256(content) != body["files"][name]:
                        raise FileNotFoundError(name)
                    return BytesIO(content)

            account = self.accounts.get(lot) or intake.Account(self.organisation)
            examined = intake.examine(
                Store(), account, self.competition.custody, self.competition.trust, lot=lot, received_at=self.at,
                is_taken=lambda _: False,
            )  # fmt: skip
            if examined.reasons or examined.filing is None:
                reasons = [{"code": one.code, "message": one.words.zh} for one in examined.reasons]
                self.filings[header] = {"state": "refused", "reasons": reasons}
            else:
                core = examined.filing.core
                receipt = receipts.filed(
                    self.competition.custody, lot, header, received_at=int(self.at.timestamp() * 1000),
                    ended=account.header,
                )  # fmt: skip
                self._take(header, receipt)
                self.filing = examined.filing
                self.accounts[lot] = intake.Account(
                    self.organisation, core.bid, core.seq, header, is_live=True
                )
        return self._answer(header, **({"code": "already_submitted"} if was_there else {}))

    def _end(self, header: str, body: Mapping[str, str]) -> httpx.Response:
        content, signature = (base64.b64decode(body[name]) for name in ("content", "signature"))
        intake.check_end(
            content,
            signature,
            self.filing,
            self.accounts[self.filing.core.lot],
            self.competition.trust,
            at=self.at,
        )
        receipt = receipts.withdrawn(
            self.competition.custody,
            self.filing.core.lot,
            header,
            received_at=int(self.at.timestamp() * 1000),
        )
        self._take(f"end {header}", receipt)
        return self._answer(f"end {header}")

    def _object(self, body: Mapping[str, Any]) -> httpx.Response:
        content, signature = (base64.b64decode(body[name]) for name in ("content", "signature"))
        shown = (base64.b64decode(body["receipt"][name]) for name in ("content", "signature", "token"))
        self.competition.objections.append(Raised(content, signature, Issued(*shown)))
        return httpx.Response(201, json={"number": len(self.competition.objections)})

    def _take(self, name: str, receipt: Receipt) -> None:
        indexes = [
            self.competition.log.add(bytes.fromhex(leaf))
            for leaf in (receipt.leaf, receipt.ended_leaf)
            if leaf
        ]
        issued = receipts.issue(
            receipt, self.competition.world.receipts, self.competition.stamp(self.at), self.at
        )
        self.filings[name] = {"state": "accepted", "issued": issued, "indexes": indexes}

    def _answer(self, name: str, **more: str) -> httpx.Response:
        kept = self.filings.get(name)
        if kept is None:
            return httpx.Response(404, json={"code": "not_found", "detail": "没有"})
        if kept["state"] == "refused":
            return httpx.Response(200, json=kept)
        issued: Issued = kept["issued"]
        log = self.competition.log
        head = log.head(self.at)
        proofs = (
            [prove(MemoryTree(log.leaves), at, head).to_text() for at in kept["indexes"]]
            if self.witnessed
            else []
        )
        receipt = {
            name: base64.b64encode(getattr(issued, name)).decode()
            for name in ("content", "signature", "token")
        }
        return httpx.Response(200, json={"state": "accepted", "receipt": receipt, "proofs": proofs, **more})
