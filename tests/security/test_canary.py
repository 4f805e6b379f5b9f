"""
A27: an amount and a name are planted in a sealed bid that goes to a platform of real processes; then everything is searched.

Searched are answers to the staff, a dump of the database, PostgreSQL's own files with the write-ahead log, the cache, what is
stored and published, logs, what errors answer, and the memory of the web, the worker, the sequencer, the opening process, the
cache and PostgreSQL: while bids come in, and again once they are frozen and not opened yet. Each search must find a word that is
there.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from accounts import demo
from bidding.models import FreezeList, Opening, Upload
from bidding.sealed import custody, store
from config.celery import app
from config.embedded.postgres import installed
from config.embedded.valkey import Valkey
from config.environment import BASE
from config.launch.ports import claimed_port
from config.supervisor import python
from foundation import clock, sequencer
from foundation.followers import catch_up
from foundation.models import LogHead
from tests.bidding.sealed.scene import Scene
from tests.bidding.test_silence import READ
from tests.foundation import processes
from tests.security import canary
from toolkit import canonical, filings
from toolkit.filings import HEADER, Folder
from toolkit.platforms import HttpPlatform
from toolkit.submitting import Desk
from trading.models import Lot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# Drawn for each run: files of the same server may hold what other tests planted and opened.
AMOUNT, NAME = f"{secrets.randbelow(9 * 10**9) + 10**9}.47", f"白鲸海洋工程{secrets.token_hex(6)}方案"
LIST = '"v":"sbe1/freeze"'
"""What stands in a freeze list, and not in a program that only knows of them."""
PATIENCE_SECONDS = 120
CLOCK_TICK_SECONDS = 1  # by which a file may seem older than it is


@dataclass(frozen=True)
class Platform:
    """The web that a bidder talks to, what else was started beside it, and where they write."""

    url: str
    web: subprocess.Popen[bytes]
    cache: Valkey
    folder: Path
    others: dict[str, subprocess.Popen[bytes]]
    environment: dict[str, str]
    began: float

    def start(self, name: str, *arguments: str, **told: str) -> None:
        """Start another of the platform's processes."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self.others[name] = subprocess.Popen(
                python(*arguments),
                cwd=BASE,
                env=self.environment | told,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def client(self, who: str | None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {demo.token_of(who)}"} if who else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)


@pytest.fixture
def stage(transactional_db: None, scene: Scene) -> Scene:
    """The scene, committed, where another process sees it."""
    return scene


@pytest.fixture
def platform(stage: Scene) -> Iterator[Platform]:
    folder = Path(tempfile.mkdtemp(prefix="yg-canary-", dir="/tmp"))
    cache = Valkey(folder / "cache", folder / "socket", folder / "cache.log")
    held = ExitStack()
    port = held.enter_context(claimed_port(0))
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": make_conninfo(os.environ["DATABASE_URL"], dbname=name),
        "CACHE_URL": cache.cache_url,
        "BROKER_URL": cache.broker_url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "YANGGUANG_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "YANGGUANG_TRANSPARENCY_ROOT": str(settings.TRANSPARENCY_ROOT),
        "YANGGUANG_TRANSPARENCY_KEY_PATH": str(settings.TRANSPARENCY_KEY_PATH),
        "YANGGUANG_TRANSPARENCY_WITNESSES": ",".join(settings.TRANSPARENCY_WITNESSES),
        "YANGGUANG_SEALED_KEYS_PATH": str(settings.SEALED_KEYS_PATH),
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws",
        "--workers", "1", "--blocking-threads", "4", "config.wsgi:application",
    ]  # fmt: skip
    began = time.time() - CLOCK_TICK_SECONDS
    cache.start()
    with (folder / "web.log").open("wb") as log:
        web = subprocess.Popen(command, cwd=BASE, env=environment, stdout=log, stderr=subprocess.STDOUT)
    made = Platform(f"http://127.0.0.1:{port}", web, cache, folder, {}, environment, began)
    try:
        _await(made)
        yield made
    finally:
        for process in (web, *made.others.values()):
            process.terminate()
        for process in (web, *made.others.values()):
            process.wait(60)
        held.close()
        cache.stop()
        shutil.rmtree(folder)


def _await(platform: Platform) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if httpx.get(platform.url + "/api/v1/clock/", timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            pass
        if platform.web.poll() is not None or time.monotonic() > until:
            pytest.fail(f"The web did not start:\n{(platform.folder / 'web.log').read_text()[-3000:]}")
        time.sleep(0.2)


class TestTheCanary:
    def test_is_nowhere_until_the_opening(self, stage: Scene, platform: Platform) -> None:
        """A27: planted in form and file name and file; found in no answer, dump, file, log, cache or memory."""
        self.attend(platform)
        plan = stage.folder / f"{NAME}.txt"
        plan.write_text(f"{NAME} {AMOUNT} " * 2000)
        folder = stage.seal("bai", price=AMOUNT, files={plan.name: plan})
        filing = filings.load(Folder(folder))
        with platform.client("bai") as client:
            desk = Desk(HttpPlatform(client), stage.custody, custody.trust(clock.now()), lambda _: None)
            assert desk.submit(folder).receipt.header == filing.name
        errors = self.provoke_errors(stage, platform, folder)
        sequencer.drain()
        catch_up()
        stage.grow()

        made = stage.made
        names = {"lot": made.lot, "deal": made.deal, "number": stage.world.deal(made).number}
        wanted, present = canary.wanted(AMOUNT, NAME), canary.wanted(filing.name)
        for who in (None, "cui", "sun", "chen", "su", "guan", "kang"):
            with platform.client(who) as client:
                texts = [
                    client.get(path.format(**names)).content
                    for path in (*READ, "/api/v1/lots/{lot}/filings/")
                ]
            assert not any(wanted.search(text) or present.search(text) for text in texts), who
        assert not any(wanted.search(text) for text in errors)
        self.search_everything(platform, wanted, present)
        self.freeze(stage, platform)
        self.search_everything(platform, wanted, present)
        assert any(canary.in_memory(platform.others["opening"].pid, canary.wanted(LIST)))
        # And the searches find what is planted where it is: in the bidder's own process and folder.
        assert any(canary.in_files(stage.folder, wanted)) and any(canary.in_memory(os.getpid(), wanted))

    def attend(self, platform: Platform) -> None:
        """Start who works on bids beside the web."""
        celery = ("-m", "celery", "--app", "config.celery", "worker", "--pool=solo", "--loglevel=info")
        platform.start("worker", *celery)
        key, password = str(settings.OPENING_KEY_PATH), settings.OPENING_KEY_PASSWORD
        told = {"YANGGUANG_OPENING_KEY_PATH": key, "YANGGUANG_OPENING_KEY_PASSWORD": password}
        platform.start("opening", "manage.py", "open_bids", **told)

    def provoke_errors(self, stage: Scene, platform: Platform, folder: Path) -> list[bytes]:
        """Have the web refuse, and fail: with the sealed bid at hand, and with its file gone from the disk; return what it said."""
        files = {file.name: canonical.sha256(file.read_bytes()) for file in folder.iterdir()}
        path = f"/api/v1/lots/{stage.made.lot}/filings/"
        with platform.client("cui") as client:
            for name, digest in files.items():
                content = (folder / name).read_bytes()
                headers = {"Upload-Offset": "0", "Upload-Length": str(len(content))}
                headers["Content-Type"] = "application/offset+octet-stream"
                assert (
                    client.patch(f"/api/v1/uploads/{digest}/", content=content, headers=headers).status_code
                    == 200
                )
            answers = [client.post(path, json={"header": files[HEADER], "files": files})]
            party = stage.world.cast.members["cui"].party
            store.path(Upload.objects.get(party=party, sha256=files[HEADER]).id).unlink()
            answers.append(client.post(path, json={"header": files[HEADER], "files": files}))
            answers.append(client.post(path, content=b"{", headers={"Content-Type": "application/json"}))
            answers.append(client.delete(path))
        assert [one.status_code for one in answers] == [422, 500, 400, 405]
        return [one.content for one in answers]

    def dump(self) -> bytes:
        address = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
        command = [str(installed() / "bin" / "pg_dump"), "--inserts", "--dbname", address]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def freeze(self, stage: Scene, platform: Platform) -> None:
        """Let the worker freeze the lot, and the opening process look at the list that it may not begin with yet."""
        stage.walk_to_deadline(seconds=2)
        stage.grow()
        until = time.monotonic() + PATIENCE_SECONDS
        while not FreezeList.objects.filter(issued_at__isnull=False).exists():
            assert time.monotonic() < until, (platform.folder / "worker.log").read_text()[-3000:]
            with app.connection_for_write(platform.cache.broker_url) as broker:
                app.send_task("bidding.tasks.settle", connection=broker)
            time.sleep(1)
        # Of sequencers one works, and the log had this test's own until now.
        Lot.objects.filter(id=stage.made.lot).update(phase="evaluating")  # as if enough bids had come
        size, opening = LogHead.objects.get().size, platform.others["opening"].pid
        platform.start("sequencer", "manage.py", "sequence")
        processes.until(lambda: LogHead.objects.get().size > size, PATIENCE_SECONDS, "the sequencer works")
        listed = canary.wanted(LIST)
        processes.until(
            lambda: any(canary.in_memory(opening, listed)), PATIENCE_SECONDS, "the opening process looks"
        )
        assert not Opening.objects.exists()
        assert all(process.poll() is None for process in platform.others.values())

    def search_everything(self, platform: Platform, wanted: canary.Wanted, present: canary.Wanted) -> None:
        """Look for what is wanted wherever the platform keeps or writes something; each search finds what is there."""
        dump = self.dump()
        assert present.search(dump) and not wanted.search(dump)
        stored, published, written = (
            Path(settings.MEDIA_ROOT), Path(settings.TRANSPARENCY_ROOT), platform.folder
        )  # fmt: skip
        for folder, there in (
            (stored, '"v":"sbe1/header"'), (published, "sbe1 policy"), (written, "yangguang.request")
        ):  # fmt: skip
            assert any(canary.in_files(folder, canary.wanted(there))), folder
            assert list(canary.in_files(folder, wanted)) == []
        server = Path(str(conninfo_to_dict(os.environ["DATABASE_URL"])["host"])).parent
        self.search_server(platform, server, wanted, present)
        self.search_memories(platform, server, wanted, present)

    def search_server(
        self, platform: Platform, server: Path, wanted: canary.Wanted, present: canary.Wanted
    ) -> None:
        """Look through PostgreSQL's own files; other tests' databases lie there too, and what they wrote before."""
        assert os.access(server / "data" / "pg_wal", os.R_OK)
        with connection.cursor() as cursor:
            cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
            (database,) = cursor.fetchone()
        assert any(canary.in_server(server, database, present, since=platform.began))
        assert list(canary.in_server(server, database, wanted, since=platform.began)) == []

    def search_memories(
        self, platform: Platform, server: Path, wanted: canary.Wanted, present: canary.Wanted
    ) -> None:
        pids = canary.family(platform.web.pid)
        assert len(pids) > 1
        assert any(any(canary.in_memory(pid, present)) for pid in pids)
        processes = {"web": platform.web, **platform.others, "cache": platform.cache.process}
        found = {
            name: [where for pid in canary.family(process.pid) for where in canary.in_memory(pid, wanted)]
            for name, process in processes.items()
            if process is not None
        }
        assert not any(found.values()), found
        assert all(process.poll() is None for process in (platform.web, *platform.others.values()))
        postmaster = server / "data" / "postmaster.pid"
        assert os.access(postmaster, os.R_OK)
        backends = canary.family(int(postmaster.read_text().split()[0]))
        for pattern, there in ((present, True), (wanted, False)):
            seen: set[tuple[str, ...]] = set()  # the buffers, which they share
            assert any(any(canary.in_memory(pid, pattern, seen)) for pid in backends) is there
