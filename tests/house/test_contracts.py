"""What no single floor can promise about itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.environment import BASE

FLOORS = ("toolkit", "accounts", "trading", "bidding", "notices", "archive", "supervision")
FORBIDDEN_NAMES = ("utils.py", "services.py", "helpers.py")


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (BASE / folder).rglob("*.py")


class TestImports:
    def test_keep_every_contract(self) -> None:
        command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
        done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:]


class TestModules:
    def test_have_no_names_that_say_nothing(self) -> None:
        assert [
            str(file)
            for file in modules(*FLOORS, "foundation", "api", "portal", "config")
            if file.name in FORBIDDEN_NAMES
        ] == []

    @pytest.mark.parametrize("folder", FLOORS)
    def test_make_no_binary_fraction_of_a_number(self, folder: str) -> None:
        found = [
            f"{file.relative_to(BASE)}:{node.lineno}"
            for file in modules(folder)
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        ]
        assert found == []


class TestLocks:
    @pytest.mark.parametrize("name", ["bootstrap", "production", "run", "dev"])
    def test_hold_hashes_and_no_address(self, name: str) -> None:
        text = (BASE / "requirements" / f"{name}.lock").read_text()
        assert "://" not in text
        packages = [block for block in text.replace("\\\n", " ").splitlines() if block.strip()]
        assert packages
        assert [block for block in packages if "--hash=sha256:" not in block] == []

    def test_contain_each_other(self) -> None:
        production, run, dev = (
            set((BASE / "requirements" / f"{name}.lock").read_text().splitlines())
            for name in ("production", "run", "dev")
        )
        assert production < run < dev
