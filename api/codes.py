"""Every code with which the platform refuses, read off its own source: where a refusal is written, its words stand beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from api.problems import FRAMEWORK
from bidding.sealed import refusing
from foundation.text import Text

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("foundation", "accounts", "trading", "bidding", "notices", "archive", "supervision", "api")
# How refusals are written, and the status of each; a reason has none, it stands in the `reasons` of a problem.
_STATUS = {
    "BadQuery": 400, "Forbidden": 403, "NotFound": 404, "Conflict": 409, "Invalid": 422, "TooOften": 429, "Unavailable": 503,
    "_invalid": 422, "_uscc_invalid": 422, "unfit": 422, "Reason": None, "Refusal": None, "require": None,
}  # fmt: skip
_FRAMEWORK_STATUS = {
    "parse_error": 400, "authentication_failed": 401, "not_authenticated": 401, "permission_denied": 403, "not_found": 404,
    "method_not_allowed": 405, "not_acceptable": 406, "unsupported_media_type": 415, "throttled": 429,
}  # fmt: skip
_CODE = re.compile(r"[a-z][a-z0-9_]+")


@dataclass(frozen=True, order=True)
class Code:
    """A code, the status of its problem (None for a reason), and the words in which it first occurs."""

    code: str
    status: int | None
    words: Text


@cache
def known() -> tuple[Code, ...]:
    """Return every code once for each status, in order; variable parts of its words are written `…`."""
    found: dict[tuple[str, int | None], Code] = {
        (code, status): Code(code, status, Text(FRAMEWORK[code], code.replace("_", " ").capitalize()))
        for code, status in _FRAMEWORK_STATUS.items()
    }
    for code in (
        one for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")) for one in _in(path)
    ):
        found.setdefault((code.code, code.status), code)
    for name in refusing.TOLD:  # what the format of sealed bids refuses
        status = refusing.status_of(name)
        found.setdefault((name, status), Code(name, status, refusing.words(name)))
    return tuple(sorted(found.values(), key=lambda one: (one.code, one.status or 0)))


def of_status(status: int) -> list[str]:
    """Return the codes of problems with a status."""
    return sorted({one.code for one in known() if one.status == status})


def _in(path: Path) -> Iterator[Code]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = sorted(
        (n for n in ast.walk(tree) if isinstance(n, ast.Assign | ast.Call)), key=lambda n: n.lineno
    )
    named: dict[str, ast.expr] = {}  # what a name was last given, above the call
    for node in nodes:
        if isinstance(node, ast.Assign):
            named |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        elif code := _read(node, named):
            yield code


def _read(call: ast.Call, named: dict[str, ast.expr]) -> Code | None:
    name = getattr(call.func, "id", None)
    arguments = list(call.args)
    if (
        name == "Refused"
        and arguments
        and isinstance(arguments[0], ast.Constant)
        and isinstance(arguments[0].value, int)
    ):
        status: int | None = int(str(arguments.pop(0).value))  # type: ignore[attr-defined]
    elif name in _STATUS:
        status = _STATUS[name]
    elif _is_of_the_base(call):
        status = 409
    else:
        return None
    if len(arguments) < 2 or not _CODE.fullmatch(code := _said(arguments[0])):
        return None
    return Code(code, status, _words(arguments[1:], named))


def _is_of_the_base(call: ast.Call) -> bool:
    """Tell whether a kind of conflict gives its own code to its base (`StepRefused`)."""
    return ast.unparse(call.func) == "super().__init__" and len(call.args) == 2


def _words(arguments: list[ast.expr], named: dict[str, ast.expr]) -> Text:
    """Return the first `Text` of a call; without one, its first two texts are the two languages."""
    resolved = [named.get(getattr(argument, "id", ""), argument) for argument in arguments]
    for one in resolved:
        if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "Text":
            return Text(*(_said(part) for part in one.args[:2]))
    return Text(_said(resolved[0]), _said(resolved[1]) if len(resolved) > 1 else "")


def _said(node: ast.expr) -> str:
    """Return a literal text; what is put in when it is said becomes `…`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_said(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _said(node.left) + _said(node.right)
    return "…"
