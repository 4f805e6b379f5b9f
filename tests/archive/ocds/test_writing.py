"""What a release says of a lot, stage by stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from archive.ocds import packages, writing
from archive.ocds.known import Known, Organisation
from archive.ocds.values import Json, encode
from tests.archive.ocds import holding, sample
from tests.archive.ocds.chain import releases

BY_STAGE = releases(zip(sample.TENDER, sample.instants(), strict=True))


def told(known: Known) -> Json:
    return writing.snapshot(known, sample.PREFIX)


def values(release: Any, names: frozenset[str]) -> list[Any]:
    """Return every value under one of these names, however deep."""
    if isinstance(release, list):
        return [one for each in release for one in values(each, names)]
    if not isinstance(release, dict):
        return []
    own = [value for name, value in release.items() if name in names]
    return own + [one for each in release.values() for one in values(each, names)]


class TestBeforeTheOpening:
    def test_nobody_bids_and_nobody_counts(self) -> None:
        release = told(sample.ANNOUNCED)
        assert "bids" not in release
        assert not values(release, frozenset({"tenderers", "numberOfTenderers", "statistics"}))
        assert {role for one in release["parties"] for role in one["roles"]} == {"buyer", "procuringEntity"}

    def test_bids_that_are_known_by_mistake_are_not_told(self) -> None:
        bold = replace(sample.ANNOUNCED, bids=sample.CAME, count=3)
        assert "bids" not in told(replace(bold, is_opened=False))

    def test_what_is_withheld_is_said_with_its_end(self) -> None:
        (withheld,) = told(sample.ANNOUNCED)["withheldInformation"]
        assert (withheld["field"], withheld["availabilityDate"]) == ("bids", "2025-03-23T01:00:00Z")
        assert "withheldInformation" not in told(sample.OPENED)

    def test_an_answered_question_is_told_without_its_author(self) -> None:
        (enquiry,) = told(sample.ANNOUNCED)["tender"]["enquiries"]
        assert enquiry["answer"] == "三百日。"
        assert "author" not in enquiry


class TestBids:
    def test_wait_for_the_publicity_to_be_called_valid_or_not(self) -> None:
        opened, judged = (told(one)["bids"]["details"] for one in (sample.OPENED, sample.PUBLICISED))
        assert {one["status"] for one in opened} == {"pending"}
        assert [one["status"] for one in judged] == ["valid", "valid", "disqualified"]

    def test_are_counted_by_parties_and_a_joint_bid_names_both(self) -> None:
        tender = told(sample.OPENED)["tender"]
        assert tender["numberOfTenderers"] == len(tender["tenderers"]) == 4
        assert len(told(sample.OPENED)["bids"]["details"][1]["tenderers"]) == 2

    def test_count_valid_ones_only_once_all_are_judged(self) -> None:
        measures = [
            {one["measure"]: one["value"] for one in told(known)["bids"]["statistics"]}
            for known in (sample.OPENED, sample.PUBLICISED)
        ]
        assert measures == [{"bids": 3}, {"bids": 3, "validBids": 2}]

    def test_that_offer_no_price_have_no_value(self) -> None:
        assert "value" not in told(sample.OPENED)["bids"]["details"][2]

    def test_of_an_auction_name_the_winner_alone(self) -> None:
        release = told(sample.AUCTIONED)
        loser, winner = release["bids"]["details"]
        assert "tenderers" not in loser
        assert winner["tenderers"] == release["awards"][0]["suppliers"]
        assert release["tender"]["numberOfTenderers"] == 2
        assert "tenderers" not in release["tender"]

    def test_are_never_later_than_their_period(self) -> None:
        release = told(sample.AUCTIONED)
        assert (
            max(one["date"] for one in release["bids"]["details"])
            <= release["tender"]["tenderPeriod"]["endDate"]
        )


class TestAParty:
    def test_is_known_by_its_code_or_its_id_and_a_person_in_one_process_alone(self) -> None:
        ids = {one["name"]: one["id"] for one in told(sample.OPENED)["parties"]}
        assert ids["白石建设有限公司"] == "CN-USCC-91370200163562681G"
        assert ids["崔庄路桥有限公司"] == "YG-pty_cui"
        elsewhere = told(replace(sample.OPENED, lot="lot_01Z"))
        person = next(one["id"] for one in elsewhere["parties"] if one["name"] == "戴某")
        assert person.rpartition("-")[2] != ids["戴某"].rpartition("-")[2]
        assert "pty_dai" not in person

    def test_that_is_a_person_shows_no_code(self) -> None:
        person = Organisation("戴某", "370202199001011234", "pty_dai", is_a_person=True)
        bold = replace(sample.OPENED, bids=(replace(sample.CAME[0], bidders=(person,)),))
        assert b"370202199001011234" not in encode(told(bold))

    def test_has_the_roles_in_which_it_is_named(self) -> None:
        roles = {one["id"]: one["roles"] for one in told(sample.PUBLICISED)["parties"]}
        assert roles["CN-USCC-91370200163562681G"] == ["tenderer", "supplier"]

    def test_that_organises_alone_is_the_procuring_entity_too(self) -> None:
        release = told(replace(sample.ANNOUNCED, terms=replace(sample.ANNOUNCED.terms, agency=None)))
        assert release["buyer"] == release["tender"]["procuringEntity"]
        assert release["parties"][0]["roles"] == ["buyer", "procuringEntity"]


class TestAnAward:
    def test_is_pending_in_publicity_and_cancelled_once_another_is_chosen(self) -> None:
        statuses = [[one["status"] for one in release["awards"]] for release in BY_STAGE[2:5]]
        assert statuses == [["pending"], ["cancelled", "pending"], ["cancelled", "active"]]

    def test_is_cancelled_with_its_contract_when_the_lot_fails_after_all(self) -> None:
        last = BY_STAGE[-1]
        assert {one["status"] for one in (*last["awards"], *last["contracts"])} == {"cancelled"}

    def test_goes_to_each_who_is_admitted(self) -> None:
        assert [one["suppliers"][0]["name"] for one in told(sample.REPORTED)["awards"]] == ["甲店", "乙店"]

    def test_stands_behind_the_contract(self) -> None:
        release = told(sample.ACCEPTED)
        (contract,) = release["contracts"]
        assert contract["awardID"] == release["awards"][0]["id"]
        assert contract["status"] == "terminated"
        assert contract["implementation"]["finalValue"]["amount"] == Decimal("46999999.99")

    def test_that_is_not_told_leaves_the_contract_untold(self) -> None:
        assert "contracts" not in told(replace(sample.CONTRACTED, winners=()))


class TestARelease:
    def test_says_by_its_tags_what_changed(self) -> None:
        assert [one["tag"] for one in BY_STAGE] == [
            ["tender"], ["tenderUpdate"], ["tenderUpdate", "award"], ["awardUpdate"], ["tenderUpdate", "awardUpdate"],
            ["contract"], ["contractUpdate"], ["tenderUpdate", "awardUpdate", "contractUpdate"],
        ]  # fmt: skip

    def test_is_a_cancellation_once(self) -> None:
        ended = replace(sample.ANNOUNCED, status="cancelled")
        later = replace(ended, title="土建一标（已终止）")
        stages = zip((sample.ANNOUNCED, ended, later), sample.instants(), strict=False)
        assert [one["tag"] for one in releases(stages)] == [
            ["tender"],
            ["tenderCancellation"],
            ["tenderUpdate"],
        ]

    def test_is_not_made_where_nothing_changed(self) -> None:
        twice = ((sample.OPENED, sample.DUE), (sample.OPENED, sample.DUE + timedelta(days=1)))
        assert len(releases(twice)) == 1

    def test_is_later_than_the_one_before_it_to_the_second(self) -> None:
        at_once = releases((known, sample.DUE) for known in sample.TENDER)
        dates = [one["date"] for one in at_once]
        assert dates == sorted(set(dates))

    @pytest.mark.parametrize("known", [*sample.TENDER, sample.AUCTIONED, sample.REPORTED])
    def test_holds_nothing_that_is_empty(self, known: Known) -> None:
        def empties(value: Any) -> bool:
            inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
            return value in ("", [], {}, None) or any(map(empties, inner))

        assert not empties(told(known))

    def test_names_its_former_round_and_its_framework(self) -> None:
        related = [told(one)["relatedProcesses"][0] for one in (sample.AUCTIONED, sample.REPORTED)]
        assert [(one["relationship"], one["identifier"]) for one in related] == [
            (["unsuccessfulProcess"], "ocds-213czf-lot_01A"), (["framework"], "ocds-213czf-lot_01D"),
        ]  # fmt: skip


class TestEveryStage:
    @pytest.mark.skipif(not holding.SHARED.is_dir(), reason="needs ../shared/ocds")
    def test_is_what_the_standard_says(self) -> None:
        later = sample.DUE + timedelta(days=30)
        others = [releases([(one, later)]) for one in (sample.AUCTIONED, sample.REPORTED)]
        found = [one for several in (BY_STAGE, *others) for one in several]
        assert len(found) == 10
        assert [words for one in found for words in holding.of_release(one)] == []


class TestAPackage:
    publisher = packages.Publisher("演示", "", "https://example.org/licence", "https://example.org/policy")

    def test_carries_its_members_as_they_are(self) -> None:
        page = packages.Page("releases", [b'{"a":1.10}'], "2026-01-01T00:00:00Z", "https://example.org/1")
        assert packages.package(page, self.publisher).endswith(b',"releases":[{"a":1.10}]}')

    def test_declares_each_extension_once_and_links_only_where_there_is_more(self) -> None:
        page = packages.Page("records", [b"{}"], "2026-01-01T00:00:00Z", "https://example.org/1")
        assert b"links" not in packages.package(page, self.publisher)
        assert len(packages.EXTENSIONS) == len(set(packages.EXTENSIONS)) == 12
