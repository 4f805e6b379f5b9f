"""A34, A35: requests that come again, and numbers that are none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts import demo
from bidding.models import DepositEntry, Filing, Registration
from foundation.models import RememberedAnswer
from tests.bidding.sealed.scene import Scene
from toolkit.filings import HEADER

pytestmark = pytest.mark.django_db
KEY = "the-same-key"


def send(who: str, path: str, raw: str, *, key: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {demo.token_of(who)}"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return Client(raise_request_exception=False).post(
        path, raw, content_type="application/json", headers=headers
    )


class TestTheSameKey:
    def test_files_once_and_answers_the_same_bytes(self, scene: Scene) -> None:
        """A34: same body, same bytes; another body is `key_reused`; another sender's same key is its own."""
        bai, cui, other = (
            scene.upload(scene.seal("bai")),
            scene.upload(scene.seal("cui"), "cui"),
            scene.upload(scene.seal("bai")),
        )
        path = f"/api/v1/lots/{scene.made.lot}/filings/"

        def body(names: dict[str, str]) -> str:
            files = ", ".join(f'"{name}": "{digest}"' for name, digest in names.items())
            return f'{{"header": "{names[HEADER]}", "files": {{{files}}}}}'

        first, second = (send("bai", path, body(bai), key=KEY) for _ in range(2))
        assert first.status_code == second.status_code == 201
        assert first.content == second.content
        reused = send("bai", path, body(other), key=KEY)
        assert (reused.status_code, reused.json()["code"]) == (422, "key_reused")
        assert send("cui", path, body(cui), key=KEY).status_code == 201
        assert Filing.objects.count() == RememberedAnswer.objects.filter(key=KEY).count() == 2

    def test_of_a_refusal_keeps_nothing(self, scene: Scene) -> None:
        """A34: what was refused may be tried again under its key, and then takes effect."""
        folder = scene.seal("bai")
        names = scene.upload(folder)
        path = f"/api/v1/lots/{scene.made.lot}/filings/"
        files = ", ".join(f'"{name}": "{digest}"' for name, digest in names.items())
        good = f'{{"header": "{names[HEADER]}", "files": {{{files}}}}}'
        wrong = good.replace(names["core.json"], "0" * 64)
        assert send("bai", path, wrong, key=KEY).json()["code"] == "upload_incomplete"
        assert send("bai", path, good, key=KEY).status_code == 201
        assert Filing.objects.get().status == "accepted"


AMOUNTS = (
    "0", '"0"', '"0.00"', '"-1.00"', "-1", "NaN", '"NaN"', '"Infinity"', "1e999", '"1e999"', '"١٢٣"', '"１２３"', '"100000000.001"',
    '"1,234.00"', '"12,845,0000.01"', "1.28450001e8", "0.1", "1e2", '"1e2"', '" 1.00"', '"1.00 "', '"+1.00"', '"1_000"', '"0x10"', "true",
    "null", "[]", "{}", '""', '"1.0.0"', '"99999999999999999999999.00"', "9" * 400, '"一百"', '"1\\u00a0000.00"',
)  # fmt: skip


class TestAmounts:
    def test_that_are_none_are_refused_and_no_float_is_near(self, scene: Scene) -> None:
        """A35: whatever is no amount in digits with two places is refused with nothing kept; what is one is kept to the 分."""
        registration = Registration.objects.get(party=scene.world.cast.members["bai"].party)
        path = f"/api/v1/registrations/{registration.id}/deposits/"
        taken = {}
        for number, amount in enumerate(AMOUNTS):
            answer = send("chen", path, f'{{"kind": "paid", "amount": {amount}, "reference": "R-{number}"}}')
            assert answer.status_code < 500, amount
            if answer.status_code < 400:
                taken[amount] = str(DepositEntry.objects.get(reference=f"R-{number}").amount)
        assert taken == {}
        exact = "1284500001.01"
        assert (
            send("chen", path, f'{{"kind": "paid", "amount": "{exact}", "reference": "R"}}').status_code
            == 201
        )
        entry = DepositEntry.objects.get()
        assert entry.amount == Decimal(exact)
        assert (
            f'"{exact}"'
            in Client()
            .get(path, headers={"Authorization": f"Bearer {demo.token_of('chen')}"})
            .content.decode()
        )
