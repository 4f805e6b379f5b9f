"""Who acts: a value that doors make once and actions are handed."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Role
from foundation.codes import is_within


@dataclass(frozen=True, slots=True)
class Actor:
    """
    One user acting for one party in one role.

    An empty `regions` or `sectors` means everywhere; they scope centre staff and supervisors.
    """

    role: Role
    member_id: str | None = None
    user_id: str | None = None
    party_id: str | None = None
    regions: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    certificate_id: str | None = None

    @classmethod
    def clock(cls) -> Actor:
        """Return the actor of timed steps."""
        return cls(role=Role.CLOCK)

    @classmethod
    def public(cls) -> Actor:
        """Return the reader who has not signed in."""
        return cls(role=Role.PUBLIC)

    @property
    def label(self) -> str:
        """The journal's word for this actor: the id of a member or of a user without one, never a name."""
        return self.member_id or self.user_id or self.role.value

    def covers(self, *, region: str, sector: str) -> bool:
        """
        Tell whether a region (GB/T 2260 code) and a sector are inside the actor's scope.

        A scope "370200" covers "370202"; a deal without a region is covered only by a scope without one.
        """
        in_region = not self.regions or any(_within(region, scope) for scope in self.regions)
        return in_region and (not self.sectors or sector in self.sectors)


def _within(region: str, scope: str) -> bool:
    return bool(region) and is_within(region, scope)
