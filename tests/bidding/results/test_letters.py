"""The letter that each bidder has once somebody is chosen: numbered, a file, signed by the platform, nobody else's."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from bidding.evaluation import letters as award_letters
from bidding.sealed import keys
from tests.bidding.results.bench import Bench
from tests.portal.test_bids import reader
from toolkit import canonical, certificates, cms
from toolkit.scoring.methods import admission


class TestALetter:
    def test_is_numbered_by_the_award_kept_as_a_file_and_signed_by_the_platform(self, bench: Bench) -> None:
        made = bench.publicised(deng="licence")
        bench.hall.later(days=4)
        [before] = letters(bench, "bai")
        assert (before["kind"], before["number"], before["sha256"]) == ("ranked", "", "")
        assert fetch(bench, "bai", "letter.json").status_code == 404
        bench.taken(("sun", "confirm", {}))
        numbers = set()
        for who, kind, rank in (("bai", "awarded", 1), ("cui", "not_awarded", 2), ("deng", "not_awarded", 0)):
            [letter] = letters(bench, who)
            file = fetch(bench, who, "letter.json").content
            said = canonical.load(file)
            assert canonical.sha256(file) == letter["sha256"]
            assert (said["number"], said["kind"], said["rank"]) == (letter["number"], kind, rank)
            assert (said["winner"], said["price"]) == (bench.name_of("bai"), "47000000.00")
            assert (said["bidder"], said["bid"], said["evaluation"]) == (
                bench.name_of(who), bench.bid_of(who), made.result_sha256,
            )  # fmt: skip
            # Its own figures, as they were published, and nobody else's.
            [placing] = [one for one in bench.file(made)["result"]["placings"] if one["bid"] == said["bid"]]
            assert [(one["code"], one["value"]) for one in said["figures"]] == [
                (one["name"], one["value"]) for one in placing["figures"]
            ]
            assert [one["code"] for one in said["reasons"]] == [one["code"] for one in placing["reasons"]]
            signature = cms.verify(fetch(bench, who, "letter.p7s").content, file)
            assert certificates.der(signature.certificate) == certificates.der(keys.certificate(keys.RECEIPT))
            assert letter["number"] in reader(who).get("/me/letters/").text
            numbers.add(letter["number"])
        assert len(numbers) == 3
        [out] = letters(bench, "deng")
        assert "营业执照" in json.dumps(out["standing"]["reasons"], ensure_ascii=False)
        assert {fetch(bench, who, "letter.json").status_code for who in ("gao", "sun", "chen", "su")} == {404}

    def test_is_another_when_the_award_goes_to_the_next(self, bench: Bench) -> None:
        bench.publicised()
        bench.hall.later(days=4)
        bench.taken(("sun", "confirm", {}))
        [first] = letters(bench, "cui")
        words = {"ground": "gives_up", "reason": "书面声明放弃中标"}
        bench.taken(("sun", "pass_over_first", words), ("sun", "confirm_second", {}))
        [second] = letters(bench, "cui")
        assert (first["kind"], second["kind"]) == ("not_awarded", "awarded")
        assert first["number"] != second["number"]

    def test_names_no_winner_where_a_framework_takes_in_several(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bench.publicised()
        bench.hall.later(days=4)
        bench.taken(("sun", "confirm", {}))
        monkeypatch.setattr(
            award_letters,
            "within",
            lambda _: [admission.Admission.model_construct(eliminated=Decimal("0.2"))],
        )
        for who in ("bai", "cui"):
            [letter] = letters(bench, who)
            assert (letter["kind"], letter["winner"], letter["number"]) == ("ranked", "", "")
            assert letter["standing"]["is_candidate"]
            assert fetch(bench, who, "letter.json").status_code == 404


def letters(bench: Bench, who: str) -> Any:
    return bench.hall.scene.world.stage.get(who, "/api/v1/me/letters/")


def fetch(bench: Bench, who: str, file: str) -> Any:
    return reader(who).get(f"/api/v1/lots/{bench.hall.lot}/evaluation/{file}")
