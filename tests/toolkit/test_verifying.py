from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.toolkit import forging, publishing
from tests.toolkit.competition import OPENED_AT, Competition
from tests.toolkit.pki import NOW
from tests.toolkit.world import BIDDERS, ENVELOPES, LOT, PASSPHRASE, World
from toolkit import bundles, canonical, cms, verifying
from toolkit.bundles import Bundle
from toolkit.findings import Report
from toolkit.log.leaves import Line
from toolkit.objects import PolicyUnit
from toolkit.proceedings import Opening


def report(competition: Competition, folder: Path) -> Report:
    return verifying.verify(Bundle(folder), LOT, competition.world.pins())


def codes(found: Report) -> list[str]:
    return [one.refused.code for one in found.findings if one.refused]


def rescued(
    tmp_path: Path, folder: Path, audience: Literal["public", "experts"], present: tuple[int, ...], *,
    liar: int = 0, rescue_s: int = 900,
) -> Competition:  # fmt: skip
    """Too few custodians post for one bid, and its bidder sends the key."""
    units = (PolicyUnit(unit="form", stage=1, audience=audience),)
    competition = Competition(tmp_path, World(units=units), changed={"rescue_s": rescue_s})
    one = competition.file()
    competition.publish(competition.freeze())
    publishing.write_lot(competition, folder)
    key = forging.keys_of(one.folder, PASSPHRASE)["form"]
    outcomes = publishing.open_stage(competition, folder, present, sent=key, liar=liar)
    assert {found.outcome for found in outcomes.values()} == {"opened"}
    return competition


@pytest.fixture
def opened(competition: Competition, folder: Path) -> Competition:
    competition.file(BIDDERS[0], price="100.00")
    competition.file(BIDDERS[1], price="200.00")
    competition.publish(competition.freeze())
    publishing.write_lot(competition, folder)
    publishing.open_stage(competition, folder)
    return competition


def resign(competition: Competition, folder: Path, **changed: Any) -> None:
    """The platform's own key signs, and the log holds, another record."""
    path = folder / "lots" / LOT / "opening.1.json"
    record = Opening.from_bytes(path.read_bytes())
    content = record.model_copy(update=changed).to_bytes()
    path.write_bytes(content)
    path.with_suffix(".p7s").write_bytes(cms.sign(competition.world.freezer, content, at=OPENED_AT))
    competition.log.leaves[-1] = Line("opening", record.deal, LOT, 1, canonical.sha256(content)).to_bytes()
    publishing.write_log(competition, folder, OPENED_AT)


class TestVerifying:
    def test_reads_every_price_from_public_files(self, opened: Competition, folder: Path) -> None:
        found = report(opened, folder)
        assert codes(found) == []
        assert {manifest.fields["price"] for manifest in found.manifests.values()} == {"100.00", "200.00"}

    def test_holds_with_pins_read_from_files(self, opened: Competition, folder: Path, tmp_path: Path) -> None:
        pins = bundles.read_pins(publishing.write_pins(opened, tmp_path / "pins"))
        assert verifying.verify(Bundle(folder), LOT, pins).holds

    def test_covers_later_stages_and_shows_no_restricted_key(self, tmp_path: Path, folder: Path) -> None:
        competition = Competition(tmp_path, World(units=ENVELOPES))
        one, two = competition.file(BIDDERS[0], price="100.00"), competition.file(BIDDERS[1], price="200.00")
        competition.publish(competition.freeze())
        competition.release([one.filing.name])
        publishing.write_lot(competition, folder)
        publishing.open_stage(competition, folder)
        publishing.open_stage(competition, folder, (2, 3, 4), 2, [one.filing.name])
        found = report(competition, folder)
        assert codes(found) == []
        assert list(found.manifests) == [(one.filing.name, "form")]
        published = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
        for filed in (one, two):
            for unit, key in forging.keys_of(filed.folder, "correct horse 电池").items():
                assert (key.hex().encode() in published) == (filed is one and unit == "form")

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"outcome": "revoked", "cause": "dealing_wrong"}, "opening_mismatch"),
            ({"outcome": "withdrawn", "cause": "key_unavailable", "key": ""}, "opening_mismatch"),
            ({"outcome": "revoked", "cause": "no_key", "key": ""}, "opening_mismatch"),
            ({"key": ""}, "opening_mismatch"),
            ({"key": "0" * 64}, "key_commitment"),
            ({"blamed": [1]}, "opening_mismatch"),
        ],
    )
    def test_finds_a_false_word_about_a_bid(
        self, opened: Competition, folder: Path, changed: dict[str, Any], code: str
    ) -> None:
        record = Opening.from_bytes((folder / "lots" / LOT / "opening.1.json").read_bytes())
        resign(opened, folder, units=[record.units[0].model_copy(update=changed), record.units[1]])
        assert codes(report(opened, folder)) == [code]

    def test_finds_a_bid_left_out_or_moved(self, opened: Competition, folder: Path) -> None:
        record = Opening.from_bytes((folder / "lots" / LOT / "opening.1.json").read_bytes())
        for units in (record.units[:1], record.units[::-1], []):
            resign(opened, folder, units=units)
            assert codes(report(opened, folder)) == ["opening_mismatch"]

    def test_finds_a_lying_custodian_named_rightly_and_a_bad_dealing(
        self, competition: Competition, folder: Path
    ) -> None:
        one = competition.file()
        bad = {("form", 2): forging.capsule_with(one.filing, competition.custody, "form", 2, b"\7" * 32)}
        signer = competition.world.bidders[one.code]
        competition.filed.clear()
        competition.log.leaves.pop()
        one = competition.file(filing=forging.with_capsules(one.filing, signer, one.folder, bad))
        one.folder = competition.folder / "bid-0"
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        outcomes = publishing.open_stage(competition, folder)
        assert {found.cause for found in outcomes.values()} == {"dealing_wrong"}
        assert codes(report(competition, folder)) == []

    @pytest.mark.parametrize("silent", [(1, 2), (1, 2, 4, 5)])
    def test_agrees_when_custodians_stay_away(
        self, competition: Competition, folder: Path, silent: tuple[int, ...]
    ) -> None:
        competition.file()
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        present = tuple(x for x in range(1, 6) if x not in silent)
        outcomes = publishing.open_stage(competition, folder, present)
        assert {found.outcome for found in outcomes.values()} == {
            "opened" if len(present) >= 3 else "withdrawn"
        }
        assert codes(report(competition, folder)) == []

    @pytest.mark.parametrize("audience", ["public", "experts"])
    @pytest.mark.parametrize("present", [(1, 2), ()])
    def test_agrees_when_a_bidders_own_key_rescues_its_bid(
        self, tmp_path: Path, folder: Path, audience: Literal["public", "experts"], present: tuple[int, ...]
    ) -> None:
        """Of a restricted unit nobody else sees the key; an honest platform must not look like a liar for that."""
        competition = rescued(tmp_path, folder, audience, present)
        assert codes(report(competition, folder)) == []

    @pytest.mark.parametrize(
        ("changed", "found"),
        [
            ({"blamed": []}, ["opening_mismatch"]),  # one said `bad` of a capsule that was good
            ({"blamed": [2, 4]}, ["opening_mismatch"]),  # one who did not post
            ({"blamed": [1, 2]}, []),  # another share than its capsule's: only the key tells
            ({"outcome": "revoked", "cause": "manifest_signer"}, []),  # its bidder disproves it
            ({"outcome": "revoked", "cause": "dealing_wrong"}, ["opening_mismatch"]),
            ({"outcome": "withdrawn", "cause": "freeze_twice"}, ["opening_mismatch"]),
        ],
    )
    def test_names_who_lied_of_a_rescued_bid(
        self, tmp_path: Path, folder: Path, changed: dict[str, Any], found: list[str]
    ) -> None:
        competition = rescued(tmp_path, folder, "experts", (1, 2), liar=2)
        assert codes(report(competition, folder)) == []
        record = Opening.from_bytes((folder / "lots" / LOT / "opening.1.json").read_bytes())
        assert record.units[0].blamed == [2]
        resign(competition, folder, units=[record.units[0].model_copy(update=changed)])
        assert codes(report(competition, folder)) == found

    def test_believes_no_rescue_where_there_is_no_time_for_it(self, tmp_path: Path, folder: Path) -> None:
        competition = rescued(tmp_path, folder, "experts", (1, 2), rescue_s=0)
        assert codes(report(competition, folder)) == ["opening_mismatch"]

    @pytest.mark.parametrize("audience", ["public", "experts"])
    def test_finds_a_bid_that_custodians_refused_and_its_own_check_admits(
        self, tmp_path: Path, folder: Path, audience: Literal["public", "experts"]
    ) -> None:
        """Custodians and platform together drop a good bid: they are the ones who do not hold."""
        units = (PolicyUnit(unit="form", stage=1, audience=audience),)
        competition = Competition(tmp_path, World(units=units))
        one = competition.file()
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        honest, authority = competition.clients, competition.world.authority
        authority.revoked = {one.filing.signed.certificate.serial_number: NOW - timedelta(minutes=1)}
        pins = replace(competition.world.pins(), trust=authority.trust())
        authority.revoked = {}
        competition.clients = [replace(client, pins=pins) for client in honest]
        outcomes = publishing.open_stage(competition, folder)
        assert {found.cause for found in outcomes.values()} == {"certificate_revoked"}
        assert codes(report(competition, folder)) == ["opening_mismatch"]

    @pytest.mark.parametrize("audience", ["public", "experts"])
    @pytest.mark.parametrize(
        ("persons", "logged", "given", "found"),
        [
            (0, False, {}, ["opening_mismatch"]),
            (1, True, {}, ["remedy_signers"]),
            (2, False, {}, ["remedy_context"]),
            (2, True, {}, []),
            (2, True, {"more": 60_000}, ["opening_mismatch"]),  # it gave more time, and let nobody off
            (2, True, {"since": -1}, ["remedy_interval"]),  # a fault while bids were awaited
            (2, True, {"since": 900_000}, ["remedy_interval"]),
        ],
    )
    def test_believes_a_fault_of_the_platform_with_a_logged_remedy_only(
        self, tmp_path: Path, folder: Path, audience: Literal["public", "experts"], persons: int, logged: bool,
        given: dict[str, int], found: list[str],
    ) -> None:  # fmt: skip
        units = (PolicyUnit(unit="form", stage=1, audience=audience),)
        competition = Competition(tmp_path, World(mode="bidder", units=units))
        competition.file()
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        if persons:
            publishing.write_remedy(competition, folder, persons=persons, logged=logged, **given)
        publishing.open_stage(competition, folder, ())
        assert codes(report(competition, folder)) == [code for code in found if code.startswith("remedy")]
        record = Opening.from_bytes((folder / "lots" / LOT / "opening.1.json").read_bytes())
        fault = record.units[0].model_copy(update={"outcome": "withdrawn", "cause": "platform_fault"})
        resign(competition, folder, units=[fault])
        assert codes(report(competition, folder)) == found

    @pytest.mark.parametrize("audience", ["public", "experts"])
    def test_believes_no_exclusion_that_its_own_check_does_not_make(
        self, tmp_path: Path, folder: Path, audience: Literal["public", "experts"]
    ) -> None:
        """Of a restricted unit as well, which nobody can open to see."""
        competition = Competition(
            tmp_path, World(units=(PolicyUnit(unit="form", stage=1, audience=audience),))
        )
        competition.file()
        competition.publish(competition.freeze())
        publishing.write_lot(competition, folder)
        publishing.open_stage(competition, folder)
        record = Opening.from_bytes((folder / "lots" / LOT / "opening.1.json").read_bytes())
        for cause in ("certificate_revoked", "freeze_twice", "manifest_signer"):
            said = {"outcome": "withdrawn", "cause": cause, "key": ""}
            resign(competition, folder, units=[record.units[0].model_copy(update=said)])
            assert codes(report(competition, folder)) == ["opening_mismatch"]

    def test_notices_any_changed_byte_of_any_file(self, opened: Competition, folder: Path) -> None:
        """One byte of each public file is changed in turn: nothing is ever verified as before, and nothing breaks."""
        whole = report(opened, folder)
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            content = file.read_bytes()
            middle = len(content) // 2
            file.write_bytes(content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :])
            found = report(opened, folder)
            file.write_bytes(content)
            assert not found.holds or found.manifests != whole.manifests, file

    def test_notices_any_missing_file(self, opened: Competition, folder: Path) -> None:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            content = file.read_bytes()
            file.unlink()
            found = report(opened, folder)
            file.write_bytes(content)
            # The log is shorter than one entry bundle, so nothing asks for its hash tiles.
            assert not found.holds or "tile/0" in str(file), file

    def test_says_findings_for_machines_in_both_languages(self, opened: Competition, folder: Path) -> None:
        (folder / "policy.p7s").write_bytes(b"")
        for language, word in (("zh", "签名"), ("en", "signature")):
            written = json.dumps(
                [one.to_json(language) for one in report(opened, folder).findings], ensure_ascii=False
            )
            assert word in written
            assert "cms_malformed" in written

    def test_reads_no_path_out_of_the_folder(self, opened: Competition, folder: Path) -> None:
        for lot in ("../..", "/etc", "..", "", "a/b", "lot\0"):
            assert codes(verifying.verify(Bundle(folder), lot, opened.world.pins())) == ["lot_unknown"]
