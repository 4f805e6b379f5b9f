"""The follower that writes notices: one event that calls for a notice, one notice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from accounts.actor import Actor
from accounts.roles import Role
from foundation import clock, copying, ids, journal
from foundation.followers import Follower
from foundation.models import Event
from foundation.text import Text
from notices import context, handed_in, templates
from notices.context import Context
from notices.models import Notice
from notices.parts import day, same
from notices.writing import Content, Row, Section, Template, numbered

# What the follower does, nobody did: it acts as the platform.
_PLATFORM = Actor.clock()


class NoticeWriter(Follower):
    """Writes and publishes the notice that a step, a clarification or a hold calls for."""

    name = "notices.writer"
    types = ("trading.", "bidding.auction.")

    def handle_all(self, events: Sequence[Event]) -> None:
        """Publish the notices of events in their order, each once; most events call for none."""
        calling = [event for event in events if event.type == handed_in.HANDED_IN or event.data.get("notice")]
        for came_so, some in groupby(calling, lambda event: event.type == handed_in.HANDED_IN):
            if came_so:
                _publish_handed_in(list(some))
            else:
                for event in some:
                    self.handle(event)

    def handle(self, event: Event) -> None:
        """Publish the notice of an event that calls for one to be written here."""
        kind = event.data["notice"]
        known = context.of_event(event)
        content = write(kind, known)
        alone = len(known.lots) == 1 and event.subject.startswith(("lot_", "auc_"))
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
    entry = _published(notice)
    journal.append(
        entry.type, subject=entry.subject, deal=entry.deal, actor=_PLATFORM.label, at=at, data=entry.data
    )


def _publish_handed_in(events: Sequence[Event]) -> None:
    """Publish what other systems handed in, each notice once."""
    done = set(
        Notice.objects.filter(position__in=[event.position for event in events]).values_list(
            "position", flat=True
        )
    )
    at = clock.now()
    notices = handed_in.of_events([event for event in events if event.position not in done], at)
    copying.insert(notices)
    handed_in.replaced(notices)
    journal.append_all([_published(notice) for notice in notices], actor=_PLATFORM.label, at=at)


def _published(notice: Notice) -> journal.Entry:
    data: dict[str, Any] = {
        "notice": notice.id, "kind": notice.kind, "number": notice.number, "lot": notice.lot_id, "digest": notice.digest,
    }  # fmt: skip
    if notice.first_id:
        data |= {"version": notice.version, "first": notice.first_id}
    return journal.Entry("notices.notice.published", notice.id, data, notice.deal_id)


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
    sections = [part(c) for part in template.parts]
    return Content(
        title,
        (
            Section(template.title, paragraphs=(opening,)),
            *numbered([one for one in (*sections, _closing(template, c)) if not one.is_empty]),
        ),
    )


def _closing(template: Template, c: Context) -> Section:
    """Return how a notice ends: under which law, by whom where it is the organiser's own word, and of which day."""
    is_own = Role.ORGANISER in c.step.roles if c.step else c.clarification is not None
    own = (Row(Text("发布人", "Published by"), same(c.deal.organiser.name)),) if is_own else ()
    return Section(
        Text("发布信息", "Publication"),
        rows=(
            Row(Text("发布依据", "Published under"), same(str(template.law))),
            *own,
            Row(Text("落款日期", "Dated"), day(clock.local_date(c.at))),
        ),
    )


def _number(c: Context) -> str:
    """Return the notice's number for people: the deal's, and four signs of its own."""
    return f"{c.deal.number}-{ids.new('no')[-4:]}"
