"""
Trials (试用竞价室): opened, entered, moved in and led, in the shared cache alone.

No transaction, no row and no event, on purpose: of a trial nothing is to be found where auctions are looked for, backed up or audited
(docs/decisions/0032). What people did is kept for a day, under a lock of its own; all the rest is computed (`bidding.auctions.trials`).
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Literal

import redis
from django.core.cache import cache
from pydantic import ValidationError

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.auctioning import hosts, moving, rounds
from bidding.auctions import judging, trial_rules, trials
from bidding.auctions.trials import Act, Input, Moved, Person, Proposed, Spoken, Trial
from bidding.models.auction_acts import LONGEST_WORDS
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from foundation.text import Text
from toolkit.auctions.concluding import told
from toolkit.auctions.publishing import TRIAL
from toolkit.refusals import Refused

KEPT_SECONDS: Final = 24 * 3600
_ID: Final = re.compile(rf"{TRIAL}[0-9a-f]{{32}}")
_LOCKED_SECONDS: Final = 5
_WAIT_SECONDS: Final = 2.0
_LONGEST_REASON: Final = 200
_LONGEST_KEY: Final = 255
_NO_KEY: Final = "-"
_LONGEST_EXTENSION_S: Final = 600
_OVER: Final = ("closed", "withdrawn")


def open_one(
    *, by: Actor, part: Literal["bidder", "host"], form: str, minutes: int, opponents: int, title: Text, lot: str = "", like: Any = None
) -> Trial:  # fmt: skip
    """
    Open a trial that begins in a moment; the one that the actor had open before is gone.

    :raises Forbidden: `sign_in_needed`; `role_not_allowed` to lead, but for the centre's staff and auctioneers.
    :raises Invalid: `trial_malformed` for another form, length or number of opponents than there are.
    :raises Unavailable: `trials_unavailable`.
    """
    if by.role is Role.PUBLIC and by.user_id is None:
        raise Forbidden("sign_in_needed", Text("请先登录", "Sign in first"))
    if part == "host" and by.role not in hosts.HOSTS:
        raise Forbidden(
            "role_not_allowed", Text("只有主持人可以试用主持台", "Only hosts try the host's desk")
        )
    if (
        form not in trial_rules.FORMS
        or minutes not in trial_rules.MINUTES
        or not 0 <= opponents <= trial_rules.MOST_OPPONENTS
    ):
        words = Text("请选择竞价方式、时长和对手数", "Choose a form, a length and how many opponents")
        raise Invalid("trial_malformed", words)
    name, seed = TRIAL + secrets.token_hex(16), secrets.token_hex(32)
    # Whole seconds: an end is shown in them.
    starts_at = (_now() // 1000 + trial_rules.STARTS_AFTER_S) * 1000
    rules, seats, invited = trials.invited(name, form, minutes, starts_at, part, opponents, seed, like)
    made = Trial(
        id=name, owner=by.label, part=part, lot=lot, title=title.zh, title_en=title.en, minutes=minutes, rules=rules, seats=seats,
        opponents=invited, seed=seed,
    )  # fmt: skip
    before = _asked(lambda: cache.get(_of(by)))
    _keep(made)
    _asked(lambda: cache.set(_of(by), name, KEPT_SECONDS))
    if before is not None:
        _asked(lambda: cache.delete(_key(before)))
    return made


def find(trial_id: str) -> Trial:
    """
    Return a trial.

    :raises NotFound: `trial_not_found`, also for one that is older than a day.
    :raises Unavailable: `trials_unavailable` while the shared cache cannot be reached.
    """
    content = _asked(lambda: cache.get(_key(trial_id))) if _ID.fullmatch(trial_id) else None
    try:
        if content is not None:
            return Trial.from_bytes(content)
    except Refused:
        pass  # another release kept it otherwise
    raise _not_found()


def latest(by: Actor) -> Trial | None:
    """Return the trial that the actor opened last, if it is still there."""
    name = _asked(lambda: cache.get(_of(by)))
    try:
        return find(name) if name is not None else None
    except NotFound:
        return None


def enter(*, trial_id: str, rules_sha256: str, by: Actor) -> Trial:
    """
    Enter the room of a trial to bid: one's own, or as a guest one that somebody leads.

    :raises Invalid: `rules_differ`. :raises Conflict: `auction_over`.
    :raises NotFound: as `find` does, also where one has no seat.
    """
    with _changing(trial_id) as (trial, at):
        if not trial.takes(by.label):
            raise _not_found()
        if rules_sha256 != trial.rules.hash:
            raise Invalid("rules_differ", Text("竞价规则与公布的不一致", "These are not the published rules"))
        if trial.number_of(by.label):
            return trial
        _check_open(trial, at)
        person = Person(label=by.label, number=trial.seats[len(trial.people)])
        entered = trial.model_copy(update={"people": (*trial.people, person)})
        _keep(entered)
        return entered


def move(*, trial_id: str, fields: Mapping[str, Any], key: str, by: Actor, expected: judging.Expected = None) -> None:  # fmt: skip
    """
    Move as a bidder, or lead as the host, by the rules of the trial; the same key again changes nothing.

    :raises Forbidden: `not_entered`.
    :raises Conflict: `price_moved`; the code of the format for what has no effect, which is not kept.
    :raises Invalid: `move_malformed`.
    """
    with _changing(trial_id) as (trial, at):
        asked = _read(_allowed(trial, fields, by))
        if any(isinstance(one, Moved) and one.key == key != _NO_KEY for one in trial.inputs):
            return
        one = trials.judged(trial, asked, at, expected)
        if isinstance(one, judging.Moved):
            price = one.stands.price
            raise Conflict("price_moved", Text(f"当前价为 {price}", f"The price that stands is {price}"))
        if one.refused is not None:
            values = {detail.name: detail.value for detail in told(1, one.refused).reason.details}
            raise Conflict(
                one.refused.code, Text(one.refused.words.zh, one.refused.words.en).format(**values)
            )
        is_key = key.isprintable() and 0 < len(key) <= _LONGEST_KEY
        _add(trial, Moved(key=key if is_key else _NO_KEY, move=one.move))


def _allowed(trial: Trial, fields: Mapping[str, Any], by: Actor) -> Mapping[str, Any]:
    """Return a move's fields with who makes it; only who leads the trial leads, and only who entered bids."""
    kind = fields.get("kind")
    if kind in moving.HOSTS:
        _check_host(trial, by)
        return fields
    if not trial.takes(by.label):
        raise _not_found()
    if kind not in moving.BIDDERS:
        raise Invalid("move_malformed", Text("没有这种操作", "There is no such move"))
    if not trial.number_of(by.label):
        raise Forbidden("not_entered", Text("您没有进入该竞价", "You did not enter this auction"))
    return {**fields, "bidder": trial.number_of(by.label)}


def say(*, trial_id: str, words: str, by: Actor) -> None:
    """
    Say something to the room.

    :raises Invalid: `words_missing`. :raises Conflict: `auction_over`.
    """
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS or not said.isprintable():
        wrong = Text(
            f"请填写{LONGEST_WORDS}字以内的内容", f"Say something, in {LONGEST_WORDS} characters at most"
        )
        raise Invalid("words_missing", wrong, fields={"words": [wrong]})
    with _changing(trial_id) as (trial, at):
        _check_host(trial, by)
        _check_open(trial, at)
        _add(trial, Spoken(at=at, words=said))


def propose(*, trial_id: str, act: Act, reason: str, by: Actor, seconds: int = 0) -> None:
    """
    Ask for what takes two persons; the second is computed, and agrees after some seconds.

    :raises Invalid: `reason_missing`; `seconds_wrong`.
    :raises Conflict: `not_paused`; `auction_over`; `proposal_open` while the same is asked for.
    """
    said = reason.strip()
    if not said or len(said) > LONGEST_WORDS or not said.isprintable():
        words = Text("请用一行文字写明理由", "Give a reason of one line")
        raise Invalid("reason_missing", words, fields={"reason": [words]})
    if (act == "extend") != bool(seconds) or seconds > _LONGEST_EXTENSION_S:
        words = Text(
            f"试用时每次延长1至{_LONGEST_EXTENSION_S}秒",
            f"In a trial 1 to {_LONGEST_EXTENSION_S} seconds each time",
        )
        raise Invalid("seconds_wrong", words, fields={"seconds": [words]})
    with _changing(trial_id) as (trial, at):
        _check_host(trial, by)
        stands = _check_open(trial, at)
        if act == "resume" and stands != "paused":
            raise Conflict("not_paused", Text("竞价没有暂停", "The auction is not paused"))
        waiting = trials.played(trial, at).proposals
        if any(one.is_done is None and one.asked.act == act for one in waiting):
            raise Conflict(
                "proposal_open",
                Text("已有同类事项等待复核", "One of this kind waits for its second person already"),
            )
        _add(trial, Proposed(at=at, act=act, reason=said, seconds=seconds))


def _read(fields: Mapping[str, Any]) -> Any:
    if len(str(fields.get("reason", "-"))) > _LONGEST_REASON:
        fields = {**fields, "reason": ""}
    try:
        return judging.read(fields)
    except ValidationError as error:
        words = Text("操作填写不正确", "The move is malformed")
        named = {
            str(one["loc"][-1])[:100]: [words] for one in error.errors(include_url=False, include_input=False)
        }
        raise Invalid("move_malformed", words, fields=named) from error


def _check_host(trial: Trial, by: Actor) -> None:
    if trial.part != "host" or trial.owner != by.label:
        raise _not_found()


def _not_found() -> NotFound:
    words = Text("没有这个试用竞价室，或者已被清除", "There is no such trial, or it is gone")
    return NotFound("trial_not_found", words)


def _check_open(trial: Trial, at: int) -> str:
    phase = trials.stands(trial, at).phase
    if phase in _OVER:
        raise Conflict("auction_over", Text("竞价已经结束", "The auction is over"))
    return phase


def _add(trial: Trial, one: Input) -> None:
    if len(trial.inputs) >= trials.MOST_INPUTS:
        raise Conflict(
            "trial_full",
            Text("本次试用的操作已达上限，请重新开始", "This trial takes no more moves: begin another"),
        )
    _keep(trial.model_copy(update={"inputs": (*trial.inputs, one)}))


def _keep(trial: Trial) -> None:
    _asked(lambda: cache.set(_key(trial.id), trial.to_bytes(), KEPT_SECONDS))


@contextmanager
def _changing(trial_id: str) -> Iterator[tuple[Trial, int]]:
    """Lock a trial, then read the clock: never before the last thing that was kept."""
    name, mine, until = f"{_key(trial_id)}:lock", secrets.token_hex(8), time.monotonic() + _WAIT_SECONDS
    while not _asked(lambda: cache.add(name, mine, _LOCKED_SECONDS)):
        if time.monotonic() > until:
            raise Conflict("trial_busy", Text("请稍后再试", "Try again in a moment"))
        time.sleep(0.02)
    try:
        trial = find(trial_id)
        yield trial, max(_now(), *(one.at for one in trial.inputs[-1:]), 1)
    finally:
        if _asked(lambda: cache.get(name)) == mine:
            _asked(lambda: cache.delete(name))


def _asked(ask: Callable[[], Any]) -> Any:
    """Ask the cache; that it is away is no alarm, for nothing real is kept there."""
    try:
        return ask()
    except (redis.RedisError, OSError) as error:
        words = Text(
            "试用竞价室暂时不可用，不影响正式竞价",
            "Trials cannot be had at the moment; real auctions are not affected",
        )
        raise Unavailable("trials_unavailable", words) from error


def _now() -> int:
    return rounds.milliseconds(clock.now())


def _key(trial_id: str) -> str:
    return f"trial:{trial_id}"


def _of(by: Actor) -> str:
    return f"trial:of:{by.label}"
