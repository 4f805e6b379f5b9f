"""Keys of logs and witnesses in files: `python -m toolkit.log.keys NAME FILE [--witness]` draws one and prints its public side."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

from toolkit.log import note
from toolkit.log.note import LOG, WITNESS, Signer
from toolkit.refusals import Refused


def load(path: Path) -> Signer:
    """
    Read a private key.

    :raises FileNotFoundError: if there is none.
    :raises Refused: `note_key_malformed`.
    """
    return note.read_signer(path.read_text(encoding="utf-8").strip())


def make(path: Path, name: str, type_: int) -> Signer:
    """
    Draw a key into a new file that its owner alone may read.

    The file is whole or not there; of two that make it at once, one fails.

    :raises FileExistsError: if something is there.
    """
    signer = note.generate(name, type_)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(signer.secret() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return signer


def load_or_make(path: Path, name: str, type_: int) -> Signer:
    """Read the key in `path`, and draw it first where there is none."""
    if not path.exists():
        with contextlib.suppress(FileExistsError):  # another process made it meanwhile
            return make(path, name, type_)
    return load(path)


def main(arguments: list[str] | None = None) -> int:
    """Draw a key; return 0, or 2 if the name or the file will not do."""
    parser = argparse.ArgumentParser(
        prog="python -m toolkit.log.keys",
        description="生成日志或见证人的密钥，打印公钥 / draw a key of a log or witness and print its public side",
    )
    parser.add_argument("name", help="日志为其网址（不含 https://），如 trade.example.cn/log")
    parser.add_argument("file", type=Path, help="私钥文件 / file for the private key")
    parser.add_argument("--witness", action="store_true", help="见证人的密钥 / a witness's key")
    wishes = parser.parse_args(arguments)
    try:
        signer = make(wishes.file, wishes.name, WITNESS if wishes.witness else LOG)
    except FileExistsError:
        sys.stderr.write(f"{wishes.file}: 文件已存在，不覆盖 / exists and is not overwritten\n")
        return 2
    except Refused as refused:
        sys.stderr.write(f"{refused.words.zh} / {refused.words.en}\n")
        return 2
    sys.stdout.write(f"{signer.verifier}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
