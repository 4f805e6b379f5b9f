"""In continuous integration nothing is skipped but what needs `../shared`, and what tests need of others is brought."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import BASE
from config.launch.test import TOOLS, Tool, asked_for

ONE = "import pytest\n\ndef test_it():\n    pytest.skip({reason!r})\n"
WHOLE = "import pytest\n\npytest.skip({reason!r}, allow_module_level=True)\n"


def run(folder: Path, **files: str) -> tuple[int, str]:
    """Run tests of our own under the rules of these, by a worker as in the whole check."""
    for name, content in files.items():
        (folder / f"test_{name}.py").write_text(content)
    command = [sys.executable, "-m", "pytest", "-n", "1", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    command += ["-c", str(BASE / "pyproject.toml"), "--rootdir", str(folder), str(folder)]
    ended = subprocess.run(
        command, cwd=BASE, env=os.environ | {"CI": "true"}, capture_output=True, text=True, check=False, timeout=300
    )  # fmt: skip
    return ended.returncode, ended.stdout


class TestSkips:
    def test_fail_the_run_unless_shared_is_what_is_absent(self, tmp_path: Path) -> None:
        shared, tool = "needs ../shared/laws", "needs Chromium"
        code, said = run(
            tmp_path, excused=ONE.format(reason=shared), all_excused=WHOLE.format(reason=shared), one=ONE.format(reason=tool),
            whole=WHOLE.format(reason="openssl is not installed"),
        )  # fmt: skip
        assert code == pytest.ExitCode.TESTS_FAILED, said
        unexcused = said.partition("without excuse")[2].partition("short test summary")[0]
        assert tool in unexcused and "openssl is not installed" in unexcused
        assert shared not in unexcused


class TestTools:
    @pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.packages[0])
    def test_are_each_asked_for_by_a_test(self, tool: Tool) -> None:
        assert asked_for(tool)
