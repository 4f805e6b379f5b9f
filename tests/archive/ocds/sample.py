"""A lot as it is known at each stage of a tender, in plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from archive.ocds.known import (
    Agreed,
    Answered,
    Bid,
    Known,
    Milestone,
    Organisation,
    Paper,
    Span,
    Terms,
    Winner,
)
from trading.law import ocds

PREFIX = "ocds-213czf"
OPENS = datetime(2025, 3, 3, 1, tzinfo=UTC)
DUE = OPENS + timedelta(days=20)
SUN = Organisation("市住建局", "11370200MB2849000A", "pty_sun")
AN = Organisation("安信招标代理有限公司", "91370200MA3CEXX000", "pty_an")
BAI = Organisation("白石建设有限公司", "91370200163562681G", "pty_bai")
CUI = Organisation("崔庄路桥有限公司", "", "pty_cui")
DAI = Organisation("戴某", "", "pty_dai", is_a_person=True)

ANNOUNCED = Known(
    lot="lot_01A",
    number=1,
    title="土建一标",
    terms=Terms(
        deal="G-2026-1",
        title="滨海大道工程",
        method_title="公开招标",
        law=ocds.CONSTRUCTION.of(ocds.Method.OPEN),
        organiser=SUN,
        agency=AN,
        category="works",
        classification="A03",
        value=Decimal("48000000.00"),
        is_electronic=True,
    ),
    status="active",
    bidding=Span(OPENS, DUE),
    milestones=(Milestone("documents", "招标文件发售期", OPENS + timedelta(days=5)),),
    answered=(Answered("qst_1", "工期？", OPENS, "三百日。", OPENS + timedelta(days=1)),),
    papers=(
        Paper("ntc_1", "招标公告", "https://example.org/notices/N-1/", OPENS, "tenderNotice"),
        Paper("doc_1", "招标文件", "https://example.org/deals/1/documents/1/", OPENS, "biddingDocuments"),
    ),
    opened_at=DUE,
    sealed_until=DUE,
)
CAME = (
    Bid("fil_1", DUE - timedelta(hours=2), Decimal("45600000.01"), (BAI,)),
    Bid("fil_2", DUE - timedelta(hours=1), Decimal("47000000.00"), (CUI, DAI)),
    Bid("fil_3", DUE - timedelta(minutes=1), None, (Organisation("方正公司", "91370200264574251A"),)),
)
OPENED = replace(ANNOUNCED, is_opened=True, sealed_until=None, bids=CAME)
JUDGED = (
    replace(CAME[0], stands=True),
    replace(CAME[1], stands=True),
    replace(CAME[2], stands=False),
)
PUBLICISED = replace(
    OPENED, bids=JUDGED, winners=(Winner((BAI,), Decimal("45600000.01"), False, bid="fil_1"),)
)
DISPLACED = replace(PUBLICISED, winners=(Winner((CUI, DAI), Decimal("47000000.00"), False, bid="fil_2"),))
AWARDED = replace(
    DISPLACED, status="complete", winners=(replace(DISPLACED.winners[0], is_final=True, at=DUE + timedelta(days=9)),)
)  # fmt: skip
CONTRACTED = replace(
    AWARDED,
    contract=Agreed(
        "ctr_1", CUI, Decimal("47000000.00"), DUE + timedelta(days=20), bond=Decimal("4700000.00")
    ),
)
assert CONTRACTED.contract is not None
ACCEPTED = replace(
    CONTRACTED,
    contract=replace(
        CONTRACTED.contract, final_price=Decimal("46999999.99"), accepted_at=DUE + timedelta(days=400)
    ),
)
RESCINDED = replace(OPENED, status="unsuccessful")
TENDER = (ANNOUNCED, OPENED, PUBLICISED, DISPLACED, AWARDED, CONTRACTED, ACCEPTED, RESCINDED)
"""The whole way of a tender whose first candidate falls out, and whose contract is rescinded in the end."""

AUCTIONED = Known(
    lot="lot_01B",
    number=2,
    title="G2026-12号地块",
    terms=Terms(
        deal="G-2026-2", title="国有建设用地使用权挂牌出让", method_title="挂牌出让", law=ocds.LAND, organiser=SUN,
        least=Decimal(12_000_000), auction_url="https://example.org/auctions/lot_01B/",
    ),
    status="complete",
    bidding=Span(OPENS, DUE),
    is_opened=True,
    bids=(
        Bid("lot_01B-27", DUE - timedelta(minutes=9), Decimal(15_500_000), stands=True),
        Bid("lot_01B-81", DUE, Decimal(15_600_000), (BAI,), stands=True),
    ),
    count=2,
    winners=(Winner((BAI,), Decimal(15_600_000), True, DUE + timedelta(days=2), "lot_01B-81"),),
    previous="lot_01A",
)  # fmt: skip
REPORTED = Known(
    lot="lot_01C",
    number=1,
    title="办公家具",
    terms=Terms(
        deal="W-1", title="办公家具采购", method_title="询价", law=ocds.ELSEWHERE, organiser=Organisation("某中学", "", "pty_x"),
        framework="lot_01D",
    ),
    status="complete",
    winners=tuple(Winner((Organisation(name),), None, True) for name in ("甲店", "乙店")),
)  # fmt: skip


def instants() -> Iterator[datetime]:
    """Yield when each stage is published: the last ones long after the others."""
    at = OPENS
    for days in (0, 20, 5, 3, 2, 11, 400, 10):
        at += timedelta(days=days, seconds=30)
        yield at
