"""Completes the OpenAPI document: problems on every operation, idempotency keys on writes, the shapes of every procedure."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from trading import particulars, registry
from trading.actions.exchange import Record
from trading.law.tender_document import TenderDocument

_WRITES = frozenset({"post", "put", "patch", "delete"})
_PROBLEMS = {
    "400": "The request cannot be read",
    "401": "Who asks is not known",
    "403": "The role does not allow it",
    "404": "There is no such thing, or the reader may not know of it",
    "405": "The method is not offered here",
    "406": "The format asked for is not offered",
    "409": "The present state does not allow it; `reasons` lists every reason with its article",
    "413": "The content is too large",
    "415": "The content type is not read here",
    "422": "The content is wrong; `fields` says where",
    "503": "Not at the moment; try again after `Retry-After` seconds",
}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable and never translated.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "data": {"type": "object", "additionalProperties": True},
        "reasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "law": {"type": ["string", "null"]},
                },
            },
        },
        "fields": {"type": "object", "additionalProperties": _TEXTS},
    },
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and content get the same answer and take effect once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Names the bearer token in the document."""

    target_class = "api.doors.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token of one member: `yg_…`"}


def add_problems_and_particulars(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Add what the views do not say of themselves."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    for name, cls in _shapes():
        _add(schemas, name, particulars.schema(cls))
    answers = {status: _answer(words) for status, words in _PROBLEMS.items()}
    for path in result["paths"].values():
        for method, operation in path.items():
            operation["responses"] = {**answers, **operation["responses"]}
            if method in _WRITES:
                operation.setdefault("parameters", []).append(_KEY)
    return result


def _shapes() -> list[tuple[str, type]]:
    found: list[tuple[str, type]] = [("TenderDocument", TenderDocument), ("ExchangeRecord", Record)]
    for procedure in registry.procedures():
        stem = procedure.key.replace("/", ".")
        found += [(f"{stem}.particulars", procedure.particulars), (f"{stem}.lot", procedure.lot_particulars)]
        taken = {step.takes.__name__: step.takes for step in procedure.steps if step.takes}
        found += [(f"step.{name}", cls) for name, cls in sorted(taken.items())]
    return found


def _add(schemas: dict[str, Any], name: str, schema: dict[str, Any]) -> None:
    """Put a JSON Schema among the components, its local definitions under names of their own."""
    local = schema.get("$defs", {})
    renamed = {f"#/$defs/{inner}": f"#/components/schemas/{name}.{inner}" for inner in local}
    for inner, definition in local.items():
        schemas[f"{name}.{inner}"] = _repoint(definition, renamed)
    schemas[name] = _repoint({k: v for k, v in schema.items() if k != "$defs"}, renamed)


def _repoint(node: Any, renamed: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {
            k: renamed.get(v, v) if k == "$ref" and isinstance(v, str) else _repoint(v, renamed)
            for k, v in node.items()
        }
    if isinstance(node, list):
        return [_repoint(inner, renamed) for inner in node]
    return node


def _answer(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
