"""What the stories' sealed competitions leave behind: openings that anybody verifies from the public files alone."""

from __future__ import annotations

from pathlib import Path

import httpx

from accounts import trust
from config.demo.director import direct
from config.demo.procurement import OFFERS
from config.demo.stage import Stage
from config.demo.stories import open_story
from foundation import clock
from tests.journeys.transport import ClientTransport
from toolkit import fetching, verifying
from toolkit.bundles import Bundle
from toolkit.certificates import Trust
from toolkit.platforms import HttpPlatform
from toolkit.policies import Pins


def test_a_story_is_opened_by_custodians_as_it_was_sealed(stage: Stage, tmp_path: Path) -> None:
    told = open_story("switches", stage)
    direct({"switches": told.story}, stage.say)
    lot, folder = told.cast.lot, tmp_path / "public"
    with httpx.Client(base_url="http://testserver", transport=ClientTransport()) as stranger:
        platform = HttpPlatform(stranger)
        fetching.fetch(platform, lot, folder, fetching.index(platform, lot))
    found, policy = trust.trust(clock.now()), Bundle(folder).custody.policy
    pins = Pins(
        Trust(found.roots, found.intermediates, found.revocation_lists),
        frozenset([policy.log]),
        frozenset(policy.witnesses),
    )
    report = verifying.verify(Bundle(folder), lot, pins)
    assert report.holds, [one for one in report.findings if one.refused]
    assert sorted(one.fields["price"] for one in report.manifests.values()) == sorted(OFFERS.values())
