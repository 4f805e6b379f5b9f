"""What an action may refuse with, and how a refusal is written for machines (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from foundation.text import Text

TYPE_PREFIX = "urn:yangguang:problem:"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a refusal; `law` is the citation as it is shown, in the words of the statute."""

    code: str
    message: Text | str
    law: Text | str | None = None


class DomainError(Exception):
    """
    A refusal that the caller can understand and answer.

    `code` is stable and never translated, `message` is for people, `detail` for machines, `reasons` are all
    the reasons at once.
    """

    status: ClassVar[int] = 400
    title: ClassVar[Text] = Text("请求无法处理", "The request cannot be processed")

    def __init__(
        self,
        code: str,
        message: Text | str,
        *,
        detail: Mapping[str, Any] | None = None,
        reasons: Sequence[Reason] = (),
    ) -> None:
        super().__init__(code, str(message))
        self.code = code
        self.message = message
        self.detail: dict[str, Any] = dict(detail or {})
        self.reasons: tuple[Reason, ...] = tuple(reasons)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Invalid(DomainError):
    """The content is wrong; `fields` says where, by field name."""

    status = 422
    title = Text("内容不符合要求", "The content is not acceptable")

    def __init__(
        self,
        code: str,
        message: Text | str,
        *,
        detail: Mapping[str, Any] | None = None,
        reasons: Sequence[Reason] = (),
        fields: Mapping[str, Sequence[Text | str]] | None = None,
    ) -> None:
        super().__init__(code, message, detail=detail, reasons=reasons)
        self.fields: dict[str, list[Text | str]] = {
            name: list(messages) for name, messages in (fields or {}).items()
        }


class Conflict(DomainError):
    """The state of the subject does not allow it now."""

    status = 409
    title = Text("当前状态不允许此操作", "The present state does not allow this")


class Forbidden(DomainError):
    """The actor's role does not allow it."""

    status = 403
    title = Text("无权进行此操作", "Not allowed for this role")


class NotFound(DomainError):
    """There is no such thing, or the actor may not know that there is."""

    status = 404
    title = Text("未找到", "Not found")


class _Later(DomainError):
    """It may be tried again after some seconds."""

    def __init__(
        self,
        code: str,
        message: Text | str,
        *,
        detail: Mapping[str, Any] | None = None,
        reasons: Sequence[Reason] = (),
        retry_after_seconds: int = 5,
    ) -> None:
        super().__init__(code, message, detail=detail, reasons=reasons)
        self.retry_after_seconds = retry_after_seconds


class TooOften(_Later):
    """The caller asks for more at once than it may."""

    status = 429
    title = Text("请求过于频繁", "Too many at once")


class Unavailable(_Later):
    """It cannot be done at the moment through no fault of the caller, who may try again."""

    status = 503
    title = Text("服务暂不可用", "Temporarily unavailable")


def to_problem(error: DomainError, language: str) -> dict[str, Any]:
    """
    Return the RFC 9457 problem document of `error` in `language` (a BCP 47 tag).

    The machine-readable `error.detail` becomes the extension member `data`, for the RFC keeps `detail` for
    the sentence that people read. Empty extension members are left out.
    """
    problem: dict[str, Any] = {
        "type": TYPE_PREFIX + error.code,
        "title": error.title.to(language),
        "status": error.status,
        "detail": _said(error.message, language),
        "code": error.code,
    }
    if error.detail:
        problem["data"] = _said(error.detail, language)
    if error.reasons:
        problem["reasons"] = [_reason(reason, language) for reason in error.reasons]
    if isinstance(error, Invalid) and error.fields:
        problem["fields"] = _said(error.fields, language)
    if isinstance(error, _Later):
        problem["retry_after_seconds"] = error.retry_after_seconds
    return problem


def _reason(reason: Reason, language: str) -> dict[str, Any]:
    written = {"code": reason.code, "message": _said(reason.message, language)}
    if reason.law is not None:
        written["law"] = _said(reason.law, language)
    return written


def _said(value: Any, language: str) -> Any:
    """Return `value` with every `Text` inside it put into `language`."""
    if isinstance(value, Text):
        return value.to(language)
    if isinstance(value, Mapping):
        return {key: _said(inner, language) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_said(inner, language) for inner in value]
    return value
