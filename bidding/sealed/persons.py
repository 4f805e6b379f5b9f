"""Whose hands signed: certificates are two persons' only where the platform knows, of each, whose it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from accounts import persons
from accounts.actor import Actor
from accounts.models import Member
from foundation.errors import Invalid
from foundation.text import Text
from toolkit import certificates, cms, refusals
from toolkit.objects import Policy


def check_two(content: bytes, signatures: Sequence[bytes], party_id: str, code: str) -> None:
    """
    Refuse what two members of a party, who are not one person, did not sign.

    One person may hold any number of certificates, of any authority, under any name; signatures alone do not tell.

    :raises Refused: `code` for one person.
    :raises Invalid: `signer_unbound` for a certificate that no active member of the party has bound.
    """
    named = {certificates.fingerprint(cms.verify(one, content).certificate) for one in signatures}
    held = persons.holders(named, party_id=party_id)
    if named - held.keys():
        raise Invalid(
            "signer_unbound",
            Text(
                "签名证书没有绑定到本单位的经办人，请各经办人先绑定本人的证书",
                "A signing certificate is bound to no member of the organisation; each binds the own one first",
            ),
            detail={"certificates": sorted(named - held.keys())},
        )
    if len(set(held.values())) < 2:
        raise refusals.Refused(code, why="one person")


def is_account_of(label: str, by: Actor) -> bool:
    """Tell whether who acts is the person behind the journal's word for an actor, under whichever of its memberships."""
    return label in (by.label, by.user_id) or Member.objects.filter(id=label, user=by.user_id).exists()


def are_distinct(fingerprints: Collection[str]) -> bool:
    """Tell whether the platform knows whose each of these certificates is, and that no two are one person's. One query."""
    held = persons.holders(fingerprints)
    return set(held) == set(fingerprints) and len(set(held.values())) == len(held)


def check_custodians(policy: Policy) -> None:
    """
    Refuse a policy that gives two places to one person, whichever organisations they are for, as far as the platform knows.

    Custodians' certificates need not be bound here; of those that are not, the certificates' own word must do.

    :raises Refused: `policy_custodians`.
    """
    places = [
        (one.x, certificates.fingerprint(certificates.from_base64(text)))
        for one in policy.custodians
        for text in (one.signer, one.cert)
    ]
    held = persons.holders({fingerprint for _, fingerprint in places})
    seats = {(held[fingerprint], x) for x, fingerprint in places if fingerprint in held}
    if len({user for user, _ in seats}) < len(seats):
        raise refusals.Refused("policy_custodians", why="one person")
