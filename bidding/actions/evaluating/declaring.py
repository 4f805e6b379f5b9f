"""The first act of every member: it signs that nothing binds it to a bidder, or stands back. Before it nothing of a bid is shown."""

from __future__ import annotations

from accounts.actor import Actor
from bidding.actions.evaluating import signing, telling
from bidding.models import Seat, Signed
from foundation.errors import Conflict, Invalid
from foundation.text import Text
from foundation.transactions import action


@action
def declare(*, lot_id: str, content: bytes, signature: bytes, by: Actor) -> Signed:
    """
    Take a member's signed declaration; the same again returns what is there. The last one lets the reviews begin.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `content_changed` where other bidders are declared of than those that there are.
    :raises Invalid: `signer_is_another`, and what signatures are refused for.
    """
    lot, at = telling.locked(lot_id)
    running, seat = telling.member(lot, by, declared=False)
    made = signing.keep(running, seat, Signed.Act.DECLARATION, content, signature, by=by, at=at)
    if seat.status == "seated":
        seat.declare(at=at)
        seat.save()
        telling.go_on(running)
    return made


@action
def avoid(*, lot_id: str, words: str, by: Actor) -> Seat:
    """
    Stand back from an evaluation (回避) before anything of a bid was shown; another takes the place.

    :raises NotFound: `evaluation_not_found` unless the actor has a seat.
    :raises Conflict: `declared_already`: from then on the centre replaces.
    :raises Invalid: `reason_missing`.
    """
    lot, at = telling.locked(lot_id)
    running, seat = telling.member(lot, by, declared=False)
    if not words.strip():
        said = Text("请写明回避事由", "Say why you stand back")
        raise Invalid("reason_missing", said, fields={"words": [said]})
    if seat.status != "seated":
        raise Conflict(
            "declared_already",
            Text(
                "已签署无回避情形的声明，请联系交易中心更换", "You declared already; the centre replaces you"
            ),
        )
    seat.avoid(words=words, at=at)
    seat.save()
    telling.tell("avoided", running, by=by, at=at, of=seat, digest=seat.left_digest)
    telling.go_on(running)
    return seat
