"""Following searches by the API: what the pages do, with a secret that is told once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from foundation import followers
from notices.delivery import outbox
from notices.delivery.sending import Sender
from notices.models import Parcel, Subscription
from tests.portal.test_bids import reader
from tests.world import World, build

pytestmark = pytest.mark.django_db
AT = "/api/v1/subscriptions/"


@pytest.fixture
def world() -> World:
    return build()


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(path, body or {}, content_type="application/json", headers=headers)


def sent() -> None:
    followers.catch_up()
    outbox.close_digests()
    sender = Sender(resolve=lambda *_: ["10.0.0.1"])
    while sender.turn():
        pass


class TestSubscriptions:
    def test_are_made_read_changed_and_deleted_by_their_owner(self, world: World) -> None:
        bai, cui = reader("bai"), reader("cui")
        made = post(
            bai, AT, {"search": {"text": "测试", "region": "370200"}, "channel": "inbox", "name": "一"}
        )
        assert made.status_code == 201
        own = f"{AT}{made.json()['id']}/"
        assert made.json()["search"] == {"text": "测试", "region": "370200"} and made.json()["secret"] == ""
        assert bai.get(own).json()["status"] == "active" and "secret" not in bai.get(own).json()
        assert [one["id"] for one in bai.get(AT).json()["results"]] == [made.json()["id"]]
        assert cui.get(AT).json()["results"] == [] and cui.get(own).status_code == 404
        assert cui.delete(own).status_code == 404
        world.announced()
        sent()
        [message] = bai.get("/api/v1/inbox/").json()["results"]
        assert message["subscription"] == made.json()["id"] and message["read_at"] is None
        assert cui.get("/api/v1/inbox/").json()["results"] == []
        assert post(cui, "/api/v1/inbox/read/", {"messages": [message["id"]]}).json() == {"read": 0}
        assert post(bai, "/api/v1/inbox/read/").json() == {"read": 1}
        [delivery] = bai.get(f"{own}deliveries/?outcome=sent").json()["results"]
        assert delivery["notices"] == [message["number"]]
        paused = bai.patch(own, {"status": "paused", "frequency": "weekly"}, content_type="application/json")
        assert (paused.json()["status"], paused.json()["frequency"], paused.json()["name"]) == (
            "paused",
            "weekly",
            "一",
        )
        assert bai.delete(own).status_code == 204 and bai.get(own).status_code == 404
        assert len(bai.get("/api/v1/inbox/").json()["results"]) == 1

    def test_tell_the_secret_of_a_webhook_once(self, world: World) -> None:
        assert world.cast
        bai, body = reader("bai"), {"channel": "webhook", "target": "https://hook.example/"}
        first, again = (post(bai, AT, body, **{"Idempotency-Key": "k"}).json() for _ in range(2))
        row = Subscription.objects.get()
        assert first["secret"] == row.secret and again == first | {"secret": None}
        new = post(bai, f"{AT}{row.id}/secret/").json()["secret"]
        assert new not in (first["secret"], None)
        assert post(bai, f"{AT}{row.id}/test/").json()["outcome"] == "waiting"
        sent()
        [test] = bai.get(f"{AT}{row.id}/deliveries/").json()["results"]
        assert (test["purpose"], test["reason"]) == ("test", "forbidden_address")
        Parcel.objects.update(status="dead", ended_at=row.created_at)
        [dead] = reader("chen").get("/api/v1/deliveries/").json()["results"]
        assert (dead["id"], dead["channel"]) == (test["id"], "webhook") and "hook.example" not in str(dead)
        assert reader("cui").get("/api/v1/deliveries/").status_code == 403
        assert post(reader("cui"), f"/api/v1/deliveries/{dead['id']}/retry/").status_code == 404
        assert post(reader("chen"), f"/api/v1/deliveries/{dead['id']}/retry/").json()["outcome"] == "waiting"
        assert post(bai, f"/api/v1/deliveries/{dead['id']}/retry/").json()["code"] == "parcel_not_dead"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"channel": "webhook", "target": "https://127.0.0.1/"}, "target"),
            ({"channel": "inbox", "search": {"family": "x"}}, "family"),
            ({"channel": "inbox", "search": {"nothing": "x"}}, "search.nothing"),
            ({"channel": "fax"}, "channel"),
        ],
    )
    def test_refuse_with_the_field(self, world: World, body: dict[str, Any], field: str) -> None:
        assert world.cast
        refused = post(reader("bai"), AT, body)
        assert refused.status_code == 422 and list(refused.json()["fields"]) == [field]
