"""Construction tenders of the demonstration whose award takes its own way: among those invited, and apart from the evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from accounts import cast as parts
from config.demo import materials
from config.demo.committee import Committee
from config.demo.construction import WORKS, _opened, completed, prepare
from config.demo.drawing import coefficient
from config.demo.electors import Electors
from config.demo.envelopes import Envelopes
from config.demo.moves import (
    Cast,
    draft,
    refused,
    take,
    take_all,
    take_part,
    until,
    wait,
)  # fmt: skip
from config.demo.stage import Stage, Story, StoryFailed
from foundation.codes import complete_uscc
from trading.law.evaluation_terms import AwardBy

DISCOUNTS = (Decimal("0.02"), Decimal("0.03"), Decimal("0.05"))


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
    committee = Committee(cast=cast)
    yield from _evaluated(cast, committee)
    yield from take(cast, "publish_candidates")
    yield from take(cast, "confirm")
    yield from take(cast, "pass_over_first", {"ground": "gives_up", "reason": "书面声明放弃中标。"})
    refused(cast, "confirm_third", "wrong_state", by="sun")
    yield from take(cast, "confirm_second")
    yield from completed(cast, cast.lot, committee.prices()[1])


def court(stage: Stage) -> tuple[Cast, Mapping[str, str], Story]:
    """
    A coefficient is drawn before the opening; evaluation and award are apart: candidates are voted on in two rounds, and once more when who
    was decided for falls out.
    """
    fields = materials.CONSTRUCTION | {"award_separation": True}
    cast = draft(
        stage, "sun", "区法院审判楼工程施工", kind="construction", method="open", sector="housing", deal=fields,
        lots={"一标段": materials.WORKS_LOT}, classification="A01", estimate="48000000.00",
    )  # fmt: skip
    prepare(cast, AwardBy.VOTE, DISCOUNTS)
    return cast, {cast.lot: "completed"}, _court(cast)


def _court(cast: Cast) -> Story:
    yield from take_all(cast, "announce")
    committee = Committee(cast=cast)
    electors = Electors(cast, committee)
    yield from _evaluated(cast, committee, is_chancy=True)
    refused(cast, "publish_candidates", "award_is_separate", by="sun")
    yield from take(cast, "publish_shortlist")
    electors.begin()
    if electors.vote((1, 1, 3, 3, 2))["status"] != "open":
        raise StoryFailed(f"{cast.title}: two candidates have as many votes, and one was decided for")
    decided = electors.vote((1, 1, 2, 2, 2))["candidate"]
    yield from wait(cast, days=3)
    refused(cast, "decide_award", "award_otherwise", by="sun", data=_decision(1))
    yield from take(cast, "decide_award", _decision(decided))
    yield from take(cast, "decide_again", {"ground": "no_bond", "reason": "逾期未提交履约保证金。"})
    refused(cast, "decide_award", "award_undecided", by="sun", data=_decision(2))
    electors.begin()
    decided = electors.vote((2, 2, 2, 1, 1))["candidate"]
    yield from take(cast, "decide_award", _decision(decided))
    yield from completed(cast, cast.lot, committee.prices()[decided - 1])


def _evaluated(cast: Cast, committee: Committee, *, is_chancy: bool = False) -> Story:
    """Three bids come, a coefficient is drawn where one is left to chance, the bids are opened, and the committee evaluates them."""
    for who in WORKS:
        take_part(cast, who)
    bids = Envelopes(cast, cast.lot, promises=materials.PROMISES)
    yield from bids.collect(WORKS)
    yield from until(cast, "opening")
    if is_chancy:
        yield from coefficient(bids, "bai")
    yield from _opened(bids)
    committee.evaluate()
    yield from take(cast, "receive_report", materials.REPORT)


def _decision(candidate: int) -> dict[str, object]:
    return {
        "candidate": candidate,
        "method": "vote",
        "reasons": "票决得票最多",
        "minutes": f"定标纪要〔2026〕{candidate}号",
    }


STORIES = {"temple": temple, "court": court}
