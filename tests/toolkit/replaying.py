"""Real tenders once more, under seal: every price is sealed, filed, frozen, opened by custodians, and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.toolkit.competition import Competition
from tests.toolkit.pki import NOW
from tests.toolkit.world import LOT, World
from toolkit import intake
from toolkit.intake import Account

PRICES = Path(__file__).parents[3] / "shared/data/sealed_bid_prices.jsonl"


@dataclass(frozen=True, slots=True)
class Tender:
    """What is known of a tender: its number, and the prices in the words of the file."""

    number: int
    prices: Sequence[str]


def tenders(path: Path = PRICES) -> Iterator[Tender]:
    """Read the file, line by line; amounts stay the text that they are."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line, parse_float=str)
            yield Tender(row["tender"], [str(price) for price in row["bids"]])


@dataclass
class Replay:
    """A world of two in three custodians, with as many bidders as a tender needs, in which tenders are played again."""

    folder: Path
    world: World = field(default_factory=lambda: World(k=2))

    def differences(self, tender: Tender) -> list[str]:
        """Play a tender; return what was opened otherwise than it was sealed, or not at all. Empty if all is well."""
        played = Competition(self.folder / f"tender-{tender.number}", self.world, f"tender_{tender.number}")
        filed = {}
        for number, price in enumerate(tender.prices):
            one = played.file(self.bidder(number), price=price)
            examined = intake.examine(
                one.filing.store, Account(one.code), played.custody, played.trust, lot=LOT, received_at=NOW,
                is_taken=lambda _: False,
            )  # fmt: skip
            if examined.reasons:
                return [f"{price} was refused: {examined.reasons}"]
            filed[one.filing.name] = one, price
        played.publish(played.freeze())
        posts = played.posts((1, 3))
        wrong = []
        for entry in played.frozen.bids:
            one, price = filed.pop(entry.header)
            found = played.settle(one, posts)
            opened = found.manifest.fields.get("price") if found.manifest else None
            if found.outcome != "opened" or opened != price:
                wrong.append(f"{price} was {found.outcome} as {opened} {found.cause}")
        return wrong + [f"{price} is not on the list" for _, price in filed.values()]

    def bidder(self, number: int) -> str:
        """Return a bidder's code; its certificate is made when it is first asked for."""
        code = f"91310000MB{number:08d}"
        if code not in self.world.bidders:
            self.world.bidders[code] = self.world.authority.issue(f"Bidder {number}", code)
        return code
