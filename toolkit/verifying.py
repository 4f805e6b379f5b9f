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
    dealing,
    filings,
    freezing,
    history,
    opening,
    policies,
    posting,
    remedies,
    units,
)
from toolkit.bundles import Bundle
from toolkit.cases import Case
from toolkit.certificates import instant
from toolkit.filings import Filing
from toolkit.findings import Report
from toolkit.history import History
from toolkit.log import checkpoint
from toolkit.objects import Manifest
from toolkit.opening import Outcome
from toolkit.policies import Pins
from toolkit.posting import Received
from toolkit.proceedings import Freeze, OpenedUnit, Opening
from toolkit.refusals import Refused

_WITHOUT_KEY = frozenset({"no_key", "key_unavailable", "key_not_sent", "platform_fault"})


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
        at = instant(case.custody.policy.deadline)
        policies.check_pinned(case.custody.policy, pins)
        past = history.read(case.log, case.head, case.custody, case.policy_index)
        policies.check(case.custody, pins, cases.logged_at(case, past))
        report.good("policy")
        checkpoint.quorum(case.head, case.custody.witnesses, case.custody.policy.witness_quorum)
        _check_policy_proof(bundle, case)
        report.good("log")
        listed = freezing.check(
            *case.freeze, case.custody, past, case.changes, case.filings, pins.trust, lot=lot, at=at,
            token=case.cut_token,
        )  # fmt: skip
        freeze, report.history, report.listed = listed.freeze, past, listed
        report.good("freeze")
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
            since = [_since(at, *signed) for signed in case.stages[: stage - 1]]
            bids = cases.bids_of(case, listed, past, stage, pins, max(since, default=at))
            posts = _posts(bundle, case, freeze, stage, bids, pins)
            opened = _record(record, case, freeze, past, stage, bids, posts, pins)
            is_remedied = _remedied(bundle, case, freeze, past, stage, pins)
        except Refused as refused:
            report.bad(f"stage {stage}", refused)
            return report
        report.good(f"stage {stage}")
        report.records[stage] = opened
        for one in opened.units:
            if own is not None and one.header != own.name:
                continue
            excluded = listed.excluded.get(one.header)
            _check_unit(report, one, case, posts, excluded, is_remedied=is_remedied)
    return report


def _check_policy_proof(bundle: Bundle, case: Case) -> None:
    policy = case.custody.policy
    found = bundle.proof_of(policy)
    checkpoint.check(found.head, case.custody.log)
    checkpoint.quorum(found.head, case.custody.witnesses, policy.witness_quorum)
    if not found.proves(policy.line.to_bytes()):
        raise Refused("policy_unproven")


def _posts(
    bundle: Bundle, case: Case, freeze: Freeze, stage: int, bids: Sequence[str], pins: Pins
) -> list[Received]:
    at = instant(freeze.deadline)
    return [
        posting.check_post(
            content, signed, case.custody, freeze, stage, bids, pins.trust, _since(at, content, [signed])
        )
        for content, signed in bundle.posts(case.lot, stage)
    ]


def _remedied(bundle: Bundle, case: Case, freeze: Freeze, past: History, stage: int, pins: Pins) -> bool:
    """Tell whether two persons of the organiser remedied a fault of the platform, each time in the log."""
    at, logged = instant(freeze.deadline), past.of("remedy", freeze.deal, freeze.lot)
    found = bundle.remedies(case.lot, stage)
    for n, (content, signatures) in enumerate(found, start=1):
        since = _since(at, content, signatures)
        remedy = remedies.check(content, signatures, case.custody, freeze, stage, n, pins.trust, since)
        if (n, remedy.hash) not in {(line.n, line.sha256) for _, line in logged}:
            raise Refused("remedy_context", why="log")
    return bool(found)


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
            cause = opening.refused_by_custodians(said.header, said.unit, posts, case.custody)
            _check_excluded(said, {cause, excluded.code}, excluded)
            subject = f"{subject} {said.cause}"
            report.good(subject)
            return
        filing = case.filings[said.header]
        if said.key and audience != "public":
            raise Refused("opening_mismatch", why="a restricted key was published")
        if said.key:
            manifest = _check_with_key(said, filing, case, posts)
            if manifest is not None:
                report.manifests[said.header, said.unit] = manifest
        else:
            _check_without_key(said, case, posts, is_public=audience == "public", is_remedied=is_remedied)
    except Refused as refused:
        report.bad(subject, refused)
        return
    report.good(subject)


def _check_excluded(said: OpenedUnit, causes: set[str], excluded: Refused) -> None:
    """What one's own check excludes is not opened, and the record says why: for that, or for what custodians refused it."""
    if said.outcome == "withdrawn" and not said.key and not said.blamed and said.cause in causes - {""}:
        return
    raise excluded


def _check_with_key(
    said: OpenedUnit, filing: Filing, case: Case, posts: Sequence[Received]
) -> Manifest | None:
    key, custody = bytes.fromhex(said.key), case.custody
    if not dealing.is_key(filing.place(said.unit), key, filing.commitment(said.unit)):
        raise Refused("key_commitment", unit=said.unit)
    for x in (to.x for to in custody.recipients):
        filing.capsule(said.unit, x)  # K gives them anyhow; but what is published is to be what was filed
    # What the store lost cannot be verified; the record must say so itself.
    if said.outcome == "withdrawn" and said.cause in opening.PLATFORM_FAULTS:
        return None
    found = _again(filing, said.unit, key, posts, case)
    if (found.outcome, found.cause, list(found.blamed)) != (said.outcome, said.cause, list(said.blamed)):
        raise Refused("opening_mismatch", why=f"{found.outcome} {found.cause}", mode=custody.policy.mode)
    return found.manifest


def _again(filing: Filing, unit: str, key: bytes, posts: Sequence[Received], case: Case) -> Outcome:
    if opening.wrongly_dealt(filing, unit, key, case.custody):
        return Outcome("revoked", "dealing_wrong")
    blamed = opening.liars(filing, unit, key, posts, case.custody) if case.custody.policy.k else ()
    try:
        for part in filing.parts(unit):
            filings.check_part(filing.store, part)
        manifest = units.open_unit(filing, unit, key, lambda _: _nowhere)
    except Refused as refused:
        if refused.code in opening.PLATFORM_FAULTS:
            raise
        return Outcome("revoked", refused.code, blamed)
    return Outcome("opened", "", blamed, key, manifest)


def _check_without_key(
    said: OpenedUnit, case: Case, posts: Sequence[Received], *, is_public: bool, is_remedied: bool
) -> None:
    policy = case.custody.policy
    if said.outcome == "opened" or (not is_public and said.cause not in _WITHOUT_KEY):
        good = sum(post.result(said.header, said.unit) == "ok" for post in posts)
        if is_public or good < policy.k:
            raise Refused("opening_mismatch", why="no key", ok=good)
        if said.outcome == "withdrawn" and said.cause not in opening.PLATFORM_FAULTS:
            raise Refused("opening_mismatch", why="the list's entry holds")
        return
    failed = said.cause == "platform_fault" and is_remedied
    found = opening.without_key(
        said.header, said.unit, posts, case.custody, is_over=True, platform_failed=failed
    )
    if (found.outcome, found.cause, list(found.blamed)) != (said.outcome, said.cause, list(said.blamed)):
        raise Refused("opening_mismatch", why=f"{found.outcome} {found.cause}")


def _nowhere(_: bytes) -> None:
    """Files are only checked."""
