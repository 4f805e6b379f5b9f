"""Writing a competition's public files, as the platform will."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization as forms

from tests.toolkit.competition import OPENED_AT, Competition
from tests.toolkit.world import DEAL, LOT
from toolkit import canonical, capsules, cases, cms, opening
from toolkit.bundles import OTHERS
from toolkit.custodians import Post
from toolkit.log import tiles
from toolkit.log.leaves import Line
from toolkit.log.proof import prove
from toolkit.log.tree import MemoryTree
from toolkit.objects import Policy
from toolkit.opening import Outcome
from toolkit.posting import Received
from toolkit.proceedings import Posted, Remedy, Shares
from toolkit.sealing import SEALED_FOLDER


def write_pins(competition: Competition, folder: Path) -> Path:
    for name in ("roots", "crls"):
        (folder / name).mkdir(parents=True)
    authority = competition.world.authority
    (folder / "roots/root.pem").write_bytes(authority.certificate.public_bytes(forms.Encoding.PEM))
    (folder / "crls/root.crl").write_bytes(authority.list().public_bytes(forms.Encoding.DER))
    (folder / "logs").write_text(f"{competition.world.log.verifier}\n")
    (folder / "witnesses").write_text("".join(f"{one.verifier}\n" for one in competition.world.witnesses))
    return folder


def write_policy(competition: Competition, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    custody = competition.custody
    (folder / "policy.json").write_bytes(custody.policy.to_bytes())
    (folder / "policy.p7s").write_bytes(custody.signature)
    for x, (content, signature) in custody.acceptances.items():
        (folder / f"acceptance.{x}.json").write_bytes(content)
        (folder / f"acceptance.{x}.p7s").write_bytes(signature)
    (folder / OTHERS).mkdir(exist_ok=True)
    for other in competition.others:
        version = Policy.from_bytes(other.content).version
        (folder / OTHERS / f"{version}.json").write_bytes(other.content)
        for n, change in enumerate(other.changes, start=1):
            (folder / OTHERS / f"{version}.{n}.json").write_bytes(change)
    return folder


def write_log(competition: Competition, folder: Path, at: datetime) -> None:
    files = competition.log.files()
    shutil.rmtree(folder / "log", ignore_errors=True)
    for level, index, width in tiles.files_of(len(competition.log.leaves)):
        path = tiles.tile_path(level, index, width)
        (folder / "log" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "log" / path).write_bytes(files(path))
    head = competition.log.head(at)
    (folder / "log/checkpoint").write_text(head.to_text())
    seen = competition.policy_head
    proof = prove(MemoryTree(competition.log.leaves[: seen.checkpoint.size]), competition.policy_index, seen)
    (folder / "policy.tlog-proof").write_text(proof.to_text())


def write_lot(competition: Competition, folder: Path, at: datetime = OPENED_AT) -> Path:
    write_policy(competition, folder)
    base = folder / "lots" / LOT
    (base / "filings").mkdir(parents=True)
    for one in competition.filed:
        shutil.copytree(one.folder / SEALED_FOLDER, base / "filings" / one.filing.name)
    content = competition.frozen.to_bytes()
    (base / "freeze.json").write_bytes(content)
    (base / "freeze.p7s").write_bytes(cms.sign(competition.world.freezer, content, at=at))
    (base / "freeze.head").write_text(competition.freeze_head.to_text())
    if competition.cut is not None:
        (base / "cut.json").write_bytes(competition.cut.content)
        (base / "cut.head").write_text(competition.cut.head.to_text())
        for i, signature in enumerate(competition.cut.signatures, start=1):
            (base / f"cut.{i}.p7s").write_bytes(signature)
    for name, issued in competition.shown.items():
        for kind, part in (("json", "content"), ("p7s", "signature"), ("tst", "token")):
            (base / "filings" / name / f"receipt.{kind}").write_bytes(getattr(issued, part))
    for n, seen in enumerate(competition.heads, start=1):
        (base / f"witnessed.{n}.head").write_text(seen.to_text())
    for n, change in enumerate(competition.changes, start=1):
        (folder / f"change.{n}.json").write_bytes(change.content)
        (folder / f"change.{n}.head").write_text(change.head.to_text())
        for i, signature in enumerate(change.signatures, start=1):
            (folder / f"change.{n}.{i}.p7s").write_bytes(signature)
    for s, release in enumerate(competition.stages, start=2):
        (base / f"stage.{s}.json").write_bytes(release.content)
        (base / f"stage.{s}.head").write_text(release.head.to_text())
        for i, signature in enumerate(release.signatures, start=1):
            (base / f"stage.{s}.{i}.p7s").write_bytes(signature)
    for n, raised in enumerate(competition.objections, start=1):
        own = base / "objections" / str(n)
        own.mkdir(parents=True)
        (own / "objection.json").write_bytes(raised.content)
        (own / "objection.p7s").write_bytes(raised.signature)
        for kind, part in (("json", "content"), ("p7s", "signature"), ("tst", "token")):
            (own / f"receipt.{kind}").write_bytes(getattr(raised.receipt, part))
        for i, (end, signature) in enumerate(raised.ends, start=1):
            (own / f"end.{i}.json").write_bytes(end)
            (own / f"end.{i}.p7s").write_bytes(signature)
    write_log(competition, folder, at)
    return folder


def write_opening(
    competition: Competition, folder: Path, stage: int, posts: Mapping[int, Post], received: list[Received],
    outcomes: Mapping[tuple[str, str], Outcome],
) -> None:  # fmt: skip
    base = folder / "lots" / LOT
    for x, post in posts.items():
        (base / f"posted.{stage}.{x}.json").write_bytes(post.content)
        (base / f"posted.{stage}.{x}.p7s").write_bytes(post.signature)
    content = opening.record(competition.custody, competition.frozen, stage, received, outcomes).to_bytes()
    (base / f"opening.{stage}.json").write_bytes(content)
    (base / f"opening.{stage}.p7s").write_bytes(cms.sign(competition.world.freezer, content, at=OPENED_AT))
    competition.log.add(Line("opening", DEAL, LOT, stage, canonical.sha256(content)).to_bytes())
    write_log(competition, folder, OPENED_AT)


def write_remedy(
    competition: Competition, folder: Path, *, persons: int, logged: bool, more: int = 0, since: int = 0
) -> None:
    """
    Let so many persons of the organiser end the time for keys of the first stage, or give so many milliseconds `more`, for a
    fault since so many after the deadline.
    """
    frozen = competition.frozen
    to = frozen.deadline + 900_000
    content = Remedy(
        deal=DEAL,
        lot=LOT,
        stage=1,
        freeze=frozen.hash,
        n=1,
        since=frozen.deadline + since,
        to=to,
        until=to + more,
        reason="机房断电",
    ).to_bytes()
    base = folder / "lots" / LOT
    (base / "remedy.1.1.json").write_bytes(content)
    for i, one in enumerate(competition.world.organisers[:persons], start=1):
        (base / f"remedy.1.1.{i}.p7s").write_bytes(cms.sign(one, content, at=OPENED_AT))
    if logged:
        competition.log.add(Line("remedy", DEAL, LOT, 1, canonical.sha256(content)).to_bytes())


def open_stage(
    competition: Competition, folder: Path, xs: tuple[int, ...] = (1, 3, 5), stage: int = 1,
    bids: list[str] | None = None, sent: bytes = b"", liar: int = 0,
) -> dict[tuple[str, str], Outcome]:  # fmt: skip
    """
    Let custodians post and the platform settle and publish; return the outcomes.

    Every bidder `sent` this key; the `liar` calls every capsule bad.
    """
    case = competition.case()
    names = [one.header for one in competition.frozen.bids] if bids is None else bids
    posts = {x: competition.post(x, stage, case=case) for x in xs}
    if liar:
        posts[liar] = lying(competition, liar, posts[liar])
    received = [competition.receive(post, stage, names) for post in posts.values()]
    filings = {one.filing.name: one for one in competition.filed}
    units = [one.unit for one in competition.custody.policy.units if one.stage == stage]
    pins = next((client.pins for client in competition.clients), competition.world.pins())
    excluded = cases.check(case, stage, pins, seen=None, at=OPENED_AT).excluded
    causes = {name: why.code for name, why in excluded.items()}
    outcomes = {
        (name, unit): competition.settle(
            filings[name], received, unit, excluded=causes.get(name, ""), sent=sent
        )
        for name in names
        for unit in units
    }
    write_opening(competition, folder, stage, posts, received, outcomes)
    return outcomes


def lying(competition: Competition, x: int, post: Post) -> Post:
    """Return a custodian's post in which it says that each capsule is bad."""
    posted = Posted.from_bytes(post.content)
    bad = [one.model_copy(update={"r": "bad", "share_hash": ""}) for one in posted.results]
    said = posted.model_copy(update={"results": bad})
    shares = Shares(posted=said.hash, x=x, shares=[]).to_bytes()
    signature = cms.sign(competition.world.custodian_signers[x - 1], said.to_bytes(), at=OPENED_AT)
    return Post(
        said.to_bytes(), signature, capsules.seal(shares, competition.world.opening.certificate), post.memory
    )
