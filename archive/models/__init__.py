"""What the archive keeps: how far its imports came, what the open feed released, the public record with its bytes, documents under seal."""

from archive.models.documents import SealedDocument
from archive.models.imports import ImportFault, ImportRun
from archive.models.record import PublicBytes, PublicFile, PublicWithdrawal, RecordHead, RecordSegment
from archive.models.releases import Award, Process, Release

__all__ = [
    "Award", "ImportFault", "ImportRun", "Process", "PublicBytes", "PublicFile", "PublicWithdrawal", "RecordHead", "RecordSegment",
    "Release", "SealedDocument",
]  # fmt: skip
