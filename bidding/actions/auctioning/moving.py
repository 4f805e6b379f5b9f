"""Moves of bidders and of hosts: looked at, their signature checked, and handed to the one writer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from accounts.actor import Actor
from accounts.roles import Role
from bidding.actions.auctioning import hosts, pausing, rounds, sharing, signing
from bidding.actions.auctioning.writing import Wish
from bidding.auctions import judging
from bidding.models import Auction, Move
from bidding.models.auction import LIVE
from foundation import clock
from foundation.errors import Conflict, Forbidden, Invalid
from foundation.text import Text
from toolkit.auctions.signing import PRICES

BIDDERS: Final = frozenset(
    {"raise", "claim", "waive", "ask", "offer", "quote", "commit", "show", "cancel", "take"}
)
HOSTS: Final = frozenset({"call", "hammer", "step", "pause"})
"""What a host does alone; to resume, extend or withdraw takes two (`proposing`), and to pause once that was done for long (`pausing`)."""
REVEALS: Final = frozenset({"reveal", "secret", "score"})
"""What is told after the end, by a host or the organiser: what was committed to before, or scores."""


def move(
    *, auction_id: str, fields: Mapping[str, Any], key: str, fingerprint: str, by: Actor, expected: judging.Expected = None,
    signature: bytes | None = None,
) -> Move:  # fmt: skip
    """
    Move as a bidder who entered. Not within another transaction: what is refused is logged as well.

    :raises Forbidden: `role_not_allowed`; `not_entered`.
    :raises Invalid: `move_malformed`, field by field; `signature_not_asked`, and as `signing.checked` does.
    :raises TooOften: as `sharing.place` does.
    :raises DomainError: as `rounds.take` does.
    """
    if by.role is not Role.BIDDER:
        raise Forbidden("role_not_allowed", Text("只有竞买人可以报价", "Only bidders bid"))
    _check(fields, BIDDERS)
    with sharing.place(auction_id, by.party_id or ""):
        return _moved(auction_id, fields, key, fingerprint, by, expected, signature)


def _moved(
    auction_id: str, fields: Mapping[str, Any], key: str, fingerprint: str, by: Actor, expected: judging.Expected,
    signature: bytes | None,
) -> Move:  # fmt: skip
    how = Auction.objects.filter(id=auction_id).values_list("signing", flat=True).first()
    if how is None:
        raise rounds.not_found()
    signed: signing.Signed | None = None
    if how != "none" and fields["kind"] in PRICES:
        signed = signing.checked(
            auction_id=auction_id, fields=fields, key=key, expected=expected, signature=signature, by=by
        )
    elif signature:
        words = Text("本操作不需要签名", "No signature is asked for here")
        raise Invalid("signature_not_asked", words, fields={"signature": [words]})
    statement, signature = (signed.statement, signed.signature) if signed else (None, None)
    return rounds.take(
        Wish(auction_id, fields, by, expected=expected, key=key, fingerprint=fingerprint, statement=statement, signature=signature)
    )  # fmt: skip


def host(
    *, auction_id: str, fields: Mapping[str, Any], by: Actor, key: str = "", fingerprint: str = ""
) -> Move:
    """
    Move as a host: call, hammer, change the step, pause; after the end reveal what was committed to.

    :raises Forbidden: `role_not_allowed`.
    :raises Invalid: `move_malformed`, field by field.
    :raises Conflict: `pause_takes_two`; `not_closed` for what is revealed before the end.
    :raises DomainError: as `rounds.take` does.
    """
    row = Auction.objects.select_related("lot__deal").filter(id=auction_id).first()
    if row is None:
        raise rounds.not_found()
    kind = fields.get("kind")
    is_reveal = isinstance(kind, str) and kind in REVEALS
    if not (is_reveal and hosts.reveals(row.lot, by)):
        hosts.check(row.lot, by)
    _check(fields, HOSTS | REVEALS)
    if is_reveal and row.status in LIVE:
        # Judged by the form it would stand in the log without effect, and the log forgets nothing: a secret would be known there.
        raise Conflict("not_closed", Text("竞价尚未结束", "The auction is not closed yet"))
    if kind == "pause" and not (key and row.moves.filter(by=by.label, key=key).exists()):
        pausing.check(row, rounds.milliseconds(clock.now()))
    return rounds.take(Wish(auction_id, fields, by, is_host=True, key=key, fingerprint=fingerprint))


def _check(fields: Mapping[str, Any], kinds: frozenset[str]) -> None:
    kind = fields.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        words = Text("没有这种操作", "There is no such move")
        raise Invalid("move_malformed", words, fields={"kind": [words]})
    if wrong := {"bidder", "number", "at"} & fields.keys() - (
        {"bidder"} if fields["kind"] == "score" else set()
    ):
        words = Text("由平台填写", "The platform writes this")
        raise Invalid("move_malformed", words, fields={name: [words] for name in sorted(wrong)})
    try:
        judging.read({"bidder": "0", **fields} if kinds is BIDDERS else fields)
    except ValidationError as error:
        named: dict[str, list[Text | str]] = {
            str(one["loc"][-1])[:100]: [Text("填写不正确", one["msg"][:200])]
            for one in error.errors(include_url=False, include_input=False)
        }
        raise Invalid(
            "move_malformed", Text("操作填写不正确", "The move is malformed"), fields=named
        ) from error
