"""
What anybody can verify of an opening from public files, without the platform and without a network.

Not visible here: a live bid left out (whoever holds its receipt proves it), and a false word about a restricted unit
(its bidder disproves it with the key). Both are said in `docs/formats/sealed-bid.md`, section 12.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from toolkit import (
    canonical,
    cases,
    certificates,
    cms,
    freezing,
    history,
    outcomes,
    policies,
    posting,
    relying,
    remedies,
)
from toolkit.bundles import Bundle
from toolkit.cases import Case
from toolkit.certificates import instant
from toolkit.filings import Filing
from toolkit.findings import Report
from toolkit.history import History
from toolkit.log import checkpoint
from toolkit.policies import Pins
from toolkit.posting import Received
from toolkit.proceedings import Freeze, OpenedUnit, Opening
from toolkit.refusals import Refused
from toolkit.words import Words

RESTORED = Words(
    "没有见证或者时间戳证明替换它的投标在截止前到达，这份仍然有效",
    "Nobody outside saw in time what replaced it, so this one stands",
)


def verify(bundle: Bundle, lot: str, pins: Pins, *, own: Filing | None = None) -> Report:
    """
    Return every finding about a lot; what rests on a failed check is not looked at.

    With `own`, of the lot and this one bid, which need not be among the public files yet.
    """
    report = Report()
    try:
        case = bundle.case(lot)
        if own is not None:
            case = replace(case, filings={own.name: own} | dict(case.filings))
        policies.check_pinned(case.custody.policy, pins)
        past = history.read(case.log, case.head, case.custody, case.policy_index, None, case.earlier)
        policies.check(case.custody, pins, cases.logged_at(case, past))
        report.good("policy")
        checkpoint.quorum(case.head, case.custody.witnesses, case.custody.policy.witness_quorum)
        relying.logged_at(case.custody, bundle.proof_of(case.custody.policy))
        report.good("log")
        listed = freezing.check(
            *case.freeze, case.custody, past, case.changes, case.filings, pins.trust, lot=lot, head=case.freeze_head,
            heads=cases.heads_of(case), token=case.cut_token, others=case.others, signed=case.cut, issued=case.receipts,
        )  # fmt: skip
        freeze, report.history, report.listed = listed.freeze, past, listed
        report.good("freeze")
        for name in listed.restored:
            report.good(f"{name[:16]} restored", RESTORED)
    except Refused as refused:
        report.bad("lot", refused)
        return report
    for stage in sorted({one.stage for one in case.custody.policy.units}):
        try:
            record = bundle.opening(lot, stage)
            if record is None:
                if any(line.n == stage for _, line in past.of("opening", freeze.deal, lot)):
                    raise Refused("file_missing", name=f"opening.{stage}.json")
                break
            bids = cases.bids_of(case, listed, past, stage, pins)
            posts = _posts(bundle, case, freeze, stage, bids, pins)
            opened = _record(record, case, freeze, past, stage, bids, posts, pins)
            outcomes.check_one_cause(opened.units)
            _check_remedies_at_hand(bundle, case, freeze, past)
            is_remedied = _remedied(bundle, case, freeze, past, stage, pins)
        except Refused as refused:
            report.bad(f"stage {stage}", refused)
            return report
        report.good(f"stage {stage}")
        report.records[stage], report.posts[stage] = opened, posts
        for one in opened.units:
            if own is not None and one.header != own.name:
                continue
            excluded = listed.excluded.get(one.header)
            _check_unit(report, one, case, posts, excluded, is_remedied=is_remedied)
    return report


def _posts(
    bundle: Bundle, case: Case, freeze: Freeze, stage: int, bids: Sequence[str], pins: Pins
) -> list[Received]:
    """Return what each custodian posted, one list of each; two that say different things convict their signer."""
    at, found = instant(freeze.deadline), dict[int, Received]()
    for x, content, signed in bundle.posts(case.lot, stage):
        since = _since(at, content, [signed])
        post = posting.check_post(content, signed, case.custody, freeze, stage, bids, pins.trust, since)
        before = found.get(post.x)
        if before is not None and before.posted.results != post.posted.results:
            raise Refused("posted_twice", x=post.x, lists=[before.posted.hash, post.posted.hash])
        if post.x != x:
            raise Refused("posted_signer", x=x)
        found[x] = post
    return list(found.values())


def _remedied(bundle: Bundle, case: Case, freeze: Freeze, past: History, stage: int, pins: Pins) -> bool:
    """
    Tell whether two persons of the organiser ended the time for keys for a fault of the platform within it, by the last of
    their remedies, each in the log before the record.
    """
    at, logged = instant(freeze.deadline), past.of("remedy", freeze.deal, freeze.lot)
    recorded = min(index for index, line in past.of("opening", freeze.deal, freeze.lot) if line.n == stage)
    found, ends_it, since_before = bundle.remedies(case.lot, stage), False, 0
    for n, (content, signatures) in enumerate(found, start=1):
        since = _since(at, content, signatures)
        remedy = remedies.check(content, signatures, case.custody, freeze, stage, n, pins.trust, since)
        if (n, remedy.hash) not in {(line.n, line.sha256) for index, line in logged if index < recorded}:
            raise Refused("remedy_context", why="log")
        if remedy.since < since_before:
            raise Refused("remedy_interval")
        ends_it, since_before = remedy.ends_it, remedy.since
    return ends_it


def _check_remedies_at_hand(bundle: Bundle, case: Case, freeze: Freeze, past: History) -> None:
    """A remedy that is not shown may be the one that lets somebody off: every one of the lot in the log is at hand."""
    stages = {one.stage for one in case.custody.policy.units}
    shown = {canonical.sha256(content) for stage in stages for content, _ in bundle.remedies(case.lot, stage)}
    for _, line in past.of("remedy", freeze.deal, freeze.lot):
        if line.sha256 not in shown:
            raise Refused("file_missing", name=f"remedy {line.n}", sha256=line.sha256)


def _since(at: datetime, content: bytes, signatures: Sequence[bytes]) -> datetime:
    """
    Return the first moment from `at` on when all of these could be signed.

    What is signed after the deadline proves no time of its own; experts and renewed custodians have certificates that are
    younger than it.
    """
    return max([at, *(cms.verify(one, content).certificate.not_valid_before_utc for one in signatures)])


def _record(
    record: tuple[bytes, bytes], case: Case, freeze: Freeze, past: History, stage: int, bids: Sequence[str],
    posts: Sequence[Received], pins: Pins,
) -> Opening:  # fmt: skip
    content, signature = record
    opened = Opening.from_bytes(content)
    signed = cms.verify(signature, content)
    pinned = certificates.from_base64(case.custody.policy.freeze_cert)
    if certificates.fingerprint(signed.certificate) != certificates.fingerprint(pinned):
        raise Refused("freeze_signer")
    certificates.judge(
        signed.certificate, pins.trust, instant(freeze.deadline), usage="sign", others=signed.others
    )
    if (opened.deal, opened.lot, opened.stage, opened.freeze) != (
        freeze.deal,
        freeze.lot,
        stage,
        freeze.hash,
    ):
        raise Refused("opening_mismatch", why="context")
    if opened.posts != [post.posted.hash for post in posts]:
        raise Refused("opening_mismatch", why="posts")
    wanted = [
        (header, one.unit) for header in bids for one in case.custody.policy.units if one.stage == stage
    ]
    if [(one.header, one.unit) for one in opened.units] != wanted:
        raise Refused("opening_mismatch", why="units")
    logged = [line for _, line in past.of("opening", freeze.deal, freeze.lot) if line.n == stage]
    if [line.sha256 for line in logged] != [canonical.sha256(content)]:
        raise Refused("opening_mismatch", why="log")
    return opened


def _check_unit(
    report: Report, said: OpenedUnit, case: Case, posts: Sequence[Received], excluded: Refused | None, *,
    is_remedied: bool,
) -> None:  # fmt: skip
    subject = f"{said.header[:16]} {said.unit}"
    audience = next(one.audience for one in case.custody.policy.units if one.unit == said.unit)
    try:
        if excluded is not None:
            outcomes.check_excluded(said, excluded, case.custody, posts)
            subject = f"{subject} {said.cause}"
            report.good(subject)
            return
        filing = case.filings[said.header]
        if said.key and audience != "public":
            raise Refused("opening_mismatch", why="a restricted key was published")
        if said.key:
            manifest = outcomes.check_with_key(said, filing, case, posts)
            if manifest is not None:
                report.manifests[said.header, said.unit] = manifest
        else:
            outcomes.check_without_key(
                said, case, posts, is_public=audience == "public", is_remedied=is_remedied
            )
    except Refused as refused:
        report.bad(subject, refused)
        return
    report.good(subject)
