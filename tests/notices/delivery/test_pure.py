"""Signatures as the standard writes them, digests at their hour, and gateways that fill in what they are given."""

from __future__ import annotations

import base64
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pytest_django import Settings

from foundation.clock import ZONE
from notices.delivery import reasons, texting, timing, webhooks
from notices.delivery.calling import NotTaken

INSTANTS = some.integers(946_684_800, 7_258_118_400).map(lambda second: datetime.fromtimestamp(second, UTC))


class TestSignature:
    def test_is_that_of_the_standards_own_example(self) -> None:
        """The vector in the libraries of the Standard Webhooks (standard-webhooks/standard-webhooks, Apache 2.0)."""
        found = webhooks.signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
        )  # fmt: skip
        assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @pytest.mark.parametrize("body", [b"", "公告\n".encode(), b"x" * 100_000])
    def test_is_what_openssl_computes(self, body: bytes) -> None:
        secret, at = webhooks.new_secret(), 1_772_413_200
        key = base64.b64decode(secret.removeprefix("whsec_"))
        assert len(key) == 32
        command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary"]
        made = subprocess.run(
            command, input=b"pcl_1.1772413200." + body, capture_output=True, check=True
        ).stdout
        assert webhooks.signature(secret, "pcl_1", at, body) == "v1," + base64.b64encode(made).decode()

    def test_is_made_with_both_secrets_while_one_replaces_the_other(self) -> None:
        old, new = webhooks.new_secret(), webhooks.new_secret()
        at = datetime(2026, 3, 2, 1, tzinfo=UTC)
        headers = webhooks.headers("pcl_1", at, b"{}", [new, old])
        stamp = int(headers["webhook-timestamp"])
        assert stamp == at.timestamp()
        assert headers["webhook-signature"].split() == [
            webhooks.signature(one, "pcl_1", stamp, b"{}") for one in (new, old)
        ]


class TestNextDigest:
    @given(at=INSTANTS, hour=some.integers(0, 23), frequency=some.sampled_from(["daily", "weekly"]))
    def test_is_the_first_such_hour_after_it(self, at: datetime, hour: int, frequency: str) -> None:
        due = timing.next_digest(frequency, at, hour)
        local = due.astimezone(ZONE)
        assert (local.hour, local.minute, local.second, local.microsecond) == (hour, 0, 0, 0)
        assert timedelta(0) < due - at <= timedelta(days=7 if frequency == "weekly" else 1)
        assert frequency == "daily" or local.weekday() == 0
        assert timing.next_digest(frequency, due, hour) == due + timedelta(
            days=7 if frequency == "weekly" else 1
        )

    @given(at=INSTANTS)
    def test_of_what_is_told_at_once_is_now(self, at: datetime) -> None:
        assert timing.next_digest("immediately", at, 8) == at

    def test_comes_later_after_each_failure_until_there_were_enough(self) -> None:
        waits = [timing.delay(attempts) for attempts in range(1, timing.MOST_ATTEMPTS + 1)]
        assert waits[-1] is None
        known = [wait for wait in waits if wait is not None]
        assert known == sorted(known) and len(known) == timing.MOST_ATTEMPTS - 1


class TestTexting:
    def test_fills_in_the_template_once(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.SMS_URL, settings.SMS_AUTHORIZATION = "https://sms.example/send", "Bearer x"
        settings.SMS_BODY = (
            '{"phones": ["{number}"], "id": "{reference}", "content": "{text}|{text}", "kind": 1}'
        )
        sent: list[tuple[str, Any]] = []

        def post(url: str, **given: Any) -> httpx.Response:
            sent.append((url, given))
            return httpx.Response(200 if len(sent) == 1 else 302)

        monkeypatch.setattr(httpx, "post", post)
        gateway = texting.gateway()
        assert gateway is not None
        gateway.send("13900000000", '{number}"\n{reference}', "pcl_1")
        url, told = sent[0]
        assert url == "https://sms.example/send" and told["headers"] == {"Authorization": "Bearer x"}
        text = '{number}"\n{reference}'
        assert told["json"] == {
            "phones": ["13900000000"],
            "id": "pcl_1",
            "content": f"{text}|{text}",
            "kind": 1,
        }
        with pytest.raises(NotTaken, match=reasons.GATEWAY_FAILED):
            gateway.send("13900000000", "x", "pcl_2")

    def test_writes_a_message_that_is_sent_twice_once(self, tmp_path: Path) -> None:
        for _ in range(2):
            texting.Files(tmp_path / "sms").send("13900000000", "公告", "pcl_1")
        assert [file.read_text() for file in (tmp_path / "sms").iterdir()] == ["13900000000\n公告\n"]

    def test_is_not_done_where_no_gateway_is_named(self, settings: Settings) -> None:
        settings.SMS_URL = ""
        assert texting.gateway() is None


def test_a_webhook_says_the_same_bytes_whenever_it_is_sent() -> None:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert json.loads(webhooks.body("subscription.test", at, "sub_1", [])) == {
        "type": "subscription.test", "timestamp": "2026-03-02T01:00:00+00:00", "data": {"subscription": "sub_1", "notices": []},
    }  # fmt: skip
