"""Which natural person holds a certificate: the user of the member to whom it was issued, or who bound it with its key."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import Certificate
from accounts.models.members import MemberStatus


def holders(fingerprints: Collection[str], *, party_id: str | None = None) -> dict[str, str]:
    """
    Return the user who holds each of these certificates, by fingerprint; of one party's members if it is named.

    Those that name nobody, or somebody who acts no longer, are left out, and revoked ones. One query.
    """
    found = Certificate.objects.filter(
        fingerprint__in=fingerprints, revoked_at__isnull=True, member__status=MemberStatus.ACTIVE
    )
    if party_id is not None:
        found = found.filter(party=party_id, member__party=party_id)
    return dict(found.values_list("fingerprint", "member__user_id"))
