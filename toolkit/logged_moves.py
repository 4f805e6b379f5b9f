"""Check that each move of a published auction stood in the transparency log, by the log's public files and keys from another source."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit import signed_prices
from toolkit.auctions import logbook, moves
from toolkit.auctions.logbook import Logbook, Placed
from toolkit.auctions.publishing import Auction
from toolkit.log import checkpoint, heads, tree
from toolkit.log.checkpoint import Checkpoint
from toolkit.log.policy import Policy
from toolkit.log.tiles import Files, TileTree
from toolkit.refusals import Refused


@dataclass(frozen=True, slots=True)
class Logged:
    """
    How many moves the log has, by how many leaves, the first and the last of them.

    `witnessed` is the move up to which witnesses have seen it, `late_s` how many seconds after a bidder's move they had, at most: of a
    course that was written afterwards no witness says that it was there so soon.
    """

    moves: int
    heads: int
    first: int
    last: int
    witnessed: int
    late_s: int


def check(published: Auction, opened: Logbook, files: Files, believed: Policy) -> Logged:
    """
    Refuse a record that is not what was logged while the auction ran.

    :raises Refused: `logbook_foreign` for another auction's, `logbook_moves` where the two do not have the same moves,
        `move_unlogged` for the first that no head in the log covers; `leaf_not_yet` and `head_differs` with the `number` of the first head
        that the log does not have at its place; what is wrong with the log's own heads, `checkpoint_inconsistent` among it.
    """
    digests = digests_of(published, opened)
    numbers = [one.number for one in opened.heads]
    if numbers != sorted(set(numbers)) or (numbers and numbers[-1] > len(digests)):
        raise Refused("logbook_moves")
    if len(digests) > (numbers[-1] if numbers else 0):
        raise Refused("move_unlogged", number=numbers[-1] + 1 if numbers else 1)
    head = heads.shown(files, believed).checkpoint
    nodes = TileTree(files, head.size)
    chain = [
        *logbook.chained(
            logbook.begin(published.rules.auction, signed_prices.announced_hash(published)), digests
        )
    ]
    for one in opened.heads:
        _check(nodes, head, chain[one.number - 1], one)
    places = [one.index for one in opened.heads]
    return Logged(
        len(digests), len(places), min(places, default=0), max(places, default=0),
        *_witnessed(published, opened.heads, [*_seen(nodes, head, opened, believed)]),
    )  # fmt: skip


def _seen(nodes: TileTree, head: Checkpoint, opened: Logbook, believed: Policy) -> Iterator[tuple[int, int]]:
    """Yield sizes of the log's tree with the second at which a quorum had seen it, of the heads that a logbook brings."""
    for text in opened.witnessed if believed.quorum else ():
        try:
            seen = checkpoint.read_head(base64.b64decode(text, validate=True).decode("utf-8"))
        except ValueError as error:
            raise Refused("note_malformed") from error
        checkpoint.check(seen, believed.log)
        times = sorted(checkpoint.quorum(seen, believed.witnesses, believed.quorum).values())
        size = seen.checkpoint.size
        if size > head.size or tree.root(nodes, size) != seen.checkpoint.root:
            raise Refused("checkpoint_inconsistent", size=size)
        yield size, times[believed.quorum - 1]


def _witnessed(
    published: Auction, placed: Sequence[Placed], seen: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Return up to which move witnesses have seen the chain, and how long after a bidder's move they had at most."""
    witnessed, late, before = 0, 0, 0
    for one in placed:
        times = [second for size, second in seen if size > one.index]
        if not times:
            break
        moved = [move.at for move in published.moves[before : one.number] if moves.bidder_of(move)]
        late = max([late, *(min(times) - at // 1000 for at in moved)])
        witnessed = before = one.number
    return witnessed, late


def digests_of(published: Auction, opened: Logbook) -> Sequence[str]:
    """
    Return the digest of each move of a record.

    :raises Refused: `logbook_foreign`, `logbook_moves`.
    """
    if opened.auction != published.rules.auction:
        raise Refused("logbook_foreign", auction=opened.auction)
    if [one.number for one in opened.moves] != [one.number for one in published.moves]:
        raise Refused("logbook_moves")
    turned = {one.number: one.reason.code for one in published.result.turned}
    return [
        logbook.digest(bytes.fromhex(one.salt), move.to_bytes(), turned.get(one.number, ""), one.statement, one.signature)
        for move, one in zip(published.moves, opened.moves, strict=True)
    ]  # fmt: skip


def _check(nodes: TileTree, of: Checkpoint, head: bytes, one: Placed) -> None:
    if one.index >= of.size:
        raise Refused("leaf_not_yet", index=one.index, number=one.number)
    proof = tree.inclusion(nodes, one.index, of.size)
    if not tree.is_included(tree.leaf_hash(logbook.leaf(head)), one.index, of.size, proof, of.root):
        raise Refused("head_differs", index=one.index, number=one.number)
