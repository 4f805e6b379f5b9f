"""
What a member of a committee reaches at every address about lots and experts: nothing of another's before all have signed, no bidder
behind a code name, and once all have signed the report nothing that is the committee's alone.

A new address fails here until somebody has judged it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from bidding.models import Evaluation, Filing
from tests.api.test_every_address import rows
from tests.bidding.evaluation.room import Room
from tests.portal.test_bids import reader
from tests.telling import tells

MARK, WORDS = "31.5", "独有的理由"
"""What another member gave, and wrote."""
MEMBER, STRANGER = "yao", "yu"
"""Somebody of the committee, and an expert who has no part in it."""
ENDED = frozenset({302, 401, 403, 404, 405, 409})
JUDGED = """
experts/                                                                                   -    -
experts/<str:expert_id>/                                                                   -    -
lots/<str:lot_id>/auction/                                                                -    -
lots/<str:lot_id>/auction/console/                                                        -    -
lots/<str:lot_id>/auction/reserve/                                                        -    -
lots/<str:lot_id>/auction/room/                                                           -    -
lots/<str:lot_id>/auction/schedule/                                                       -    -
lots/<str:lot_id>/award/                                                                   -    -
lots/<str:lot_id>/bid/                                                                     -    -
lots/<str:lot_id>/call-off/                                                                -    -
lots/<str:lot_id>/chance/<slug:purpose>/                                                   open open
lots/<str:lot_id>/deposits/                                                                -    -
lots/<str:lot_id>/edit/                                                                    -    -
lots/<str:lot_id>/steps/<slug:step>/                                                       -    -
lots/<str:lot_id>/draw/                                                                    open open
lots/<str:lot_id>/evaluation/                                                              own  own
lots/<str:lot_id>/evaluation/<slug:part>/                                                  own  own
lots/<str:lot_id>/evaluation/alike/                                                        own  own
lots/<str:lot_id>/evaluation/<slug:part>/all/                                              -    own
lots/<str:lot_id>/evaluation/offers/                                                       -    -
lots/<str:lot_id>/evaluation/questions/                                                    own  own
lots/<str:lot_id>/evaluation/questions/<str:question_id>/                                  -    -
lots/<str:lot_id>/evaluation/report/                                                       -    own
lots/<str:lot_id>/evaluation/services/                                                     -    -
lots/<str:lot_id>/evaluation/sign/<slug:act>/                                              own  own
lots/<str:lot_id>/joint/                                                                   -    -
lots/<str:lot_id>/opening/                                                                 open open
lots/<str:lot_id>/qualification/                                                           -    -
lots/<str:lot_id>/qualification/sign/                                                      -    -
lots/<str:lot_id>/ranking/                                                                 -    own
me/bids/                                                                                   -    -
me/deposits/                                                                               -    -
me/evaluations/                                                                            own  own
me/invitations/                                                                            own  own
me/joint-bids/                                                                             -    -
me/inbox/                                                                                  own  own
me/subscriptions/                                                                          own  own
me/subscriptions/<str:subscription_id>/                                                    -    -
me/letters/                                                                                -    -
me/services/                                                                               own  own
me/work/                                                                                   own  own
api/v1/experts/                                                                            -    -
api/v1/experts/<str:expert_id>/                                                            -    -
api/v1/experts/<str:expert_id>/services/                                                   -    -
api/v1/lots/<str:lot_id>/                                                                  open open
api/v1/lots/<str:lot_id>/auction/                                                          -    -
api/v1/lots/<str:lot_id>/auction/auction-log.json                                          -    -
api/v1/lots/<str:lot_id>/auction/auction.json                                              -    -
api/v1/lots/<str:lot_id>/auction/items/                                                    -    -
api/v1/lots/<str:lot_id>/auction/keys/                                                     -    -
api/v1/lots/<str:lot_id>/auction/moves/                                                    -    -
api/v1/lots/<str:lot_id>/auction/moves/<str:key>/receipt/                                  -    -
api/v1/lots/<str:lot_id>/auction/proposals/                                                -    -
api/v1/lots/<str:lot_id>/auction/rules/                                                    -    -
api/v1/lots/<str:lot_id>/award/                                                            -    -
api/v1/lots/<str:lot_id>/award/award.json                                                  -    -
api/v1/lots/<str:lot_id>/award/ballots/                                                    -    -
api/v1/lots/<str:lot_id>/bundle.tar                                                        open open
api/v1/lots/<str:lot_id>/bundle/                                                           open open
api/v1/lots/<str:lot_id>/bundle/<path:name>                                                open open
api/v1/lots/<str:lot_id>/chance/<slug:purpose>/                                            open open
api/v1/lots/<str:lot_id>/chance/<slug:purpose>/<int:number>/draw.json                      -    -
api/v1/lots/<str:lot_id>/complaints/                                                       open open
api/v1/lots/<str:lot_id>/contract/                                                         -    -
api/v1/lots/<str:lot_id>/custody/                                                          open open
api/v1/lots/<str:lot_id>/draws/                                                            open open
api/v1/lots/<str:lot_id>/draws/<int:number>/draw.json                                      -    -
api/v1/lots/<str:lot_id>/draws/<int:number>/names.json                                     -    -
api/v1/lots/<str:lot_id>/evaluation/                                                       own  own
api/v1/lots/<str:lot_id>/evaluation/alike/                                                 own  own
api/v1/lots/<str:lot_id>/evaluation/blind/                                                 own  own
api/v1/lots/<str:lot_id>/evaluation/evaluation.json                                        -    own
api/v1/lots/<str:lot_id>/evaluation/final-offers/                                          -    -
api/v1/lots/<str:lot_id>/evaluation/motions/                                               own  own
api/v1/lots/<str:lot_id>/evaluation/questions/                                             own  own
api/v1/lots/<str:lot_id>/evaluation/report/                                                -    own
api/v1/lots/<str:lot_id>/evaluation/result/                                                -    own
api/v1/lots/<str:lot_id>/evaluation/services/                                              -    -
api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/                                    own  own
api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/all/                                -    own
api/v1/lots/<str:lot_id>/evaluation/signatures/<slug:act>/                                 own  own
api/v1/lots/<str:lot_id>/filings/                                                          open open
api/v1/lots/<str:lot_id>/filings/<str:header>/                                             -    -
api/v1/lots/<str:lot_id>/freeze/                                                           open open
api/v1/lots/<str:lot_id>/freeze/cut/                                                       -    -
api/v1/lots/<str:lot_id>/holds/                                                            open open
api/v1/lots/<str:lot_id>/letters/                                                          open open
api/v1/lots/<str:lot_id>/letters/<str:letter_id>/letter.json                               -    -
api/v1/lots/<str:lot_id>/letters/<str:letter_id>/letter.p7s                                -    -
api/v1/lots/<str:lot_id>/objections/                                                       open open
api/v1/lots/<str:lot_id>/open-steps/                                                       open open
api/v1/lots/<str:lot_id>/opening/                                                          open open
api/v1/lots/<str:lot_id>/opening/attendance/                                               open open
api/v1/lots/<str:lot_id>/opening/bids/                                                     open open
api/v1/lots/<str:lot_id>/opening/bids/<str:header>/<str:unit>/<str:part>/                  -    -
api/v1/lots/<str:lot_id>/opening/readings/                                                 -    -
api/v1/lots/<str:lot_id>/opening/remedies/proposals/                                       open open
api/v1/lots/<str:lot_id>/outcomes/                                                         open open
api/v1/lots/<str:lot_id>/payments/                                                         open open
api/v1/lots/<str:lot_id>/periods/                                                          open open
api/v1/lots/<str:lot_id>/qualification/                                                    -    -
api/v1/lots/<str:lot_id>/qualification/signature/                                          -    -
api/v1/lots/<str:lot_id>/questions/                                                        open open
api/v1/lots/<str:lot_id>/registrations/                                                    open open
api/v1/lots/<str:lot_id>/rehearsals/                                                       open open
api/v1/lots/<str:lot_id>/rule/                                                             open open
api/v1/lots/<str:lot_id>/steps/                                                            open open
api/v1/me/                                                                                 own  own
api/v1/me/changes/                                                                         own  own
api/v1/me/expert/                                                                          own  own
api/v1/me/expert/services/                                                                 own  own
api/v1/me/invitations/                                                                     own  own
api/v1/me/joint-bids/                                                                      own  own
api/v1/me/letters/                                                                         own  own
api/v1/me/memberships/                                                                     own  own
api/v1/me/registrations/                                                                   own  own
api/v1/me/tokens/                                                                          own  own
"""
"""
What a member finds at each address while its committee scores, and once all have signed the report: `own`, which an expert without a seat
does not find; `open`, as such an expert does; `-`, nothing.
"""
CODED = (
    "lots/<str:lot_id>/evaluation/<slug:part>/",
    "lots/<str:lot_id>/evaluation/sign/<slug:act>/",
    "api/v1/lots/<str:lot_id>/evaluation/sheets/<slug:part>/",
    "api/v1/lots/<str:lot_id>/evaluation/signatures/<slug:act>/",
)
"""Where bids stand under code names, if their technical parts are read without a name."""


def judged() -> dict[str, tuple[str, str]]:
    """Return what is found at each address, before and after."""
    lines = (line.split() for line in JUDGED.strip().splitlines())
    return {route: (before, after) for route, before, after in lines}


def about_lots_and_experts() -> Iterator[str]:
    """Yield every address that is read of a lot, of an expert, or of who asks."""
    for method, route in rows():
        is_own = re.match(r"(api/v1/)?me/", route)
        if method == "GET" and ("<str:lot_id>" in route or "expert" in route or is_own):
            yield route


def filled(room: Room, route: str, question: str) -> str:
    named = {
        "lot_id": room.lot, "part": "scores", "act": "scores", "question_id": question, "unit": "form", "number": "1",
        "header": Filing.objects.filter(lot=room.lot).order_by("id")[0].header, "expert_id": room.expert("yan").id, "name": "policy.json",
        "purpose": "tie",
    }  # fmt: skip
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: named.get(found[1], "1"), route)


def read(room: Room, who: str, route: str, question: str = "x") -> str | None:
    """Return what somebody reads at an address; None for nothing."""
    answer: Any = reader(who).get(filled(room, route, question))
    assert answer.status_code == 200 or answer.status_code in ENDED, (route, answer.status_code)
    content: bytes = answer.getvalue() if answer.streaming else answer.content
    return content.decode("utf-8", "replace") if answer.status_code == 200 else None


def reached(room: Room, question: str = "x") -> tuple[dict[str, str], str]:
    """Return how far the member gets at each address, and all that it read."""
    found, whole = {}, []
    for route in sorted(about_lots_and_experts()):
        text = read(room, MEMBER, route, question)
        is_of_all = (
            text is not None and "me/" not in route and read(room, STRANGER, route, question) is not None
        )
        found[route] = "-" if text is None else "open" if is_of_all else "own"
        whole.append(text or "")
    return found, "\n".join(whole)


def test_every_address_is_judged() -> None:
    assert set(about_lots_and_experts()) == judged().keys()


def test_no_address_shows_a_member_anothers_scores_before_all_have_signed(reviewed: Room) -> None:
    question = str(reviewed.asked().body["id"])
    for bid in reviewed.bids:
        given = {"technical": (MARK, WORDS), "record": "15"}
        assert reviewed.save("yan", "scores", bid, given).status == 200
    own = str(reviewed.ask("yan", "sheets/scores/").body)
    assert tells(own, MARK) and WORDS in own
    found, text = reached(reviewed, question)
    assert not tells(text, MARK) and WORDS not in text
    assert found == {route: before for route, (before, _) in judged().items()}
    # Nor does any that is about the evaluation show them to its secretary, to who watches, or to a bidder.
    about_it = [
        one for one in sorted(about_lots_and_experts()) if "/evaluation/" in one or "/ranking/" in one
    ]
    for who in ("chen", "su", "bai"):
        for route in about_it:
            told = read(reviewed, who, route, question) or ""
            assert not tells(told, MARK) and WORDS not in told, (who, route)


def test_no_address_names_a_bidder_behind_its_code_name(reviewed: Room) -> None:
    Evaluation.objects.filter(id=reviewed.row.id).update(is_blind=True)
    assert reviewed.save(MEMBER, "scores", "bid-01", {"technical": "40", "record": "15"}).status == 200
    parties = [reviewed.scene.world.cast.members[who].party for who in ("bai", "cui", "deng")]
    headers = Filing.objects.filter(lot=reviewed.lot).values_list("header", flat=True)
    names = [*(one.name for one in parties), *(one.id for one in parties), *reviewed.bids, *headers]
    for route in CODED:
        text = read(reviewed, MEMBER, route)
        assert text is not None, route
        if "signatures" in route:
            text = base64.b64decode(json.loads(text)["content"]).decode()
        assert "bid-01" in text or not route.startswith("api/"), route
        assert [name for name in names if name in text] == [], route


def test_once_all_have_signed_the_report_nothing_is_the_committees_alone_but_what_is_judged(
    scored: Room,
) -> None:
    scored.do("yan", "closing/")
    for who in scored.present():
        assert scored.sign(who, "report").status == 201
    found, _ = reached(scored)
    assert found == {route: after for route, (_, after) in judged().items()}
