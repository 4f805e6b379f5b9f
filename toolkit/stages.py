"""A later stage of an opening: only after the published result of the one before, under the committee's and organiser's hands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit import certificates, cms, persons, relying
from toolkit.certificates import Trust
from toolkit.history import History
from toolkit.log.checkpoint import Head
from toolkit.policies import Custody
from toolkit.proceedings import Freeze, Stage
from toolkit.refusals import Refused


@dataclass(frozen=True, slots=True)
class Release:
    """A later stage that was let through, its signatures, and a witnessed head that already had its leaf."""

    content: bytes
    signatures: Sequence[bytes]
    head: Head


def check(
    release: Release, custody: Custody, freeze: Freeze, history: History, trust: Trust, *, earlier: Sequence[str]
) -> Stage:  # fmt: skip
    """
    Return the stage, if it may be opened; `earlier` are the headers of the filings that were open to the stage before.

    Its signers' certificates are judged as of when witnesses had seen it: whatever became of them since, they signed.

    :raises Refused: `stage_unknown`, `stage_bids`, `stage_signers`, `stage_result`, and what objects, signatures,
        certificates and heads are refused for.
    """
    stage = _of(release.content, custody, freeze, earlier)
    logged = [
        index for index, line in history.of("stage", stage.deal, stage.lot) if line.sha256 == stage.hash
    ]
    results = [
        index for index, line in history.of("result", stage.deal, stage.lot) if line.sha256 == stage.result
    ]
    if not logged or not results or results[0] >= logged[0]:
        raise Refused("stage_result")
    if release.head.checkpoint.size <= logged[0] or not history.continues(release.head.checkpoint):
        raise Refused("stage_result", why="head")
    at = relying.seen_at(release.head, custody)
    _check_signers(stage, release.content, release.signatures, custody, trust, at)
    # As with freeze lists: a second stage under the same number is somebody's attempt at another list.
    if (
        next(line for _, line in history.of("stage", stage.deal, stage.lot) if line.n == stage.stage).sha256
        != stage.hash
    ):
        raise Refused("stage_bids", why="not the first")
    return stage


def read(
    content: bytes, signatures: Sequence[bytes], custody: Custody, freeze: Freeze, trust: Trust, *,
    earlier: Sequence[str], at: datetime,
) -> Stage:  # fmt: skip
    """
    Return a stage that organiser and committee signed, whatever the log says of it.

    The committee is drawn late, so no policy can name it: the organiser's signature vouches for the certificates that the
    stage lists, and the policy says how many of them must sign.

    :raises Refused: as `check`, but not `stage_result`.
    """
    stage = _of(content, custody, freeze, earlier)
    _check_signers(stage, content, signatures, custody, trust, at)
    return stage


def _of(content: bytes, custody: Custody, freeze: Freeze, earlier: Sequence[str]) -> Stage:
    stage = Stage.from_bytes(content)
    if stage.stage not in {one.stage for one in custody.policy.units}:
        raise Refused("stage_unknown")
    if (stage.deal, stage.lot, stage.freeze) != (freeze.deal, freeze.lot, freeze.hash):
        raise Refused("stage_bids", why="freeze")
    if stage.bids != sorted(set(stage.bids)) or not set(stage.bids) <= set(earlier):
        raise Refused("stage_bids")
    return stage


def _check_signers(
    stage: Stage, content: bytes, signatures: Sequence[bytes], custody: Custody, trust: Trust, at: datetime
) -> None:
    committee, organiser = [], False
    for signature in signatures:
        signed = cms.verify(signature, content)
        certificates.judge(signed.certificate, trust, at, usage="sign", others=signed.others)
        name = certificates.fingerprint(signed.certificate)
        if name in stage.committee:
            committee.append(signed.certificate)
        elif certificates.organisation(signed.certificate) == custody.policy.organiser:
            organiser = True
    members = persons.count(committee)
    if not organiser or members < custody.policy.committee_quorum:
        raise Refused("stage_signers", committee=members)
