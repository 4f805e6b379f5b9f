"""What is signed, as it is sent: bytes in base64, digests, signatures."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from toolkit import canonical

LONGEST = 512 * 1024
LONGEST_LIST = canonical.LONGEST_BYTES * 4 // 3 + 4
HASH = r"^[0-9a-f]{64}$"
_A_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@extend_schema_field({"type": "string", "format": "byte", "maxLength": LONGEST})
class Bytes(serializers.CharField):
    """Bytes in base64."""

    longest = LONGEST

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=self.longest, trim_whitespace=False, **more)

    def to_internal_value(self, data: Any) -> Any:
        """Return the bytes."""
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except (binascii.Error, ValueError) as error:
            raise serializers.ValidationError("Not base64.") from error

    def to_representation(self, value: Any) -> str:
        """Write the bytes."""
        return base64.b64encode(bytes(value)).decode()


@extend_schema_field({"type": "string", "format": "byte", "maxLength": LONGEST_LIST})
class LongBytes(Bytes):
    """Bytes in base64 of what speaks of every bid of a lot; how long exactly they may be, the number of bids says."""

    longest = LONGEST_LIST


@extend_schema_field({"type": "string", "minLength": 1, "pattern": HASH})
class Hash(serializers.Field[str, str, str, Any]):
    """A SHA-256 in lower-case hexadecimal. A submission names a dozen, and the framework's own texts look at each character."""

    default_error_messages: ClassVar = {"invalid": serializers.RegexField.default_error_messages["invalid"]}

    def to_internal_value(self, data: Any) -> str:
        """Return the digest."""
        if not isinstance(data, str) or not _A_HASH.fullmatch(data):
            self.fail("invalid")
        return data

    def to_representation(self, value: str) -> str:
        """Write the digest."""
        return value


class Signed(serializers.Serializer[Any]):
    """An object of the format with its detached signature."""

    content = Bytes()
    signature = Bytes()


class SignedByTwo(serializers.Serializer[Any]):
    """An object of the format that two persons signed."""

    content = Bytes()
    signatures = serializers.ListField(child=Bytes(), min_length=2, max_length=2)
