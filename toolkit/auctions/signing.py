"""What a bidder signs of a move, where the auction asks for it: which auction, by which rules, which move, under which key of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from toolkit.records import Hash, Id, Label, Line, Number, Record

Said = Annotated[dict[Label, Line | Number | Literal[""]], Field(max_length=8)]


class Statement(Record):
    """The fields of a move but `number`, `at` and `bidder`, as they are sent: the signer's certificate says who it is."""

    v: Literal["auction-move/1"] = "auction-move/1"
    auction: Id
    rules: Hash
    key: Line
    kind: Label
    said: Said


def statement(auction: str, rules: str, key: str, fields: Mapping[str, str | int]) -> bytes:
    """Return the bytes that are signed (CMS, detached) of a move with these `fields`, `kind` among them."""
    said = {name: value for name, value in fields.items() if name != "kind"}
    return Statement(auction=auction, rules=rules, key=key, kind=str(fields["kind"]), said=said).to_bytes()
