"""What somebody who types may mean: organisers and titles of deals that are public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from accounts.models import Party
from notices.models import Subject
from notices.search import asking, folding
from notices.search.asking import Question
from trading.models import Deal

MOST = 8
_LOOKED_AT = 200


def suggest(typed: str) -> list[str]:
    """
    Return names of organisers, those with the most deals first, then titles of deals, the newest first; each holds what was typed.

    Only what is public is looked at: the deals that a search finds. Three questions to the index and the tables.
    :raises foundation.patience.TooBroad: if nothing could be found in time.
    """
    phrases = asking.phrases_of(typed)
    if not phrases:
        return []
    hits = asking.find(Question(phrases, subject=Subject.DEAL), most=_LOOKED_AT).hits
    organisers = [party for party, _ in Counter(hit.organiser for hit in hits).most_common()]
    named = dict(Party.objects.filter(id__in=organisers).values_list("id", "name"))
    titled = dict(Deal.objects.filter(id__in=[hit.id for hit in hits]).values_list("id", "title"))
    names = _holding((named[party] for party in organisers), phrases)
    return [*dict.fromkeys([*names, *_holding((titled[hit.id] for hit in hits), phrases)])][:MOST]


def _holding(texts: Iterable[str], phrases: Sequence[str]) -> list[str]:
    return [text for text in texts if all(folding.places(text, phrase) for phrase in phrases)]
