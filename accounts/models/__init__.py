"""The rows of the accounts floor: who there is, whom they act for, and how they prove it."""

from accounts.models.credentials import ApiToken, Certificate, CertificateAuthority
from accounts.models.members import Invitation, Member
from accounts.models.parties import Ownership, Party, PartyContact
from accounts.models.users import User

__all__ = [
    "ApiToken",
    "Certificate",
    "CertificateAuthority",
    "Invitation",
    "Member",
    "Ownership",
    "Party",
    "PartyContact",
    "User",
]
