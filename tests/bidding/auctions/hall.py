"""An asset for sale whose buyers compete, made as rows: a seller, two hosts, three bidders who were admitted and one who was not."""

# factory_boy leaves most of its names untyped.
# mypy: allow-untyped-calls

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accounts.actor import Actor
from accounts.models import Party
from accounts.roles import Role
from bidding.actions.auctioning import concluding, entering, living, moving, rounds, scheduling
from bidding.auctions import planning
from bidding.models import Auction, Move, Registration
from foundation import clock
from foundation.errors import DomainError
from tests.factories import accounts
from tests.toolkit.auctions.rooms import rules
from tests.trading.procedures import land_cases, property_cases
from tests.trading.procedures.land_cases import PARCEL
from trading.models import Deal, Lot
from trading.models.deal import Origin

NUMBERS = {"bai": "0117", "cui": "0358", "deng": "0902"}
FLOOR, STEP = "1000000.00", "10000.00"
ASSET = {
    "valuation": FLOOR, "valuation_number": "评备〔2026〕1号", "valued_on": "2026-01-31", "floor_price": FLOOR, "deposit": "0.00",
    "region": "青岛", "asset_type": "real_estate", "description": "房产一处", "quantity": "120平方米", "encumbrances": "无",
    "bid_step": STEP,
}  # fmt: skip
PRICED = {
    "start_price": FLOOR, "increment": STEP, "fewest": 2, "if_fewer": "agreement", "silence_s": 10, "free_s": 600, "countdown_s": 180,
}  # fmt: skip
SOON = timedelta(hours=26)
"""Later than a working day after the clock of a demonstration begins, and within working hours."""
WAIT = int(SOON.total_seconds())
ANNOUNCED = {
    "single_quote": "online_sealed", "called_auction": "auction", "descending_clock": "other", "multi_round": "other",
}  # fmt: skip
"""How the deal says that buyers compete, by form."""
_serials = count(1)


def soon() -> timedelta:
    """Return how long it is, whatever the hour, until an auction may begin that is scheduled within a minute from now."""
    now = clock.now()
    return planning.earliest(now.astimezone(clock.ZONE) + timedelta(minutes=1)) - now


@dataclass
class Hall:
    """The lot and who meets; `lives` that the platform does while they move, `tries` counts idempotency keys."""

    lot: Lot
    zheng: Actor
    chen: Actor
    bidders: dict[str, Actor]
    stranger: Actor
    auction: Auction | None = None
    lives: bool = True
    tries: Any = field(default_factory=lambda: count(1))

    @property
    def id(self) -> str:
        assert self.auction is not None
        return self.auction.id

    @property
    def row(self) -> Auction:
        """The auction as it is now."""
        return Auction.objects.get(id=self.id)

    def schedule(self, form: str = "dynamic_quotation", *, soon: timedelta = SOON, **changed: Any) -> Auction:
        """Schedule it as it was announced, to begin soon, and let everybody enter."""
        if self.lot.procedure.kind == "property":
            self.announce(ANNOUNCED.get(form, "online_ascending"))
        given = (
            rules(form, **self.ruled(soon, **changed)).model_dump()
            if form != "dynamic_quotation"
            else self.plain(soon, **changed)
        )
        self.auction = scheduling.schedule(lot_id=self.lot.id, rules=given, by=self.zheng)
        for one in self.bidders.values():
            entering.enter(auction_id=self.id, rules_sha256=self.auction.rules_sha256, by=one)
        return self.auction

    def ruled(self, soon: timedelta, **changed: Any) -> dict[str, Any]:
        starts = rounds.milliseconds(clock.now() + soon) + 1
        base = {
            "auction": self.lot.id, "starts_at": starts, "bidders": [*NUMBERS.values()], "notice_s": 600, "least_left_s": 300,
        }  # fmt: skip
        return base | changed

    def announce(self, competition: str) -> None:
        """Let the deal have said how buyers compete."""
        self.lot.deal.particulars = property_cases.DEAL | {"competition": competition}
        self.lot.deal.save(update_fields=["particulars"])

    def plain(self, soon: timedelta, **changed: Any) -> dict[str, Any]:
        base = rules("dynamic_quotation").model_dump()
        return base | PRICED | self.ruled(soon, **changed)

    def begin(self, form: str = "dynamic_quotation", **changed: Any) -> None:
        """Schedule it, and walk to its first second."""
        self.schedule(form, **changed)
        self.later(seconds=WAIT + 1)

    def later(self, **length: int) -> None:
        """Walk the clock, with the platform alive all the while."""
        living.beat()
        clock.shift_to(clock.now() + timedelta(**length))
        living.beat()

    def gone(self, **length: int) -> None:
        """Walk the clock while nobody is there, then start again."""
        clock.shift_to(clock.now() + timedelta(**length))
        living.keep_signs()
        living.beat(is_new=True)

    def bid(self, who: str, price: str, key: str = "", **more: Any) -> Move:
        """Raise; the key is a new one unless one is given."""
        fields = {"kind": "raise", "price": price} | {k: v for k, v in more.items() if k == "repeated"}
        given = {k: v for k, v in more.items() if k != "repeated"}
        return self.move(who, fields, key, **given)

    def move(self, who: str, fields: dict[str, Any], key: str = "", **more: Any) -> Move:
        key = key or f"try-{next(self.tries)}"
        if self.lives:
            living.beat()
        mark = hashlib.sha256(repr(sorted(fields.items())).encode()).hexdigest()
        return moving.move(
            auction_id=self.id, fields=fields, key=key, fingerprint=mark, by=self.bidders.get(who, self.stranger), **more
        )  # fmt: skip

    def refused(self, who: str, price: str, **more: Any) -> str:
        """Raise in vain; return why."""
        try:
            self.bid(who, price, **more)
        except DomainError as error:
            return error.code
        raise AssertionError("It was accepted.")

    def host(self, **fields: Any) -> Move:
        """Move as who leads it."""
        return moving.host(auction_id=self.id, fields=fields, by=self.zheng)

    def settle(self) -> str:
        """Do what the auctioneer would; return the status."""
        for one in list(living.due()):
            living.look(auction_id=one)
        for one in concluding.unsettled():
            concluding.conclude(auction_id=one)
        return self.row.status


LISTED: dict[str, Any] = {
    "kind": "land", "method": "listing", "procedure_key": "land/listing/2010-03-08", "particulars": PARCEL, "state": "announced",
    "phase": "announced", "limit": "announcement",
    "deal": land_cases.DEAL,
}  # fmt: skip
SOLD: dict[str, Any] = {
    "kind": "property", "method": "asset_transfer", "procedure_key": "property/asset_transfer/2016-06-24", "particulars": ASSET,
    "state": "competing", "phase": "bidding", "limit": "disclosure",
    "deal": property_cases.DEAL,
}  # fmt: skip


def build(what: Mapping[str, Any] = SOLD, members: Mapping[str, Any] | None = None) -> Hall:
    """Make the rows; inside a test with a database. Those bidders are new of whom no member is given."""
    clock.start_demo()
    at, serial = clock.now(), next(_serials)
    seller: Any = accounts.PartyFactory()
    deal = Deal.objects.create(
        number=f"TEST-{serial}", kind=what["kind"], method=what["method"], procedure_key=what["procedure_key"],
        title="房产转让",
        organiser=seller, region="370200", sector="state_assets", origin=Origin.DEMONSTRATION, created_at=at, created_by="test",
        phase="bidding", announced_at=at, particulars=what["deal"],
    )  # fmt: skip
    lot = Lot(
        deal=deal, number=1, procedure_key=deal.procedure_key, title="房产", particulars=what["particulars"], phase=what["phase"],
        entered_at=at,
        state=what["state"],
    )  # fmt: skip
    lot.save(force_insert=True)
    lot.periods.create(
        limit=what["limit"], starts_at=at - timedelta(days=28), ends_at=at - timedelta(hours=1)
    )
    bidders = {}
    for who, number in NUMBERS.items():
        member: Any = (members or {}).get(who) or accounts.MemberFactory()
        bidders[who] = accounts.actor(member)
        admit(lot, member.party, number, at)
    zheng, chen, stranger = (_somebody(role) for role in (Role.AUCTIONEER, Role.CENTRE, Role.BIDDER))
    return Hall(lot, zheng, chen, bidders, stranger)


def _somebody(role: Role) -> Actor:
    member: Any = accounts.MemberFactory(role=role)
    return accounts.actor(member)


def admit(lot: Lot, party: Party, number: str, at: datetime) -> Registration:
    """Register a party that passed; no deposit is due."""
    made = Registration(
        lot=lot, party=party, alias=number, account=f"622{next(_serials):09d}", applied_at=at, applied_by="test", status="qualified"
    )  # fmt: skip
    made.save(force_insert=True)
    return made
