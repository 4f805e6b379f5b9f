"""Completes the OpenAPI document: query words, problems with their codes, idempotency keys, tags, the shapes of every procedure."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from api import codes
from api.asking import parameters
from trading import particulars, registry
from trading.actions.exchange import Record
from trading.law.tender_document import TenderDocument

_WRITES = frozenset({"post", "put", "patch", "delete"})
_PROBLEMS = {
    400: ("CannotBeRead", "The request or its query cannot be read"),
    401: ("NotKnown", "Who asks is not known"),
    403: ("NotAllowed", "The role does not allow it"),
    404: ("NotFound", "There is no such thing, or the reader may not know of it"),
    405: ("NotOffered", "The method is not offered here"),
    406: ("NoSuchFormat", "The format asked for is not offered"),
    409: ("NotNow", "The present state does not allow it; `reasons` lists every reason with its article"),
    413: ("TooLarge", "The content is too large"),
    415: ("NotReadHere", "The content type is not read here"),
    422: ("Wrong", "The content is wrong; `fields` says where"),
    429: (
        "TooOften",
        "More writes than a member may send, or at once; try again after `Retry-After` seconds",
    ),
    503: ("NotAtTheMoment", "Not at the moment; try again after `Retry-After` seconds"),
}
_KNOWN_READERS = frozenset({"me", "journal", "members", "refunds", "subscriptions", "inbox", "deliveries"})
_OF_WRITES = frozenset({409, 413, 415, 422, 429})
_TAGS = {
    "deals": "交易项目：草稿、公告、标段、文件、时间线 · Deals: drafts, announcement, lots, documents, timeline",
    "lots": "标段（包、宗地、标的）：状态、期间、步骤、结果 · Lots: where they stand, periods, steps, outcomes",
    "attachments": "文件附件 · Files",
    "auctions": "竞价场次 · When auctions may begin",
    "questions": "提问与答疑 · Questions on the documents",
    "registrations": "报名登记与保证金 · Registrations and deposits",
    "rehearsals": "开标演练 · Rehearsals of openings",
    "deposit-rates": "存款利率 · Rates on deposits",
    "deposit-accounts": "保证金账户（交易中心窗口） · Deposit accounts, at the centre's desk",
    "refunds": "待退还的保证金（交易中心） · Deposits to be given back, at the centre",
    "custody": "开标密钥的保管与变更 · Custody of the keys that open bids",
    "proposals": "提请与复核（双人办理） · Acts that take two persons",
    "uploads": "加密投标文件的上传 · Uploads of sealed bids",
    "objections": "异议（质疑） · Objections to the organiser",
    "complaints": "投诉 · Complaints to the supervisor",
    "holds": "暂停与恢复 · Suspensions",
    "contracts": "合同与履约 · Contracts and performance",
    "notices": "公告公示 · Notices",
    "sealed-documents": "加盖电子印章的文件（PDF） · Documents under the centre's seal",
    "information-requests": "依申请公开 · Information that is disclosed on request",
    "search": "查找 · Search",
    "subscriptions": "订阅：邮件、Webhook、短信、站内消息 · Following searches",
    "inbox": "站内消息 · The inbox",
    "deliveries": "投递失败（交易中心、管理员） · What could not be delivered, for staff",
    "changes": "公开数据流 · The public feed",
    "ocds": "开放数据（OCDS 1.1.5） · The open feed",
    "journal": "日志（监督、审计） · The journal, for supervisors and auditors",
    "procedures": "交易规则：法律即数据 · Procedures: the law as data",
    "parties": "交易主体：登记、核验、成员、证书 · Parties: registration, proof, members, certificates",
    "members": "成员 · Members",
    "invitations": "邀请 · Invitations",
    "certificates": "数字证书 · Certificates",
    "tokens": "接口令牌 · Tokens of programs",
    "me": "本人 · The reader",
    "experts": "专家库 · The register of experts",
    "exchange": "其他交易系统对接 · Deals that run in other systems",
    "feeds": "订阅：公告、截止与开标 · Feeds of notices, deadlines and openings",
    "clock": "平台时钟 · The platform's clock",
    "health": "运行状况 · Health",
}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable and never translated; docs/api/problems.md lists all of them.",
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
        "retry_after_seconds": {"type": "integer"},
    },
}
_EXAMPLE = {
    "type": "urn:yangguang:problem:step_refused",
    "title": "当前状态不允许此操作",
    "status": 409,
    "detail": "此步骤目前不能进行",
    "code": "step_refused",
    "data": {"step": "confirm", "not_before": "2026-03-12T00:00:00+08:00"},
    "reasons": [
        {"code": "period_not_over", "message": "公示期尚未届满", "law": "《招标投标法实施条例》第五十四条"}
    ],
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and content get the same answer and take effect once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}
_HELD = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an earlier answer; 304 where it still holds.",
    "schema": {"type": "string"},
}


class DoorSchema(AutoSchema):
    """Reads off a view of the API what it says of itself: the words of its query."""

    def get_override_parameters(self) -> list[Any]:
        """Return the words that a read takes in its query."""
        return [*parameters(getattr(self.view, "asks", ()))] if self.method == "GET" else []


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Names the bearer token in the document."""

    target_class = "api.doors.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token of one member: `yg_…`"}


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add what the views do not say of themselves."""
    components = result.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    for name, cls in _shapes():
        _add(schemas, name, particulars.schema(cls))
    components["responses"] = {name: _problem(status, words) for status, (name, words) in _PROBLEMS.items()}
    components["responses"]["StillHolds"] = {"description": "What the reader has still holds"}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path.removeprefix("/api/v1").split("/")[1], is_write=method in _WRITES)
    used = {
        tag for path in result["paths"].values() for operation in path.values() for tag in operation["tags"]
    }
    result["tags"] = [{"name": name, "description": words} for name, words in _TAGS.items() if name in used]
    return result


def _complete(operation: dict[str, Any], tag: str, *, is_write: bool) -> None:
    answers = {
        str(status): {"$ref": f"#/components/responses/{name}"}
        for status, (name, _) in _PROBLEMS.items()
        if is_write or status not in _OF_WRITES
    }
    if not is_write:
        answers["304"] = {"$ref": "#/components/responses/StillHolds"}
        if tag not in _KNOWN_READERS and {"token": []} in operation.get("security", ()):
            operation["security"].append({})  # visitors read as well
    operation["responses"] = dict(sorted({**answers, **operation["responses"]}.items()))
    for status, answer in operation["responses"].items():
        if answer.get("description") == "":
            answer["description"] = "Done; what was made" if status == "201" else "Done; what was asked for"
    operation["tags"] = [tag]
    operation.setdefault("parameters", []).append(_KEY if is_write else _HELD)
    operation["summary"] = operation.get("description", "").strip().split("\n")[0].rstrip(".")


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


def _problem(status: int, words: str) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if status == _EXAMPLE["status"]:
        content["example"] = _EXAMPLE
    listed = ", ".join(f"`{code}`" for code in codes.of_status(status))
    return {
        "description": f"{words}. Codes: {listed}." if listed else f"{words}.",
        "content": {"application/problem+json": content},
    }
