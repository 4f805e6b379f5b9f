"""Who acts: a value that doors make once and actions are handed."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Role


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
        """The journal's word for this actor: a member id, never a name."""
        return self.member_id or self.role.value

    def covers(self, *, region: str, sector: str) -> bool:
        """Tell whether a region (GB/T 2260 code) and a sector are inside the actor's scope; a scope "3702" covers "370202"."""
        in_region = not self.regions or any(region.startswith(scope.rstrip("0")) for scope in self.regions)
        return in_region and (not self.sectors or sector in self.sectors)
