"""Restricted parts of a blind evaluation: what members read, under which names, and that no address tells them whose it is."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pypdf
import pytest
from pikepdf import Dictionary, Name, Pdf, String

from accounts import demo
from bidding import audit
from bidding.evaluation import bids, blind, document
from bidding.models import BlindCopy, Evaluation, Filing, Reading, Seat
from foundation import clock
from foundation.models import Event
from tests.bidding.evaluation import test_reach
from tests.bidding.evaluation.room import Room
from tests.bidding.opening.hall import Hall
from tests.bidding.opening.readers import opened, read, two
from tests.portal.test_bids import reader
from tests.telling import tells
from tests.toolkit.blind.planted import REMOVED, changed, drawn, write

__all__ = ["two"]
BIDDERS = ("bai", "cui", "deng")


def party(hall: Hall, who: str) -> Any:
    return hall.scene.world.cast.members[who].party


def plan(hall: Hall, who: str, *, page: str, is_pictured: bool = False) -> bytes:
    """Return a technical part with its bidder's name in its properties, a picture on its first page, and `page` on its second."""

    def sign(source: Pdf) -> None:
        if is_pictured:
            REMOVED["bare image"][1](source)
        source.docinfo["/Author"] = String(party(hall, who).name)
        source.Root.Metadata = source.make_stream(party(hall, who).name.encode(), Type=Name.Metadata)
        source.pages[0].obj.PieceInfo = Dictionary(Word=Dictionary(Private=String(party(hall, who).code)))

    return changed(sign, drawn(lambda _: None, lambda canvas: write(canvas, page)))


@pytest.fixture
def room(two: Hall, monkeypatch: pytest.MonkeyPatch) -> Room:
    """A blind evaluation of three bids: one names itself on a page, one does not, one is no PDF."""
    made = {
        "bai": plan(two, "bai", page=f"投标人 {party(two, 'bai').name} 承诺"),
        "cui": plan(two, "cui", page="工期一百日", is_pictured=True),
        "deng": b"PK\x03\x04" + bytes(100),
    }
    for who, content in made.items():
        path: Path = two.scene.folder.parent / f"{party(two, who).name}.pdf"
        path.write_bytes(content)
        two.scene.filed(who, plans={path.name: path})
    opened(two)
    monkeypatch.setattr(document, "is_blind", lambda _: True)
    return Room(two.scene).declared()


def alias(room: Room, who: str, bidder: str) -> str:
    """Return what a member calls a bid."""
    seat = Seat.objects.get(evaluation=room.row, member=room.member(who))
    return bids.aliases(seat, room.lot)[room.bid_of(bidder)]


def fetch(room: Room, who: str, bid: str, file: int = 1, unit: str = "tech") -> httpx.Response:
    path = f"/api/v1/lots/{room.lot}/evaluation/blind/"
    body = {"bid": bid, "unit": unit, "file": file, "reason": "评审技术方案"}
    headers = {"Authorization": f"Bearer {demo.token_of(who)}"}
    found: httpx.Response = room.scene.world.stage._client.post(path, json=body, headers=headers)
    return found


def identities(room: Room, two: Hall, who: str) -> list[str]:
    """Return whatever tells whose a bid is."""
    filing = Filing.objects.get(id=room.bid_of(who))
    original = (two.scene.folder.parent / f"{party(two, who).name}.pdf").read_bytes()
    whole = [
        party(two, who).name,
        party(two, who).code,
        party(two, who).id,
        filing.id,
        filing.header,
        str(filing.registration_id),
    ]
    return [
        *whole,
        hashlib.sha256(original).hexdigest(),
        *{f'"{one}"' for one in (len(original), original[:64].hex())},
    ]


class TestABlindPart:
    def test_is_read_as_a_copy_under_the_members_own_name_and_noted(self, room: Room, two: Hall) -> None:
        listed = room.do("yan", "blind/", method="GET", status=200)
        assert [(one["bid"], one["file"]) for one in listed] == [
            (f"bid-{number:02}", file) for number in (1, 2, 3) for file in (0, 1)
        ]
        assert {one["pages"] for one in listed} == {None}
        calm, named, archive = (alias(room, "yan", one) for one in ("cui", "bai", "deng"))
        answer = fetch(room, "yan", calm)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith(f"{calm}-tech-1.pdf")
        assert "ETag" not in answer.headers and "Last-Modified" not in answer.headers
        told = (
            "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode() + answer.content
        )
        with Pdf.open(BytesIO(answer.content)) as copy:
            file = BytesIO()
            copy.save(file, qdf=True)
        for one in identities(room, two, "cui"):
            for encoding in ("utf-8", "utf-16-be", "gb18030"):
                assert one.encode(encoding) not in told + file.getvalue(), one
        assert "工期一百日" in pypdf.PdfReader(BytesIO(answer.content)).pages[1].extract_text()
        assert fetch(room, "yan", calm, 0).json() == {"fields": {"plan": "方案 cui"}}
        assert fetch(room, "yan", named).status_code == 200
        refused = fetch(room, "yan", archive)
        assert (refused.status_code, refused.json()["code"]) == (409, "blind_media")
        # What was found is told as a page, to each under its own name, and to nobody whose it is.
        for who in ("yan", "yao"):
            seen = {
                (one["bid"], one["file"]): one for one in room.do(who, "blind/", method="GET", status=200)
            }
            assert seen[alias(room, who, "bai"), 1]["pages"] == [2]
            assert seen[alias(room, who, "cui"), 1]["pages"] == []
            assert seen[alias(room, who, "cui"), 1]["unchecked"] == [1]
            assert seen[alias(room, who, "bai"), 1]["unchecked"] == []
            assert seen[alias(room, who, "deng"), 1]["refusal"] == "blind_media"
        # That nothing reads pictures is told the secretary too, without saying in whose bid one is.
        page = reader("chen").get(f"/lots/{room.lot}/evaluation/").text
        assert "1个含有图片或者无法识别的文字，共1页" in page
        assert not [name for name in (calm, named, archive) if name in page]
        rows = list(BlindCopy.objects.order_by("reading"))
        assert len(rows) == Reading.objects.count() == 4
        assert rows[0].copy_sha256 == hashlib.sha256(answer.content).hexdigest() != rows[0].original_sha256
        events = Event.objects.filter(type="bidding.restricted.copied", subject=room.lot)
        assert [one.data["digest"] for one in events.order_by("id")] == [one.digest for one in rows]
        assert rows[0].original_sha256 not in str([one.data for one in events])
        assert list(audit.findings()) == []

    def test_tells_nobody_on_the_committee_at_any_address_whose_it_is(self, room: Room, two: Hall) -> None:
        fetch(room, "yan", alias(room, "yan", "bai"))
        said = {one: identities(room, two, one) for one in BIDDERS}
        header = Filing.objects.get(id=room.bid_of("bai")).header
        base = f"/api/v1/lots/{room.lot}"
        addresses = [
            *(
                f"{base}/evaluation/{path}"
                for path in (
                    "", "blind/", "motions/", "questions/", "report/", "result/", "services/", "evaluation.json",
                    "sheets/scores/", "sheets/scores/all/", "sheets/review/", "sheets/review/all/",
                    "signatures/declaration/", "signatures/reviews/", "signatures/scores/", "signatures/report/",
                )
            ),
            f"{base}/opening/", f"{base}/opening/bids/", f"{base}/opening/readings/", f"{base}/", f"{base}/events/",
            f"{base}/opening/bids/{header}/tech/f0001/", f"{base}/opening/bids/{header}/tech/manifest/",
            "/api/v1/journal/", "/api/v1/me/events/", "/api/v1/changes/?after=0",
        ]  # fmt: skip
        for path in addresses:
            answer = room.scene.world.stage._send("yan", "GET", path, None)
            text = str(answer.body)
            if "bid-0" in text:
                assert not [one for words in said.values() for one in words if one in text], path
            assert "copied" not in text and not tells(text, "f0001"), path
        # Nor does any other address about the lot, pages among them, name a bidder beside a code name.
        for route in test_reach.about_lots_and_experts():
            shown = test_reach.read(room, "yan", route) or ""
            if "bid-0" in shown:
                assert not [one for words in said.values() for one in words if one in shown], route
        assert [read(two, "yan", header, part).status_code for part in ("f0001", "manifest")] == [403, 403]

    def test_is_for_its_committee_alone(self, room: Room, two: Hall) -> None:
        bid = alias(room, "yan", "cui")
        others = ("sun", "bai", "chen", "tang", "ding", "guan", "yu")
        found = {who: fetch(room, who, bid).status_code for who in others if who not in room.present()}
        assert set(found.values()) == {403}
        assert [
            fetch(room, "yan", *what).status_code for what in (("bid-09", 1), (bid, 2), (bid, 1, "form"))
        ] == [404] * 3
        assert not Reading.objects.exists()
        header = Filing.objects.get(id=room.bid_of("cui")).header
        assert read(two, "tang", header).status_code == 200  # who watches reads by names
        Evaluation.objects.filter(id=room.row.id).update(is_blind=False)
        assert fetch(room, "yan", bid).status_code == 403
        assert room.do("yan", "blind/", method="GET", status=200) == []
        # Who has left reads nothing more, and nobody once the report is signed.
        Evaluation.objects.filter(id=room.row.id).update(is_blind=True)
        assert room.replace("yao").status == 204
        assert fetch(room, "yao", "bid-01").status_code == 403
        assert fetch(room, "ye", alias(room, "ye", "cui")).status_code == 200
        Evaluation.objects.filter(id=room.row.id).update(status="reported", reported_at=clock.now())
        assert fetch(room, "ye", alias(room, "ye", "cui")).status_code == 403

    def test_is_searched_for_everybody_who_registered(self, room: Room, two: Hall) -> None:
        words = blind.words(two.scene.lot)
        assert {party(two, who).name for who in BIDDERS} | {party(two, who).code for who in BIDDERS} <= set(
            words
        )
        assert not {"", "qq.com"} & set(words)
