"""The audit of awards apart from the evaluation: ballots and who voted against the journal, and each decision computed anew."""

from __future__ import annotations

from collections.abc import Iterator

from bidding.models import Award, Ballot, Ranking
from bidding.models.digest import digest
from foundation.text import Text
from foundation.transparency_audit import Finding
from foundation.transparency_rows import compare, events
from toolkit import canonical
from toolkit.refusals import Refused
from toolkit.scoring.publishing import Evaluation, first_difference


def findings() -> Iterator[Finding]:
    """Yield what is not as it was told."""
    yield from compare(
        "ballot", Text("定标选票", "ballot of an award"),
        {
            one.id: (one.elector.award_id, one.elector.number, one.round, one.digest, one.at)
            for one in Ballot.objects.select_related("elector")
        },
        {
            str(event.data.get("ballot")): (
                *(event.data.get(name) for name in ("award", "elector", "round", "digest")), event.at,
            )
            for event in events("bidding.award.voted")
        },
        lambda key: f"ballot {key}",
    )  # fmt: skip
    rows = list(Award.objects.prefetch_related("electors").order_by("id"))
    ended = {
        str(event.data.get("award")): (event.data.get("number"), event.data.get("sha256"), event.at)
        for event in events("bidding.award.decided")
    }
    begun = {
        str(event.data.get("award")): event.data.get("digest") for event in events("bidding.award.begun")
    }
    yield from compare(
        "award", Text("定标", "award"),
        {
            one.id: (
                digest(*(elector.digest.encode() for elector in one.electors.all())),
                (one.candidate, one.result_sha256, one.decided_at) if one.decided_at else None,
            )
            for one in rows
        },
        {key: (told, ended.get(key)) for key, told in begun.items()},
        lambda key: f"award {key}",
    )  # fmt: skip
    for one in rows:
        if one.result is not None and not follows(one):
            yield Finding(
                "award_otherwise",
                f"award {one.id}",
                Text("定标结果与所载数据不符", "The award does not follow from its file"),
            )


def follows(row: Award | Ranking) -> bool:
    """Tell whether a file is the one whose digest was kept, and its result follows from its rule and inputs."""
    content = bytes(row.result or b"")
    try:
        file = Evaluation.from_bytes(content)
        return canonical.sha256(content) == row.result_sha256 and first_difference(file) is None
    except Refused:
        return False
