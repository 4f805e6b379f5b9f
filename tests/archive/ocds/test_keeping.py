"""The last release of a process is what all of them come to, by the standard's own rules of merging."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ocds import marking
from archive.ocds.known import Known
from tests.archive.ocds import sample
from tests.archive.ocds.chain import releases
from tests.archive.ocds.merging import merged

organisations = st.sampled_from([sample.BAI, sample.CUI, sample.DAI, sample.AN])
winners = st.lists(
    st.builds(
        lambda one, final: replace(sample.PUBLICISED.winners[0], suppliers=(one,), is_final=final, bid=""),
        organisations,
        st.booleans(),
    ),
    max_size=3,
    unique_by=lambda one: one.suppliers[0].name,
)
stages = st.builds(
    lambda base, bids, won, status, papers: replace(
        base, bids=bids, winners=won, status=status, papers=papers
    ),
    st.sampled_from(sample.TENDER),
    st.lists(st.sampled_from([*sample.CAME, *sample.JUDGED]), unique_by=lambda one: one.id, max_size=3),
    winners,
    st.sampled_from(["active", "complete", "unsuccessful", "cancelled"]),
    st.lists(st.sampled_from(sample.ANNOUNCED.papers), unique_by=lambda one: one.id),
)


def named(value: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Return the path of each field, elements of lists by their ids."""
    if isinstance(value, dict):
        return {path}.union(*(named(one, (*path, name)) for name, one in value.items()))
    if isinstance(value, list):
        return {path}.union(*(named(one, (*path, str(one["id"]))) for one in value if isinstance(one, dict)))
    return {path}


class TestAProcess:
    @settings(max_examples=40)
    @given(st.lists(stages, min_size=1, max_size=5))
    def test_is_what_its_last_release_says(self, several: list[Known]) -> None:
        process = releases(zip(several, sample.instants(), strict=False))
        assert merged(process) == marking.unmarked(process[-1])

    @settings(max_examples=40)
    @given(st.lists(stages, min_size=2, max_size=5))
    def test_loses_nothing_that_was_told(self, several: list[Known]) -> None:
        process = releases(zip(several, sample.instants(), strict=False))
        for before, now in itertools.pairwise(process):
            assert named(before) <= named(now)

    @settings(max_examples=40)
    @given(st.lists(stages, min_size=1, max_size=5))
    def test_names_each_party_alike_everywhere(self, several: list[Known]) -> None:
        renamed = [_renamed(one, str(turn)) for turn, one in enumerate(several)]
        last = releases(zip(renamed, sample.instants(), strict=False))[-1]
        names = {one["id"]: one["name"] for one in last["parties"]}
        suppliers = [one for award in last.get("awards", ()) for one in award["suppliers"]]
        for one in (*suppliers, last["buyer"], *last["tender"].get("tenderers", ())):
            assert names[one["id"]] == one["name"]

    def test_whose_first_candidate_fell_out_keeps_it(self) -> None:
        process = releases(zip(sample.TENDER, sample.instants(), strict=True))
        assert len(process[-1]["awards"]) == 2
        assert merged(process) == marking.unmarked(process[-1])

    def test_is_compiled_without_merging(self) -> None:
        process = releases(zip(sample.TENDER, sample.instants(), strict=True))
        found = marking.compiled(process[-1])
        assert found["tag"] == ["compiled"]
        assert found["id"] == f"{found['ocid']}-{found['date']}"
        assert marking.unmarked(found) == merged(process)


def _renamed(known: Known, suffix: str) -> Known:
    """Return a lot whose organiser and winners have another name than before."""
    organiser = replace(known.terms.organiser, name=f"{known.terms.organiser.name}{suffix}")
    won = [
        replace(one, suppliers=tuple(replace(each, name=f"{each.name}{suffix}") for each in one.suppliers))
        for one in known.winners
    ]
    bids = [
        replace(one, bidders=tuple(replace(each, name=f"{each.name}{suffix}") for each in one.bidders))
        for one in known.bids
    ]
    return replace(known, terms=replace(known.terms, organiser=organiser), winners=won, bids=bids)
