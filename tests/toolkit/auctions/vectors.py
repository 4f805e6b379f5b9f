"""
Test vectors for whoever writes another implementation, in `docs/formats/vectors/auction.json`; `page` writes them.

Each is a published file as it stands: some invented logs of every form; rules and moves from which nothing follows, with the code; and
auctions whose prices passkeys sign, with the code for which the signatures are refused, or none; and what the log has of one, with the leaf
of each head.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.toolkit.auctions import logged
from tests.toolkit.auctions.logs import moved, ruled
from tests.toolkit.auctions.page import PAGE
from tests.toolkit.auctions.passkeys import Passkey, signed
from tests.toolkit.auctions.rooms import RULES, START, by, made, rules
from toolkit.auctions.publishing import publish
from toolkit.auctions.refusing import Unfit

FILE: Path = PAGE.parent / "vectors" / "auction.json"
SEEDS = (2, 5, 11, 13)
LATER = 700_000


def written() -> list[dict[str, str]]:
    """Return the vectors as they are kept."""
    found = []
    for form in sorted(RULES):
        for seed in SEEDS:
            room = ruled(seed, form)
            log = moved(seed, form, room)
            published = publish(room, log, (log[-1].at if log else START) + LATER)
            found.append({"name": f"{form}-{seed}", "file": published.to_bytes().decode()})
    backward = made(by(2, "raise", "1", "1000"), by(1, "raise", "2", "1050"))
    for name, room, log, at in (
        ("time_goes_back", rules("listing"), backward, START + LATER),
        ("said_too_early", rules("listing"), backward[:1], START),
        ("cap_below_start", rules("listing", cap="900"), (), START),
    ):
        try:
            publish(room, log, at)
        except Unfit as refused:
            whole = {"at": at, "moves": [one.model_dump() for one in log], "rules": room.model_dump()}
            found.append(
                {"name": name, "content": json.dumps(whole, sort_keys=True), "refused": refused.code}
            )
    return [*found, *_signed(), _logged()]


def _logged() -> dict[str, str]:
    whole = signed()
    book = logged.opened(whole, [(3, 12), (len(whole.moves), 40)])
    leaves = {str(number): one.hex() for number, one in logged.leaves(whole, book).items()}
    return {
        "name": "logged", "file": whole.to_bytes().decode(), "logbook": book.to_bytes().decode(), "leaves": json.dumps(leaves),
    }  # fmt: skip


def _signed() -> list[dict[str, str]]:
    whole = signed()
    first = whole.signatures[0]
    wrong = {
        "": whole,
        "passkey_challenge": signed(sign=lambda mine, challenge: mine.sign(bytes(32))),
        "passkey_origin": signed(
            sign=lambda mine, challenge: mine.sign(challenge, origin="https://evil.example")
        ),
        "passkey_site": signed(sign=lambda mine, challenge: mine.sign(challenge, site="evil.example")),
        "passkey_unverified": signed(sign=lambda mine, challenge: mine.sign(challenge, flags=0x01)),
        "passkey_signature": signed(sign=lambda mine, challenge: Passkey("ES256", 66).sign(challenge)),
        "price_unsigned": whole.model_copy(update={"signatures": whole.signatures[1:]}),
        "price_signature_repeated": whole.model_copy(update={"signatures": (first, *whole.signatures)}),
        "auction_key_foreign": whole.model_copy(update={"announced": 2}),
        "auction_key_shared": whole.model_copy(update={"keys": (*whole.keys, whole.keys[0])}),
    }
    return [
        {"name": f"signed-{code or 'well'}", "file": one.to_bytes().decode(), "signatures": code}
        for code, one in wrong.items()
    ]


def kept() -> bytes:
    """Return the file."""
    return json.dumps(written(), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
