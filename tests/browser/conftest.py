"""One site and one browser for all tests of this folder, which end with the last of them."""

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
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.environment import BASE
from config.launch.test import CHROMIUM
from tests.browser.competition import Competition
from tests.migrated import MIGRATED
from tests.scenery import Scenery

AXE = BASE / "portal" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_SECONDS = 480  # two cores may be busy with other tests
PATIENCE_MS = 60_000
"""For a page, or for what it shows, where tests share a machine; who waits for what comes does not wait longer for it."""
PHONE, DESK = (360, 740), (1200, 900)
expect.set_options(timeout=PATIENCE_MS)
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


@dataclass(frozen=True)
class Process:
    """A process that sites run in (`site.py`), its database and its folder."""

    database: str
    folder: Path
    process: subprocess.Popen[bytes]

    def say(self, line: str) -> None:
        """Tell it what to do."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def awaited(self, file: Path) -> Any:
        """Wait until it wrote a file; return what that says."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not file.exists():
            failed = file.with_name("failed")
            if failed.exists() or self.process.poll() is not None or time.monotonic() > until:
                why = failed if failed.exists() else self.folder / "log"
                pytest.fail(f"The site did not write {file.name}:\n{why.read_text()[-3000:]}")
            time.sleep(0.1)
        return json.loads(file.read_text())


@pytest.fixture(scope="package")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """The process whose children the sites are, on copies of what it raised once."""
    with running(tmp_path_factory) as process:
        process.awaited(process.folder / "ready.json")
        yield process


@pytest.fixture(scope="package")
def site(sites: Process, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site that all tests share; nobody moves its clock."""
    with raised(sites, tmp_path_factory.mktemp("site")) as (found, _):
        yield found


OwnSite = tuple[Site, Callable[[str], Any]]
"""A site, and what has there done what it is told (`play.py`)."""


@pytest.fixture(scope="module")
def own(sites: Process, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnSite]:
    """A site of a file's own: its clock may go on, its competition end."""
    with raised(sites, tmp_path_factory.mktemp("site")) as found:
        yield found


@contextmanager
def raised(sites: Process, folder: Path) -> Iterator[OwnSite]:
    """Raise a site with its scenery and its competition."""
    numbers = itertools.count()

    def tell(what: str) -> Any:
        sites.say(f"tell {folder} {what}")
        return sites.awaited(folder / f"{next(numbers)}.json")

    with database(sites.database) as name:
        sites.say(f"site {folder} {name}")
        said = sites.awaited(folder / "ready.json")
        url = f"http://127.0.0.1:{said['port']}"
        try:
            yield Site(url, Scenery(**said["scenery"]), Competition(**said["competition"])), tell
        finally:
            sites.say(f"end {folder}")


@contextmanager
def running(tmp_path_factory: pytest.TempPathFactory, *how: str) -> Iterator[Process]:
    """Run a process with a database of its own on this run's server."""
    with database(os.environ.get(MIGRATED, "template1")) as name:
        folder = tmp_path_factory.mktemp("sites")
        environment = {
            **os.environ,
            "DATABASE_URL": make_conninfo(os.environ["DATABASE_URL"], dbname=name),
            "YANGGUANG_MEDIA_ROOT": str(folder / "competition" / "media"),
        }
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.site", str(folder), *how],
                cwd=BASE, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            yield Process(name, folder, process)
        finally:
            process.kill()
            process.communicate()


@contextmanager
def database(template: str) -> Iterator[str]:
    """Make a database as a copy of another one on this run's server; drop it in the end."""
    name = f"browser_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        names = sql.Identifier(name), sql.Identifier(template)
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        try:
            yield name
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(names[0]))


@dataclass
class Chromium:
    """
    One for this folder, from the first test that asks for it to the last test here: its driver keeps an event loop, which other tests'
    databases would refuse to run beside.
    """

    ends: ExitStack = field(default_factory=ExitStack)
    launched: Browser | None = None

    def launch(self) -> Browser:
        """Return it."""
        if self.launched is None:
            path = next(filter(None, map(shutil.which, CHROMIUM)), None)
            if path is None:
                pytest.skip("needs Chromium")
            playwright = self.ends.enter_context(sync_playwright())
            self.launched = playwright.chromium.launch(executable_path=path, args=[*QUIET])
            self.ends.callback(self.launched.close)
        return self.launched

    def end(self) -> None:
        """End it, and its driver."""
        self.launched = None
        self.ends.close()


RUNNING = Chromium()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """End the browser with the last test of this folder: a fixture of a folder that is no package ends with the whole run."""
    try:
        yield
    finally:
        if nextitem is None or nextitem.path.parent != item.path.parent:
            RUNNING.end()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium, without anybody of the tests before: what these left open goes on asking their sites."""
    launched = RUNNING.launch()
    yield launched
    for context in launched.contexts:
        context.close()


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
    opened.set_default_timeout(PATIENCE_MS)
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
