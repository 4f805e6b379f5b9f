"""A second implementation of draws, written from docs/formats/draw.md alone: it takes nothing from `toolkit`."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

AFTER = {
    "accepted": {"called"}, "declined": {"called"}, "expired": {"called"}, "avoided": {"called", "accepted"}, "absent": {"accepted"},
}  # fmt: skip


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def h(domain: str, value: Any) -> str:
    return hashlib.sha256(f"draw/1 {domain}\n".encode() + canonical(value)).hexdigest()


def fixed(draw: dict[str, Any]) -> str:
    said = ("v", "deal", "lot", "purpose", "number", "earlier", "groups", "pool", "fixed_at", "reveal_by")
    committed = [
        {name: one[name] for name in ("contributor", "party", "commitment", "committed_at")}
        for one in draw["contributors"]
    ]
    return h("fixed", {**{name: draw[name] for name in said}, "contributors": committed})


def sound(draw: dict[str, Any]) -> dict[str, list[str]]:
    """Return who was drawn; an assertion fails where the file does not follow."""
    who = [one["contributor"] for one in draw["contributors"]]
    assert who == sorted(set(who)) and len(who) > 1
    assert len({one["party"] for one in draw["contributors"]}) == len(who)
    assert [one["number"] for one in draw["earlier"]] == list(range(1, draw["number"]))
    names = [one["group"] for one in draw["groups"]]
    assert names and len(set(names)) == len(names)
    entries = [one["entry"] for one in draw["pool"]]
    assert entries == sorted(set(entries))
    assert all(one["groups"] == sorted(set(one["groups"])) for one in draw["pool"])
    assert all(set(one["groups"]) <= set(names) and one["groups"] for one in draw["pool"])
    secrets = [_secret(draw, one) for one in draw["contributors"]]
    if "" in secrets:
        assert (draw["seed"], draw["orders"], draw["acts"]) == ("", [], []) and draw["end"] in ("", "void")
        return {}
    assert draw["seed"] == h("seed", {"fixed": fixed(draw), "secrets": secrets})
    assert draw["orders"] == [{"group": one, "entries": _order(draw, one)} for one in names]
    if draw["purpose"] != "experts":
        assert draw["acts"] == [] and draw["end"] in ("", "complete", "set_aside")
        wanted = {one["group"]: one["wanted"] for one in draw["groups"]}
        return {one["group"]: one["entries"][: wanted[one["group"]]] for one in draw["orders"]}
    return _called(draw, max(one["revealed_at"] for one in draw["contributors"]))


def _secret(draw: dict[str, Any], one: dict[str, Any]) -> str:
    assert one["committed_at"] < draw["fixed_at"] < draw["reveal_by"]
    if one["secret"]:
        assert draw["fixed_at"] <= one["revealed_at"] < draw["reveal_by"]
        bound = {name: draw[name] for name in ("lot", "number", "purpose")}
        assert one["commitment"] == h(
            "commitment", {**bound, "contributor": one["contributor"], "secret": one["secret"]}
        )
    else:
        assert one["revealed_at"] == 0
    return str(one["secret"])


def _order(draw: dict[str, Any], group: str) -> list[str]:
    key = bytes.fromhex(draw["seed"])
    own = [one["entry"] for one in draw["pool"] if group in one["groups"]]
    return sorted(own, key=lambda entry: hmac.new(key, f"{group}\n{entry}".encode(), "sha256").hexdigest())


def _next(draw: dict[str, Any], last: dict[str, tuple[str, str]]) -> tuple[str, str, str] | None:
    units = {one["entry"]: one["unit"] for one in draw["pool"]}
    placed = {entry for entry, (act, _) in last.items() if act in ("called", "accepted")}
    for group in draw["groups"]:
        if len([one for one in placed if last[one][1] == group["group"]]) >= group["wanted"]:
            continue
        order = next(one["entries"] for one in draw["orders"] if one["group"] == group["group"])
        for entry in order:
            if entry not in last:
                there = units[entry] in {units[one] for one in placed}
                return entry, group["group"], "same_unit" if there else "called"
    return None


def _called(draw: dict[str, Any], after: int) -> dict[str, list[str]]:
    last: dict[str, tuple[str, str]] = {}
    for act in draw["acts"]:
        said = act["entry"], act["group"], act["act"]
        if act["act"] in ("called", "same_unit"):
            assert said == _next(draw, last) and not act["cause"]
        else:
            before, group = last[act["entry"]]
            assert before in AFTER[act["act"]] and group == act["group"]
            assert bool(act["cause"]) == (act["act"] == "avoided")
        assert act["at"] >= after
        after = act["at"]
        last[act["entry"]] = act["act"], act["group"]
    accepted = {
        group["group"]: [
            entry for entry in order["entries"] if last.get(entry, ("", ""))[:2] == ("accepted", group["group"])
        ]
        for group, order in zip(draw["groups"], draw["orders"], strict=True)
    }  # fmt: skip
    is_over = _next(draw, last) is None and "called" not in {act for act, _ in last.values()}
    full = all(len(accepted[one["group"]]) == one["wanted"] for one in draw["groups"])
    ending = ("complete" if full else "exhausted") if is_over else ""
    assert draw["end"] in ("", "set_aside", ending)
    return accepted
