"""
The public files of a competition in a folder, and the pins and receipts that stand beside it.

The layout is in `docs/formats/sealed-bid.md`, section 12. Numbers and labels from a folder are parsed, never trusted as
paths; what is not named by the format is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import files, filings, revocation, successions, trust_folders
from toolkit.cases import Case
from toolkit.cuts import Supervised
from toolkit.filings import Filing, Folder
from toolkit.freezing import LoggedChange
from toolkit.log import checkpoint, proof, tiles
from toolkit.log.checkpoint import Head
from toolkit.objections import Raised
from toolkit.objects import Policy, Rehearsal, is_rehearsal
from toolkit.policies import Custody, Pins
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.stages import Release
from toolkit.successions import Version

OTHERS = "policies"
OBJECTION_HEAD = "witnessed.head"
LONGEST_BYTES = 8 * 1024 * 1024

_ID = re.compile(r"[A-Za-z0-9_-]{1,48}", re.ASCII)
_HEADER = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A folder of public files."""

    path: Path

    @property
    def custody(self) -> Custody:
        """The policy with its signatures."""
        policy = Policy.from_bytes(self.read("policy.json"))
        accepted = {
            one.x: (self.read(f"acceptance.{one.x}.json"), self.read(f"acceptance.{one.x}.p7s"))
            for one in policy.custodians
            if (self.path / f"acceptance.{one.x}.json").exists()
        }
        return Custody(policy, self.read("policy.p7s"), accepted, self._kept(policy))

    @property
    def rehearsed(self) -> Custody:
        """What a rehearsal is held under, with its signature."""
        policy = Rehearsal.from_bytes(self.read("rehearsal.json"))
        return Custody(policy, self.read("rehearsal.p7s"), {}, self._kept(policy))

    @property
    def head(self) -> Head:
        """The newest head of the log that the folder holds."""
        return self.head_in("log/checkpoint")

    @property
    def log(self) -> tiles.Files:
        """The log's files."""
        return tiles.Folder(self.path / "log")

    def proof_of(self, policy: Policy) -> proof.Proof:
        """Return where the policy's leaf stands, with the proof."""
        return proof.read_proof(self.text(f"{policy.line.kind}.tlog-proof"))

    @property
    def changes(self) -> list[LoggedChange]:
        """The changes of the deadline, in order."""
        return [
            LoggedChange(
                self.read(f"change.{n}.json"),
                list(self._signatures(f"change.{n}")),
                self.head_in(f"change.{n}.head"),
            )
            for n in self._numbers("change.{}.json")
        ]

    @property
    def others(self) -> list[Version]:
        """The deal's other policies, with the changes of their deadlines."""
        found = []
        for path in sorted((self.path / OTHERS).glob("*.json")):
            if path.stem.isascii() and path.stem.isdecimal():
                name = f"{OTHERS}/{path.stem}"
                changes = [self.read(f"{name}.{n}.json") for n in self._numbers(name + ".{}.json")]
                found.append(Version(read_file(path), changes))
        return found

    def begin(self, lot: str) -> int:
        """
        Return from which leaf on the log is read for a lot or a rehearsal.

        :raises Refused: as `case`.
        """
        policy = (self.rehearsed if is_rehearsal(lot) else self.custody).policy
        earlier = successions.before(policy, lot, self.others)
        return min(one.log_size for one in (policy, *earlier))

    def case(self, lot: str) -> Case:
        """
        Return everything about a lot's opening, or a rehearsal's.

        :raises Refused: `lot_unknown`, `file_missing`, and what malformed objects are refused for.
        """
        custody, base = self.rehearsed if is_rehearsal(lot) else self.custody, f"lots/{self._lot(lot)}"
        proof = self.proof_of(custody.policy)
        if lot not in custody.policy.lots:
            raise Refused("lot_unknown", lot=lot)
        return Case(
            custody=custody,
            lot=lot,
            log=self.log,
            head=self.head,
            policy_index=proof.index,
            policy_head=proof.head,
            freeze=(self.read(f"{base}/freeze.json"), self.read(f"{base}/freeze.p7s")),
            freeze_head=self.head_in(f"{base}/freeze.head"),
            filings=self.filings(lot),
            changes=self.changes,
            cut_token=self.read(f"{base}/cut.tst") if (self.path / base / "cut.tst").exists() else b"",
            cut=self._cut(base),
            receipts=self._receipts(base),
            objections=list(self._objections(lot)),
            stages=[
                Release(
                    self.read(f"{base}/stage.{s}.json"),
                    list(self._signatures(f"{base}/stage.{s}")),
                    self.head_in(f"{base}/stage.{s}.head"),
                )
                for s in self._numbers(f"{base}/stage.{{}}.json", first=2)
            ],
            heads=[
                self.head_in(f"{base}/witnessed.{n}.head")
                for n in self._numbers(f"{base}/witnessed.{{}}.head")
            ],
            others=self.others,
        )

    def _cut(self, base: str) -> Supervised | None:
        if not (self.path / f"{base}/cut.json").exists():
            return None
        signatures = list(self._signatures(f"{base}/cut"))
        return Supervised(self.read(f"{base}/cut.json"), signatures, self.head_in(f"{base}/cut.head"))

    def _receipts(self, base: str) -> dict[str, Issued]:
        found = sorted((self.path / base / "filings").glob("*/receipt.json"))
        return {one.parent.name: read_issued(one.parent) for one in found}

    def filings(self, lot: str) -> dict[str, Filing]:
        """Return the filings that the folder shows of a lot, by name; the name of a folder must be its filing's."""
        found = {}
        for folder in sorted((self.path / "lots" / self._lot(lot) / "filings").glob("*")):
            if not _HEADER.fullmatch(folder.name):
                continue
            filing = filings.load(Folder(folder))
            if filing.name == folder.name:
                found[filing.name] = filing
        return found

    def posts(self, lot: str, stage: int) -> list[tuple[int, bytes, bytes]]:
        """Return what custodians posted of a stage: number, content, signature, the numbers rising."""
        base = f"lots/{self._lot(lot)}"
        return [
            (x, self.read(f"{base}/posted.{stage}.{x}.json"), self.read(f"{base}/posted.{stage}.{x}.p7s"))
            for x in range(1, 10)
            if (self.path / base / f"posted.{stage}.{x}.json").exists()
        ]

    def remedies(self, lot: str, stage: int) -> list[tuple[bytes, list[bytes]]]:
        """Return the remedies of a stage and their signatures, in order."""
        base = f"lots/{self._lot(lot)}/remedy.{stage}"
        return [
            (self.read(f"{base}.{n}.json"), list(self._signatures(f"{base}.{n}")))
            for n in self._numbers(f"{base}.{{}}.json")
        ]

    def opening(self, lot: str, stage: int) -> tuple[bytes, bytes] | None:
        """Return the record of a stage and its signature, or None if there is none yet."""
        base = f"lots/{self._lot(lot)}/opening.{stage}"
        if not (self.path / f"{base}.json").exists():
            return None
        return self.read(f"{base}.json"), self.read(f"{base}.p7s")

    def read(self, name: str) -> bytes:
        """
        Return a file.

        :raises Refused: `file_missing`.
        """
        return read_file(self.path / name)

    def text(self, name: str) -> str:
        """Return a file as text; what is no text is malformed to whoever reads it."""
        return self.read(name).decode("utf-8", "replace")

    def head_in(self, name: str) -> Head:
        """
        Return a head of the log.

        :raises Refused: `file_missing`, `note_malformed`.
        """
        return checkpoint.read_head(self.text(name))

    def _kept(self, policy: Policy) -> revocation.Evidence:
        return revocation.read(lambda name: self.read(f"{policy.line.kind}.{name}"))

    def _lot(self, lot: str) -> str:
        if not _ID.fullmatch(lot):
            raise Refused("lot_unknown")
        return lot

    def _numbers(self, pattern: str, first: int = 1) -> Iterator[int]:
        number = first
        while (self.path / pattern.format(number)).exists():
            yield number
            number += 1

    def _signatures(self, base: str) -> Iterator[bytes]:
        for number in self._numbers(base + ".{}.p7s"):
            yield self.read(f"{base}.{number}.p7s")

    def _objections(self, lot: str) -> Iterator[Raised]:
        for number in self._numbers(f"lots/{lot}/objections/{{}}/objection.json"):
            base = f"lots/{lot}/objections/{number}"
            ends = [
                (self.read(f"{base}/end.{n}.json"), self.read(f"{base}/end.{n}.p7s"))
                for n in self._numbers(base + "/end.{}.json")
            ]
            kept = revocation.read(lambda name, base=base: self.read(f"{base}/{name}"))  # type: ignore[misc]
            yield replace(read_objection(self.path / base), ends=ends, evidence=kept)


def read_issued(folder: Path) -> Issued:
    """
    Read a receipt: `receipt.json`, `receipt.p7s`, `receipt.tst`.

    :raises Refused: `file_missing`.
    """
    return Issued(*(read_file(folder / f"receipt.{kind}") for kind in ("json", "p7s", "tst")))


def read_objection(folder: Path) -> Raised:
    """
    Read an objection as its bidder made it: `objection.json`, `objection.p7s`, the receipt, and `witnessed.head` where it brings one.

    :raises Refused: `file_missing`, and what heads are refused for.
    """
    content, signature = (read_file(folder / f"objection.{kind}") for kind in ("json", "p7s"))
    head = Bundle(folder).head_in(OBJECTION_HEAD) if (folder / OBJECTION_HEAD).exists() else None
    return Raised(content, signature, read_issued(folder), head=head)


def read_pins(folder: Path) -> Pins:
    """
    Read what a client trusts beforehand: `roots/`, `crls/` and so on, and keys one a line in `logs` and `witnesses`.

    :raises Refused: `file_missing`.
    """
    keys = {
        name: read_file(folder / name).decode("utf-8", "replace").split() for name in ("logs", "witnesses")
    }
    return Pins(trust_folders.read(folder), frozenset(keys["logs"]), frozenset(keys["witnesses"]))


def write_pins(folder: Path, pins: Pins) -> None:
    """
    Write what `read_pins` reads, into a new folder.

    :raises Refused: `would_overwrite`.
    """
    with files.new_folder(folder) as draft:
        trust_folders.write(pins.trust, draft)
        for name, keys in (("logs", pins.logs), ("witnesses", pins.witnesses)):
            (draft / name).write_text("".join(f"{key}\n" for key in sorted(keys)), encoding="utf-8")


def read_file(path: Path) -> bytes:
    """
    Return a file of the format, which is never large.

    :raises Refused: `file_missing`, `json_too_long`.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise Refused("file_missing", name=path.name) from error
    if len(content) > LONGEST_BYTES:
        raise Refused("json_too_long", bytes=len(content))
    return content
