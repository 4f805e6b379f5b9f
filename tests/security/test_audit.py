"""
A46: whoever changes rows with the rights of the database's superuser is named by the audit, and receipts stand against it.

Triggers are off in every case, and foreign keys are not looked at until all is taken back again.
"""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.actor import Actor
from bidding.actions import freezing
from bidding.models import CustodyPolicy, Filing, FreezeList, PolicyChange
from bidding.sealed import custody, store
from bidding.sealed.custody import trust
from foundation import clock, sequencer, transparency, transparency_start
from foundation.models import Event, LogEntry, LogLeaf
from foundation.transparency_files import proof_path
from tests.bidding.sealed import test_custody
from tests.bidding.sealed.scene import Scene
from tests.security.superuser import as_superuser, found
from toolkit import canonical, cms, filings, history, objections, receipts
from toolkit.freezing import Listed
from toolkit.log import checkpoint, evidence, leaves, tiles, tree
from toolkit.log.checkpoint import Checkpoint
from toolkit.log.proof import read_proof
from toolkit.objections import Raised
from toolkit.proceedings import Freeze, Objection
from toolkit.receipts import Issued
from toolkit.refusals import Refused
from toolkit.sealing import Before
from trading import events
from trading.models import Period

pytestmark = pytest.mark.django_db
BY = Actor.clock()


@pytest.fixture
def frozen(scene: Scene) -> Scene:
    """Bai filed, replaced that, and Cui filed; a deadline was moved; the list is issued; all of it is in the log."""
    moved = Period.objects.get(lot=scene.made.lot, current=True, ends_at=scene.deadline)
    moved.ends_at += timedelta(days=2)
    moved.save(update_fields=["ends_at"])
    events.period_moved(scene.lot, moved, by=scene.world.actor("sun"), at=clock.now())
    answer = test_custody.TestChanges().change(scene, custody.milliseconds(moved.ends_at))
    assert answer.status == 201, answer.body
    first, _ = scene.filed("bai")
    scene.filed("bai", before=Before(first.core.bid, 1, first.name))
    scene.filed("cui")
    scene.walk_to_deadline(seconds=2)
    scene.grow()
    row = freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=BY)
    assert row is not None
    sequencer.drain()
    while LogLeaf.objects.filter(event__isnull=False).count() < Event.objects.count():
        scene.log.step()
    return scene


def row(header: str) -> Filing:
    return Filing.objects.select_related("registration").get(header=header)


class TestTheAudit:
    def test_names_what_a_superuser_did_to_bids_and_deadlines(self, frozen: Scene) -> None:
        """A46: edits, removals, insertions, swaps, moved deadlines: each is named, and nothing where nothing was done."""
        assert found() == set()
        out = StringIO()
        call_command("audit_log", stdout=out)
        old, bai, cui = Filing.objects.order_by("id")
        policy, change, lot = CustodyPolicy.objects.get(), PolicyChange.objects.get(), frozen.made.lot
        period = Period.objects.get(lot=lot, current=True, ends_at=frozen.deadline)
        event = Event.objects.get(type="bidding.filing.reserved", data__filing=cui.id)
        changed = {"id", "header", "ref", "status", "ended_at", "end_ref", "received_at"}
        columns = [field.column for field in Filing._meta.concrete_fields if field.column not in changed]
        copied = ", ".join(f'"{name}"' for name in columns)
        filing, listed = "bidding_filing SET", f"freeze list of lot {lot}"
        cases: list[tuple[set[tuple[str, str]], list[str]]] = [
            # A bid is edited.
            ({("filing_changed", cui.id)}, [f"UPDATE {filing} core_bytes = '\\x7b7d' WHERE id = '{cui.id}'"]),
            ({("filing_changed", cui.id)}, [f"UPDATE {filing} signature_bytes = {was(bai, 'signature_bytes')} WHERE id = '{cui.id}'"]),
            ({("filing_changed", cui.id)}, [f"UPDATE {filing} received_at = received_at - interval '1 hour' WHERE id = '{cui.id}'"]),
            ({("filing_changed", cui.id), ("filing_unlogged", cui.id)}, [
                f"UPDATE {filing} header = repeat('0', 64) WHERE id = '{cui.id}'",
            ]),
            ({("filing_changed", old.id)}, [f"UPDATE {filing} registration_id = '{cui.registration_id}' WHERE id = '{old.id}'"]),
            ({("filing_unlogged", cui.id)}, [f"UPDATE {filing} salt = decode(repeat('00', 32), 'hex') WHERE id = '{cui.id}'"]),
            ({("filing_files", cui.id)}, [f"UPDATE {filing} files = {was(bai, 'files')} WHERE id = '{cui.id}'"]),
            # A live bid counts no longer, an ended one again.
            ({("filing_status", cui.id)}, [f"UPDATE {filing} status = 'refused', reasons = '[\"part_hash\"]' WHERE id = '{cui.id}'"]),
            ({("filing_status", old.id), ("filing_status", bai.id)}, [
                f"UPDATE {filing} status = 'refused' WHERE id = '{bai.id}'",
                f"UPDATE {filing} status = 'accepted', ended_at = NULL, end_ref = NULL WHERE id = '{old.id}'",
            ]),
            # A bid is removed, with and without what stands for it elsewhere.
            ({("filing_removed", cui.id), ("row_removed", "")}, [f"DELETE FROM bidding_filing WHERE id = '{cui.id}'"]),
            ({("event_removed", ""), ("row_removed", "")}, [
                f"DELETE FROM bidding_filing WHERE id = '{cui.id}'",
                f"DELETE FROM foundation_event WHERE data->>'filing' = '{cui.id}'",
            ]),
            ({("event_removed", ""), ("entry_removed", "")}, [
                f"DELETE FROM bidding_filing WHERE id = '{cui.id}'",
                f"DELETE FROM foundation_event WHERE data->>'filing' = '{cui.id}'",
                f"DELETE FROM foundation_logentry WHERE ref = '{cui.ref}'",
            ]),
            ({("leaf_removed", "")}, [
                f"DELETE FROM bidding_filing WHERE id = '{cui.id}'",
                f"DELETE FROM foundation_position WHERE event_id IN (SELECT id FROM foundation_event WHERE data->>'filing' = '{cui.id}')",
                f"DELETE FROM foundation_logleaf WHERE event IN (SELECT id FROM foundation_event WHERE data->>'filing' = '{cui.id}')"
                f" OR entry = (SELECT id FROM foundation_logentry WHERE ref = '{cui.ref}')",
                f"DELETE FROM foundation_event WHERE data->>'filing' = '{cui.id}'",
                f"DELETE FROM foundation_logentry WHERE ref = '{cui.ref}'",
            ]),
            # A bid is put in, dated back.
            ({("filing_put_in", "filing fil_new")}, [
                f"INSERT INTO bidding_filing (id, header, ref, status, ended_at, end_ref, received_at, {copied})"
                " SELECT 'fil_new', repeat('1', 64), repeat('r', 32), 'refused', NULL, NULL, received_at - interval '1 day',"
                f" {copied} FROM bidding_filing WHERE id = '{old.id}'",
            ]),
            # Two bids change places.
            ({("filing_changed", bai.id), ("filing_changed", cui.id)}, [
                f"UPDATE {filing} received_at = CASE id WHEN '{bai.id}' THEN {was(cui, 'received_at')} ELSE {was(bai, 'received_at')} END"
                f" WHERE id IN ('{bai.id}', '{cui.id}')",
            ]),
            ({("event_changed", f"event {event.pk}"), ("filing_changed", cui.id)}, [
                f"UPDATE foundation_event SET at = at - interval '1 minute' WHERE id = {event.pk}",
            ]),
            # The deadline is moved.
            ({("period_changed", f"period {period.id}")}, [
                f"UPDATE trading_period SET ends_at = ends_at + interval '1 day' WHERE id = '{period.id}'",
            ]),
            ({("policy_changed", f"policy {policy.id}")}, ["UPDATE bidding_custodypolicy SET deadline_ms = deadline_ms + 1"]),
            ({("deadline_changed", f"change {change.number}")}, ["UPDATE bidding_policychange SET deadline_ms = deadline_ms + 1"]),
            ({("row_removed", "")}, ["DELETE FROM bidding_policychange"]),
            ({("freeze_changed", listed)}, ["UPDATE bidding_freezelist SET deadline_ms = deadline_ms + 1"]),
            # The list, the policy, a custodian's word are another's.
            ({("freeze_changed", listed)}, ["UPDATE bidding_freezelist SET content = content || '\\x20'::bytea"]),
            ({("freeze_removed", listed), ("row_removed", "")}, ["DELETE FROM bidding_freezelist"]),
            ({("policy_changed", f"policy {policy.id}")}, ["DELETE FROM bidding_custodyacceptance WHERE x = 2"]),
            ({("policy_changed", f"policy {policy.id}")}, ["UPDATE bidding_custodypolicy SET in_force_from = NULL"]),
            ({("receipt_changed", cui.id)}, [
                f"UPDATE bidding_receipt SET content = {was_receipt(bai)} WHERE filing_id = '{cui.id}'",
            ]),
            ({("lot_changed", f"lot {lot}")}, [f"UPDATE trading_lot SET state = 'evaluating' WHERE id = '{lot}'"]),
        ]  # fmt: skip
        wrong = []
        for expected, statements in cases:
            with as_superuser(*statements):
                named = found()
                if not all(is_among(one, named) for one in expected):
                    wrong.append((statements[0], expected, named))
                with pytest.raises(CommandError):
                    call_command("audit_log", stdout=StringIO())
        assert wrong == []
        assert found() == set()

    def test_names_files_that_were_changed_on_the_disk(self, frozen: Scene) -> None:
        """A46: the ciphertext itself, changed or removed where it lies."""
        live = Filing.objects.get(
            status="accepted", registration__party=frozen.world.cast.members["cui"].party
        )
        name = next(one for one in live.files if one.endswith(".sealed"))
        path = store.path(live.files[name])
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert found() == {("filing_files", f"filing {live.id}")}
        path.unlink()
        assert found() == {("filing_files", f"filing {live.id}")}


def was(filing: Filing, column: str) -> str:
    return f"(SELECT {column} FROM bidding_filing WHERE id = '{filing.id}')"


def was_receipt(filing: Filing) -> str:
    return f"(SELECT content FROM bidding_receipt WHERE filing_id = '{filing.id}' LIMIT 1)"


def is_among(expected: tuple[str, str], named: set[tuple[str, str]]) -> bool:
    code, where = expected
    return any(one == code and at.endswith(where) for one, at in named)


class TestTheHoldersOfReceipts:
    def kept(self, scene: Scene, who: str) -> tuple[Filing, Issued, str]:
        """What a bidder keeps on its own machine: its filing's name, the receipt, and a proof with a witnessed head."""
        filing, made = scene.filed(who)
        scene.grow()
        taken = scene.desk(who).fetch(filing)
        assert taken.is_witnessed
        return made, taken.issued, taken.proofs[0]

    def test_prove_that_a_bid_was_dropped(self, scene: Scene) -> None:
        """A46: a bid is removed before the freeze list; from public files and the receipt alone its holder proves it."""
        made, issued, _ = self.kept(scene, "bai")
        scene.filed("cui")
        signer, under = scene.signer("bai"), scene.custody
        scene.walk_to_deadline(seconds=2)
        scene.grow()
        with as_superuser(f"DELETE FROM bidding_filing WHERE id = '{made.id}'"):
            listed = freezing.freeze(lot_id=scene.made.lot, at=clock.now(), by=BY)
            assert listed is not None and listed.content is not None
            freeze = Freeze.from_bytes(bytes(listed.content))
            assert made.header not in {one.header for one in freeze.bids}
            scene.grow()
            head = checkpoint.read_head((scene.log_folder / "witnessed").read_text())
            begins = read_proof((scene.log_folder / proof_path(listed.policy.ref)).read_text()).index
            past = history.read(transparency.files(), head, under, begins)
            receipt = receipts.check(issued, under, trust(clock.now()))
            objection = Objection(
                deal=freeze.deal, lot=freeze.lot, freeze=freeze.hash, receipt=receipt.hash
            ).to_bytes()
            raised = Raised(objection, cms.sign(signer, objection, at=clock.now()), issued)
            held = objections.check(
                raised, under, Listed(freeze, {}), past, {}, trust(clock.now()), clock.now()
            )
            assert held.header == made.header

    def test_see_that_the_log_was_written_anew(self, scene: Scene) -> None:
        """A46: the leaf is taken out of tree and files under the log's own key; the kept proof contradicts what is shown."""
        made, _, text = self.kept(scene, "bai")
        kept = read_proof(text)
        files = tiles.Folder(scene.log_folder)
        shown = checkpoint.read_head((scene.log_folder / "checkpoint").read_text())
        assert shown.checkpoint.size >= kept.head.checkpoint.size
        forged = tiles.leaves_of(files, shown.checkpoint)
        forged[kept.index] = canonical.sha256(b"nothing")[:32].encode()
        nodes = tree.MemoryTree(forged)
        size = kept.head.checkpoint.size
        lie = checkpoint.sign(
            Checkpoint(shown.checkpoint.origin, len(forged), tree.root(nodes, len(forged))),
            transparency_start.signer(),
        )
        assert not kept.proves(leaves.ended(made.header))
        assert tree.root(nodes, size) != kept.head.checkpoint.root
        fork = evidence.find(kept.head, lie, nodes)
        assert fork is not None
        log = transparency.log_key()
        assert log is not None
        evidence.check(evidence.read(fork.to_text()), log)

    def test_refuse_a_receipt_that_was_changed_in_the_database(self, scene: Scene) -> None:
        """A46: another time, another leaf, another deal: none of it is the platform's word any more."""
        made, issued, text = self.kept(scene, "bai")
        under, believed = scene.custody, trust(clock.now())
        receipt = receipts.check(issued, under, believed)
        receipts.check_proofs(receipt, under, [read_proof(text)])
        changes = (
            {"received_at": receipt.received_at - 1000},
            {"salt": "0" * 64},
            {"header": "1" * 64},
            {"id": "2" * 32},
        )
        for changed in changes:
            content = receipt.model_copy(update=changed).to_bytes()
            with pytest.raises(Refused) as caught:
                receipts.check(Issued(content, issued.signature, issued.token), under, believed)
            assert caught.value.code in ("cms_digest", "receipt_leaf")
        assert filings.load(store.of(made)).name == receipt.header
        assert custody.milliseconds(made.received_at) == receipt.received_at
        assert LogLeaf.objects.filter(content=leaves.filed(receipt.salt, receipt.header)).exists()
        assert LogEntry.objects.filter(ref=made.ref).exists() and not FreezeList.objects.exists()
        assert made.received_at < scene.deadline - timedelta(days=1)
