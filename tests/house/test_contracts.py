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


ORDERING = frozenset({"sorted", "min", "max", "sort", "order_by"})


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _speaks_of_price(call: ast.Call) -> bool:
    names = {"price", "-price"}
    return any(
        getattr(node, name, None) in names
        for part in (*call.args, *call.keywords)
        for node in ast.walk(part)
        for name in ("attr", "id", "value")
        if not isinstance(getattr(node, name, None), ast.AST)
    )


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


class TestOrders:
    """Who is before whom comes from `toolkit.scoring.comparing`, wherever it is shown."""

    def test_of_prices_are_made_by_no_floor_itself(self) -> None:
        folders = ("trading", "bidding", "notices", "archive", "supervision", "api", "portal")
        found = [
            f"{file.relative_to(BASE)}:{node.lineno}"
            for file in modules(*folders)
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Call) and _called(node) in ORDERING and _speaks_of_price(node)
        ]
        assert found == []

    @pytest.mark.parametrize(
        "line",
        [
            "sorted(bids, key=lambda one: one.price)",
            "min(one.price for one in bids)",
            "rows.order_by('-price')",
            "bids.sort(key=lambda one: one['price'])",
        ],
    )
    def test_are_known_when_they_are_seen(self, line: str) -> None:
        [call] = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call)]
        assert _called(call) in ORDERING and _speaks_of_price(call)


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
