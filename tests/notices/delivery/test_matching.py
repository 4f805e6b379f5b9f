"""Following finds what searching finds: whoever follows a search is told of a notice if, and only if, the search finds it."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation import clock, codes, followers
from foundation.errors import Invalid
from notices import queries
from notices.delivery import matching, wanted
from notices.delivery.follower import tell
from notices.delivery.wanted import Wanted
from notices.models import Delivery, Notice, Parcel, SavedSearch, Subscription
from notices.search import asking, indexing
from notices.search.asking import Question
from notices.search.facets import BANDS
from tests.notices.delivery.following import Following

pytestmark = pytest.mark.django_db


def question(wish: Wanted) -> Question:
    band = BANDS.get(wish.amount)
    return Question(
        phrases=wish.phrases, subject="notice", family=wish.family, kind=wish.kind, phase=wish.phase, organiser=wish.organiser,
        region=codes.region_prefix(wish.region) if wish.region else "",
        least=band.least if band else None, below=band.below if band else None,
    )  # fmt: skip


class TestMatching:
    def test_agrees_with_the_search(self, following: Following) -> None:
        following.publish()
        following.publish()
        chance = random.Random(5)
        notices = list(Notice.objects.all())
        text = "".join(notice.title + str(notice.content) for notice in notices)
        organiser = notices[0].deal.organiser_id
        wishes = [
            Wanted(),
            Wanted(text="測試工程"),
            Wanted(text="没有这样的"),
            Wanted(text="测试 青岛市"),
            Wanted(text="construction"),
        ]
        wishes += [Wanted(family=one) for one in ("construction", "land")]
        wishes += [Wanted(region=one) for one in ("370000", "370200", "370211")]
        wishes += [Wanted(amount=one) for one in BANDS]
        wishes += [Wanted(phase=one) for one in ("announced", "bidding", "concluded")]
        wishes += [
            Wanted(kind=notices[0].kind),
            Wanted(kind="land_result"),
            Wanted(organiser=organiser),
            Wanted(organiser="pty_X"),
        ]
        for _ in range(40):
            start = chance.randrange(len(text) - 12)
            some = Wanted(
                text=text[start : start + chance.randint(1, 9)], family=chance.choice(["", "construction"])
            )
            wishes += [some] if some.phrases else []
        by_id = {
            Subscription.objects.create(
                saved=wanted.save(wish), channel="email", frequency="daily", target=f"{n}@example.invalid", status="active",
                created_at=clock.now(), since=clock.now() - timedelta(days=999),
            ).id: wish
            for n, wish in enumerate(wishes)
        }  # fmt: skip
        entries = [indexing.of_notice(notice) for notice in queries.published()]
        found = {(one.notice, one.subscription) for one in matching.match(entries)}
        expected = {(hit.id, pk) for pk, wish in by_id.items() for hit in asking.find(question(wish)).hits}
        assert found == expected
        assert len({pk for _, pk in found}) > 20 and len({pk for _, pk in found}) < len(wishes)

    def test_is_of_what_is_published_since_somebody_follows(self, following: Following) -> None:
        following.publish()
        following.by()
        tell(set(Notice.objects.values_list("id", flat=True)))
        assert not Delivery.objects.exists()
        _, notices = following.publish()
        assert Delivery.objects.count() == len(notices)

    def test_tells_nothing_of_drafts(self, following: Following) -> None:
        following.by()
        made = following.world.draft()
        followers.catch_up()
        notice = Notice(
            number="x",
            deal_id=made.deal,
            kind="land_result",
            title="x",
            content={"sections": []},
            drafted_at=clock.now(),
        )
        notice.save()
        tell({notice.id})
        assert not Delivery.objects.exists()

    def test_asks_the_same_however_many_there_are(self, following: Following) -> None:
        following.by()
        following.by("cui", frequency="daily")
        asked = []
        for notices in (1, 3):
            for _ in range(notices - Notice.objects.count()):
                following.world.announced()
            followers.catch_up()
            Parcel.objects.all().delete()
            ids = set(Notice.objects.values_list("id", flat=True))
            with CaptureQueriesContext(connection) as queries_made:
                tell(ids)
            assert Delivery.objects.count() == 2 * notices
            asked.append(len(queries_made))
        assert asked[0] == asked[1] < 10


class TestWanted:
    def test_reads_the_address_of_the_search_page_and_keeps_what_can_be_followed(self) -> None:
        wish = Wanted.read("?text=++道路+ 改造&subject=deal&region=370202&since=2026-01-01&order=amount&x=y")
        assert wish == Wanted(text="道路 改造", region="370202")
        assert Wanted.read(wish.query()) == wish

    @pytest.mark.parametrize(
        ("wish", "field"),
        [
            (Wanted(text="公" * 61), "text"), (Wanted(text="！"), "text"), (Wanted(family="x"), "family"),
            (Wanted(region="999999"), "region"), (Wanted(phase="x"), "phase"), (Wanted(amount="x"), "amount"),
            (Wanted(kind="<b>"), "kind"), (Wanted(organiser="x"), "organiser"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_no_filter(self, wish: Wanted, field: str) -> None:
        with pytest.raises(Invalid) as refused:
            wanted.save(wish)
        assert list(refused.value.fields) == [field]

    def test_is_kept_once_for_all_who_ask_the_same(self, following: Following) -> None:
        wish = Wanted(text="道路", region="370202")
        for who in ("bai", "cui", "sun"):
            following.by(who, wish=wish)
        [saved] = SavedSearch.objects.all()
        assert saved.subscriptions.count() == 3
        assert following.by("bai", wish=wish) == saved.subscriptions.get(
            member_id=following.world.actor("bai").member_id
        )

    def test_is_found_by_the_word_that_fewest_have(self, following: Following) -> None:
        following.publish()
        assert wanted.save(Wanted(text="招标公告 隧道")).anchor == "隧道"
        assert wanted.save(Wanted(text="招标公告")).anchor in {"招标", "标公", "公告"}
