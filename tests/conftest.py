"""What every test may rely on: a real PostgreSQL, made for this run alone; and what continuous integration insists on."""

from __future__ import annotations

import gc
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling

from config import servers
from config.embedded.throwaway import throwaway_postgres
from tests import migrated
from tests.examples import register
from tests.tokens import token

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

__all__ = ["token"]
QUICK_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
MAY_BE_SKIPPED = "needs ../shared"
ON_A_SCENE = {
    "tests/bidding/evaluation/": "evaluation",
    "tests/bidding/results/": "evaluation",
    "tests/portal/test_evaluation_pages.py": "evaluation",
    "tests/bidding/opening/": "opening",
    "tests/portal/test_decisions.py": "opening",
    "tests/portal/test_on_the_spot.py": "opening",
    "tests/portal/test_opening_page.py": "opening",
    "tests/archive/documents/test_documents.py": "evaluation",
    "tests/bidding/sealed/": "sealed",
}
"""Where tests stand on kept scenes, and which of them one worker does, so that it makes each of these once."""
LONGEST_FIRST = (
    "tests/browser", "opening", "evaluation", "sealed", "tests/crashing/", "tests/security/test_canary", "tests/api/test_schema_fuzz",
    "tests/api/test_every_address", "tests/security/test_secrecy", "tests/journeys/test_sealed", "tests/foundation/test_sequencer",
)  # fmt: skip
"""What a worker must not be alone with at the end."""
_unexcused: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Point the settings at this run's own database and folders; workers inherit both from the run that starts them."""
    # A million rounds for each password of a cast that nearly every test draws anew would be a fifth of the whole run.
    settings.PASSWORD_HASHERS = [QUICK_HASHER, *settings.PASSWORD_HASHERS]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    os.fsync = sync_nothing
    register()
    gc.set_threshold(20_000)  # at Python's 700 to look through what is new takes a twentieth of the time
    migrated.copy()
    if hasattr(config, "workerinput"):
        return
    own = ExitStack()
    config.add_cleanup(own.close)
    media = own.enter_context(tempfile.TemporaryDirectory(prefix="yg-media-"))
    os.environ["YANGGUANG_MEDIA_ROOT"] = media
    settings.MEDIA_ROOT = Path(media)
    os.environ["YANGGUANG_BULK_ROOT"] = f"{media}/bulk"
    settings.BULK_ROOT = Path(media) / "bulk"
    os.environ["YANGGUANG_TRANSPARENCY_ROOT"] = f"{media}/transparency"
    os.environ["YANGGUANG_TRANSPARENCY_KEY_PATH"] = f"{media}/transparency.key"
    os.environ["YANGGUANG_SEALED_KEYS_PATH"] = f"{media}/sealed-keys"
    settings.SEALED_KEYS_PATH = Path(media) / "sealed-keys"
    settings.TRANSPARENCY_ROOT = Path(media) / "transparency"
    settings.TRANSPARENCY_KEY_PATH = Path(media) / "transparency.key"
    settings.RECORD_ROOT = Path(own.enter_context(tempfile.TemporaryDirectory(prefix="yg-record-")))
    if config.option.collectonly:
        return
    if "DATABASE_URL" not in os.environ:
        url = own.enter_context(throwaway_postgres()).url()
        os.environ["DATABASE_URL"] = url
        settings.DATABASES["default"].update(servers.database(url, pool_connections=0))
    if config.getoption("numprocesses", None) and migrated.MIGRATED not in os.environ:
        own.enter_context(migrated.migrated(os.environ["DATABASE_URL"]))


def sync_nothing(fd: FileDescriptorLike) -> None:
    """
    Refuse what is no open file, as `os.fsync` does, and wait for no disk: no test outlives its machine, and PostgreSQL does
    not wait here either.
    """
    os.fstat(fd if isinstance(fd, int) else fd.fileno())


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out what `together` tells, in the order of the collection."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)


def together(nodeid: str) -> str:
    """Return what tests have in common that one worker does: a site, a platform, or scenes of sealed bids. Others come one by one."""
    if nodeid.startswith("tests/browser/"):
        return "tests/browser"
    scene = next((name for where, name in ON_A_SCENE.items() if nodeid.startswith(where)), "")
    return scene or (nodeid.split("::")[0] if nodeid.startswith("tests/crashing/") else nodeid)


@pytest.fixture(scope="session")
def kept_scenes(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """From here on scenes of sealed bids may be kept from one test to the next."""
    from tests.bidding.sealed.kept import KEEPER

    KEEPER.blocker = django_db_blocker
    yield
    KEEPER.keep(())
    KEEPER.blocker = None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have the scene kept that a test stands on, before its own transaction begins."""
    from tests.bidding.sealed import kept

    kept.KEEPER.keep(kept.asked_for(item))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Choose how tests are shared out among workers."""
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell tests apart that a generator gave one name: of those with one, workers would do only the first. Order them by scenes."""
    for item in items:
        label = getattr(item, "operation_label", None)
        if label is not None and item.id.params is None:
            item._id = item.id.with_params(label)
    twice = [name for name, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"Several tests have one name: {', '.join(twice[:5])}")
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[int, tuple[str, ...]]:
    """Order what takes longest first, and what stands on scenes so that each is made once for all that stand on it."""
    from tests.bidding.sealed import kept

    work = together(item.nodeid)
    turn = next((at for at, one in enumerate(LONGEST_FIRST) if work.startswith(one)), len(LONGEST_FIRST))
    return turn, kept.asked_for(item) if work in ON_A_SCENE.values() else ()


def pytest_collection_finish() -> None:
    """What was read and collected stays until the end: to look through it again and again for garbage took a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a skipped test that continuous integration must not skip."""
    _note(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a skipped module likewise."""
    _note(report)


def _note(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and os.environ.get("CI") == "true" and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if not reason.startswith(MAY_BE_SKIPPED):
            _unexcused.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run in continuous integration if something was skipped that only a missing `../shared` would excuse."""
    if _unexcused and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped without excuse."""
    if _unexcused:
        terminalreporter.section("skipped in CI without excuse", red=True)
        for line in sorted(set(_unexcused)):
            terminalreporter.line(line)
