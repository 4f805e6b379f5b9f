"""Following a search: as a member by any way, or with nothing but a mail address that confirms it."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts import names
from accounts.actions.rights import require_member
from accounts.actor import Actor
from accounts.models import Member
from foundation import clock
from foundation.errors import Conflict, Invalid, TooOften
from foundation.text import Text
from foundation.transactions import action, lock_row
from notices.delivery import guarding, outbox, wanted, webhooks
from notices.delivery.wanted import Wanted
from notices.models import Channel, Frequency, Purpose, Subscription

MOST_OF_A_MEMBER = 100
MOST_OF_AN_ADDRESS = 20
CONFIRMATIONS_AN_HOUR = 3  # sent to one address: more would let strangers fill somebody's mail box
STRANGERS_AN_HOUR = 500  # from everybody who did not sign in
LONGEST_NAME = 100
_NUMBER = re.compile(r"1[3-9][0-9]{9}")
_LANGUAGES = ("zh-hans", "en")


@action
def subscribe(
    *,
    wish: Wanted,
    channel: str,
    frequency: str,
    by: Actor,
    target: str = "",
    name: str = "",
    language: str = "zh-hans",
) -> Subscription:
    """
    Follow a search as a member, by inbox, by mail to one's own account, by webhook, or by text message once the number confirms.

    Who follows the same by the same way already gets that subscription, as it stands.

    :raises Forbidden: `member_needed`.
    :raises Invalid: `search_malformed`, `subscription_malformed` or `webhook_malformed`.
    :raises Conflict: `too_many_subscriptions`.
    """
    member = lock_row(Member, require_member(by))
    target = _target(channel, target.strip())
    _check(channel, frequency, name)
    saved = wanted.save(wish)
    own = Subscription.objects.filter(member=member)
    if found := own.filter(saved=saved, channel=channel, target=target).first():
        return found
    if own.count() >= MOST_OF_A_MEMBER:
        said = Text(f"最多{MOST_OF_A_MEMBER}个订阅", f"At most {MOST_OF_A_MEMBER} subscriptions")
        raise Conflict("too_many_subscriptions", said)
    at = clock.now()
    made = Subscription(
        saved=saved, member=member, channel=channel, frequency=frequency, target=target, name=names.tidy(name),
        language=_language(language), secret=webhooks.new_secret() if channel == Channel.WEBHOOK else "", created_at=at,
    )  # fmt: skip
    if channel != Channel.SMS:
        made.confirm(at=at)
    made.save(force_insert=True)
    if channel == Channel.SMS:
        outbox.post(made, Purpose.CONFIRMATION, at)
    return made


@action
def subscribe_address(
    *, wish: Wanted, address: str, frequency: str, by: Actor, name: str = "", language: str = "zh-hans"
) -> None:
    """
    Have a mail address asked whether it wants to follow a search; nothing else comes before it confirms.

    Whoever asks learns nothing of the address: not whether it follows anything, nor whether a mail was sent this time.

    :raises Invalid: `search_malformed` or `subscription_malformed`.
    :raises TooOften: `too_many_strangers`.
    """
    address = address.strip().lower()
    _check(Channel.EMAIL, frequency, name)
    _check_address(address)
    saved = wanted.save(wish)
    at = clock.now()
    lately = Subscription.objects.filter(member=None, created_at__gt=at - timedelta(hours=1))
    if lately.count() >= STRANGERS_AN_HOUR:
        said = Text("现在订阅的人太多，请稍后再试", "Too many are subscribing; try again later")
        raise TooOften("too_many_strangers", said, retry_after_seconds=600)
    same = Subscription.objects.filter(member=None, target=address)
    is_known = same.filter(saved=saved).exists()
    was_asked = lately.filter(target=address).count() >= CONFIRMATIONS_AN_HOUR
    if is_known or was_asked or same.count() >= MOST_OF_AN_ADDRESS:
        return
    made = Subscription(
        saved=saved, channel=Channel.EMAIL, frequency=frequency, target=address, name=names.tidy(name),
        language=_language(language), created_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    outbox.post(made, Purpose.CONFIRMATION, at)


def _check(channel: str, frequency: str, name: str) -> None:
    wrong: dict[str, list[Text | str]] = {}
    if channel not in Channel.values or (channel == Channel.SMS and not settings.SMS_URL):
        wrong["channel"] = [Text("没有这种方式", "There is no such way")]
    if frequency not in Frequency.values:
        wrong["frequency"] = [Text("没有这个选项", "There is no such choice")]
    if len(name) > LONGEST_NAME:
        wrong["name"] = [Text(f"最多{LONGEST_NAME}个字", f"At most {LONGEST_NAME} characters")]
    if wrong:
        raise malformed(wrong)


def malformed(wrong: dict[str, list[Text | str]]) -> Invalid:
    """Return what is raised where a form is not filled in as it must be."""
    return Invalid(
        "subscription_malformed", Text("填写有误", "It is not filled in as it must be"), fields=wrong
    )


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise malformed({"target": [Text("请填写邮箱地址", "A mail address is needed")]}) from None
    if len(address) > 254:
        raise malformed({"target": [Text("邮箱地址过长", "The mail address is too long")]})


def _target(channel: str, given: str) -> str:
    """Return where a member is told; nothing where that follows from the account."""
    if channel == Channel.WEBHOOK:
        guarding.read(given, only_encrypted=settings.MODE == "production")
        return given
    if channel == Channel.SMS:
        if not _NUMBER.fullmatch(given):
            raise malformed(
                {"target": [Text("请填写11位手机号码", "A mobile number of 11 digits is needed")]}
            )
        return given
    return ""


def _language(given: str) -> str:
    return given if given in _LANGUAGES else _LANGUAGES[0]
