"""What works beside the web server of an instance, in one pair of hands: log, witness, worker, auctioneer, who opens bids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.cast import OPERATORS, PARTIES
from bidding.actions.auctioning import living
from bidding.auctioneer import Auctioneer
from bidding.models import Auction, CustodyPolicy
from bidding.opener import Opener
from bidding.sealed import evaluation_key, opening_key
from bidding.tasks import settle
from foundation import clock, transparency, transparency_start
from foundation.codes import complete_uscc
from foundation.transparency_integrator import Log
from toolkit.log import note
from toolkit.log.checkpoint import cosign, read_head
from trading.actions import walking


class AuctioneersHands:
    """Says that the platform lives and does what becomes of auctions, whenever the clock is walked while there are any."""

    def __init__(self) -> None:
        self._auctioneer = Auctioneer()

    def work(self, _: datetime | None = None) -> bool:
        """Do all that there is to do; nothing of it needs waiting for."""
        if Auction.objects.filter(file__isnull=True).exists():
            living.beat()
            self._auctioneer.work()
        return False


class Hands:
    """Does what each of them would have done by now, whenever the clock is walked."""

    def __init__(self, folder: Path, settings: Any) -> None:
        self.witness = note.generate("hands.example/witness", note.WITNESS)
        settings.TRANSPARENCY_WITNESSES = (str(self.witness.verifier),)
        settings.TRANSPARENCY_ROOT = folder / "log"
        settings.TRANSPARENCY_KEY_PATH = folder / "log.key"
        settings.RECORD_ROOT = folder / "record"
        settings.SEALED_KEYS_PATH = folder / "keys"
        settings.OPENING_KEY_PATH = folder / "opening.p12"
        settings.OPENING_KEY_PASSWORD = settings.EVALUATION_KEY_PASSWORD = "hands"
        settings.EVALUATION_KEY_PATH = folder / "evaluation.p12"
        settings.OPERATORS = tuple(complete_uscc(PARTIES[who].body) for who in OPERATORS)
        self._log = Log(transparency_start.signer())
        self._log.open()
        self._head = folder / "log/checkpoint"
        self._opener = Opener(opening_key.ring())
        self._auctioneer = AuctioneersHands()
        evaluation_key.ring()  # whose certificate is shown from then on

    def work(self, _: datetime | None = None) -> bool:
        """Do all that there is to do; nothing of it needs waiting for."""
        if CustodyPolicy.objects.exists():
            for act in (self._grow, settle, self._grow, self._opener.turn, self._grow):
                act()
        return self._auctioneer.work()

    def _grow(self) -> None:
        self._log.step()
        head = read_head(self._head.read_text())
        cosigned = cosign(head, self.witness, int(clock.now().timestamp()))
        transparency.take_cosignature(cosigned.to_text())
        self._log.show_witnessed()


@contextmanager
def at_work(folder: Path, settings: Any) -> Iterator[Hands]:
    """Let them work while the block runs."""
    hands = Hands(folder, settings)
    walking.register("tests.hands", hands.work)
    try:
        yield hands
    finally:
        walking.register("tests.hands", lambda _: False)
