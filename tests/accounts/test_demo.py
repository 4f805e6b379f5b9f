"""The demonstration's people: there on a demonstration, impossible in production."""

from typing import Any

import pytest
from django.test import Client

from accounts import demo
from accounts.cast import OPERATORS, PARTIES, PARTS
from accounts.models import ApiToken, Member, Party, User
from accounts.relations import related_parties
from accounts.roles import Role
from accounts.sessions import actor_of_token
from foundation.codes import check_uscc
from foundation.errors import Forbidden
from foundation.ids import is_id
from tests.accounts.conftest import sign_in

pytestmark = pytest.mark.django_db


class TestPrepare:
    def test_makes_every_role_once_however_often_it_runs(self) -> None:
        first = demo.prepare()
        counts = [model.objects.count() for model in (Party, User, Member, ApiToken)]
        second = demo.prepare()
        assert [model.objects.count() for model in (Party, User, Member, ApiToken)] == counts
        assert first.tokens == second.tokens
        roles = {Role(member.role) for member in first.members.values()}
        assert roles == set(Role) - {Role.CLOCK, Role.PUBLIC}

    def test_gives_organisations_right_codes(self) -> None:
        parties = demo.prepare().parties
        for key, party in parties.items():
            assert is_id(party.pk, "pty")
            if PARTIES[key].body:
                assert party.code and check_uscc(party.code) == party.code
        assert parties["lin"].kind == "person" and parties["lin"].is_verified

    def test_makes_three_custodians_of_whom_none_runs_the_platform(self) -> None:
        parties = demo.prepare().parties
        keepers = {part.party for part in PARTS.values() if part.role is Role.CUSTODIAN}
        assert len(keepers) == 3 and not keepers & set(OPERATORS)
        ids = {parties[key].pk for key in (*keepers, *OPERATORS)}
        assert all(not related_parties(party_id) & ids for party_id in ids)

    def test_makes_eight_bidders_that_nothing_ties_together(self) -> None:
        parties = demo.prepare().parties
        free = {"bai", "cui", "deng", "fang", "gao", "han", "jiang", "kong"}
        ids = {parties[key].pk for key in free}
        assert all(not related_parties(party_id) & ids for party_id in ids)
        assert related_parties(parties["bai"].pk) == {parties["qin"].pk}

    def test_gives_tokens_that_act_as_their_member(self) -> None:
        made = demo.prepare()
        for key, part in PARTS.items():
            actor = actor_of_token(demo.token_of(key))
            assert actor is not None, key
            assert (actor.member_id, actor.role) == (made.members[key].pk, part.role)

    def test_lets_people_sign_in_with_the_documented_password(self, client: Client, pages: Any) -> None:
        made = demo.prepare()
        sign_in(client, User.objects.get(email="su@demo.invalid"), demo.PASSWORD)
        assert client.get("/who").json()["label"] == made.members["su"].pk

    def test_leaves_the_stranger_without_a_party(self) -> None:
        demo.prepare()
        assert not Member.objects.filter(user__email="mo@demo.invalid").exists()


class TestProduction:
    def test_refuses_to_make_them(self, settings: Any) -> None:
        settings.MODE = "production"
        with pytest.raises(Forbidden, match="demo_in_production"):
            demo.prepare()
        assert not User.objects.exists()

    def test_lets_no_token_and_no_password_in(self, client: Client, pages: Any) -> None:
        demo.prepare()
        pages.MODE = "production"
        assert [actor_of_token(demo.token_of(key)) for key in PARTS] == [None] * len(PARTS)
        sign_in(client, User.objects.get(email="guan@demo.invalid"), demo.PASSWORD)
        assert "_auth_user_id" not in client.session

    def test_lets_no_other_token_of_a_demonstration_user_in(self, settings: Any) -> None:
        made = demo.prepare()
        ApiToken.objects.filter(member=made.members["bai"]).update(is_demo=False)
        settings.MODE = "production"
        assert actor_of_token(demo.token_of("bai")) is None
