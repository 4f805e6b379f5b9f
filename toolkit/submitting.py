"""Filing a sealed folder with the platform, and withdrawing it: and believing only what a receipt proves."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from toolkit import cms, files, filings, holding, receipts
from toolkit.certificates import Trust
from toolkit.filings import Filing, Folder
from toolkit.log import checkpoint, proof
from toolkit.log.checkpoint import Head
from toolkit.objects import End, Receipt
from toolkit.platforms import Answer, Platform
from toolkit.policies import Custody
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.signers import Signer
from toolkit.units import Progress

BLOCK = 4 * 1024 * 1024
POLL_SECONDS = 2.0
POLLS = 150


@dataclass(frozen=True, slots=True)
class Taken:
    """
    A receipt that was checked; `is_witnessed` once the log proves it, until then the screen says 未见证.

    `was_there` if the platform had the filing already: the receipt is that of the first time.
    """

    receipt: Receipt
    issued: Issued
    proofs: list[str]
    is_witnessed: bool
    was_there: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """A bidder's dealings with one platform under one policy."""

    platform: Platform
    custody: Custody
    trust: Trust
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def submit(
        self, folder: Path, progress: Progress = lambda _: None, *, heads: Path | None = None
    ) -> Taken:
        """
        Upload what is missing, reserve, wait for the check, and return the checked receipt.

        Uploaded is not submitted: only a return is. The newest head of the log is asked for before, and kept in `heads`.

        :raises Refused: `server_*`, `receipt_*`, what heads and a folder that is no filing are refused for.
        """
        filing = filings.load(Folder(folder))
        filings.check_against(filing, self.custody)
        names = {}
        for name in filings.names_of(filing.core, filing.header):
            names[name] = self._upload(filing, name, progress)
        before = self._seen_before(heads)
        answer = self.platform.reserve(filing.core.lot, filing.name, names)
        taken = replace(self._settled(filing, answer, before), was_there=answer.was_there)
        if (taken.receipt.lot, taken.receipt.header) != (filing.core.lot, filing.name):
            raise Refused("receipt_context")
        return taken

    def withdraw(self, filing: Filing, signer: Signer, at: datetime) -> Taken:
        """
        Withdraw a filing; done only once the log proves the *ended* leaf (`is_witnessed`), not when it is accepted.

        :raises Refused: `server_*`, `receipt_*`.
        """
        core = filing.core
        end = End(
            deal=core.deal, lot=core.lot, bid=core.bid, seq=core.seq, header=filing.name, replaced_by=""
        ).to_bytes()
        answer = self.platform.end(core.lot, filing.name, end, cms.sign(signer, end, at=at))
        taken = self._checked(answer)
        if (taken.receipt.lot, taken.receipt.kind, taken.receipt.ended) != (
            core.lot,
            "withdrawn",
            filing.name,
        ):
            raise Refused("receipt_context")
        return taken

    def fetch(self, filing: Filing) -> Taken:
        """
        Return the receipt of a filing again, with the proofs there are by now.

        :raises Refused: `server_*`, `receipt_*`.
        """
        return self._checked(self.platform.ask(filing.core.lot, filing.name))

    def resend(self, folder: Path, progress: Progress = lambda _: None) -> int:
        """
        Send again what the platform lost of a filed bid, the very same bytes; return how many files that were.

        :raises Refused: `server_*`, and what a folder that is no filing is refused for.
        """
        filing, count = filings.load(Folder(folder)), 0
        for name in filings.names_of(filing.core, filing.header):
            if name in (filings.CORE, filings.HEADER, filings.SIGNATURE):
                continue  # these are kept elsewhere
            digest, size = _digest(filing, name)
            count += self.platform.offset(digest) < size
            self._upload(filing, name, progress)
        return count

    def _upload(self, filing: Filing, name: str, progress: Progress) -> str:
        digest, size = _digest(filing, name)
        sent = self.platform.offset(digest)
        progress(min(sent, size))
        stuck = 0
        with filing.store.open(name) as file:
            while sent < size:
                file.seek(sent)
                arrived = self.platform.append(digest, sent, size, file.read(BLOCK))
                stuck = 0 if arrived > sent else stuck + 1
                if stuck > 3 or arrived > size:
                    raise Refused("server_answer", why="Upload-Offset")
                progress(max(0, arrived - sent))
                sent = arrived
        return digest

    def _seen_before(self, folder: Path | None) -> list[Head]:
        """
        Return the witnessed heads there were before anything is submitted, the newest kept beside those of earlier attempts.

        What none of them holds came after them, by the clocks of witnesses: no platform dates it back. Where the platform shows
        none, the bid is filed all the same.
        """
        kept = holding.read_heads(folder) if folder else []
        try:
            text = self.platform.head()
        except Refused:
            text = ""  # a bid does not miss its deadline for the log's sake
        if not text:
            return kept
        head = checkpoint.read_head(text)
        checkpoint.check(head, self.custody.log)
        is_seen = (
            len(checkpoint.witnessed(head, self.custody.witnesses)) >= self.custody.policy.witness_quorum
        )
        if is_seen and head not in kept:
            kept.append(head)
            if folder:
                files.write(folder / f"before.{len(kept)}.head", text.encode())
        return kept

    def _settled(self, filing: Filing, answer: Answer, before: Sequence[Head]) -> Taken:
        for _ in range(POLLS):
            if answer.state != "verifying":
                break
            self.sleep(POLL_SECONDS)
            answer = self.platform.ask(filing.core.lot, filing.name)
        return self._checked(answer, before)

    def _checked(self, answer: Answer, before: Sequence[Head] = ()) -> Taken:
        if answer.state == "refused":
            raise Refused("server_refused", reasons=[dict(one) for one in answer.reasons][:50])
        if answer.receipt is None:
            raise Refused("server_unavailable", why="still verifying")
        receipt = receipts.check(answer.receipt, self.custody, self.trust)
        try:
            proofs = [proof.read_proof(one) for one in answer.proofs]
            receipts.check_proofs(receipt, self.custody, proofs, before)
        except Refused as refused:
            # Not yet there is one thing; a log that is another, or proofs that cannot be read, is another.
            if refused.code not in ("receipt_unproven", "checkpoint_unwitnessed"):
                raise
            return Taken(receipt, answer.receipt, [], is_witnessed=False)
        return Taken(receipt, answer.receipt, list(answer.proofs), is_witnessed=True)


def keep(taken: Taken, folder: Path) -> None:
    """
    Write a receipt, and its proofs where there are any, as a new folder.

    :raises Refused: `would_overwrite`.
    """
    with files.new_folder(folder) as draft:
        files.fill(draft / "receipt.json", taken.issued.content)
        files.fill(draft / "receipt.p7s", taken.issued.signature)
        files.fill(draft / "receipt.tst", taken.issued.token)
        for number, text in enumerate(taken.proofs, start=1):
            files.fill(draft / f"{number}.tlog-proof", text.encode())


def _digest(filing: Filing, name: str) -> tuple[str, int]:
    """Hash and size of a file; large ones have theirs in the core, and the platform checks them."""
    for part in filing.core.parts:
        if name == filings.part_name(part.unit, part.part):
            return part.sha256, part.size
    content = filings.read(filing.store, name, cms.LONGEST_BYTES * 8)
    return hashlib.sha256(content).hexdigest(), len(content)
