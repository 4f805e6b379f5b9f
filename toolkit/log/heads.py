"""The heads that a log shows in its public files, believed as far as their signatures and a policy go."""

from __future__ import annotations

from toolkit.log import checkpoint
from toolkit.log.checkpoint import Head
from toolkit.log.policy import Policy
from toolkit.log.tiles import Files
from toolkit.refusals import Refused


def shown(files: Files, believed: Policy) -> Head:
    """
    Return the newest head that the log signed.

    :raises Refused: `log_tile_missing` where there is none; what is wrong with it.
    """
    return _read(files, "checkpoint", believed)


def witnessed(files: Files, believed: Policy) -> tuple[Head, dict[str, int]] | None:
    """
    Return the newest head that a quorum cosigned, with the times the witnesses gave; None where the policy asks for none and
    there is none.

    :raises Refused: as `shown`, and `checkpoint_unwitnessed`.
    """
    try:
        head = _read(files, "witnessed", believed)
    except Refused as refused:
        if refused.code != "log_tile_missing" or believed.quorum:
            raise
        return None
    return head, checkpoint.quorum(head, believed.witnesses, believed.quorum)


def _read(files: Files, name: str, believed: Policy) -> Head:
    try:
        head = checkpoint.read_head(files(name).decode("utf-8"))
    except FileNotFoundError as error:
        raise Refused("log_tile_missing", path=name) from error
    except UnicodeDecodeError as error:
        raise Refused("note_malformed", path=name) from error
    checkpoint.check(head, believed.log)
    return head
