"""What a bidder's page needs to have prices signed: by what the rules ask for, and by which keys."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from accounts import passkeys
from accounts.actor import Actor
from accounts.models import Party
from bidding import auction_receipts
from bidding.models import Auction
from foundation.text import Text
from portal import timeline
from toolkit.refusals import WORDS


@dataclass(frozen=True)
class Signing:
    """
    How prices are signed here; `data` is what the script needs. `needs_key` says that the reader has to bind a passkey first, and
    `may_agree` that there is one with which the reader signs in.
    """

    how: str
    data: Mapping[str, Any]
    needs_key: bool = False
    may_agree: bool = False


def of(row: Auction, own: str, actor: Actor) -> Signing | None:
    """Return the same for who takes part under a number; None where nothing is signed, or to whoever only watches."""
    if row.signing == "none" or not own:
        return None
    place = {"how": row.signing, "auction": row.lot_id, "rules": row.rules_sha256, "bidder": own}
    words = {
        code: one.to(get_language() or "zh-hans")
        for code, one in WORDS.items()
        if code.startswith("certificate_")
    }
    if row.signing == "certificate":
        code = Party.objects.filter(id=actor.party_id).values_list("code", flat=True).first()
        data = {"organisation": code or "", "worker": static("portal/seal.worker.js"), "words": words}
        return Signing(row.signing, place | data)
    site, agreeing = passkeys.site(), [*passkeys.own(actor.user_id or "")]
    bound = [bytes(one.credential) for one in auction_receipts.own_keys(row, actor)]
    data = {
        "origin": site.origin, "site": site.name, "credentials": _texts(bound), "agreeing": _texts(agreeing), "words": words,
        "address": reverse("auction-keys", args=[row.lot_id]), "name": _name(row, own), "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }  # fmt: skip
    return Signing(row.signing, place | data, needs_key=not bound, may_agree=bool(agreeing))


def _name(row: Auction, own: str) -> str:
    """Return how the passkey is called on the bidder's device, beside the one for signing in."""
    lot = timeline.name_of(row.lot)
    said = Text(
        f"竞价 {row.lot.deal.number} {lot.zh}，竞买号 {own}，仅用于签名",
        f"Auction {row.lot.deal.number} {lot.en}, number {own}, for signing only",
    )
    return said.to(get_language() or "zh-hans")


def _texts(given: list[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in given]
