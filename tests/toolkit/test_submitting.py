from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.toolkit.competition import Competition
from tests.toolkit.fake_platform import FakePlatform
from tests.toolkit.pki import NOW
from tests.toolkit.world import BIDDERS, LOT, World
from toolkit import holding, submitting
from toolkit.log import note
from toolkit.platforms import ATTEMPTS, HttpPlatform
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER, Before
from toolkit.submitting import Desk


@pytest.fixture
def platform(competition: Competition) -> FakePlatform:
    return FakePlatform(competition, BIDDERS[0])


def desk(platform: FakePlatform, waits: list[float] | None = None) -> Desk:
    client = httpx.Client(base_url="https://platform.example/", transport=httpx.MockTransport(platform))
    sleep = (waits if waits is not None else []).append
    return Desk(
        HttpPlatform(client, sleep=sleep), platform.competition.custody, platform.competition.trust, sleep
    )


def sealed(competition: Competition, name: str = "bid", **given: Any) -> Path:
    folder = competition.folder / name
    competition.world.seal(folder, custody=competition.custody, **given)
    return folder / SEALED_FOLDER


def busy(status: int = 503, wait: str = "7") -> httpx.Response:
    return httpx.Response(status, headers={"Retry-After": wait})


class TestSubmitting:
    def test_ends_with_a_checked_and_witnessed_receipt(
        self, competition: Competition, platform: FakePlatform
    ) -> None:
        seen: list[int] = []
        folder = sealed(competition)
        taken = desk(platform).submit(folder, seen.append)
        assert taken.is_witnessed
        assert taken.receipt.kind == "filed"
        assert sum(seen) == sum(file.stat().st_size for file in folder.iterdir())

    def test_goes_on_where_an_upload_stopped(
        self, competition: Competition, platform: FakePlatform, tmp_path: Path
    ) -> None:
        (tmp_path / "plan.bin").write_bytes(bytes(300_000))
        folder = sealed(competition, files={"plan.bin": tmp_path / "plan.bin"})
        platform.longest_append = 50_000
        platform.trouble = [busy() for _ in range(ATTEMPTS)]
        with pytest.raises(Refused, match="server_unavailable"):
            desk(platform).submit(folder)
        assert desk(platform).submit(folder).is_witnessed
        before = len(platform.requests)
        again = desk(platform).submit(folder)
        assert again.is_witnessed
        assert not [one for one in platform.requests[before:] if one.startswith("PATCH")]

    def test_twice_gives_the_same_receipt(self, competition: Competition, platform: FakePlatform) -> None:
        folder = sealed(competition)
        one, two = desk(platform).submit(folder), desk(platform).submit(folder)
        assert one.issued == two.issued
        assert len(competition.log.leaves) == competition.policy_index + 2

    @pytest.mark.parametrize(
        "trouble",
        [
            [httpx.ConnectError("down")],
            [httpx.ReadTimeout("slow"), busy(), busy(429, "1"), busy(502, "soon")],
        ],
    )
    def test_waits_and_tries_again(
        self, competition: Competition, platform: FakePlatform, trouble: list[Any]
    ) -> None:
        platform.trouble = list(trouble)
        waits: list[float] = []
        assert desk(platform, waits).submit(sealed(competition)).is_witnessed
        assert len(waits) == len(trouble)
        assert sorted(waits) == waits

    def test_gives_up_in_the_end_and_says_that_trying_again_is_safe(
        self, competition: Competition, platform: FakePlatform
    ) -> None:
        platform.trouble = [httpx.ConnectError("down") for _ in range(ATTEMPTS)]
        with pytest.raises(Refused, match="server_unavailable"):
            desk(platform).submit(sealed(competition))

    def test_tells_what_the_platform_refused(self, competition: Competition, platform: FakePlatform) -> None:
        platform.organisation = BIDDERS[1]
        with pytest.raises(Refused) as caught:
            desk(platform).submit(sealed(competition))
        assert caught.value.code == "server_refused"
        assert [one["code"] for one in caught.value.detail["reasons"]] == ["signer_is_another_organisation"]

    def test_says_unwitnessed_without_a_proof(self, competition: Competition, platform: FakePlatform) -> None:
        platform.witnessed = False
        folder = sealed(competition)
        taken = desk(platform).submit(folder)
        assert not taken.is_witnessed
        platform.witnessed = True
        filing = competition.world.reload(folder.parent)
        assert desk(platform).fetch(filing).is_witnessed

    def test_keeps_the_newest_head_from_before_each_attempt(
        self, competition: Competition, platform: FakePlatform
    ) -> None:
        folder = sealed(competition)
        desk(platform).submit(folder, heads=folder.parent)
        asked = [one for one in platform.requests if "/log/" in one or one.endswith("/filings/")]
        assert asked == ["GET /log/witnessed", f"POST /api/v1/lots/{LOT}/filings/"]
        desk(platform).submit(folder, heads=folder.parent)
        sizes = [one.checkpoint.size for one in holding.read_heads(folder.parent)]
        assert sizes == [competition.policy_index + 1, competition.policy_index + 2]

    @pytest.mark.parametrize(("seconds", "is_witnessed"), [(50, True), (70, False)])
    def test_calls_nothing_witnessed_that_is_dated_back(
        self, competition: Competition, platform: FakePlatform, seconds: int, is_witnessed: bool
    ) -> None:
        """Witnesses saw the log without its leaf later than the receipt says that the bid came."""
        platform.seen_at = platform.at + timedelta(seconds=seconds)
        assert desk(platform).submit(sealed(competition)).is_witnessed is is_witnessed

    def test_misses_no_deadline_for_a_log_that_does_not_answer(
        self, competition: Competition, platform: FakePlatform
    ) -> None:
        platform.has_head = False
        assert desk(platform).submit(sealed(competition)).is_witnessed

    def test_files_nothing_with_a_platform_of_another_log(
        self, competition: Competition, platform: FakePlatform
    ) -> None:
        other = World()
        other.log = note.generate(competition.world.log.name, note.LOG)
        platform.competition.log.world = other
        with pytest.raises(Refused, match="checkpoint_signature"):
            desk(platform).submit(sealed(competition))
        assert not platform.filings

    def test_believes_no_receipt_of_another_filing(
        self, competition: Competition, platform: FakePlatform
    ) -> None:
        one, two = sealed(competition, "one"), sealed(competition, "two")
        desk(platform).submit(one)
        first = competition.world.reload(one.parent).name
        platform.filings[competition.world.reload(two.parent).name] = platform.filings[first]
        with pytest.raises(Refused, match="receipt_context"):
            desk(platform).submit(two)

    @pytest.mark.parametrize(
        "answer",
        [
            httpx.Response(200, text="<html>"),
            httpx.Response(200, json=[]),
            httpx.Response(200, json={"state": "fine"}),
            httpx.Response(200, json={"state": "accepted"}),
            httpx.Response(
                200, json={"state": "accepted", "receipt": {"content": "!", "signature": "", "token": ""}}
            ),
        ],
    )
    def test_understands_no_nonsense(
        self, competition: Competition, platform: FakePlatform, answer: httpx.Response
    ) -> None:
        folder = sealed(competition)
        filing = competition.world.reload(folder.parent)
        platform.trouble = [answer]
        with pytest.raises(Refused, match="server_answer"):
            desk(platform).fetch(filing)

    @pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 17, "１"])
    def test_is_not_led_astray_by_an_offset(
        self, competition: Competition, platform: FakePlatform, offset: str
    ) -> None:
        platform.trouble = [httpx.Response(200, headers={b"Upload-Offset": offset.encode()})]
        with pytest.raises(Refused, match="server_answer"):
            desk(platform).submit(sealed(competition))

    def test_does_not_upload_for_ever(self, competition: Competition, platform: FakePlatform) -> None:
        platform.longest_append = 0
        with pytest.raises(Refused, match="server_answer"):
            desk(platform).submit(sealed(competition))

    def test_replaces(self, competition: Competition, platform: FakePlatform) -> None:
        one = sealed(competition, "one")
        desk(platform).submit(one)
        first = competition.world.reload(one.parent)
        two = sealed(competition, "two", before=Before(first.core.bid, 1, first.name))
        taken = desk(platform).submit(two)
        assert (taken.receipt.kind, taken.receipt.ended, taken.is_witnessed) == ("replaced", first.name, True)
        assert len(taken.proofs) == 2

    def test_withdraws(self, competition: Competition, platform: FakePlatform) -> None:
        folder = sealed(competition)
        desk(platform).submit(folder)
        filing = competition.world.reload(folder.parent)
        taken = desk(platform).withdraw(filing, competition.world.bidders[BIDDERS[0]], NOW)
        assert (taken.receipt.kind, taken.receipt.ended, taken.is_witnessed) == (
            "withdrawn",
            filing.name,
            True,
        )

    def test_keeps_what_it_got_and_overwrites_nothing(
        self, competition: Competition, platform: FakePlatform
    ) -> None:
        taken = desk(platform).submit(sealed(competition))
        submitting.keep(taken, competition.folder / "receipt")
        names = {file.name for file in (competition.folder / "receipt").iterdir()}
        assert names == {"receipt.json", "receipt.p7s", "receipt.tst", "1.tlog-proof"}
        with pytest.raises(Refused, match="would_overwrite"):
            submitting.keep(taken, competition.folder / "receipt")


def test_an_objection_that_brings_a_head_is_another_request(competition: Competition) -> None:
    """It has the same bytes and the same signature as the one without."""
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        return httpx.Response(201, json={})

    client = httpx.Client(base_url="https://platform.example/", transport=httpx.MockTransport(answer))
    one = competition.file()
    competition.publish(competition.freeze())
    raised = competition.object(one)
    for each in (raised, raised, replace(raised, head=competition.policy_head)):
        HttpPlatform(client).object(LOT, each)
    assert keys[0] == keys[1] != keys[2]
