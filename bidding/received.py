"""What custodians sent to an opening or a rehearsal, as the opening process reads it: whose shares open something, and whose do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bidding.models import CustodianPost, RehearsalPost
from toolkit import posting
from toolkit.capsules import Agreement
from toolkit.certificates import Trust
from toolkit.filings import Filing
from toolkit.policies import Custody
from toolkit.posting import Received
from toolkit.proceedings import Freeze
from toolkit.refusals import Refused


def of(
    posts: Iterable[CustodianPost | RehearsalPost], under: Custody, freeze: Freeze, stage: int, bids: Sequence[str],
    filings: Mapping[str, Filing], key: Agreement, trust: Trust, *, is_over: bool,
) -> tuple[list[Received], list[int]]:  # fmt: skip
    """
    Return the posts that count, with their shares, and who sent other shares than it signed for: as if it were silent.

    So is who was found to have had a revoked certificate when it posted: one custodian alone stops nothing.

    :raises Refused: `revocation_unknown`, until all `is_over`.
    """
    found: dict[int, Received] = {}
    came = list(posts)
    for one in came:
        if one.x in found:
            continue  # it was sent again, and the first could be read
        try:
            received = posting.check_post(
                bytes(one.content), bytes(one.signature), under, freeze, stage, bids, trust, one.at
            )
            found[one.x] = posting.open_shares(received, bytes(one.shares), key, filings)
        except Refused as refused:
            if refused.code == "revocation_unknown" and not is_over:
                raise
    return list(found.values()), sorted({one.x for one in came} - found.keys())
