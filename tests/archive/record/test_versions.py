"""Versions of a notice on record: each stays where it is, and what must not be public is gone within the turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.actor import Actor
from accounts.roles import Role
from foundation import followers
from foundation.text import Text
from notices import revising, wording
from notices.actions import deciding, revisions
from notices.models import Notice
from tests.archive.record.test_publishing import SIGNER, published, tree_of
from tests.factories.accounts import MemberFactory, actor
from tests.world import World, build
from toolkit.mirroring.notes import Tombstone

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def notice(world: World) -> Notice:
    """The second version of a notice: the organiser's address was corrected."""
    made = world.announced()
    followers.catch_up()
    found = Notice.objects.get(deal=made.deal, kind="construction_tender")
    places = revising.places(found.content, wording.free_texts(found.kind, found.deal.procedure))
    address = next(one for one in places if "地址" in one.where.zh)
    row = revisions.correct(
        notice_id=found.id, said={address.code: Text("示例路九号", "9 Example Road")}, ground="inaccurate", reason="地址有误",
        by=world.actor("sun"),
    )  # fmt: skip
    colleague: Actor = actor(
        MemberFactory.create(role=Role.ORGANISER, party=world.cast.parties["housing_bureau"])
    )
    deciding.approve(notice_id=row.id, by=colleague)
    return Notice.objects.select_related("first").get(id=row.id)


class TestACorrection:
    def test_lies_beside_what_it_corrects(self, notice: Notice, tmp_path: Path) -> None:
        assert published(tmp_path).differences == []
        assert notice.first
        first, second = (tmp_path / f"notices/{notice.first.number}/{version}.html" for version in (1, 2))
        assert "示例路九号" not in first.read_text()
        assert "示例路九号" in second.read_text()


class TestAWithdrawalOfWhatMustNotBePublic:
    def test_takes_the_versions_before_it_off_the_record(
        self, notice: Notice, world: World, tmp_path: Path
    ) -> None:
        published(tmp_path)
        row = revisions.withdraw(
            notice_id=notice.id, ground="third_party", reason="含个人信息", by=world.actor("chen")
        )
        assert published(tmp_path).differences == []
        assert notice.first
        folder = tmp_path / f"notices/{notice.first.number}"
        assert sorted(one.name for one in folder.iterdir()) == [
            "1.html.withdrawn", "1.json.withdrawn", "2.html.withdrawn", "2.json.withdrawn", "3.html", "3.json",
        ]  # fmt: skip
        said = Tombstone.read((folder / "2.html.withdrawn").read_text(), SIGNER.verifier)
        assert said.article == row.law
        assert "个人隐私" in said.reason
        assert not any(
            "示例路九号" in content.decode(errors="replace") for content, _ in tree_of(tmp_path).values()
        )

    def test_leaves_no_trace_where_it_came_before_the_publisher(
        self, notice: Notice, world: World, tmp_path: Path
    ) -> None:
        followers.catch_up()
        revisions.withdraw(
            notice_id=notice.id, ground="third_party", reason="含个人信息", by=world.actor("chen")
        )
        assert published(tmp_path).differences == []
        assert not any(
            "示例路九号" in content.decode(errors="replace") for content, _ in tree_of(tmp_path).values()
        )
