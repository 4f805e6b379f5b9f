"""A form that is sent twice acts once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from accounts.actor import Actor
from foundation import idempotency, ids

FIELD = "once"
"""The hidden field that names one showing of a form."""


def name() -> str:
    """Return a new name for a form that is shown."""
    return ids.new("frm")


def act(request: HttpRequest, do: Callable[[], str], *, deal: str | None = None) -> str:
    """
    Do what a form asks for and return what was done; sent again, from the same showing and saying the same, only tell it.

    What was refused may be sent again. A form without a name just acts.
    """
    given = request.POST.get(FIELD, "")
    if not given:
        return do()
    actor: Actor = request.actor  # type: ignore[attr-defined]
    # The same form with other words in it is another act: who goes back and corrects one means it.
    said = "\n".join(
        f"{key}={value}"
        for key in sorted(request.POST)
        for value in request.POST.getlist(key)
        if key not in _OWN
    )
    mark = idempotency.fingerprint(request.method or "", request.path, said.encode())
    with idempotency.once(idempotency.Key(f"member:{actor.label}", f"form-{mark}", mark)) as attempt:
        if attempt.answer is None:
            attempt.remember(200, (), do().encode(), deal=deal)
        assert attempt.answer is not None
        return attempt.answer.body.decode()


_OWN = ("csrfmiddlewaretoken",)
