"""From the names of places to their GB/T 2260 codes, by the table that python-stdnum brings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

WHOLE_COUNTRY = "100000"
TAIWAN = "710000"
_LINE = re.compile(r'\s*(?P<code>[0-9]+) (?:province|county)="(?:\[(?P<years>[0-9-]*)\])?(?P<name>[^"]+)"')
_OTHERWISE = {"全国": WHOLE_COUNTRY, "新疆建设兵团": "650000"}


@dataclass
class _Table:
    provinces: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    former: dict[str, list[str]] = field(default_factory=dict)


@cache
def _table() -> _Table:
    table = _Table()
    for code, name, is_past in _entries():
        if code.endswith("0000"):
            table.provinces[name[:3] if name.startswith(("内蒙古", "黑龙江")) else name[:2]] = code
        else:
            (table.former if is_past else table.places).setdefault(name, []).append(code)
    return table


def _entries() -> Iterator[tuple[str, str, bool]]:
    province = ""
    for line in (files("stdnum.cn") / "loc.dat").read_text(encoding="utf-8").splitlines():
        if (found := _LINE.match(line)) is None:
            continue
        if len(found["code"]) == 2:
            province = found["code"]
            yield f"{province}0000", found["name"], False
        elif found["code"] != "0000":
            years = found["years"] or ""
            yield province + found["code"], found["name"], bool(years) and not years.endswith("-")


@cache
def code_of(*names: str) -> str | None:
    """
    Return the code of the narrowest place that can be told apart; `names` go from the widest to the narrowest.

    A district of a name that several have is the one within the city or province named with it.
    """
    found: str | None = None
    for name in names:
        if name in _OTHERWISE:
            found = _OTHERWISE[name]
        elif name:
            found = _narrower(name, found) or found
    return found


_OFFICE = re.compile(
    "(人民政府|管委会|管理委员会|国土资源和.*|国土资源.*|国土局.*|自然资源.*|规划和.*|建设局.*|土地.*|政府|本级)$"
)

# The production and construction corps of Xinjiang counts in divisions and regiments.
_CORPS = re.compile("兵团|第?[一二三四五六七八九十]+师|农[一二三四五六七八九十]+师|[0-9]+团")


def of_office(name: str) -> str | None:
    """Return the code of the place of an office: 察布查尔县人民政府, 乌鲁木齐市国土资源局, 普洱市本级, 第七师."""
    if _CORPS.search(name):
        return _OTHERWISE["新疆建设兵团"]
    if not (place := _OFFICE.sub("", name)):
        return None
    for each in (place, f"{place}市", f"{place}县"):
        if found := code_of(each):
            return found
    return _begins_with(place)


@cache
def _begins_with(text: str) -> str | None:
    """Return the code of the longest place with whose name a text begins, or which begins with it, if one alone does."""
    for places in (_table().places, _table().former):
        for length in range(len(text), 2, -1):
            known = places.get(text[:length], [])
            if len({code[:4] for code in known}) == 1:
                return known[0]
        stem = text.rstrip("县市区")
        longer = {codes[0] for name, codes in places.items() if len(stem) > 1 and name.startswith(stem)}
        if len(longer) == 1:
            return longer.pop()
    return None


def _narrower(name: str, within: str | None) -> str | None:
    table = _table()
    if within is None and (province := table.provinces.get(name[:3]) or table.provinces.get(name[:2])):
        return province
    for known in (table.places.get(name, []), table.former.get(name, [])):
        if within is None and len({code[:2] for code in known}) == 1:
            return known[0]
        for significant in (4, 2):
            inside = [code for code in known if within and code[:significant] == within[:significant]]
            if inside:
                return inside[0]
    return None
