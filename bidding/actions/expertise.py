"""The register of experts: the centre admits and changes; an expert says itself from whom it stands aside and when it is away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from accounts import names
from accounts.actor import Actor
from accounts.models import Member, Party
from accounts.models.members import MemberStatus
from accounts.roles import Role
from bidding.experts.majors import MAJORS
from bidding.models import Avoidance, Employment, Expert, Leave
from bidding.models.expert import LONGEST_REASON, Standing
from foundation import clock, journal
from foundation.codes import check_region
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Reason
from foundation.text import Text
from foundation.transactions import action, lock_row
from trading.law import avoidance

LONGEST_TELEPHONE = 40
MOST_ROWS = 200
"""How many employments, declarations or leaves one expert keeps: rows are never removed."""


@action
def admit(
    *, member_id: str, majors: Sequence[str], region: str, title: str, years: int, employer: str, employed_from: date,
    by: Actor, telephone: str = "",
) -> Expert:  # fmt: skip
    """
    Take an expert into the register, or one that was taken out of it back; `employer` is a credit code of a party here, or a name.

    :raises Forbidden: unless the centre asks, in whose scope the region lies.
    :raises NotFound: `member_not_found` unless somebody acts as an expert under this id.
    :raises Conflict: `expert_admitted` already; `expert_not_qualified` below what the law asks (招标投标法 art. 37);
        `employment_begins_earlier` than the last one that is noted.
    :raises Invalid: `expert_malformed` with what is wrong; `region_malformed`.
    """
    _check_centre(by, region)
    member = lock_row(Member, member_id)
    removed = Expert.objects.filter(member=member, standing=Standing.REMOVED).first()
    if member.role != Role.EXPERT.value or member.status != MemberStatus.ACTIVE:
        raise NotFound("member_not_found", Text("未找到该专家账户", "There is no such expert"))
    if Expert.objects.filter(member__user=member.user_id).exclude(standing=Standing.REMOVED).exists():
        raise Conflict("expert_admitted", Text("该专家已在库", "This person is in the register"))
    _check_qualified(years)
    at = journal.instant(member.id)
    made = removed or Expert(member=member)
    made.majors, made.region, made.title, made.years = (
        _majors(majors),
        region,
        _said("title", title, 100),
        years,
    )
    made.telephone, made.admitted_at, made.admitted_by = _telephone(telephone), at, by.label
    made.standing, made.standing_reason, made.suspended_until = Standing.ACTIVE, "", None
    made.save()
    _employ(made, employer, employed_from, at)
    _tell("admitted", made, by, at)
    return made


@action
def change(
    *, expert_id: str, by: Actor, majors: Sequence[str] | None = None, region: str = "", title: str = "", telephone: str | None = None
) -> Expert:  # fmt: skip
    """Change what the register says of an expert; what is not given stays. Raises as `admit` does."""
    expert = _locked(expert_id, by)
    if region:
        _check_centre(by, region)
        expert.region = region
    expert.majors = _majors(majors) if majors is not None else expert.majors
    expert.title = _said("title", title, 100) if title else expert.title
    expert.telephone = _telephone(telephone) if telephone is not None else expert.telephone
    expert.save()
    _tell("changed", expert, by, journal.instant(expert.id))
    return expert


@action
def employ(*, expert_id: str, employer: str, from_on: date, by: Actor) -> Employment:
    """
    Note for whom an expert works from a day on; the employment before ends on it. The same again changes nothing. Raises as `admit` does.

    :raises Conflict: `employment_begins_earlier` than the one before.
    """
    expert = _locked(expert_id, by)
    _check_room(expert.employments.count())
    at = journal.instant(expert.id)
    made = _employ(expert, employer, from_on, at)
    if made.noted_at == at:
        _tell("employed", expert, by, at, employment=made.id)
    return made


@action
def set_standing(
    *, expert_id: str, standing: str, by: Actor, reason: str = "", until: date | None = None
) -> Expert:
    """
    Suspend an expert, until a day if one is given, take it out of the register, or let it in again.

    :raises Invalid: `reason_missing` unless it is let in again; `expert_malformed`.
    :raises Conflict: `standing_unchanged`; `expert_removed` for one that is out, who is admitted anew by another decision.
    """
    expert = _locked(expert_id, by)
    wanted = Standing(standing)
    if wanted == expert.standing and until == expert.suspended_until:
        raise Conflict("standing_unchanged", Text("状态没有变化", "That is the standing already"))
    if wanted != Standing.ACTIVE and not reason.strip():
        words = Text("须写明理由", "Say why")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    if wanted != Standing.ACTIVE and len(reason.strip()) > LONGEST_REASON:
        words = Text("最多{longest}个字", "At most {longest} characters").format(longest=LONGEST_REASON)
        raise Invalid("expert_malformed", words, fields={"reason": [words]})
    if until is not None and wanted != Standing.SUSPENDED:
        words = Text("只有暂停可以写明止日", "Only a suspension has an end")
        raise Invalid("expert_malformed", words, fields={"until": [words]})
    expert.standing, expert.suspended_until = wanted, until
    expert.standing_reason = reason.strip() if wanted != Standing.ACTIVE else ""
    expert.save()
    _tell("standing_set", expert, by, journal.instant(expert.id), standing=wanted.value)
    return expert


@action
def declare_avoidance(*, party: str, reason: str, by: Actor) -> Avoidance:
    """
    Stand aside from whatever a party takes part in; `party` is a credit code of a party here, or a name.

    :raises Forbidden: unless an expert of the register asks, for itself.
    :raises Invalid: `expert_malformed`. :raises Conflict: `expert_rows_too_many`.
    """
    expert = _own(by)
    _check_room(expert.avoidances.count())
    known, name = _party("party", party)
    at = journal.instant(expert.id)
    made = Avoidance.objects.create(
        expert=expert, party=known, name=name, reason=_said("reason", reason, LONGEST_REASON), declared_at=at
    )
    _tell("avoidance_declared", expert, by, at, avoidance=made.id)
    return made


@action
def withdraw_avoidance(*, avoidance_id: str, by: Actor) -> Avoidance:
    """Say that it holds no more; a second time changes nothing. :raises NotFound: `avoidance_not_found` unless it is one's own."""
    expert = _own(by)
    found = expert.avoidances.filter(id=avoidance_id).first()
    if found is None:
        raise NotFound("avoidance_not_found", Text("没有这项回避", "There is no such declaration"))
    if found.withdrawn_at is None:
        found.withdrawn_at = journal.instant(expert.id)
        found.save(update_fields=["withdrawn_at"])
        _tell("avoidance_withdrawn", expert, by, found.withdrawn_at, avoidance=found.id)
    return found


@action
def take_leave(*, from_on: date, to_on: date, by: Actor) -> Leave:
    """
    Say on which days one cannot come; the last is one of them.

    :raises Forbidden: unless an expert of the register asks, for itself. :raises Invalid: `leave_malformed`.
    """
    expert = _own(by)
    _check_room(expert.leaves.count())
    at = journal.instant(expert.id)
    if to_on < from_on or to_on < at.astimezone(clock.ZONE).date():
        words = Text("止日不得早于起日和今日", "It ends no earlier than it begins, and not in the past")
        raise Invalid("leave_malformed", words, fields={"to_on": [words]})
    made = Leave.objects.create(expert=expert, from_on=from_on, to_on=to_on, noted_at=at)
    _tell("leave_taken", expert, by, at, leave=made.id)
    return made


@action
def withdraw_leave(*, leave_id: str, by: Actor) -> Leave:
    """Say that one can come after all; a second time changes nothing. :raises NotFound: `leave_not_found` unless it is one's own."""
    expert = _own(by)
    found = expert.leaves.filter(id=leave_id).first()
    if found is None:
        raise NotFound("leave_not_found", Text("没有这项请假", "There is no such leave"))
    if found.withdrawn_at is None:
        found.withdrawn_at = journal.instant(expert.id)
        found.save(update_fields=["withdrawn_at"])
        _tell("leave_withdrawn", expert, by, found.withdrawn_at, leave=found.id)
    return found


def _employ(expert: Expert, employer: str, from_on: date, at: datetime) -> Employment:
    known, name = _party("employer", employer)
    last = expert.employments.filter(until_on__isnull=True).first()
    if last is not None and (last.party_id, last.name, last.from_on) == (known and known.id, name, from_on):
        return last
    if last is not None:
        if from_on <= last.from_on:
            raise Conflict(
                "employment_begins_earlier",
                Text("新任职须晚于现任职开始", "It begins later than the present employment"),
            )
        last.until_on = from_on
        last.save(update_fields=["until_on"])
    return Employment.objects.create(expert=expert, party=known, name=name, from_on=from_on, noted_at=at)


def _party(field: str, said: str) -> tuple[Party | None, str]:
    """Return the party of a credit code, with its name; a name that is no code stands for itself."""
    given = names.tidy(said)
    known = Party.objects.filter(code=given.upper()).first() if given else None
    return known, known.name if known is not None else _said(field, given, 200)


def _said(field: str, value: str, longest: int) -> str:
    found = value.strip()
    if not 1 < len(found) <= longest:
        words = Text("须为2至{longest}个字", "2 to {longest} characters").format(longest=longest)
        raise Invalid("expert_malformed", words, fields={field: [words]})
    return found


def _telephone(value: str) -> str:
    found = value.strip()
    if len(found) > LONGEST_TELEPHONE:
        words = Text("最多{longest}个字", "At most {longest} characters").format(longest=LONGEST_TELEPHONE)
        raise Invalid("expert_malformed", words, fields={"telephone": [words]})
    return found


def _majors(given: Sequence[str]) -> list[str]:
    if not given or not {*given} <= MAJORS.keys():
        words = Text("请从专业目录中选择一项或者多项", "Choose one or more of the listed majors")
        raise Invalid("expert_malformed", words, fields={"majors": [words]})
    return sorted({*given})


def _check_qualified(years: int) -> None:
    if years < avoidance.LEAST_YEARS:
        words = Text(
            "从事相关领域工作须满{least}年，并具有高级职称或者同等专业水平",
            "An expert worked in the field for {least} years and has a senior title or the same level",
        ).format(least=avoidance.LEAST_YEARS)
        raise Conflict(
            "expert_not_qualified", words, reasons=[Reason("too_few_years", words, str(avoidance.ADMISSION))]
        )


def _check_room(count: int) -> None:
    if count >= MOST_ROWS:
        raise Conflict("expert_rows_too_many", Text("登记已达上限", "As many are noted as are kept"))


def _check_centre(by: Actor, region: str) -> None:
    check_region(region)
    if by.role is not Role.CENTRE or not by.covers(region=region, sector=next(iter(by.sectors), "")):
        raise Forbidden(
            "role_not_allowed", Text("只有该地区的交易中心管理专家库", "Only the centre of the region keeps the register")
        )  # fmt: skip


def _locked(expert_id: str, by: Actor) -> Expert:
    expert = lock_row(Expert, expert_id)
    _check_centre(by, expert.region)
    if expert.standing == Standing.REMOVED:
        raise Conflict("expert_removed", Text("该专家已出库", "This expert is out of the register"))
    return expert


def _own(by: Actor) -> Expert:
    found = Expert.objects.filter(member=by.member_id).first() if by.role is Role.EXPERT else None
    if found is None:
        raise Forbidden(
            "role_not_allowed", Text("只有在库专家本人可以办理", "Only an expert of the register, for itself")
        )
    return lock_row(Expert, found.id)  # fmt: skip


def _tell(what: str, expert: Expert, by: Actor, at: datetime, **data: Any) -> None:
    journal.append(
        f"bidding.expert.{what}", subject=expert.id, actor=by.label, at=at, data={"expert": expert.id, **data}
    )
