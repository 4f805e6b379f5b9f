"""
A28, A27 for what only a committee reads: a word planted in a technical envelope, and the key of its part, after the opening and after
a reading by real processes: the web and the evaluation process.

Only the evaluation process ever has either of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from accounts import demo
from bidding.models import Reading
from bidding.sealed import keys
from config.environment import BASE
from config.launch.ports import claimed_port
from tests.bidding.opening import readers as restricted
from tests.bidding.opening.hall import Hall
from tests.bidding.sealed.conftest import bare_road
from tests.bidding.sealed.scene import PASSPHRASE, Scene
from tests.security import canary, test_canary
from tests.security.test_canary import AMOUNT, NAME, Platform, platform, stage
from toolkit import dealing, keeping
from toolkit.sealing import KEPT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE_SECONDS = 180
__all__ = ["bare_road", "platform", "stage"]


@pytest.fixture
def scene(bare_road: Scene) -> Scene:
    """A road in two envelopes, under a policy whose first is for the committee alone."""
    bare_road.under_custody(units=list(restricted.ENVELOPES), committee_quorum=2)
    bare_road.register("deng")
    return bare_road


@pytest.fixture
def evaluation(platform: Platform) -> Iterator[Platform]:
    """Start the evaluation process beside the web, alone told of its key."""
    held = ExitStack()
    port = held.enter_context(claimed_port(0))
    told = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"]),
        "CACHE_URL": platform.cache.cache_url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "YANGGUANG_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "YANGGUANG_TRANSPARENCY_ROOT": str(settings.TRANSPARENCY_ROOT),
        "YANGGUANG_TRANSPARENCY_KEY_PATH": str(settings.TRANSPARENCY_KEY_PATH),
        "YANGGUANG_SEALED_KEYS_PATH": str(settings.SEALED_KEYS_PATH),
        "YANGGUANG_EVALUATION_KEY_PATH": str(settings.EVALUATION_KEY_PATH),
        "YANGGUANG_EVALUATION_KEY_PASSWORD": settings.EVALUATION_KEY_PASSWORD,
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws",
        "--workers", "1", "--blocking-threads", "2", "config.evaluation:application",
    ]  # fmt: skip
    with (platform.folder / "evaluation.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=BASE, env=os.environ | told, stdout=log, stderr=subprocess.STDOUT
        )
    made = Platform(
        f"http://127.0.0.1:{port}",
        process,
        platform.cache,
        platform.folder,
        {},
        platform.environment,
        platform.began,
    )
    try:
        _await(made)
        yield made
    finally:
        process.terminate()
        process.wait(60)
        held.close()


def _await(made: Platform) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if httpx.get(made.url + "/api/v1/clock/", timeout=10).status_code == 404:
                return
        except httpx.TransportError:
            pass
        if made.web.poll() is not None or time.monotonic() > until:
            pytest.fail(f"It did not start:\n{(made.folder / 'evaluation.log').read_text()[-3000:]}")
        time.sleep(0.2)


class TestAWordForTheCommittee:
    def test_is_in_the_evaluation_process_alone(
        self, stage: Scene, platform: Platform, evaluation: Platform, tmp_path: Path
    ) -> None:
        plan = stage.folder / f"{NAME}.txt"
        plan.write_text(f"{NAME} {AMOUNT} " * 4000)
        hall = Hall(stage, tmp_path / "hall")  # this test opens, and is that process
        planted, _ = stage.filed("bai", plans={plan.name: plan})
        for who in ("cui", "deng"):
            stage.filed(who)
        restricted.opened(hall)
        assert restricted.name(hall, restricted.expert(hall, "yan")).status == 201
        kept = keeping.unlock((stage.folder / "bai-1" / KEPT).read_bytes(), PASSPHRASE)
        part_key = dealing.part_key(planted.place("tech"), kept.key("tech"), "f0001")
        words, opened = canary.wanted(AMOUNT, NAME), kept.key("tech")
        secret = canary.Wanted((part_key, part_key.hex().encode(), opened, opened.hex().encode()))

        path = f"/api/v1/lots/{stage.made.lot}/opening/readings/"
        body = {"header": planted.name, "unit": "tech", "part": "f0001", "reason": "评审"}
        with platform.client("yan") as client:
            answer = client.post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (503, "platform_key_missing")
        with evaluation.client("yan") as client:
            answer = client.post(path, json=body)
            assert answer.status_code == 200 and words.search(answer.content)
            assert client.get("/api/v1/clock/").status_code == 404  # nothing else is served there
        assert Reading.objects.count() == 1

        searches, present, wanted = (
            test_canary.TestTheCanary(), canary.wanted(planted.name), words | secret,
        )  # fmt: skip
        dump = searches.dump()
        assert present.search(dump) and not wanted.search(dump)
        folders = {
            "store": Path(settings.MEDIA_ROOT), "log": Path(settings.TRANSPARENCY_ROOT), "logs and cache": platform.folder,
            "keys": keys.folder(),
        }  # fmt: skip
        found = {where: list(canary.in_files(at, wanted)) for where, at in folders.items()}
        assert not any(found.values()), found
        server = Path(str(conninfo_to_dict(os.environ["DATABASE_URL"])["host"])).parent
        searches.search_server(platform, server, wanted, present)
        searches.search_memories(platform, server, wanted, present)
        # And the search finds them where they were at work a moment ago: in this test's own process at least.
        assert all(any(canary.in_memory(os.getpid(), one)) for one in (words, secret))
        assert demo.token_of("yan")
