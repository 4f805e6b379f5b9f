"""Pages of the accounts floor: invitations, sign-up, files of the local authority."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.actions.members import invite_member
from accounts.models import Member, User
from accounts.roles import Role
from tests.accounts.conftest import sign_in
from tests.factories.accounts import MemberFactory, actor, bai

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]


def who(client: Client) -> dict[str, str]:
    answer: dict[str, str] = client.get("/who").json()
    return answer


class TestInvitation:
    def invited(self, user: User, inviter: Member) -> str:
        _, secret = invite_member(
            party_id=inviter.party_id, email=user.email, role=Role.BIDDER, by=actor(inviter)
        )
        return secret

    def test_joins_and_acts(self, client: Client, signed_up: User) -> None:
        inviter = bai()
        sign_in(client, signed_up)
        client.post("/accounts/invitation/", {"secret": self.invited(signed_up, inviter)})
        member = Member.objects.get(user=signed_up)
        assert who(client) == {"label": member.pk, "role": "bidder"}

    def test_says_why_not(self, client: Client, signed_up: User) -> None:
        sign_in(client, signed_up)
        answer = client.post("/accounts/invitation/", {"secret": "<script>"})
        assert answer.status_code == 404
        assert "邀请无效或者已过期" in answer.content.decode()
        MemberFactory.create(user=signed_up, role=Role.CENTRE)
        answer = client.post("/accounts/invitation/", {"secret": self.invited(signed_up, bai())})
        assert answer.status_code == 409
        assert "交易中心工作人员不得担任投标人一方的成员" in answer.content.decode()


class TestSignUp:
    def test_sends_a_confirmation_and_keeps_the_name(self, client: Client) -> None:
        fields = {
            "email": "Mo@Example.invalid",
            "display_name": "  莫\u202e ",
            "password1": "correct horse battery",
            "password2": "correct horse battery",
        }
        client.post("/accounts/signup/", fields)
        user = User.objects.get()
        assert (user.email, user.display_name) == ("mo@example.invalid", "莫")
        assert user.created_at is not None
        assert not EmailAddress.objects.get(user=user).verified
        assert mail.outbox[0].to == ["mo@example.invalid"]

    def test_does_not_tell_who_has_an_account(self, client: Client, signed_up: User) -> None:
        fields = {
            "display_name": "莫",
            "password1": "correct horse battery",
            "password2": "correct horse battery",
        }
        taken = client.post("/accounts/signup/", {"email": signed_up.email, **fields})
        free = Client().post("/accounts/signup/", {"email": "free@example.invalid", **fields})
        assert (taken.status_code, taken.headers["Location"]) == (free.status_code, free.headers["Location"])


class TestAuthorityFiles:
    def test_are_public_on_a_demonstration_and_absent_in_production(self, client: Client, pages: Any) -> None:
        assert client.get("/accounts/ca/chain.pem").content.startswith(b"-----BEGIN CERTIFICATE-----")
        assert client.get("/accounts/ca/issuing.crl").headers["Content-Type"] == "application/pkix-crl"
        pages.MODE = "production"
        assert client.get("/accounts/ca/chain.pem").status_code == 404
        assert client.get("/accounts/ca/issuing.crl").status_code == 404


class TestPages:
    @pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/"])
    def test_read_chinese_first(self, client: Client, path: str) -> None:
        page = client.get(f"/accounts/{path}").content.decode()
        assert 'lang="zh-Hans"' in page
        assert any(word in page for word in ("登录", "注册", "密码"))
