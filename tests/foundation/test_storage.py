"""Blobs: named by their content, complete or not there."""

from __future__ import annotations

import hashlib
import io
import threading
from pathlib import Path

import pytest

from foundation import storage
from foundation.errors import Invalid, NotFound
from foundation.storage import Blob

CONTENT = "招标公告\n".encode() * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class TestPut:
    def test_names_content_by_its_digest(self, media: Path) -> None:
        assert storage.put(io.BytesIO(CONTENT)) == Blob(DIGEST, len(CONTENT))
        assert files(media) == [f"blobs/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]

    def test_stores_content_once(self, media: Path) -> None:
        assert storage.put(io.BytesIO(CONTENT)) == storage.put(io.BytesIO(CONTENT))
        assert len(files(media)) == 1

    def test_takes_an_empty_file(self) -> None:
        assert storage.put(io.BytesIO()).size == 0

    def test_takes_streams_that_give_little_at_a_time(self) -> None:
        class Drip(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                return super().read(min(size or 7, 7))

        assert storage.put(Drip(CONTENT)).digest == DIGEST

    def test_refuses_what_is_too_large_and_keeps_nothing(self, media: Path) -> None:
        with pytest.raises(Invalid, match="file_too_large"):
            storage.put(io.BytesIO(CONTENT), max_bytes=len(CONTENT) - 1)
        assert files(media) == []
        assert storage.put(io.BytesIO(CONTENT), max_bytes=len(CONTENT)).size == len(CONTENT)

    def test_keeps_nothing_of_a_stream_that_breaks(self, media: Path) -> None:
        class Broken(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                if self.tell():
                    raise ConnectionResetError
                return super().read(10)

        with pytest.raises(ConnectionResetError):
            storage.put(Broken(CONTENT))
        assert files(media) == []

    def test_mends_a_blob_that_was_cut_short(self) -> None:
        storage.put(io.BytesIO(CONTENT))
        place = storage.path(DIGEST)
        place.chmod(0o644)
        place.write_bytes(CONTENT[:10])
        storage.put(io.BytesIO(CONTENT))
        assert storage.is_intact(DIGEST)

    def test_is_safe_when_many_bring_the_same(self, media: Path) -> None:
        blobs: list[Blob] = []
        threads = [
            threading.Thread(target=lambda: blobs.append(storage.put(io.BytesIO(CONTENT)))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(blobs) == {Blob(DIGEST, len(CONTENT))} and len(blobs) == 8
        assert len(files(media)) == 1


class TestOpen:
    def test_reads_what_was_put(self) -> None:
        storage.put(io.BytesIO(CONTENT))
        with storage.open(DIGEST) as file:
            assert file.read() == CONTENT

    @pytest.mark.parametrize(
        "digest", [DIGEST, "", "../../etc/passwd", DIGEST.upper(), DIGEST + "\n", "a" * 63]
    )
    def test_knows_nothing_else(self, digest: str) -> None:
        with pytest.raises(NotFound, match="blob_not_found"):
            storage.open(digest)
        assert not storage.exists(digest)


class TestIsIntact:
    def test_finds_content_that_was_changed(self) -> None:
        storage.put(io.BytesIO(CONTENT))
        assert storage.exists(DIGEST) and storage.is_intact(DIGEST)
        place = storage.path(DIGEST)
        place.chmod(0o644)
        place.write_bytes(CONTENT[:-1] + b"x")
        assert not storage.is_intact(DIGEST)
