"""What mail and text messages say, in the language of whoever asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.clock import ZONE
from foundation.text import Text
from notices.delivery import links
from notices.models import Notice, Subscription

MOST_LISTED = 100  # of a digest; the rest is counted, and found on the site
LONGEST_TITLE = 60  # in a text message
PLATFORM = Text("阳光公共资源交易平台", "Yangguang public-resource trading")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: one line of subject, the text, and the same as HTML."""

    subject: str
    text: str
    html: str


def letter(subscription: Subscription, notices: Sequence[Notice]) -> Letter:
    """Return the mail that tells of notices; the last line is how to give it up."""
    say = _Speaker(subscription.language)
    listed = list(notices[:MOST_LISTED])
    titles = [say.title(one) for one in listed]
    subject = (
        titles[0]
        if len(notices) == 1
        else say(f"{len(notices)}条新公告：", f"{len(notices)} new notices: ") + titles[0]
    )
    rest = len(notices) - len(listed)
    more = say(f"另有{rest}条，请到平台查看。", f"{rest} more are on the site.") if rest > 0 else ""
    why = say("您订阅了这类公告", "You follow such notices") + (
        f"：{subscription.name}" if subscription.name else ""
    )
    end, address = say("退订", "Unsubscribe"), links.unsubscription(subscription.id)
    lines = [
        f"{title}\n{_line(one, say)}\n{links.notice(one.number)}\n"
        for one, title in zip(listed, titles, strict=True)
    ]
    text = "\n".join([*lines, *([more] if more else []), "-- ", f"{why}\n{end}: {address}\n"])
    entries = format_html_join(
        "\n", '<li style="margin:0 0 16px"><a href="{}">{}</a><br><span style="color:#505a5f">{}</span></li>',
        ((links.notice(one.number), title, _line(one, say)) for one, title in zip(listed, titles, strict=True)),
    )  # fmt: skip
    html = _page(
        say, subject,
        format_html('<ul style="padding-left:20px">{}</ul>', entries) + format_html("<p>{}</p>", more),
        format_html('{}<br><a href="{}">{}</a>', why, address, end),
    )  # fmt: skip
    return Letter(subject[:200], text, html)


def confirmation(subscription: Subscription) -> Letter:
    """Return the mail that asks whether somebody wants mail at all. It says nothing that a stranger typed."""
    say, address = _Speaker(subscription.language), links.confirmation(subscription.id)
    subject = say("请确认订阅公告", "Please confirm that you want to follow notices")
    asked = say(
        "有人用这个邮箱订阅公共资源交易公告。如果是您本人，请在48小时内打开以下网址确认；不是您本人则不必理会，不会再收到邮件。",
        "Somebody asked that notices of public-resource trading be sent to this address. If it was you, open this address"
        " within 48 hours and confirm; if not, do nothing, and no more mail will come.",
    )
    button = format_html('<a href="{}">{}</a>', address, say("查看并确认", "Look and confirm"))
    html = _page(say, subject, format_html("<p>{}</p>", asked), button)
    return Letter(subject, f"{asked}\n\n{address}\n", html)


def short(subscription: Subscription, notices: Sequence[Notice]) -> str:
    """Return the text message that tells of notices."""
    say = _Speaker(subscription.language)
    first = say.title(notices[0])[:LONGEST_TITLE]
    if len(notices) == 1:
        said = say(f"新公告：{first}", f"New notice: {first}")
    else:
        said = say(f"{len(notices)}条新公告，如：{first}", f"{len(notices)} new notices, such as: {first}")
    address, end = links.notice(notices[0].number), links.unsubscription(subscription.id)
    return say(f"【阳光交易】{said} {address} 退订 {end}", f"[Yangguang] {said} {address} stop: {end}")


def short_confirmation(subscription: Subscription) -> str:
    """Return the text message that asks whether somebody wants text messages at all."""
    say, address = _Speaker(subscription.language), links.confirmation(subscription.id)
    return say(
        f"【阳光交易】请在48小时内确认用短信接收公告：{address} 非本人操作请忽略。",
        f"[Yangguang] Confirm within 48 hours that you want notices by text message: {address} Else do nothing.",
    )


class _Speaker:
    """One of the two languages."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, zh: str, en: str) -> str:
        return Text(zh, en).to(self.language)

    def title(self, notice: Notice) -> str:
        """Return what a notice is called, on one line."""
        return " ".join(self(notice.title, notice.title_en or notice.title).split())


def _line(notice: Notice, say: _Speaker) -> str:
    day = notice.published_at.astimezone(ZONE).date().isoformat() if notice.published_at else ""
    return say(
        f"{notice.deal.organiser.name}　{notice.number}　{day}",
        f"{notice.deal.organiser.name}, {notice.number}, {day}",
    )


def _page(say: _Speaker, title: str, content: SafeString, foot: SafeString) -> str:
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
        '<body style="font-family:sans-serif;line-height:1.5;max-width:640px;margin:16px auto;padding:0 16px">'
        '<h1 style="font-size:20px">{}</h1>{}'
        '<p style="color:#505a5f;border-top:1px solid #b1b4b6;padding-top:12px">{}<br>{}</p></body></html>',
        "en" if say.language.startswith("en") else "zh-Hans", title, title, content, foot, PLATFORM.to(say.language),
    )  # fmt: skip
