"""One site for all tests of a run and one browser for each file of them."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.environment import BASE
from config.launch.test import CHROMIUM
from tests.browser.competition import Competition
from tests.scenery import Scenery

AXE = BASE / "portal" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_SECONDS = 240  # two cores may be busy with other tests
PHONE, DESK = (360, 740), (1200, 900)
# Without these Chromium tries to reach its maker's hosts at every start.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """Where the site is, and what is on it."""

    url: str
    scenery: Scenery
    competition: Competition

    def __truediv__(self, path: str) -> str:
        """Return the address of a path."""
        return self.url + path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site that all tests share; nobody moves its clock."""
    with raised(tmp_path_factory) as (found, _):
        yield found


OwnSite = tuple[Site, Callable[[str], Any]]
"""A site, and what has there done what it is told (`play.py`)."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnSite]:
    """A site of a file's own: its clock may go on, its competition end."""
    with raised(tmp_path_factory) as found:
        yield found


@contextmanager
def raised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnSite]:
    """Raise a site with its scenery and its competition."""
    with running(tmp_path_factory) as (address, said, tell):
        yield Site(address, Scenery(**said["scenery"]), Competition(**said["competition"])), tell


@contextmanager
def running(
    tmp_path_factory: pytest.TempPathFactory, *how: str
) -> Iterator[tuple[str, dict[str, Any], Callable[[str], Any]]]:
    """Run a site with its own database on this run's server: its address, what is on it, and what does there what it is told."""
    server, name = os.environ["DATABASE_URL"], f"browser_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        address = make_conninfo(server, dbname=name)
        environment = {
            **os.environ,
            "DATABASE_URL": address,
            "YANGGUANG_MEDIA_ROOT": str(tmp_path_factory.mktemp("media")),
        }
        folder = tmp_path_factory.mktemp("site")
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.site", str(folder / "ready.json"), *how],
                cwd=BASE, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

        said_so_far = itertools.count()

        def tell(what: str) -> Any:
            assert process.stdin is not None
            process.stdin.write(f"{what}\n".encode())
            process.stdin.flush()
            return json.loads(_awaited(process, folder, f"{next(said_so_far)}.json"))

        try:
            said = json.loads(_awaited(process, folder, "ready.json"))
            yield f"http://127.0.0.1:{said['port']}", said, tell
        finally:
            process.kill()
            process.communicate()
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _awaited(process: subprocess.Popen[bytes], folder: Path, name: str) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while not (folder / name).exists():
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"The site did not write {name}:\n{(folder / 'log').read_text()[-3000:]}")
        time.sleep(0.1)
    return (folder / name).read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one file: its driver keeps an event loop, which other tests' databases would refuse to run beside."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("needs Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*QUIET])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's source; brought with the front end's packages."""
    if not AXE.exists():
        subprocess.run([str(BASE / "bin" / "frontend"), "install"], check=True)
    return AXE.read_text()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The two sizes at which every page is looked at."""
    return request.param


@pytest.fixture
def context(browser: Browser, size: tuple[int, int]) -> Iterator[BrowserContext]:
    """A reader without history, at one of the sizes."""
    opened = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab that tolerates no error of a script and no refusal of the content security policy."""
    tab = context.new_page()
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on(
        "console",
        lambda said: (
            troubles.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    yield tab
    assert troubles == []
