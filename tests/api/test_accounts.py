"""Parties, members, invitations, certificates and tokens over the API: everybody keeps their own house."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts import demo
from accounts.models import ApiToken, Invitation, Member, Party, User
from accounts.roles import Role
from config.demo.stage import Answer
from foundation.models import RememberedAnswer
from tests.accounts.keys import new_key, request_for
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def party(world: World, who: str) -> str:
    return f"/api/v1/parties/{world.cast.members[who].party_id}"


def signed_in(who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(email=f"{who}@demo.invalid"))
    return client


def get(world: World, who: str | None, path: str) -> Answer:
    return world.stage._send(who, "GET", path, None)


class TestParties:
    def test_are_found_by_name_code_and_looks(self, world: World) -> None:
        bai = world.cast.members["bai"].party
        for query in (
            "name=白沙",
            f"code={bai.code}",
            f"looks_like={bai.name.replace('（', ' (')}",
            "verified=true&name=白沙",
        ):
            listed = get(world, None, f"/api/v1/parties/?{query}").body["results"]
            assert [row["id"] for row in listed] == [bai.id], query

    def test_hide_what_was_merely_typed_and_natural_persons(self, world: World) -> None:
        body = {
            "kind": "organisation",
            "name": "青岛白沙建设有限公司（演示）",
            "role": "bidder",
            "code": world.cast.members["bai"].party.code,
        }
        made = signed_in("mo").post("/api/v1/parties/", body, content_type="application/json")
        assert (made.status_code, made.json()["verified"]) == (201, False)
        claimed, person = made.json()["id"], world.cast.members["lin"].party_id
        seen = {row["id"] for row in world.stage.pages(None, "/api/v1/parties/")}
        assert not seen & {claimed, person}
        for hidden in (claimed, person):
            assert get(world, "cui", f"/api/v1/parties/{hidden}/").status == 404
            assert get(world, "guan", f"/api/v1/parties/{hidden}/").status == 200
        assert signed_in("mo").get(f"/api/v1/parties/{claimed}/").json()["claimed_code"] == body["code"]

    def test_show_their_inside_to_themselves(self, world: World) -> None:
        own, other = (get(world, who, f"{party(world, 'bai')}/").body for who in ("bai", "cui"))
        assert (own["status"], other["status"]) == ("active", None)
        assert own["legal_representative"]
        assert other["legal_representative"] is None

    def test_forget_an_identity_number(self, world: World) -> None:
        number = "11010519491231002X"
        body = {"kind": "person", "name": "王某", "role": "bidder", "identity_number": number}
        made = signed_in("mo").post(
            "/api/v1/parties/",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": "p-1"},
        )
        assert made.status_code == 201
        kept = RememberedAnswer.objects.get(key="p-1")
        assert number not in bytes(kept.body).decode()
        from foundation import idempotency

        plain = idempotency.fingerprint("POST", "/api/v1/parties/", json.dumps(body).encode())
        assert kept.fingerprint != plain

    def test_that_are_dissolved_act_no_more(self, world: World) -> None:
        world.tell("guan", f"{party(world, 'bai')}/suspend/", {"reason": "吊销"})
        assert get(world, "bai", "/api/v1/me/").status == 401
        assert get(world, None, f"{party(world, 'bai')}/").body["verified"] is False
        world.tell("guan", f"{party(world, 'bai')}/restore/", {"reason": "更正"})
        assert get(world, "bai", "/api/v1/me/").status == 200


class TestInvitations:
    def invite(self, world: World, key: str = "i-1") -> Any:
        headers = {"Authorization": f"Bearer {demo.token_of('bai')}", "Idempotency-Key": key}
        body = {"email": "mo@demo.invalid", "role": "bidder"}
        return Client().post(
            f"{party(world, 'bai')}/invitations/", body, content_type="application/json", headers=headers
        )

    def test_let_a_person_join(self, world: World) -> None:
        secret = self.invite(world).json()["secret"]
        assert world.stage.attempt("cui", "/api/v1/invitations/accept/", {"secret": secret}).status == 404
        joined = signed_in("mo").post(
            "/api/v1/invitations/accept/", {"secret": secret}, content_type="application/json"
        )
        assert (joined.status_code, joined.json()["role"]) == (201, "bidder")
        assert signed_in("mo").get("/api/v1/me/").json()["party"] == world.cast.members["bai"].party_id

    def test_tell_their_secret_once(self, world: World) -> None:
        first, again = self.invite(world).json(), self.invite(world).json()
        assert first["secret"]
        assert again == first | {"secret": None}
        assert Invitation.objects.count() == 1
        assert first["secret"] not in bytes(RememberedAnswer.objects.get(key="i-1").body).decode()

    def test_are_taken_back(self, world: World) -> None:
        made = self.invite(world).json()
        assert world.stage.attempt("cui", f"/api/v1/invitations/{made['id']}/revoke/").status == 404
        world.tell("bai", f"/api/v1/invitations/{made['id']}/revoke/")
        late = signed_in("mo").post(
            "/api/v1/invitations/accept/", {"secret": made["secret"]}, content_type="application/json"
        )
        assert late.status_code == 404
        assert (
            world.stage.attempt("bai", f"/api/v1/invitations/{made['id']}/revoke/").body["code"]
            == "invitation_over"
        )


class TestMembers:
    def test_change_their_role_as_another_member(self, world: World) -> None:
        bai = world.cast.members["bai"]
        Member.objects.create(
            user=User.objects.get(email="mo@demo.invalid"),
            party=bai.party,
            role=Role.ORGANISER,
            created_at=bai.created_at,
        )
        changed = world.tell("guan", f"/api/v1/members/{bai.id}/", {"role": "organiser"}, method="PATCH")
        assert changed["role"] == "organiser"
        assert changed["id"] != bai.id
        bai.refresh_from_db()
        assert not bai.is_active
        assert get(world, "bai", "/api/v1/me/").status == 401  # the token was the former member's

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"role": "centre"}, 403, "role_not_yours_to_give"),
            ({"role": "organiser"}, 403, "role_not_yours_to_give"),  # a role that the party does not hold
            ({"regions": ["370200"]}, 403, "role_not_allowed"),
            ({"role": "clock"}, 422, "invalid"),
            ({"party": "pty_x"}, 422, "unknown_field"),
            ({"status": "active"}, 422, "unknown_field"),
        ],
    )
    def test_do_not_raise_themselves(
        self, world: World, body: dict[str, Any], status: int, code: str
    ) -> None:
        path = f"/api/v1/members/{world.cast.members['bai'].id}/"
        answer = world.stage.attempt("bai", path, body, method="PATCH")
        assert (answer.status, answer.body["code"]) == (status, code)

    def test_who_end_take_their_tokens_along(self, world: World) -> None:
        world.tell("bai", f"/api/v1/members/{world.cast.members['bai'].id}/revoke/")
        assert get(world, "bai", "/api/v1/deals/").status == 401

    def test_are_scoped_by_an_administrator(self, world: World) -> None:
        chen = world.cast.members["chen"]
        changed = world.tell("guan", f"/api/v1/members/{chen.id}/", {"regions": ["370300"]}, method="PATCH")
        assert (changed["id"], changed["regions"]) == (chen.id, ["370300"])
        assert get(world, "chen", f"/api/v1/deals/{world.draft().deal}/").status == 404


class TestCertificates:
    def test_are_issued_listed_and_revoked(self, world: World) -> None:
        path = f"{party(world, 'bai')}/certificates/"
        made = world.tell("bai", path, {"csr": request_for(new_key())})
        assert made["pem"].startswith("-----BEGIN CERTIFICATE-----")
        assert made["id"] in {row["id"] for row in world.stage.pages("bai", path)}
        assert list(world.stage.pages("cui", path)) == []
        assert get(world, "bai", "/api/v1/me/").body["certificate"] == made["id"]
        world.tell("bai", f"/api/v1/certificates/{made['id']}/revoke/", {"reason": "superseded"})
        assert get(world, "bai", "/api/v1/me/").body["certificate"] != made["id"]

    def test_for_seals_are_an_administrators(self, world: World) -> None:
        body = {"csr": request_for(new_key()), "purpose": "seal"}
        refused = world.stage.attempt("bai", f"{party(world, 'bai')}/certificates/", body)
        assert (refused.status, refused.body["code"]) == (403, "purpose_not_allowed")


class TestTokens:
    def test_are_made_by_a_person_who_is_there(self, world: World) -> None:
        path, client = "/api/v1/me/tokens/", Client()
        client.post("/accounts/login/", {"login": "bai@demo.invalid", "password": demo.PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": demo.PASSWORD})
        made = client.post(path, {"name": "erp", "days": 30}, content_type="application/json")
        assert made.status_code == 201, made.content
        as_program = {"Authorization": f"Bearer {made.json()['token']}"}
        assert Client().get("/api/v1/me/", headers=as_program).json()["role"] == "bidder"
        listed = Client().get(path, headers=as_program).json()["results"]
        assert made.json()["id"] in {row["id"] for row in listed}
        assert "token" not in listed[0]
        assert "digest" not in json.dumps(listed)
        world.tell("bai", f"/api/v1/tokens/{made.json()['id']}/revoke/")
        assert Client().get("/api/v1/me/", headers=as_program).status_code == 401

    def test_are_not_made_by_a_token_nor_in_an_old_session(self, world: World) -> None:
        body = {"name": "erp"}
        assert world.stage.attempt("bai", "/api/v1/me/tokens/", body).body["code"] == "session_needed"
        old = signed_in("bai").post("/api/v1/me/tokens/", body, content_type="application/json")
        assert (old.status_code, old.json()["code"]) == (403, "reauthentication_needed")

    def test_of_others_are_not_found(self, world: World) -> None:
        token = ApiToken.objects.get(member=world.cast.members["cui"])
        assert world.stage.attempt("bai", f"/api/v1/tokens/{token.id}/revoke/").status == 404


class TestOwners:
    def test_are_declared_by_the_party(self, world: World) -> None:
        cui = world.cast.members["cui"].party
        path = f"{party(world, 'bai')}/owners/"
        world.tell("bai", path, {"owner": cui.id, "share": "30"})
        assert [row["owner"]["id"] for row in world.stage.pages("bai", path)] == [cui.id]
        assert get(world, "cui", path).status == 403
        assert Party.objects.count() == len(
            {row["id"] for row in world.stage.pages("guan", "/api/v1/parties/")}
        )
