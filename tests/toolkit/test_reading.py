from __future__ import annotations

from pathlib import Path

from toolkit import reading


def test_what_is_read_is_told_once_and_comes_to_all(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "a").write_bytes(b"a" * 3_000_000)
    (tmp_path / "log/b").write_bytes(b"b" * 10)
    amounts: list[int] = []
    told = reading.told(tmp_path, amounts.append)
    with (told / "a").open("rb") as file:
        while file.read(1_000_000):
            pass
    assert len(amounts) > 2
    assert (told / "a").read_bytes() == b"a" * 3_000_000
    assert [one.read_bytes() for one in (told / "log").glob("*")] == [b"b" * 10]
    assert sum(amounts) == reading.size_of([tmp_path]) == 3_000_010
    assert amounts[-1] == 10
    assert not (told / "c").exists()
    (told / "c").write_bytes(b"c")
    assert sum(amounts) == 3_000_010
