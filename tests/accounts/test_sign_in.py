"""Sessions: who a browser is, and in which capacity."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.test import Client

from accounts.actions.members import revoke_member
from accounts.actions.parties import suspend_party
from accounts.actions.tokens import create_token
from accounts.models import User
from accounts.models.parties import PartyStatus
from accounts.roles import Role
from foundation import clock
from tests.accounts.conftest import sign_in
from tests.factories.accounts import MemberFactory, PartyFactory, actor, chen, cui, guan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]


def who(client: Client) -> dict[str, str]:
    answer: dict[str, str] = client.get("/who").json()
    return answer


class TestAnonymous:
    def test_visitors_cost_no_query(self, client: Client, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert who(client) == {"label": "public", "role": "public"}

    def test_pages_that_do_not_look_cost_no_query_when_signed_in(
        self, client: Client, signed_up: User, django_assert_num_queries: Any
    ) -> None:
        sign_in(client, signed_up)
        with django_assert_num_queries(0):
            client.get("/quiet")


class TestArrival:
    def test_is_before_the_answer_on_the_platforms_clock(self, client: Client) -> None:
        before = clock.now()
        at = datetime.fromisoformat(client.get("/arrival").json()["at"])
        assert before - timedelta(milliseconds=5) <= at <= clock.now()


class TestSignIn:
    def test_acts_in_the_only_membership(self, client: Client, signed_up: User) -> None:
        member = MemberFactory.create(user=signed_up)
        assert sign_in(client, signed_up).status_code == 302
        assert who(client) == {"label": member.pk, "role": "bidder"}

    def test_ignores_the_case_of_the_address(self, client: Client, signed_up: User) -> None:
        client.post(
            "/accounts/login/", {"login": signed_up.email.upper(), "password": "correct horse battery staple"}
        )
        assert who(client)["label"] == signed_up.pk

    def test_is_a_user_of_no_party_for_a_stranger(self, client: Client, signed_up: User) -> None:
        sign_in(client, signed_up)
        assert who(client) == {"label": signed_up.pk, "role": "public"}

    def test_asks_the_database_twice_beside_the_session(
        self, client: Client, signed_up: User, django_assert_num_queries: Any
    ) -> None:
        MemberFactory.create(user=signed_up)
        sign_in(client, signed_up)
        with django_assert_num_queries(3):  # session, user, member
            who(client)

    def test_changes_the_session_key(self, client: Client, signed_up: User) -> None:
        """A60: a cookie planted before is worth nothing after."""
        client.session.save()
        planted = client.session.session_key
        sign_in(client, signed_up)
        assert client.session.session_key != planted

    def test_answers_alike_for_a_wrong_password_and_an_unknown_address(
        self, client: Client, signed_up: User
    ) -> None:
        """A61: nobody learns who has an account."""
        wrong = sign_in(client, signed_up, "wrong")
        unknown = client.post("/accounts/login/", {"login": "none@example.invalid", "password": "wrong"})
        assert wrong.status_code == unknown.status_code == 200
        assert list(wrong.context["form"].errors.values()) == list(unknown.context["form"].errors.values())

    def test_is_throttled(self, client: Client, signed_up: User) -> None:
        for _ in range(30):
            answer = sign_in(client, signed_up, "wrong")
        assert answer.status_code in (200, 429)
        sign_in(client, signed_up)
        assert who(client)["label"] == "public"

    def test_dies_with_the_user(self, client: Client, signed_up: User) -> None:
        sign_in(client, signed_up)
        User.objects.filter(pk=signed_up.pk).update(is_active=False)
        assert who(client)["label"] == "public"

    def test_of_a_demonstration_account_is_refused_in_production(
        self, client: Client, signed_up: User, pages: Any
    ) -> None:
        User.objects.filter(pk=signed_up.pk).update(is_demo=True)
        sign_in(client, signed_up)
        assert who(client)["label"] == signed_up.pk
        pages.MODE = "production"
        assert who(client)["label"] == "public"  # the open session is dead
        newcomer = Client()
        sign_in(newcomer, signed_up)
        assert "_auth_user_id" not in newcomer.session
        assert who(newcomer)["label"] == "public"


class TestRevocation:
    def test_holds_at_the_next_request(self, client: Client, signed_up: User) -> None:
        """A24."""
        member = MemberFactory.create(user=signed_up)
        sign_in(client, signed_up)
        assert who(client)["label"] == member.pk
        revoke_member(member_id=member.pk, by=actor(guan()))
        assert who(client) == {"label": signed_up.pk, "role": "public"}

    def test_holds_for_a_chosen_member_too(self, client: Client, signed_up: User) -> None:
        member, _ = MemberFactory.create_batch(2, user=signed_up)
        sign_in(client, signed_up)
        client.post(f"/accounts/act-as/{member.pk}")
        assert who(client)["label"] == member.pk
        revoke_member(member_id=member.pk, by=actor(guan()))
        assert who(client) == {"label": signed_up.pk, "role": "public"}

    def test_of_a_party_holds_for_its_members(self, client: Client, signed_up: User) -> None:
        member = MemberFactory.create(user=signed_up)
        sign_in(client, signed_up)
        suspend_party(party_id=member.party_id, reason="因故", by=actor(guan()))
        assert who(client)["role"] == "public"

    def test_leaves_members_of_unverified_parties_without_a_role(
        self, client: Client, signed_up: User
    ) -> None:
        MemberFactory.create(user=signed_up, party=PartyFactory.create(unverified=True))
        sign_in(client, signed_up)
        assert who(client) == {"label": signed_up.pk, "role": "public"}


class TestActAs:
    def test_chooses_one_of_several(self, client: Client, signed_up: User) -> None:
        bidder = MemberFactory.create(user=signed_up)
        organiser = MemberFactory.create(user=signed_up, role=Role.ORGANISER)
        sign_in(client, signed_up)
        assert who(client)["role"] == "public"  # none of two before choosing
        key = client.session.session_key
        assert (
            client.post(f"/accounts/act-as/{organiser.pk}", {"next": "/quiet"}).headers["Location"]
            == "/quiet"
        )
        assert client.session.session_key != key
        assert who(client) == {"label": organiser.pk, "role": "organiser"}
        client.post(f"/accounts/act-as/{bidder.pk}")
        assert who(client) == {"label": bidder.pk, "role": "bidder"}
        client.post("/accounts/act-as/none")
        assert who(client)["role"] == "public"

    def test_hides_members_of_others(self, client: Client, signed_up: User) -> None:
        sign_in(client, signed_up)
        assert client.post(f"/accounts/act-as/{cui().pk}").status_code == 404
        assert client.post("/accounts/act-as/mem_none").status_code == 404

    def test_wants_a_post_a_session_and_a_csrf_token(self, signed_up: User) -> None:
        member = MemberFactory.create(user=signed_up)
        strict = Client(enforce_csrf_checks=True)
        assert (
            Client().post(f"/accounts/act-as/{member.pk}").headers["Location"].startswith("/accounts/login")
        )
        strict.force_login(signed_up, backend="django.contrib.auth.backends.ModelBackend")
        assert strict.get(f"/accounts/act-as/{member.pk}").status_code == 405
        assert strict.post(f"/accounts/act-as/{member.pk}").status_code == 403

    def test_goes_to_no_other_site(self, client: Client, signed_up: User) -> None:
        member = MemberFactory.create(user=signed_up)
        sign_in(client, signed_up)
        for target in ("https://evil.invalid/", "//evil.invalid", "javascript:alert(1)"):
            answer = client.post(f"/accounts/act-as/{member.pk}", {"next": target})
            assert answer.headers["Location"] == "/"

    def test_is_offered_on_a_page(self, client: Client, signed_up: User) -> None:
        members = MemberFactory.create_batch(2, user=signed_up)
        sign_in(client, signed_up)
        page = client.get("/accounts/capacities/").content.decode()
        assert all(f"/accounts/act-as/{member.pk}" in page for member in members)
        assert "选择身份" in page
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        english = client.get("/accounts/capacities/").content.decode()
        assert "Choose a capacity" in english


class TestSecondFactor:
    def test_is_asked_of_staff_where_required(self, client: Client, signed_up: User, pages: Any) -> None:
        """A62: an officer who gave a password only is nobody."""
        pages.SECOND_FACTOR_REQUIRED = True
        officer = MemberFactory.create(user=signed_up, role=Role.CENTRE)
        sign_in(client, signed_up)
        assert who(client)["role"] == "public"
        answer = client.post(f"/accounts/act-as/{officer.pk}")
        assert answer.headers["Location"] == "/accounts/2fa/"
        assert who(client)["role"] == "public"

    def test_is_always_required_in_production(self, client: Client, signed_up: User, pages: Any) -> None:
        pages.MODE = "production"
        MemberFactory.create(user=signed_up, role=Role.SUPERVISOR)
        sign_in(client, signed_up)
        assert who(client)["role"] == "public"

    def test_is_not_asked_of_bidders(self, client: Client, signed_up: User, pages: Any) -> None:
        pages.SECOND_FACTOR_REQUIRED = True
        MemberFactory.create(user=signed_up)
        sign_in(client, signed_up)
        assert who(client)["role"] == "bidder"

    def test_lets_an_officer_in_with_a_one_time_code(
        self, client: Client, signed_up: User, pages: Any
    ) -> None:
        pages.SECOND_FACTOR_REQUIRED = True
        MemberFactory.create(user=signed_up, role=Role.CENTRE)
        secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        TOTP.activate(signed_up, secret)
        sign_in(client, signed_up)
        assert who(client)["label"] == "public"
        counter = next(iter(yield_hotp_counters_from_time()))
        client.post("/accounts/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, counter))})
        assert who(client)["role"] == "centre"


class TestBearer:
    def test_is_the_tokens_member_whatever_the_session_says(self, client: Client, signed_up: User) -> None:
        MemberFactory.create(user=signed_up)
        sign_in(client, signed_up)
        other = cui()
        _, raw = create_token(name="x", by=actor(other))
        answer = client.get("/who", headers={"authorization": f"Bearer {raw}"}).json()
        assert answer == {"label": other.pk, "role": "bidder"}
        wrong = client.get("/who", headers={"authorization": "Bearer yg_wrong"}).json()
        assert wrong["label"] == "public"  # never falls back on the session


def test_staff_of_an_unverified_party_is_nobody(client: Client, signed_up: User) -> None:
    party = chen().party
    MemberFactory.create(user=signed_up, party=party, role=Role.CENTRE)
    party.status = PartyStatus.SUSPENDED
    party.save()
    sign_in(client, signed_up)
    assert who(client)["role"] == "public"
