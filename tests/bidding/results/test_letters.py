"""The letters that bidders are sent once somebody is chosen or admitted: numbered, signed by the platform, kept as they were sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Party
from bidding import audit_letters
from bidding.evaluation.letters import Chosen
from bidding.evaluation.results import Standing
from bidding.models import SentLetter
from bidding.sealed import keys
from foundation import journal
from foundation.models import Event
from foundation.transactions import action
from tests.bidding.evaluation.test_integrity import written
from tests.bidding.results.bench import Bench
from tests.bidding.results.test_results import key_of
from tests.portal.test_bids import reader
from toolkit import canonical, certificates, cms
from trading import awarded, registry
from trading.law.grammar import Phase, Step
from trading.law.procedure import Procedure
from trading.models import Lot, StepTaken

OUTSIDE = ("gao", "yan", "zheng")
UNDONE_BY = {
    "decide_again", "pass_over_first", "pass_over_second", "order_reevaluation", "winner_refuses", "set_aside_award",
}  # fmt: skip
TOLD_BY = {
    "construction/open": {"confirm"}, "procurement/open": {"publish_result"}, "procurement/framework_closed": {"publish_admission"},
    "land/tender": {"confirm"}, "property/asset_transfer": {"confirm_buyer"}, "property/equity_transfer": {"confirm_buyer"},
}  # fmt: skip


class TestALetter:
    def test_is_numbered_by_the_award_kept_as_a_file_and_signed_by_the_platform(self, bench: Bench) -> None:
        made = bench.publicised(deng="licence")
        bench.hall.later(days=4)
        [before] = letters(bench, "bai")
        assert (before["kind"], before["sent"]) == ("ranked", None)
        assert sent(bench, "sun") == []
        bench.taken(("sun", "confirm", {}))
        numbers = set()
        for who, kind, rank in (("bai", "awarded", 1), ("cui", "not_awarded", 2), ("deng", "not_awarded", 0)):
            [letter] = letters(bench, who)
            file = fetch(bench, who, letter["sent"], "letter.json").content
            said = canonical.load(file)
            assert canonical.sha256(file) == letter["sent"]["sha256"]
            assert (said["number"], said["kind"], said["rank"]) == (letter["sent"]["number"], kind, rank)
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
            signature = cms.verify(fetch(bench, who, letter["sent"], "letter.p7s").content, file)
            assert certificates.der(signature.certificate) == certificates.der(keys.certificate(keys.RECEIPT))
            assert said["number"] in reader(who).get("/me/letters/").text
            numbers.add(said["number"])
        assert len(numbers) == 3
        [out] = letters(bench, "deng")
        assert "营业执照" in json.dumps(out["standing"]["reasons"], ensure_ascii=False)

    def test_is_read_by_whom_it_is_for_and_by_who_watches_the_deal(self, bench: Bench) -> None:
        bench.publicised()
        bench.hall.later(days=4)
        bench.taken(("sun", "confirm", {}))
        [own] = sent(bench, "bai")
        for who in ("sun", "chen", "su"):
            assert len(sent(bench, who)) == 3
            assert fetch(bench, who, own, "letter.json").status_code == 200
            assert own["number"] in reader(who).get(f"/lots/{bench.hall.lot}/ranking/").text
        for who in ("cui", *OUTSIDE):
            assert own not in sent(bench, who)
            assert {fetch(bench, who, own, name).status_code for name in ("letter.json", "letter.p7s")} == {
                404
            }
            assert own["number"] not in reader(who).get(f"/lots/{bench.hall.lot}/ranking/").text
        assert all(sent(bench, who) == [] for who in OUTSIDE)

    def test_stays_as_it_was_sent_whatever_is_called_otherwise_since(self, bench: Bench) -> None:
        bench.publicised()
        bench.hall.later(days=4)
        bench.taken(("sun", "confirm", {}))
        [own] = sent(bench, "bai")
        before = [fetch(bench, "bai", own, name).content for name in ("letter.json", "letter.p7s")]
        Party.objects.filter(name=bench.name_of("bai")).update(name="改了名的公司")
        Lot.objects.filter(id=bench.hall.lot).update(title="改了名的标段")
        bench.hall.later(seconds=60)
        after = [fetch(bench, "bai", own, name).content for name in ("letter.json", "letter.p7s")]
        assert after == before
        rows = SentLetter.objects.filter(id=own["id"])
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(kind="not_awarded")
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()

    def test_is_followed_by_another_when_the_award_goes_to_the_next_and_none_is_lost(
        self, bench: Bench
    ) -> None:
        bench.publicised()
        bench.hall.later(days=4)
        bench.taken(("sun", "confirm", {}))
        [first] = letters(bench, "cui")
        words = {"ground": "gives_up", "reason": "书面声明放弃中标"}
        bench.taken(("sun", "pass_over_first", words))
        [between] = letters(bench, "cui")
        assert (between["kind"], between["sent"]) == ("ranked", None)
        bench.taken(("sun", "confirm_second", {}))
        [second] = letters(bench, "cui")
        assert (first["kind"], second["kind"]) == ("not_awarded", "awarded")
        assert first["sent"]["number"] != second["sent"]["number"]
        assert {one["id"] for one in sent(bench, "cui")} == {first["sent"]["id"], second["sent"]["id"]}
        file = canonical.load(fetch(bench, "cui", first["sent"], "letter.json").content)
        assert file["winner"] == bench.name_of("bai")
        page = reader("cui").get("/me/letters/").text
        assert page.index(second["sent"]["number"]) < page.index("发给本单位的其他通知书")
        assert page.index("发给本单位的其他通知书") < page.index(first["sent"]["number"])

    def test_is_told_in_the_journal_and_whoever_writes_another_is_named(self, bench: Bench) -> None:
        bench.publicised()
        bench.hall.later(days=4)
        bench.taken(("sun", "confirm", {}))
        assert list(audit_letters.findings()) == []
        row = SentLetter.objects.get(kind="awarded")
        told = Event.objects.get(type="bidding.letter.issued", data__letter=row.id)
        assert (told.subject, told.at, told.data["sha256"]) == (row.lot_id, row.at, row.sha256)
        other = bytes(row.content).replace(b"47000000.00", b"48000000.00")
        written("bidding_sentletter", f"content = '\\x{other.hex()}'::bytea WHERE id = '{row.id}'")
        assert {one.code for one in audit_letters.findings()} == {"letter_changed", "letter_otherwise"}
        written("bidding_sentletter", "", delete=f"id = '{row.id}'")
        assert [one.code for one in audit_letters.findings()] == ["letter_removed"]

    def test_of_a_framework_says_who_is_admitted_and_names_no_winner(self, bench: Bench) -> None:
        bench.publicised(deng="licence")
        key = key_of("procurement", "framework_closed")
        Lot.objects.filter(id=bench.hall.lot).update(procedure_key=key, state="admitted")
        _publish_admission(bench.hall.lot)
        for who, kind, title in (
            ("bai", "admitted", "入围通知书"), ("cui", "admitted", "入围通知书"), ("deng", "not_admitted", "入围结果通知书"),
        ):  # fmt: skip
            [letter] = letters(bench, who)
            said = canonical.load(fetch(bench, who, letter["sent"], "letter.json").content)
            assert (letter["kind"], said["kind"], said["winner"], said["price"]) == (kind, kind, "", "")
            page = reader(who).get("/me/letters/").text
            assert title in page and "公示中" not in page and "未中选" not in page


class TestWhoIsChosen:
    def test_is_known_by_name_where_it_is_no_party_of_the_record(self) -> None:
        """Whoever used a right of first refusal is told by name; it may have offered as well."""
        taken = Chosen(None, "原承租人商行", "1.00")
        standing = Standing("fil_1", "原承租人商行", 2, is_candidate=False, figures=(), reasons=())
        assert taken.kind(Party(id="pty_1", name="原承租人商行"), standing) == "awarded"
        assert taken.kind(Party(id="pty_2", name="另一家"), standing) == "not_awarded"
        assert (
            Chosen("pty_2", "原承租人商行", None).kind(Party(id="pty_1", name="原承租人商行"), standing)
            == "not_awarded"
        )


def _led(procedure: Procedure, *, to: bool) -> Iterator[Step]:
    """Yield the steps by which a lot comes to be awarded, or is awarded no more."""
    for step in procedure.steps:
        for source in step.sources:
            before, after = (awarded.is_awarded(procedure, one) for one in (source, step.target))
            if before != after and after == to:
                yield step


def test_a_lot_is_awarded_by_the_step_of_the_law_and_stays_so_unless_that_is_undone() -> None:
    for procedure in registry.procedures():
        known = TOLD_BY.get(f"{procedure.kind}/{procedure.method}", set())
        assert known <= {one.name for one in _led(procedure, to=True)}, procedure.key
        undone = [
            one for one in _led(procedure, to=False) if procedure.state(one.target).phase is not Phase.FAILED
        ]
        assert {one.name for one in undone} <= UNDONE_BY, procedure.key


@action
def _publish_admission(lot_id: str) -> None:
    lot = Lot.objects.select_for_update().get(id=lot_id)
    taken = StepTaken.objects.create(
        lot=lot,
        step="publish_admission",
        source="reviewed",
        target="admitted",
        at=journal.instant(lot_id),
        actor="m:sun",
    )
    awarded.tell(lot, taken)


def letters(bench: Bench, who: str) -> Any:
    return bench.hall.scene.world.stage.get(who, "/api/v1/me/letters/")


def sent(bench: Bench, who: str) -> Any:
    return bench.hall.scene.world.stage.get(who, f"/api/v1/lots/{bench.hall.lot}/letters/")["results"]


def fetch(bench: Bench, who: str, letter: Any, file: str) -> Any:
    return reader(who).get(f"/api/v1/lots/{bench.hall.lot}/letters/{letter['id']}/{file}")
