"""Withdrawing a file from the public record: its bytes go, a signed tombstone stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from accounts.actor import Actor
from accounts.roles import Role
from archive.models import PublicFile
from archive.record import withdrawals
from foundation import clock, journal
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.text import Text
from foundation.transactions import action

STAFF: Final = frozenset({Role.CENTRE, Role.ADMINISTRATOR})
"""Whose two persons withdraw: the centre's, or who runs the instance."""
_LINE = re.compile(r"[^\x00-\x1f\x7f]{2,500}")


@action
def withdraw_from_record(*, path: str, article: str, reason: str, second: Actor, by: Actor) -> Sequence[str]:
    """
    Take all editions of a file off the record, and every other file that is the same bytes; return their paths.

    Two persons do, `by` and `second`: it cannot be undone. `article` and `reason` are public, in one line each, and name nobody.

    :raises NotFound: `record_file_unknown`.
    :raises Conflict: `record_file_withdrawn`.
    :raises Forbidden: `record_not_staff`.
    :raises Invalid: `record_second_person`, or `record_reason` for words that are no line.
    """
    _check_persons(by, second)
    if not all(_LINE.fullmatch(words) for words in (article, reason)):
        raise Invalid(
            "record_reason",
            Text("依据和理由各写一行，2至500字", "Article and reason are one line each, of 2 to 500 signs"),
        )
    paths, at = withdrawals.lock([path]), clock.now()
    if not PublicFile.objects.filter(path=path).exists():
        raise NotFound("record_file_unknown", Text("公开档案中没有此文件", "The record has no such file"))
    digests = withdrawals.withdraw(paths, article=article, reason=reason, at=at)
    if not digests:
        raise Conflict("record_file_withdrawn", Text("此文件已经撤下", "The file was withdrawn already"))
    journal.append(
        "archive.record.withdrawn", subject=f"rec_{digests[0][:32]}", actor=by.label, at=at,
        data={"paths": paths, "digests": digests, "second": second.label},
    )  # fmt: skip
    return paths


def _check_persons(by: Actor, second: Actor) -> None:
    if by.role not in STAFF or second.role not in STAFF:
        raise Forbidden(
            "record_not_staff",
            Text(
                "只有交易中心人员或者系统管理员可以撤下", "Only the centre and administrators withdraw a file"
            ),
        )
    if by.user_id is None or by.user_id == second.user_id:
        raise Invalid("record_second_person", Text("须由另一人复核", "Another person has to agree"))
