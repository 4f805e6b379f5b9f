"""
Whether what stands in the database is still what was signed and told: a result follows from rows that signatures and the journal
stand over, and no others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from typing import Any

from accounts.models import Certificate
from accounts.models.credentials import Purpose
from bidding.evaluation import bids, contents, examined, motions, sitting
from bidding.models import BidAnswer, BidQuestion, Evaluation, Motion, Reopening, Seat, Sheet, Signed, Vote
from foundation.models import Event
from toolkit import canonical, certificates, cms
from toolkit.refusals import Refused
from trading.models import Lot

Entries = Mapping[str, list[dict[str, str]]]
"""What stands on the sheets of one part and envelope, by bid."""
Key = tuple[str, int]

REVIEW, SCORES = Sheet.Part.REVIEW.value, Sheet.Part.SCORES.value
_PARTS = {Signed.Act.REVIEWS.value: REVIEW, Signed.Act.SCORES.value: SCORES}
_EVENTS = "bidding.evaluation."
_KEYS = {
    "signed": "signed", "silence_recorded": "signed", "moved": "motion", "voted": "vote", "asked": "question",
    "answered": "question", "reopened": "round",
}  # fmt: skip
"""The events of acts, and by what each names its row."""


def changed(evaluation: Evaluation) -> list[Seat]:
    """
    Return the seats that count of which some sheet is not what its member signed last of it, or is signed by nobody, or under which
    there is another's signature. The members of an earlier envelope count in what they found of it, though they left since.
    """
    reviewers = {stage: bids.reviewers(evaluation, stage) for stage in range(1, evaluation.stage + 1)}
    scorers = {one.id for one in sitting.standing(evaluation)} | reviewers[bids.FIRST]
    opened = bids.opened(evaluation)
    out = bids.failures(evaluation)
    scored = [one for one in opened if all(stage > 1 for stage, _ in out.get(one.id, ()))]
    if evaluation.stage == bids.FIRST and motions.carried(evaluation, Motion.Kind.REJECT_ALL):
        scored = []  # nothing follows from a score
    owned = _certificates(evaluation)
    found = []
    for seat in evaluation.seats.prefetch_related("sheets", "signed").order_by("number"):
        wanted: dict[Key, Collection[str]] = {
            (REVIEW, stage): [one.id for one in opened] for stage, seats in reviewers.items() if seat.id in seats
        }  # fmt: skip
        if seat.id in scorers:
            wanted[SCORES, bids.FIRST] = [one.id for one in scored]
        names = {name: bid for bid, name in bids.named(evaluation, seat, SCORES, scored).items()}
        if wanted and not _is_kept(evaluation, seat, wanted, names, owned):
            found.append(seat)
    return found


def answers_changed(evaluation: Evaluation) -> list[BidQuestion]:
    """Return the questions whose answer is not what the bidder signed, of these very figures. One query."""
    asked = evaluation.questions.filter(answer__isnull=False)
    return [
        one for one in asked.select_related("answer", "filing__registration__party").order_by("id")
        if not _is_answer_kept(one)
    ]  # fmt: skip


def is_as_told(evaluation: Evaluation) -> bool:
    """
    Tell whether signatures, motions, votes, questions, answers and reopenings are those that the journal tells of, all of them, and so
    is who was found to qualify before.
    """
    told = {}
    rows = Event.objects.filter(subject=evaluation.lot_id, type__startswith=_EVENTS)
    for type_, data in rows.values_list("type", "data"):
        what = type_.removeprefix(_EVENTS)
        if what in _KEYS and data.get("evaluation") == evaluation.id:
            told[what, str(data.get(_KEYS[what]))] = data.get("digest")
    return told == {key: row.digest for key, row in _acts(evaluation)} and _is_examination_told(
        evaluation.lot
    )


def _is_examination_told(lot: Lot) -> bool:
    """Tell whether what the organiser signed on who qualifies is what the journal tells of. Two queries, or none."""
    if not examined.is_here(lot):
        return True
    made = examined.of(lot)
    rows = Event.objects.filter(subject=lot.id, type="bidding.qualification.signed")
    told = [one.get("digest") for one in rows.values_list("data", flat=True)]
    return told == ([made.digest] if made is not None else [])


def _acts(evaluation: Evaluation) -> Iterable[tuple[tuple[str, str], Any]]:
    """Yield the rows of acts under what the event of each is called. Six queries."""
    for signed in Signed.objects.filter(seat__evaluation=evaluation):
        is_silent = signed.stand == Signed.Stand.SILENT
        yield ("silence_recorded" if is_silent else "signed", signed.id), signed
    for motion in Motion.objects.filter(evaluation=evaluation):
        yield ("moved", motion.id), motion
    for vote in Vote.objects.filter(motion__evaluation=evaluation):
        yield ("voted", vote.id), vote
    for question in BidQuestion.objects.filter(evaluation=evaluation):
        yield ("asked", question.id), question
    for answer in BidAnswer.objects.filter(question__evaluation=evaluation):
        yield ("answered", str(answer.question_id)), answer
    for reopening in Reopening.objects.filter(evaluation=evaluation):
        yield ("reopened", str(reopening.round)), reopening


def _certificates(evaluation: Evaluation) -> Set[tuple[str, str]]:
    """Return which certificate is whose, by member and fingerprint: one that was revoked since signed well before. One query."""
    members = evaluation.seats.values("member")
    rows = Certificate.objects.filter(member__in=members, purpose=Purpose.SIGNING)
    return set(rows.values_list("member_id", "fingerprint"))


def _is_kept(
    evaluation: Evaluation, seat: Seat, wanted: Mapping[Key, Collection[str]], names: Mapping[str, str],
    owned: Set[tuple[str, str]],
) -> bool:  # fmt: skip
    """Tell whether the sheets of a seat of the `wanted` bids are as its member signed them last, and none is there that it did not."""
    rows: dict[Key, dict[str, list[dict[str, str]]]] = {}
    for sheet in seat.sheets.all():
        rows.setdefault((sheet.part, sheet.stage), {})[sheet.bid] = contents.entries(sheet)
    said: dict[Key, dict[str, list[dict[str, str]]]] = {}
    acts = [one for one in seat.signed.all() if one.act in _PARTS]
    for act in sorted(acts, key=lambda one: one.round):
        content = canonical.load(bytes(act.content)) if _is_signed(seat, act, owned) else {}
        if not _is_of(evaluation, seat, act, content):
            return False
        part = _PARTS[act.act]
        for one in content["sheets"]:
            bid = names.get(one["bid"], "") if part == SCORES else one["bid"]
            said.setdefault((part, act.stage), {})[bid] = one["entries"]
    return all(
        _filled(rows.get(key, {}), filings) == _filled(said.get(key, {}), filings)
        for key, filings in wanted.items()
    )


def _filled(sheets: Entries, filings: Collection[str]) -> Entries:
    return {bid: entries for bid, entries in sheets.items() if entries and bid in filings}


def _is_of(evaluation: Evaluation, seat: Seat, act: Signed, content: Mapping[str, Any]) -> bool:
    """Tell whether the signed bytes are of this seat, act and envelope, and scores of this round."""
    said = [content.get(name) for name in ("evaluation", "seat", "act", "stage")]
    is_of_round = act.act != Signed.Act.SCORES or content.get("round") == act.round
    return said == [evaluation.id, seat.number, act.act, act.stage] and is_of_round


def _is_signed(seat: Seat, act: Signed, owned: Set[tuple[str, str]]) -> bool:
    try:
        found = cms.verify(bytes(act.signature), bytes(act.content))
    except Refused:
        return False
    return (str(seat.member_id), certificates.fingerprint(found.certificate)) in owned


def _is_answer_kept(question: BidQuestion) -> bool:
    content = bytes(question.answer.content)
    try:
        found = cms.verify(bytes(question.answer.signature), content)
        is_own = certificates.organisation(found.certificate) == question.filing.registration.party.code
    except Refused:
        return False
    words = canonical.load(content).get("words", "")
    return is_own and contents.answer(question, words=words, stand=question.answer.stand) == content
