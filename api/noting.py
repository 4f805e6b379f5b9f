"""Security events: what a door refused is told to the journal, after the refused transaction is gone and before the answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from accounts.actor import Actor
from foundation.errors import DomainError
from trading import queries
from trading.actions import attempts
from trading.models import Deal

_PASSING = frozenset({"request_in_flight", "key_reused", "key_malformed", "journal_subject_not_locked"})
"""Refusals of a request as such, whatever it asks for."""
_DEADLINES = frozenset({"deadline", "deadline_ms", "ends", "ends_at", "periods", "starts_at"})


@contextmanager
def noting(tell: Callable[[list[str]], object], *, only: Collection[str] = ()) -> Iterator[None]:
    """Hand the codes of a refusal to `tell`, those named in `only` if any are; the refusal goes on its way."""
    try:
        yield
    except DomainError as refused:
        is_noted = refused.code in only if only else refused.code not in _PASSING
        if is_noted:
            tell([one.code for one in refused.reasons] or [refused.code])
        raise


def noting_move(deal: Deal, via: str, by: Actor, *, body: Any = None) -> AbstractContextManager[None]:
    """
    Write down a refused attempt to move a deadline of a deal by somebody inside it; with `body`, if that names any.

    Who could never move one, a stranger to the deal, is refused and noted nowhere: or anybody could fill its journal, and hold
    its lock against those who work on it.
    """
    if not queries.watches(by, deal) or (body is not None and not names_a_deadline(body)):
        return nullcontext()
    return noting(lambda codes: attempts.note_move(deal_id=deal.id, via=via, codes=codes, by=by))


def names_a_deadline(body: Any) -> bool:
    """Tell whether a body, of whatever shape, would move a deadline if it were believed."""
    return isinstance(body, Mapping) and any(body.get(name) for name in _DEADLINES)
