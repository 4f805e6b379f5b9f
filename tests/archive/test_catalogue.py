"""The catalogue counts what is public and leads to it: seven common branches, and each body's own."""

from __future__ import annotations

import pytest
from django.test import Client

from archive import catalogue
from foundation import followers
from notices.models import Notice
from tests.world import build
from trading.law.notice_contents import KINDS

pytestmark = pytest.mark.django_db


class TestTheCatalogue:
    def test_has_seven_branches_with_every_kind_of_notice_once(self) -> None:
        branches = catalogue.common()
        assert len(branches) == 7
        assert all(branch.law for branch in branches)
        kinds = [
            leaf.address.partition("kind=")[2]
            for branch in branches
            for leaf in branch.leaves
            if "kind=" in leaf.address
        ]
        assert sorted(kinds) == sorted(KINDS)
        assert catalogue.bodies() == []

    def test_counts_what_is_public_and_leads_to_it(self, django_assert_max_num_queries) -> None:
        world = build()
        made = world.announced()
        world.draft()
        followers.catch_up()
        notice = Notice.objects.get(deal=made.deal)
        with django_assert_max_num_queries(4):
            (counted,) = [
                leaf
                for branch in catalogue.common()
                for leaf in branch.leaves
                if leaf.count and "kind=" in leaf.address
            ]
            (body,) = catalogue.bodies()
        assert (counted.count, counted.last) == (1, notice.published_at)
        assert (body.title.zh, body.count) == (notice.deal.organiser.name, 1)
        for address in (counted.address, body.leaves[0].address):
            assert notice.number in Client().get(address).text
        page = Client().get("/catalogue/").text
        assert notice.deal.organiser.name in page
        assert counted.address.replace("&", "&amp;") in page
