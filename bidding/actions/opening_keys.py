"""The end of an opening key: once no lot needs it, it is destroyed, and the fact is told and logged."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from cryptography import x509

from accounts.actor import Actor
from bidding.models import CustodyPolicy, DestroyedKey, Rehearsal
from bidding.sealed import custody, keys, rehearsals
from foundation import clock, journal, transparency
from foundation.errors import Conflict, NotFound
from foundation.text import Text
from foundation.transactions import action
from toolkit import certificates
from toolkit.log.leaves import WHOLE_DEAL, Line
from trading.models import Lot

MOST_NAMED = 20


@action
def destroy_key(
    *, fingerprint: str, at_hand: x509.Certificate | None, destroy: Callable[[str], int], by: Actor
) -> DestroyedKey:
    """
    Have `destroy` end the key of a certificate, when its time has come, and tell and log that it did.

    Its time has come when every lot whose bids are sealed to it has come to its end: nothing of it is opened any more. A
    second time ends the copies that turned up since, and tells nothing new. `at_hand` is the certificate, where the key is there.

    :raises NotFound: `opening_key_unknown` if no key at hand and no policy is of that certificate.
    :raises Conflict: `opening_key_current` while new policies name it; `opening_key_needed` while a lot needs it.
    """
    known = DestroyedKey.objects.filter(fingerprint=fingerprint).first()
    if known is not None:
        destroy(fingerprint)
        return known
    named = list(_policies(fingerprint))
    certificate = at_hand or (
        certificates.from_base64(custody.policy_of(named[0]).opening_cert) if named else None
    )
    if certificate is None:
        raise NotFound(
            "opening_key_unknown",
            Text("没有这张证书的开标密钥", "There is no opening key of this certificate"),
        )
    if certificates.fingerprint(keys.certificate(keys.OPENING)) == fingerprint:
        words = "New policies name this key: put another in its place first"
        raise Conflict("opening_key_current", Text("新的保管方案正在使用这把密钥，请先换上新密钥", words))
    if needed := [*_lots(named), *_rehearsed(fingerprint)]:
        raise Conflict(
            "opening_key_needed",
            Text(
                "还有标段未结束，其投标只能用这把密钥打开",
                "Lots have not ended whose bids this key alone opens",
            ),
            detail={"lots": needed[:MOST_NAMED], "count": len(needed)},
        )
    destroy(fingerprint)
    at = clock.now()
    row = DestroyedKey.objects.create(
        fingerprint=fingerprint, certificate=certificates.der(certificate), at=at, by=by.label,
        ref=secrets.token_urlsafe(24),
    )  # fmt: skip
    transparency.add(Line("destroyed", WHOLE_DEAL, WHOLE_DEAL, 1, fingerprint), ref=row.ref)
    journal.append(
        "bidding.opening_key.destroyed", subject=row.id, actor=by.label, at=at, data={"certificate": fingerprint}
    )  # fmt: skip
    return row


def _policies(fingerprint: str) -> Iterator[CustodyPolicy]:
    """Yield the policies that name the certificate, in force or not."""
    for row in CustodyPolicy.objects.order_by("id").iterator():
        if _names(custody.policy_of(row).opening_cert, fingerprint):
            yield row


def _lots(named: list[CustodyPolicy]) -> list[str]:
    """Return the lots of these policies that have not come to their end."""
    lots = Lot.objects.filter(custody_policies__in=named).distinct().order_by("id")
    return [lot.id for lot in lots if not lot.procedure.state(lot.state).final]


def _rehearsed(fingerprint: str) -> list[str]:
    going_on = Rehearsal.objects.filter(status__in=["filed", "frozen"]).order_by("id")
    return [one.id for one in going_on if _names(rehearsals.policy_of(one).opening_cert, fingerprint)]


def _names(text: str, fingerprint: str) -> bool:
    return certificates.fingerprint(certificates.from_base64(text)) == fingerprint
