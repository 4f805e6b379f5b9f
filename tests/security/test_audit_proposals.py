"""A46: whoever changes what one person proposed and another decided is named by the audit."""

from __future__ import annotations

import pytest

from tests.bidding.sealed import test_second_person
from tests.bidding.sealed.scene import Scene
from tests.security.superuser import not_named, put_in, told
from trading.models import Deal, Proposal

pytestmark = pytest.mark.django_db


def test_names_what_a_superuser_did_to_proposals(scene: Scene) -> None:
    """A46: who proposed what to whom, and what became of it."""
    cast = scene.world.cast.members
    Deal.objects.filter(id=scene.made.deal).update(agency=cast["an"].party)
    ask, path = scene.world.stage.attempt, f"/api/v1/deals/{scene.made.deal}/proposals/clarification/"
    first = ask("an", path, test_second_person.moving(scene)).body["id"]
    assert ask("sun", f"/api/v1/proposals/{first}/approval/").status == 200
    second = ask("an", path, test_second_person.moving(scene) | {"title": "另"}).body["id"]
    assert ask("sun", f"/api/v1/proposals/{second}/refusal/", {"reason": "否"}).status == 200
    scene.grow()
    assert told() == []
    table = "trading_proposal"
    cases: list[tuple[list[str], list[str]]] = [
        ([f"proposal_changed proposal {first}"], [f"UPDATE {table} SET {change} WHERE id = '{first}'"])
        for change in (
            f"proposed_by = '{cast['bai'].id}'", f"proposed_by_user = '{cast['bai'].user_id}'", f"decided_by = '{cast['bai'].id}'",
            f"decided_by_user = '{cast['bai'].user_id}'", "arguments = '{}'", "act = 'step', arguments = '{\"step\": \"terminate\"}'",
            "status = 'declined'", "proposed_at = proposed_at - interval '1 day'", "decided_at = decided_at - interval '1 day'",
        )
    ]  # fmt: skip
    cases += [
        ([f"proposal_removed proposal {second}"], [f"DELETE FROM {table} WHERE id = '{second}'"]),
        (["proposal_put_in proposal prp_new"], [put_in(Proposal.objects.get(id=first), id="'prp_new'")]),
    ]
    assert not_named(cases) == []
