"""Corrections (更正) and withdrawals (撤回) of published notices: each is a version of its own, and none is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.models import Party
from foundation import ids, journal
from foundation.errors import Conflict, Forbidden, Invalid, Reason
from foundation.text import Text
from foundation.transactions import action, lock_row
from notices import revising, wording, writing
from notices.actions import deciding
from notices.models import Notice
from trading import deadlines, engine
from trading.law.notice_revisions import GROUNDS, TO_PUBLISH, Act, Ground, grounds_of, review_of
from trading.models import Deal
from trading.models.deal import Origin


@action
def correct(
    *, notice_id: str, said: Mapping[str, Text], ground: str, reason: str, by: Actor, seen: str = "",
    appears_at: datetime | None = None,
) -> Notice:  # fmt: skip
    """
    Correct what a published notice says, by a new version: public at once, or when a second person has approved it.

    `said` are the new words by the codes of `notices.revising.places`; `seen` is the digest of the version that was read. With
    `appears_at` it is in nothing public before that instant, approved or not.

    :raises Forbidden: to who does not act for the organiser.
    :raises Conflict: `notice_of_another_system`, `notice_superseded`, `notice_withdrawn`, `revision_waiting`.
    :raises Invalid: `unknown_place`, `nothing_corrected`, `reason_missing`, `wrong_ground`, `words_missing`, `words_too_long`;
        `wrong_instant`; `notice_incomplete` with each field that the law asks for and the corrected notice would lack.
    """
    deal, notice = _current(notice_id, by, act=Act.CORRECTED, seen=seen)
    chosen = _ground(Act.CORRECTED, ground)
    labels = wording.free_texts(notice.kind, deal.procedure)
    changed = _changed(notice, said, labels)
    at = journal.instant(deal.id, notice.id)
    about = _about(Act.CORRECTED, notice, chosen, deciding.reason_of(reason), by, at)
    content = revising.corrected(notice.content, changed, labels, about)
    _check(content, notice, deal)
    title = Text(notice.title, notice.title_en)
    return _put(deal, notice, Act.CORRECTED, chosen, about, title, content, by, appears_at)


@action
def withdraw(
    *, notice_id: str, ground: str, reason: str, by: Actor, seen: str = "", appears_at: datetime | None = None
) -> Notice:
    """
    Take a published notice back. A secret, or what harms a third party, goes at once and with all versions before it.

    :raises Forbidden: to who acts neither for the organiser nor for the centre.
    :raises Conflict: `notice_of_another_system`, `notice_superseded`, `notice_withdrawn`, `revision_waiting`.
    :raises Invalid: `reason_missing`, `wrong_ground`, `wrong_instant`.
    """
    chosen = _ground(Act.WITHDRAWN, ground)
    said = deciding.reason_of(reason)
    deal, notice = _current(notice_id, by, act=Act.WITHDRAWN, seen=seen, overtakes=GROUNDS[chosen].at_once)
    at = journal.instant(deal.id, notice.id)
    about = _about(Act.WITHDRAWN, notice, chosen, said, by, at)
    # What must not be known is not told by the title either.
    shown = Text(notice.title, notice.title_en)
    if GROUNDS[chosen].at_once:
        shown = Text(f"{notice.number}号公告", f"notice {notice.number}")
    content = revising.withdrawn(shown, about)
    title = Text(content["title"]["zh"], content["title"]["en"])
    return _put(deal, notice, Act.WITHDRAWN, chosen, about, title, content, by, appears_at)


def may_revise(by: Actor, deal: Deal, act: Act) -> bool:
    """Tell whether an actor may correct, or withdraw, notices of a deal that runs here."""
    if deal.origin == Origin.EXTERNAL:
        return False
    return engine.is_organiser(by, deal) or (act is Act.WITHDRAWN and deciding.is_centre(by, deal))


def _current(
    notice_id: str, by: Actor, *, act: Act, seen: str, overtakes: bool = False
) -> tuple[Deal, Notice]:
    """Lock a published notice and its deal for who may revise it; a draft that waits stands in the way, unless this overtakes it."""
    found = Notice.objects.filter(id=notice_id, status__in=["published", "superseded"]).first()
    if found is None:
        raise deciding.unknown(notice_id)
    deal = lock_row(Deal, found.deal_id)
    if deal.origin == Origin.EXTERNAL:
        words = Text(
            "该公告由其他系统发布，请在原系统更正", "Another system published it; it is corrected there"
        )
        raise Conflict("notice_of_another_system", words)
    if not may_revise(by, deal, act):
        raise Forbidden(
            "role_not_allowed",
            Text("仅组织方可以更正；撤回亦可由交易中心办理", "Only the organiser corrects; the centre may withdraw too"),
        )  # fmt: skip
    notice = lock_row(Notice, notice_id)
    if notice.status != "published" or (seen and seen != notice.digest):
        words = Text("该公告已有新的版本，请重新打开", "There is a newer version; please open it anew")
        raise Conflict("notice_superseded", words)
    if notice.act == Act.WITHDRAWN:
        raise Conflict("notice_withdrawn", Text("该公告已经撤回", "This notice was withdrawn already"))
    waiting = Notice.objects.filter(first=notice.root, status__in=deciding.OPEN).first()
    if waiting is not None and not overtakes:
        words = Text(
            "该公告已有一稿等待审核或者发布",
            "A draft of this notice waits for its second person, or its instant",
        )
        raise Conflict("revision_waiting", words)
    if waiting is not None:
        deciding.give_up(lock_row(Notice, waiting.id), reason="公告已依法立即撤回", by=by)
    return deal, notice


def _ground(act: Act, ground: str) -> Ground:
    found = next((one for one in grounds_of(act) if one == ground), None)
    if found is None:
        words = Text("请选择事由", "Choose a ground")
        raise Invalid("wrong_ground", words, fields={"ground": [words]})
    return found


def _changed(notice: Notice, said: Mapping[str, Text], labels: frozenset[str]) -> dict[str, Text]:
    """Return what is really said anew."""
    known = {one.code: one for one in revising.places(notice.content, labels)}
    if unknown := [code for code in said if code not in known]:
        words = Text("此处不能更正，须由相应步骤变更", "This is not corrected here; a step changes it")
        raise Invalid("unknown_place", words, fields={f"said.{code}": [words] for code in unknown})
    found = {}
    for code, text in said.items():
        place, new = known[code], Text(text.zh.strip(), text.en.strip() or text.zh.strip())
        _fits(code, new)
        if (new.zh, new.en) != (place.zh, place.en):
            found[code] = new
    if not found:
        raise Invalid("nothing_corrected", Text("没有任何更正", "Nothing is corrected"))
    return found


def _fits(code: str, new: Text) -> None:
    if any("\x00" in words or len(words) > revising.LONGEST for words in (new.zh, new.en)):
        words = Text("过长或者含有不允许的字符", "Too long, or with a character that is not allowed")
        raise Invalid("words_too_long", words, fields={f"said.{code}": [words]})
    if not new.zh:
        words = Text("更正后的内容不能为空", "What is corrected cannot be left empty")
        raise Invalid("words_missing", words, fields={f"said.{code}": [words]})


def _check(content: Mapping[str, Any], notice: Notice, deal: Deal) -> None:
    """Refuse a version that lacks what the law asks for and the one before it had."""
    was = {one.name for one in wording.checked(notice.content, notice.kind, deal.procedure) if one.is_said}
    lost = [
        one
        for one in wording.checked(content, notice.kind, deal.procedure)
        if not one.is_said and one.name in was
    ]
    if lost:
        reasons = [
            Reason("notice_incomplete", Text(f"公告缺少“{one.name.zh}”", f"The notice lacks “{one.name.en}”"), str(one.asked.law))
            for one in lost
        ]  # fmt: skip
        words = Text("更正后的公告不完整", "The corrected notice would be incomplete")
        raise Invalid("notice_incomplete", words, reasons=reasons)


def _about(act: Act, notice: Notice, ground: Ground, reason: str, by: Actor, at: datetime) -> revising.About:
    first = notice.first or notice
    assert first.published_at is not None
    unit = Party.objects.filter(id=by.party_id).values_list("name", flat=True).first() or ""
    return revising.About(
        act=act.value, first_number=first.number, first_at=first.published_at, ground=ground.text, law=str(GROUNDS[ground].law),
        reason=reason, unit=unit, at=at,
    )  # fmt: skip


def _put(
    deal: Deal, notice: Notice, act: Act, ground: Ground, about: revising.About, title: Text, content: dict[str, Any],
    by: Actor, appears_at: datetime | None,
) -> Notice:  # fmt: skip
    """Publish a version, hold it back until its instant, or let it wait for its second person."""
    member, user = deciding.person(by)
    _check_instant(appears_at, about.at, ground)
    review = review_of(deal.kind, notice.kind, ground)
    row = Notice(
        number=f"{deal.number}-{ids.new('no')[-4:]}", deal=deal, lot=notice.lot, kind=notice.kind, version=notice.version + 1,
        first_id=notice.root, title=title.zh[:400], title_en=title.en[:400], content=content,
        digest=writing.digest_of(content), act=act.value, ground=ground.value, law=about.law, reason=about.reason,
        party_id=by.party_id, drafted_by=member, drafted_by_user=user, review_law=str(review) if review else "",
        drafted_at=about.at, appears_at=appears_at,
    )  # fmt: skip
    if review is None and appears_at is None:
        deciding.publish(deal, row, by=by, at=about.at)
        return row
    if review is None:
        row.hold_back(at=about.at)
    else:
        row.submit()
    row.save(force_insert=True)
    deciding.tell("drafted", row, by, about.at)
    return row


def _check_instant(appears_at: datetime | None, at: datetime, ground: Ground) -> None:
    """Refuse an instant that is over, later than the law lets public information wait, or given to what goes at once."""
    if appears_at is None:
        return
    last = deadlines.natural_end(TO_PUBLISH, at)[0]
    if not at < appears_at < last or GROUNDS[ground].at_once:
        words = Text(
            f"发布时间应在现在以后、20个工作日以内（{TO_PUBLISH.law}）；依法立即撤回的不能推迟",
            f"It appears later than now and within twenty working days ({TO_PUBLISH.law}); what goes at once does not wait",
        )
        raise Invalid("wrong_instant", words, fields={"appears_at": [words]})
