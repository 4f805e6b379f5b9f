"""Releases of every stage of a process, hostile ones among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from archive.ocds.known import Organisation, Paper
from archive.ocds.values import Json
from tests.archive.ocds import sample
from tests.archive.ocds.chain import releases
from tests.hostile import NAMES


def everything() -> list[Json]:
    """Return the releases of a whole tender, of an auction, and of what another system ran."""
    papers = [
        Paper(f"ntc_{code}", "更正公告", f"https://example.org/{code}/", sample.DUE, code, reason="笔误")
        for code in ("tenderNotice", "clarifications", "awardNotice", "contractNotice", "")
    ]
    corrected = replace(sample.CONTRACTED, lot="lot_01E", papers=papers)
    return [
        *releases([(corrected, sample.DUE)]),
        *releases(zip(sample.TENDER, sample.instants(), strict=True)),
        *releases([(sample.AUCTIONED, sample.DUE)]),
        *releases([(sample.REPORTED, sample.DUE)]),
    ]


def hostile() -> list[Json]:
    """Return a release for each hostile name, of who organises, who bids and what is tendered."""
    found = []
    for number, name in enumerate(NAMES):
        bids = (replace(sample.CAME[0], bidders=(Organisation(name, "", f"pty_{number}"),)),)
        terms = replace(sample.ANNOUNCED.terms, title=name, organiser=Organisation(name, "", "pty_o"))
        known = replace(sample.OPENED, lot=f"lot_0{number}", title=name, terms=terms, bids=bids)
        found += releases([(known, sample.DUE)])
    return found


@pytest.fixture(scope="module")
def all_stages() -> Sequence[Json]:
    return everything()
