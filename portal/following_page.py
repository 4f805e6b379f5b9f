"""What the pages of subscriptions show: the filters that are followed in words, and the choices there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from accounts.actor import Actor
from accounts.models import Party
from foundation import codes
from foundation.text import Text
from notices.delivery import reasons
from notices.delivery.wanted import Wanted
from notices.models import Channel, Frequency, Parcel, SearchEntry, Subscription
from notices.search.facets import BANDS
from portal.phases import PHASES, kinds
from portal.search_page import kind_title

CHANNELS: Mapping[str, Text] = {
    Channel.INBOX.value: Text("站内消息", "Inbox on this site"),
    Channel.EMAIL.value: Text("电子邮件", "E-mail"),
    Channel.SMS.value: Text("短信", "Text message"),
    Channel.WEBHOOK.value: Text("Webhook（供程序接收）", "Webhook, for programs"),
}
FREQUENCIES: Mapping[str, Text] = {
    Frequency.IMMEDIATELY.value: Text("即时", "At once"),
    Frequency.DAILY.value: Text("每天汇总一次", "Once a day"),
    Frequency.WEEKLY.value: Text("每周一汇总一次", "On Mondays"),
}
STATES: Mapping[str, Text] = {
    "pending": Text("待确认", "To be confirmed"),
    "active": Text("有效", "Active"),
    "paused": Text("已暂停", "Paused"),
    "stopped": Text("已停止", "Stopped"),
}
SENT: Mapping[str, Text] = {
    "gathering": Text("汇总中", "Gathering"),
    "waiting": Text("待发送", "To be sent"),
    "sent": Text("已送达对方服务器", "Taken by the receiver"),
    "dead": Text("投递失败", "Given up"),
    "dropped": Text("已取消", "Not sent"),
}
PURPOSES: Mapping[str, Text] = {
    "notices": Text("公告", "Notices"),
    "confirmation": Text("确认", "Confirmation"),
    "test": Text("测试", "Test"),
}
# The colours of the phases, which these borrow.
_TAGS: Mapping[str, str] = {
    "pending": "preparing", "active": "concluded", "paused": "suspended", "stopped": "failed", "gathering": "preparing",
    "waiting": "preparing", "sent": "concluded", "dead": "failed", "dropped": "suspended",
}  # fmt: skip
_UNSUBSCRIBED = Text("已通过退订链接退订", "Unsubscribed by the link")
_EVERYTHING = Text("全部公告", "All notices")
_TITLES: Mapping[str, Text] = {
    "text": Text("词句", "Words"),
    "family": Text("类别", "Family"),
    "region": Text("地区", "Region"),
    "phase": Text("阶段", "Phase"),
    "kind": Text("公告类型", "Kind of notice"),
    "organiser": Text("招标人（采购人、出让方）", "Organiser"),
    "amount": Text("金额", "Amount"),
}


def channels(actor: Actor) -> Mapping[str, Text]:
    """Return the ways that are offered to somebody; to who acts for nobody, mail alone."""
    if actor.member_id is None:
        return {Channel.EMAIL.value: CHANNELS[Channel.EMAIL]}
    return {code: title for code, title in CHANNELS.items() if code != Channel.SMS or settings.SMS_URL}


def targets(channel: str) -> bool:
    """Tell whether a member says where to for this way: others follow from the account."""
    return channel in (Channel.WEBHOOK, Channel.SMS)


def filters(wish: Wanted) -> list[tuple[Text, Text]]:
    """Return each filter that is set with what it is set to, in words."""
    return [(_TITLES[name], said) for name, said in _said(wish)]


def name_of(wish: Wanted) -> str:
    """Return what a subscription is called by itself: its filters in the reader's language, shortened."""
    language = get_language() or "zh-hans"
    said = [one.to(language) for _, one in _said(wish)] or [_EVERYTHING.to(language)]
    return Text("、", ", ").to(language).join(said)[:100]


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription in words; `tag` is the colour of its state."""

    one: Subscription
    filters: Sequence[tuple[Text, Text]]
    channel: Text
    frequency: Text
    state: Text
    tag: str
    stopped_for: Text | None


@dataclass(frozen=True, slots=True)
class ParcelView:
    """What was sent, or is to be, in words."""

    parcel: Parcel
    purpose: Text
    channel: Text
    outcome: Text
    tag: str
    why: Text | None


def subscription(one: Subscription) -> SubscriptionView:
    """Return a subscription as it is shown."""
    why = _UNSUBSCRIBED if one.stopped_for == "unsubscribed" else reasons.words(one.stopped_for)
    return SubscriptionView(
        one, filters(Wanted.read(one.saved.query)), CHANNELS[one.channel], FREQUENCIES[one.frequency], STATES[one.status],
        _TAGS[one.status], why,
    )  # fmt: skip


def parcel(one: Parcel, channel: str) -> ParcelView:
    """Return what was sent as it is shown."""
    return ParcelView(
        one, PURPOSES[one.purpose], CHANNELS[channel], SENT[one.status], _TAGS[one.status], reasons.words(one.reason)
    )  # fmt: skip


def _said(wish: Wanted) -> Iterator[tuple[str, Text]]:
    words: Mapping[str, Callable[[str], Text]] = {
        "text": lambda text: Text(text, text),
        "family": lambda code: kinds().get(code) or Text(code, code),
        "region": codes.region_name,
        "phase": lambda code: PHASES.get(code) or Text(code, code),
        "kind": kind_title,
        "organiser": _organiser,
        "amount": lambda code: BANDS[code].title if code in BANDS else Text(code, code),
    }
    for name, word in words.items():
        if value := getattr(wish, name):
            yield name, word(value)


def _organiser(pk: str) -> Text:
    """Return an organiser's name, if anything of it is public: whoever types an id learns nothing by it."""
    is_public = SearchEntry.objects.filter(organiser_id=pk).exists()
    name = Party.objects.filter(id=pk).values_list("name", flat=True).first() if is_public else None
    return Text(name, name) if name else Text("所选单位", "The one that is chosen")
