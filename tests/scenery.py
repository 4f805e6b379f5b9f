"""What pages are shown with: a deal with everything that a page can show, one with a hostile title, one that came to its end."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from accounts.roles import Role
from config.demo import moves
from config.demo.director import direct
from config.demo.documents import tender_document
from config.demo.stories import open_story
from foundation import clock, followers
from foundation.text import Text
from notices import revising, wording
from notices.actions import deciding, revisions
from notices.models import Notice
from tests.factories.accounts import MemberFactory, actor
from tests.journeys.hands import AuctioneersHands
from tests.world import World
from trading.actions import documents, walking
from trading.law.decryption import Opener
from trading.models import Deal

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}{% url %}超长" + "长" * 60
FILE = "青岛 工程量清单（第1版）.txt"
FILE_BYTES = b"A bill of quantities.\n" * 200


@dataclass(frozen=True)
class Scenery:
    """The numbers of deals and notices, for addresses."""

    rich: str
    hostile: str
    concluded: str
    notice: str
    corrected: str
    organiser: str

    def to_json(self) -> dict[str, Any]:
        """Return the numbers by name."""
        return asdict(self)


def raise_scenery(world: World, *, story: str = "parcel") -> Scenery:
    """Tell a story to its end, then announce deals that are open at the instant at which it ended."""
    told = open_story(story, world.stage)
    walking.register("tests.scenery", AuctioneersHands().work)
    direct({story: told.story}, world.stage.say)
    walking.register("tests.scenery", lambda _: False)
    made = rich(world)
    nasty = hostile(world)
    followers.catch_up()
    concluded = Deal.objects.select_related("organiser").get(id=told.cast.deal)
    number = world.deal(made).number
    notices = [row for row in world.stage.pages(None, "/api/v1/notices/") if row["number"].startswith(number)]
    return Scenery(
        number,
        nasty,
        concluded.number,
        notices[-1]["number"],
        corrected(world, nasty),
        concluded.organiser.code or "",
    )


def rich(world: World, *, lots: int = 2) -> moves.Cast:
    """Announce a tender with lots, a file, a question and its answer, two clarifications that move the end, a second version."""
    made = world.draft(lots=lots, opener=Opener.BIDDER)
    documents.attach(
        deal_id=made.deal,
        name=FILE,
        media_type="text/plain",
        stream=io.BytesIO(FILE_BYTES),
        by=world.actor("sun"),
    )
    world.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
    world.later(minutes=5)
    asked = world.tell("bai", f"/api/v1/lots/{made.lot}/questions/", {"text": "工期是否可以调整？"})
    world.later(hours=3)
    world.tell("sun", f"/api/v1/questions/{asked['id']}/answer/", {"answer": "不可以。\n请以招标文件为准。"})
    for day, title in ((3, "顺延投标截止时间"), (5, "再次顺延")):
        clarify(world, made, title, days=day)
    moves.save_document(made, changed_document(f"{48_000_000 // lots}.00"))
    return made


def clarify(world: World, made: moves.Cast, title: str, *, days: int) -> None:
    """Move the end of the bidding period by some days."""
    limit = world.lot(made).procedure.bidding
    assert limit is not None
    period = world.lot(made).periods.get(limit=limit.name, current=True)
    world.later(minutes=10)
    world.tell(
        "sun",
        f"/api/v1/deals/{made.deal}/clarifications/",
        {
            "title": title,
            "content": "因图纸修改，投标截止时间顺延。",
            "affects_preparation": True,
            "ends": {limit.name: (period.ends_at + timedelta(days=days)).isoformat()},
        },
    )


def changed_document(ceiling: str) -> Mapping[str, Any]:
    """Return the tender document with a requirement more and another weight."""
    content = tender_document("测试工程", ceiling, by=Opener.BIDDER)
    content["criteria"][0]["weight"], content["criteria"][1]["weight"] = "45", "25"
    content["requirements"].append(
        {"code": "safety", "name": "安全生产许可证", "kind": "qualification", "evidence": "扫描件"}
    )
    return content


def hostile(world: World) -> str:
    """Announce a deal whose title tries to be markup; return its number."""
    made = world.draft()
    world.tell("sun", f"/api/v1/deals/{made.deal}/", {"title": HOSTILE}, method="PATCH")
    world.tell("sun", f"/api/v1/deals/{made.deal}/steps/announce/", {})
    return world.deal(made).number


def corrected(world: World, deal: str) -> str:
    """Correct the notice of a deal twice, with two persons each time; return the number of its last version."""
    notice = Notice.objects.get(deal__number=deal, status="published")
    clerk = actor(MemberFactory.create(role=Role.ORGANISER, party=notice.deal.organiser))
    for words in ("青岛市示例路九号 A 座 301 室，电话 85910002", HOSTILE):
        labels = wording.free_texts(notice.kind, notice.deal.procedure)
        place = next(one for one in revising.places(notice.content, labels) if "地址" in one.where.zh)
        said = {place.code: Text(words, words)}
        drafted = revisions.correct(
            notice_id=notice.id, said=said, ground="inaccurate", reason=f"门牌号有误{HOSTILE}", by=clerk
        )
        notice = deciding.approve(notice_id=drafted.id, by=world.actor("sun"))
    followers.catch_up()
    return notice.number


def later_today() -> str:
    """Return the platform's day, as an address writes it."""
    return clock.local_date(clock.now()).isoformat()
