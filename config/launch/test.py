"""`bin/test`: the whole check. `bin/test PATH…` hands its words to pytest and runs nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.embedded.throwaway import throwaway_postgres
from config.environment import BASE
from config.launch.console import say
from config.supervisor import python

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The browser without windows first: with them a second of each look is spent on menus that nobody sees."""
GO_LIBRARIES = "/usr/share/gocode/src/golang.org/x/mod/sumdb"


@dataclass(frozen=True)
class Tool:
    """What others made and some tests need: what for, its programs or files (one is enough), Debian's packages, and who asks for it."""

    purpose: str
    names: tuple[str, ...]
    packages: tuple[str, ...]
    sign: str


TOOLS = (
    Tool(
        "the tests marked `browser`", CHROMIUM, ("chromium-headless-shell", "fonts-noto-cjk"), "mark.browser"
    ),
    Tool("the tests of keys in devices", ("softhsm2-util",), ("softhsm2",), "softhsm2-util"),
    Tool("the tests by OpenSSL", ("openssl",), ("openssl",), '"openssl"'),
    Tool("the tests of documents", ("qpdf",), ("qpdf",), '"qpdf"'),
    Tool("the tests of documents", ("pdfinfo",), ("poppler-utils",), '"pdfinfo"'),
    Tool("the log's tests in Go", ("go",), ("golang-go", "golang-golang-x-mod-dev"), "gocode"),
    Tool("the log's tests in Go", (GO_LIBRARIES,), ("golang-golang-x-mod-dev",), "gocode"),
)


@dataclass(frozen=True)
class Check:
    """One command that must end well."""

    name: str
    command: list[str]


CHECKS = (
    Check("lint", python("-m", "ruff", "check", ".")),
    Check("format", python("-m", "ruff", "format", "--check", ".")),
    Check(
        "imports", python("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    ),
    Check("types", python("-m", "mypy", ".")),
    Check("fresh", python("-m", "config.launch.fresh")),
    Check("front end", [str(BASE / "bin" / "frontend"), "check"]),
    # What one process made of the tests' sources each of the next check's would make at the same time.
    Check("collecting", python("-m", "pytest", "--collect-only", "-qqq", "-m", "not played")),
    # One more than the two processors of a small machine: whoever drives a browser, or waits for processes that it killed, idles.
    Check("tests", python("-m", "pytest", "-n", "3", "-m", "not played")),
)
# They bring servers of their own, as for whoever tries the platform, and mostly wait: they run one after the other, beside all the
# others. The stories that the first one tells, while its processes are killed, are not told again in tests; the second judges what
# they left.
BESIDE = (
    Check("demonstration", python("-m", "tests.journeys.killed", "var/check")),
    Check("what it left", python("-m", "tests.journeys.played", "var/check")),
)


def main(arguments: list[str] | None = None) -> int:
    """Run the check; return 0 only if all of it passed."""
    words = sys.argv[1:] if arguments is None else arguments
    if words:
        return subprocess.run(python("-m", "pytest", *words), check=False).returncode
    missing = [(tool, why) for tool in TOOLS if (why := _bring(tool))]
    with throwaway_postgres() as server:
        results = _run({**os.environ, "DATABASE_URL": os.environ.get("DATABASE_URL", server.url())})
    print("\nSummary")
    for check, (passed, seconds) in results.items():
        print(f"  {'passed' if passed else 'FAILED':7} {check} ({seconds:.0f} s)")
    for tool, why in missing:
        print(f"  SKIPPED {tool.purpose}: {why}")
    failed = [check for check, (passed, _) in results.items() if not passed]
    print(f"{len(results) - len(failed)} of {len(results)} checks passed.")
    return 1 if failed else 0


def _run(environment: Mapping[str, str]) -> dict[str, tuple[bool, float]]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told, ThreadPoolExecutor(1) as beside:
        say(f"Beginning: {' and '.join(one.name for one in BESIDE)}, beside the next checks")
        playing = {one.name: beside.submit(_checked, one, os.environ, told) for one in BESIDE}
        results = {}
        for check in CHECKS:
            say(f"Checking: {check.name}")
            results[check.name] = _checked(check, environment)
        results |= {name: ended.result() for name, ended in playing.items()}
        told.seek(0)
        shutil.copyfileobj(told, sys.stdout)
    return results


def _checked(check: Check, environment: Mapping[str, str], told: IO[str] | None = None) -> tuple[bool, float]:
    begun = time.monotonic()
    ended = subprocess.run(check.command, env=environment, stdout=told, stderr=told, check=False)
    return ended.returncode == 0, time.monotonic() - begun


def asked_for(tool: Tool) -> bool:
    """Tell whether a test, or what one stands on, names the tool."""
    return any(tool.sign in file.read_text() for file in (BASE / "tests").rglob("*.py"))


def _bring(tool: Tool) -> str:
    """Install a tool where tests ask for it and we may; return why it is not there, or nothing."""
    if not asked_for(tool) or any(
        Path(name).exists() if "/" in name else shutil.which(name) for name in tool.names
    ):
        return ""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return f"install {' and '.join(tool.packages)}; that needs root and apt-get here"
    say(f"Installing {' and '.join(tool.packages)} for {tool.purpose}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *tool.packages]):
        if (
            subprocess.run(["apt-get", *words], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode
            != 0
        ):
            return f"apt-get {words[0]} failed"
    return ""


if __name__ == "__main__":
    sys.exit(main())
