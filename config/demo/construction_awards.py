"""Construction tenders of the demonstration whose award takes its own way: among those invited, and apart from the evaluation."""

from __future__ import annotations

from collections.abc import Mapping

from accounts import cast as parts
from config.demo import materials
from config.demo.construction import SECOND, WORKS, _opened, completed, prepare
from config.demo.envelopes import Envelopes
from config.demo.moves import (
    Cast,
    draft,
    record,
    refused,
    take,
    take_all,
    take_part,
)  # fmt: skip
from config.demo.stage import Stage, Story, StoryFailed
from foundation.codes import complete_uscc
from trading.law.evaluation_terms import AwardBy


def temple(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """Three are invited to restore a temple, on grounds that were made public; the first candidate gives the award up."""
    codes = [complete_uscc(parts.PARTIES[who].body) for who in WORKS]
    fields = materials.CONSTRUCTION | {
        "ground": "few_capable",
        "ground_reasons": "文物保护单位修缮，仅少数单位具有相应资质。",
        "invitees": codes,
    }
    cast = draft(
        stage, "sun", "天后宫文物修缮工程施工", kind="construction", method="invited", sector="housing", deal=fields,
        lots={"一标段": materials.WORKS_LOT}, classification="A01", estimate="48000000.00",
    )  # fmt: skip
    prepare(cast)
    return cast, {cast.lot: "completed"}, _temple(cast)


def _temple(cast: Cast) -> Story:
    yield from take_all(cast, "publish_grounds")
    yield from take_all(cast, "announce")
    answer = cast.stage.attempt("gao", f"/api/v1/lots/{cast.lot}/registrations/")
    if {reason["code"] for reason in (answer.body or {}).get("reasons", [])} != {"not_invited"}:
        raise StoryFailed(f"{cast.title}: nobody invited Gao: {answer.status} {answer.body}")
    yield from _evaluated(cast)
    yield from take(cast, "publish_candidates")
    yield from take(cast, "confirm")
    yield from take(cast, "pass_over_first", {"ground": "gives_up", "reason": "书面声明放弃中标。"})
    refused(cast, "confirm_third", "wrong_state", by="sun")
    yield from take(cast, "confirm_second")
    yield from completed(cast, cast.lot, SECOND)


def court(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """Evaluation and award are apart: the organiser decides among the published candidates, and once more when that one falls out."""
    fields = materials.CONSTRUCTION | {"award_separation": True}
    cast = draft(
        stage, "sun", "区法院审判楼工程施工", kind="construction", method="open", sector="housing", deal=fields,
        lots={"一标段": materials.WORKS_LOT}, classification="A01", estimate="48000000.00",
    )  # fmt: skip
    prepare(cast, AwardBy.VOTE)
    return cast, {cast.lot: "completed"}, _court(cast)


def _court(cast: Cast) -> Story:
    yield from take_all(cast, "announce")
    yield from _evaluated(cast)
    refused(cast, "publish_candidates", "award_is_separate", by="sun")
    yield from take(cast, "publish_shortlist")
    yield from take(cast, "decide_award", _decision(3))
    yield from take(cast, "decide_again", {"ground": "no_bond", "reason": "逾期未提交履约保证金。"})
    yield from take(cast, "decide_award", _decision(2))
    yield from completed(cast, cast.lot, SECOND)


def _evaluated(cast: Cast) -> Story:
    """Three bids come, are opened, and the committee names all three; who wins it leaves open."""
    for who in WORKS:
        take_part(cast, who)
    bids = Envelopes(cast, cast.lot)
    yield from bids.collect(WORKS)
    yield from _opened(bids)
    named = [dict(one) for one in bids.ranked(*WORKS)]
    record(cast, "evaluation", bids_valid=3, candidates=named)
    yield from take(cast, "receive_report", materials.REPORT)


def _decision(candidate: int) -> dict[str, object]:
    return {
        "candidate": candidate,
        "method": "vote",
        "reasons": "票决得票最多",
        "minutes": f"定标纪要〔2026〕{candidate}号",
    }


STORIES = {"temple": temple, "court": court}
