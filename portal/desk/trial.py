"""An act tried and taken back: whether it would be refused, and which notices the public would read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from foundation.models import Event
from notices import context, templates, writer
from notices.writing import Content


def notices_of(do: Callable[[], object], *, deal: str) -> Sequence[Content]:
    """
    Do something to a deal, return the notices that it would publish, and take all of it back.

    The notices are written by their own writer from the rows as the act leaves them, so that what is shown is what will stand there.

    :raises DomainError: whatever the act is refused for.
    """
    with transaction.atomic():
        last = Event.objects.filter(deal=deal).order_by("-id").values_list("id", flat=True).first() or 0
        do()
        calling = Event.objects.filter(deal=deal, id__gt=last, data__has_key="notice").order_by("id")
        # In the transaction that did it nobody else's events of this deal are seen: its row is locked.
        found = [
            writer.write(event.data["notice"], context.of_event(event))
            for event in calling
            if event.data["notice"] in templates.TEMPLATES
        ]
        transaction.set_rollback(True)
    return found
