"""The follower that writes notices: one event that calls for a notice, one notice."""

from __future__ import annotations

from accounts.actor import Actor
from foundation import clock, ids, journal
from foundation.followers import Follower
from foundation.models import Event
from foundation.text import Text
from notices import context, handed_in, templates
from notices.context import Context
from notices.models import Notice
from notices.writing import Content, Section

# What the follower does, nobody did: it acts as the platform.
_PLATFORM = Actor.clock()


class NoticeWriter(Follower):
    """Writes and publishes the notice that a step, a clarification or a hold calls for."""

    name = "notices.writer"
    types = ("trading.",)

    def handle(self, event: Event) -> None:
        """Publish the notice of an event once; most events call for none."""
        if event.type == "trading.notice.handed_in":
            _publish(handed_in.of_event(event), event)
            return
        kind = event.data.get("notice")
        if not kind:
            return
        known = context.of_event(event)
        content = write(kind, known)
        alone = len(known.lots) == 1 and event.subject.startswith("lot_")
        notice = Notice(
            number=_number(known),
            deal=known.deal,
            lot=known.lots[0].lot if alone else None,
            kind=kind,
            title=content.title.zh,
            title_en=content.title.en,
            content=content.to_json(),
            digest=content.digest(),
        )
        _publish(notice, event)


def _publish(notice: Notice, event: Event) -> None:
    """Publish a notice for an event, once."""
    if Notice.objects.filter(position=event.position).exists():
        return
    at = clock.now()
    notice.position, notice.drafted_at = event.position, at
    notice.publish(at=max(at, event.at))
    notice.save(force_insert=True)
    journal.append(
        "notices.notice.published", subject=notice.id, deal=notice.deal_id, actor=_PLATFORM.label, at=at,
        data={"notice": notice.id, "kind": notice.kind, "number": notice.number, "lot": notice.lot_id, "digest": notice.digest},
    )  # fmt: skip


def write(kind: str, c: Context) -> Content:
    """Return the content of a notice of this kind."""
    template = templates.TEMPLATES[kind]
    title = Text(f"{c.deal.title}{template.title.zh}", f"{c.deal.title}: {template.title.en}")
    words = {
        "organiser": c.deal.organiser.name,
        "agency": c.deal.agency.name if c.deal.agency else "",
        "title": c.deal.title,
        "number": c.deal.number,
    }
    opening = Text(
        template.opening.zh.format(
            **words, method=c.procedure.title.zh, step=c.step.title.zh if c.step else ""
        ),
        template.opening.en.format(
            **words, method=c.procedure.title.en, step=c.step.title.en if c.step else ""
        ),
    )
    law = Text(f"依据：{template.law}", f"Law: {template.law}")
    sections = (
        Section(template.title, paragraphs=(opening,)),
        *(part(c) for part in template.parts),
        Section(Text("发布依据", "Published under"), paragraphs=(law,)),
    )
    return Content(title, sections)


def _number(c: Context) -> str:
    """Return the notice's number for people: the deal's, and four signs of its own."""
    return f"{c.deal.number}-{ids.new('no')[-4:]}"
