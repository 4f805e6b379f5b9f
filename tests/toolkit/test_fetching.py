"""Fetching what is public of a lot: few requests, and nothing believed that comes."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

import httpx
import pytest

from toolkit import fetching
from toolkit.fetching import Listed
from toolkit.filings import BLOCK
from toolkit.platforms import HttpPlatform
from toolkit.refusals import Refused

LOT = "lot_1"
SMALL = {f"lots/{LOT}/filings/{n:064x}/core.json": f"core {n}".encode() for n in range(30)}
LARGE = {f"lots/{LOT}/filings/{0:064x}/part.1": b"x" * (BLOCK + 1)}

Member = tuple[str | tarfile.TarInfo, bytes]


def listed(files: dict[str, bytes]) -> list[Listed]:
    return [
        Listed(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()
    ]


def packed(members: Iterable[Member]) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for named, content in members:
            info = tarfile.TarInfo(named) if isinstance(named, str) else named
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return archive.getvalue()


class Served:
    """A platform that serves these files, and notes what is asked."""

    def __init__(self, files: dict[str, bytes], archive: bytes | None = None) -> None:
        self.files, self.asked = files, list[str]()
        self.archive = packed(files.items()) if archive is None else archive

    def platform(self) -> HttpPlatform:
        transport = httpx.MockTransport(self._answer)
        return HttpPlatform(
            httpx.Client(base_url="http://testserver/", transport=transport), sleep=lambda _: None
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if request.url.path.endswith("/bundle.tar"):
            return httpx.Response(200, content=self.archive)
        name = request.url.path.partition("/bundle/")[2]
        return httpx.Response(200, content=self.files[name])


@pytest.fixture(autouse=True)
def _without_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_log", lambda *_given: 0)


@pytest.fixture
def fetch(tmp_path: Path) -> Callable[..., int]:
    def run(served: Served, files: dict[str, bytes]) -> int:
        return fetching.fetch(served.platform(), LOT, tmp_path, listed(files))

    return run


def found(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class TestFetching:
    def test_asks_for_small_files_together_and_for_large_ones_alone(
        self, tmp_path: Path, fetch: Callable[..., int]
    ) -> None:
        served = Served(SMALL | LARGE, packed(SMALL.items()))
        assert fetch(served, SMALL | LARGE) == len(SMALL) + 1
        assert found(tmp_path) == SMALL | LARGE
        assert [path.rpartition("/")[2] for path in served.asked] == ["bundle.tar", "part.1"]

    def test_asks_for_few_that_are_new_one_by_one(self, tmp_path: Path, fetch: Callable[..., int]) -> None:
        served = Served(SMALL)
        fetch(served, dict(list(SMALL.items())[fetching.MANY - 1 :]))
        served.asked.clear()
        assert fetch(served, SMALL) == fetching.MANY - 1
        assert len(served.asked) == fetching.MANY - 1 and not any(".tar" in one for one in served.asked)
        assert found(tmp_path) == SMALL
        assert fetch(served, SMALL) == 0

    def test_asks_again_for_what_the_archive_had_in_another_state(
        self, tmp_path: Path, fetch: Callable[..., int]
    ) -> None:
        """Between list and archive a proof may be renewed: of another length it is not taken, and what is missing is asked for."""
        name, *rest = SMALL
        served = Served(
            SMALL, packed([(name, b"longer than it was"), *((one, SMALL[one]) for one in rest[1:])])
        )
        assert fetch(served, SMALL) == len(SMALL)
        assert found(tmp_path) == SMALL and len(served.asked) == 3

    @pytest.mark.parametrize(
        "named",
        ["../outside", "/tmp/outside", "lots/other/core.json", f"lots/{LOT}/filings/../../../outside"],
    )
    def test_writes_nothing_that_was_not_listed(
        self, tmp_path: Path, fetch: Callable[..., int], named: str
    ) -> None:
        fetch(Served(SMALL, packed([*SMALL.items(), (named, b"x")])), SMALL)
        assert found(tmp_path) == SMALL and not (tmp_path.parent / "outside").exists()

    def test_follows_no_link(self, tmp_path: Path, fetch: Callable[..., int]) -> None:
        secret = tmp_path.parent / f"{tmp_path.name}-secret"
        secret.write_bytes(b"core 0")
        link = tarfile.TarInfo(next(iter(SMALL)))
        link.type, link.linkname = tarfile.SYMTYPE, str(secret)
        served = Served(SMALL, packed([(link, b""), *list(SMALL.items())[1:]]))
        fetch(served, SMALL)
        assert not any(file.is_symlink() for file in tmp_path.rglob("*")) and found(tmp_path) == SMALL

    def test_refuses_what_has_another_digest(self, fetch: Callable[..., int]) -> None:
        name = next(iter(SMALL))
        with pytest.raises(Refused, match="server_answer"):
            fetch(Served(SMALL, packed([*SMALL.items(), (name, b"core 9")])), SMALL)

    @pytest.mark.parametrize("archive", [b"", b"no archive" * 99, packed(SMALL.items())[:700]])
    def test_refuses_what_is_no_archive(self, fetch: Callable[..., int], archive: bytes) -> None:
        with pytest.raises(Refused, match="server_answer"):
            fetch(Served(SMALL, archive), SMALL)

    def test_refuses_an_archive_without_an_end(
        self, fetch: Callable[..., int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fetching, "LONGEST_ARCHIVE", 4096)
        with pytest.raises(Refused, match="server_answer"):
            fetch(Served(SMALL), SMALL)
