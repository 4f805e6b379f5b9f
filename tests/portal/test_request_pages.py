"""The pages of requests for information: filed with a receipt, dealt with at the desk, read by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from foundation import clock
from notices.models import InformationRequest
from tests.portal.test_bids import reader
from tests.world import World

pytestmark = pytest.mark.django_db
SAID = {
    "name": "莫某", "identity": "11010519491231002X", "contact": "13800000000", "what": "<b>某项目</b>的验收报告", "form": "electronic",
}  # fmt: skip


@pytest.fixture
def mo(world: World) -> Client:
    """Somebody with an account and no capacity."""
    client = Client()
    client.force_login(User.objects.get(email="mo@demo.invalid"))
    return client


def filed(client: Client, **given: str) -> Any:
    return client.post("/requests/new/", SAID | given)


class TestARequest:
    def test_is_filed_answered_and_read_by_its_applicant(self, mo: Client) -> None:
        answer = filed(mo)
        path = answer["Location"]
        page = mo.get(path).text
        for said in ("回执", "2026年3月31日", "莫某", "&lt;b&gt;某项目&lt;/b&gt;", "撤回申请"):
            assert said in page
        assert SAID["identity"] not in page
        assert path in mo.get("/requests/").text
        chen = reader("chen")
        assert path in chen.get("/requests/desk/").text
        kept = chen.post(path, {"act": "answer", "answer": "withheld", "reply": "含商业秘密"})
        assert kept.status_code == 422
        assert "含商业秘密" in kept.text
        assert 'id="ground-error"' in kept.text
        whole = {"act": "answer", "answer": "withheld", "ground": "third_party", "reply": "含商业秘密"}
        assert chen.post(path, whole).status_code == 302
        told = mo.get(path).text
        assert "《政府信息公开条例》第15条" in told
        assert "行政复议" in told
        assert "不予公开，说明理由" in Client().get("/requests/").text

    def test_is_nobody_elses(self, mo: Client) -> None:
        path = filed(mo)["Location"]
        assert Client().get(path).status_code == 404
        assert reader("bai").get(path).status_code == 404
        watched = reader("su").get(path).text
        assert "莫某" not in watched
        assert "13800000000" not in watched
        assert (
            reader("su").post(path, {"act": "answer", "answer": "provided", "reply": "x"}).status_code == 422
        )

    def test_that_is_incomplete_loses_nothing(self, mo: Client) -> None:
        answer = filed(mo, identity="123", form="")
        assert answer.status_code == 422
        assert "莫某" in answer.text
        assert 'id="identity-error"' in answer.text
        assert not InformationRequest.objects.exists()

    def test_that_is_overdue_stands_first_at_the_desk(self, mo: Client) -> None:
        path = filed(mo)["Location"]
        clock.shift_to(clock.now() + timedelta(days=30))
        assert "逾期未答复" in reader("su").get("/requests/desk/").text
        assert ">逾期<" in reader("chen").get(path).text

    def test_needs_an_account(self, world: World) -> None:
        assert "/accounts/login/" in filed(Client())["Location"]

    def test_through_the_api_keeps_no_number_and_tells_it_once(self, world: World) -> None:
        client = reader("bai")
        key = {"Idempotency-Key": "once"}
        first = client.post(
            "/api/v1/information-requests/", SAID, content_type="application/json", headers=key
        )
        again = client.post(
            "/api/v1/information-requests/", SAID, content_type="application/json", headers=key
        )
        assert (first.status_code, first.json()["applicant"]["identity_tail"]) == (201, "002X")
        assert (again.status_code, again.json()["applicant"]) == (201, None)
        assert InformationRequest.objects.count() == 1
