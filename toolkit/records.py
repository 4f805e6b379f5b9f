"""The ground of all objects: canonical bytes on one side, checked fields on the other."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from toolkit import canonical
from toolkit.refusals import Refused


def text(pattern: str) -> Any:
    """Return the constraint that a string is of `pattern` altogether."""
    return StringConstraints(strict=True, pattern=pattern)


Id = Annotated[str, text(r"^[A-Za-z0-9_-]{1,48}$")]
Label = Annotated[str, text(r"^[a-z0-9-]{1,32}$")]
Hash = Annotated[str, text(r"^[0-9a-f]{64}$")]
HashOrNone = Annotated[str, text(r"^([0-9a-f]{64})?$")]
BidId = Annotated[str, text(r"^[0-9a-f]{32}$")]
Code = Annotated[str, text(r"^[0-9A-Z]{18}$")]
CodeOrNone = Annotated[str, text(r"^([0-9A-Z]{18})?$")]
Base64 = Annotated[str, text(r"^[A-Za-z0-9+/]{1,16384}={0,2}$")]
Base64OrNone = Annotated[str, text(r"^([A-Za-z0-9+/]{1,16384}={0,2})?$")]
Line = Annotated[str, text(r"^[^\x00-\x1f\x7f]{1,1024}$")]
Number = Annotated[int, Field(strict=True, ge=0, le=canonical.LARGEST_INTEGER)]
Positive = Annotated[int, Field(strict=True, ge=1, le=canonical.LARGEST_INTEGER)]
Share = Annotated[int, Field(strict=True, ge=1, le=9)]
Instant = Number  # milliseconds since 1970-01-01T00:00:00Z


class Record(BaseModel):
    """An object of the format; its `v` says which, so a signature on one kind is worthless on another."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    longest_bytes: ClassVar[int] = 256 * 1024

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """
        Read an object from its canonical bytes.

        :raises Refused: what `canonical.load` raises, or `object_malformed` with the first field that is wrong.
        """
        value = canonical.load(content, longest_bytes=cls.longest_bytes)
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(map(str, first["loc"]))[:100]
            raise Refused("object_malformed", object=cls.__name__, field=place, why=first["type"]) from error

    def to_bytes(self) -> bytes:
        """Return the canonical bytes."""
        return canonical.dump(self.model_dump())

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical bytes: the object's name everywhere else."""
        return canonical.sha256(self.to_bytes())
