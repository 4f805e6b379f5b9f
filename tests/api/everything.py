"""One of everything that an address may name, for the access matrix."""

from __future__ import annotations

from django.core.files.base import ContentFile

from accounts.actions.certificates import issue_certificate
from accounts.actions.members import invite_member
from accounts.models import ApiToken, Member, User
from accounts.roles import Role
from bidding.actions.auctioning import proposing
from bidding.models import (
    Avoidance,
    CustodyPolicy,
    Draw,
    Expert,
    Filing,
    JointMember,
    Leave,
    Registration,
    Rehearsal,
    Upload,
)
from foundation import clock, followers, storage
from notices.actions import requests, revisions
from tests.accounts.keys import new_key, request_for
from tests.bidding.auctions import hall as halls
from tests.factories.accounts import MemberFactory, actor, visitor
from tests.world import World
from toolkit import objects
from toolkit.objects import Policy, PolicyUnit
from trading.models import Acceptance, Attachment, Complaint, Contract, Hold, Objection, Payment, Proposal


def fill(world: World) -> dict[str, str]:
    """Make one of everything and return the names with which addresses are filled in."""
    hidden, shown = world.draft(), world.announced()
    at = clock.now()
    bai = world.cast.members["bai"]
    lot = world.lot(shown)
    question = world.tell("bai", f"/api/v1/lots/{shown.lot}/questions/", {"text": "几层？"})["id"]
    registered = world.tell("bai", f"/api/v1/lots/{shown.lot}/registrations/")
    objection = Objection.objects.create(
        lot=lot, stage="document", party=bai.party, grounds="x", raised_at=at, due_at=at
    )
    complaint = Complaint.objects.create(lot=lot, party=bai.party, grounds="x", lodged_at=at, due_at=at)
    hold = Hold.objects.create(lot=lot, cause="supervisor", reason="x", law="x", by="x", starts_at=at)
    blob = storage.put(ContentFile(b"x"))
    attachment = Attachment.objects.create(
        deal=world.deal(hidden), name="a.pdf", media_type="application/pdf", size=1, digest=blob.digest, created_at=at, created_by="x",
    )  # fmt: skip
    contract = Contract.objects.create(
        lot=lot, number="1", party=bai.party, party_name="x", price=1, signed_on=at.date(), signed_at=at
    )
    Payment.objects.create(contract=contract, amount=1, paid_on=at.date(), voucher="1", recorded_at=at)
    Acceptance.objects.create(
        contract=contract, accepted_on=at.date(), conclusion="x", final_price=1, recorded_at=at
    )
    policy = CustodyPolicy.objects.create(
        deal=world.deal(shown), version=1, sha256="a" * 64, content=_policy(shown.deal, shown.lot), signature=b"x", deadline_ms=1,
        published_at=at, published_by="x", in_force_from=at, ref="x" * 20,
    )  # fmt: skip
    policy.lots.add(lot)
    filing = Filing.objects.create(
        lot=lot, registration=Registration.objects.get(id=registered["id"]), policy=policy, header="b" * 64, core="c" * 64, bid="d" * 32,
        seq=1, signer="e" * 64, header_bytes=b"x", core_bytes=b"x", signature_bytes=b"x", files={}, received_at=at, filed_by="x",
        salt=b"x" * 32, ref="y" * 20,
    )  # fmt: skip
    rehearsal = Rehearsal.objects.create(
        id=f"rehearsal-{'0' * 32}", lot_id=hidden.lot, sha256="1" * 64, content=_rehearsal(hidden.deal), signature=b"x", evidence={},
        header="b" * 64, files={}, bid_evidence={}, salt=b"x" * 32, holders=[world.cast.members["kang"].party.code], n=0, deadline_ms=1,
        filed_at=at, filed_by="x", ref="r" * 20, filing_ref="f" * 20, freeze_ref="z" * 20, record_ref="o" * 20, freeze_content=b"x",
    )  # fmt: skip
    colleague = MemberFactory.create(party=world.cast.members["sun"].party, role=Role.ORGANISER)
    JointMember.objects.create(
        registration_id=registered["id"],
        lot=lot,
        party=world.cast.members["cui"].party,
        number=1,
        agreed_at=at,
    )
    proposal = Proposal.objects.create(
        deal=world.deal(hidden),
        act="step",
        arguments={"step": "announce"},
        proposed_at=at,
        proposed_by=colleague.id,
        proposed_by_user=colleague.user_id,
    )
    expert = Expert.objects.create(
        member=world.cast.members["yan"],
        majors=["a08"],
        region="370200",
        title="x",
        years=8,
        admitted_at=at,
        admitted_by="x",
    )
    avoidance = Avoidance.objects.create(expert=expert, name="x", reason="x", declared_at=at)
    leave = Leave.objects.create(expert=expert, from_on=at.date(), to_on=at.date(), noted_at=at)
    draw = Draw.objects.create(
        lot_id=hidden.lot, number=1, groups=[["a08", 1]], contributors=["centre", "organiser"], representatives=0, work_on=at.date(),
        reveal_minutes=10, answer_minutes=5, planned_at=at, planned_by="x",
    )  # fmt: skip
    Draw.objects.create(
        lot_id=hidden.lot, purpose="coefficient", number=1, groups=[["discount", 1]], contributors=["centre", "organiser"],
        representatives=0, work_on=at.date(), reveal_minutes=10, answer_minutes=0, planned_at=at, planned_by="x",
    )  # fmt: skip
    upload = Upload.objects.create(party=bai.party, sha256="f" * 64, size=1, touched_at=at)
    invitation, _ = invite_member(
        party_id=bai.party_id, email="new@example.invalid", role=Role.BIDDER, by=world.actor("bai")
    )
    certificate = issue_certificate(
        party_id=bai.party_id, csr_pem=request_for(new_key()), by=world.actor("bai")
    )
    hall = halls.build(members={who: world.cast.members[who] for who in ("bai", "cui")})
    hall.schedule(soon=halls.soon())
    asked = proposing.propose(auction_id=hall.id, act="withdraw", reason="x", by=world.actor("zheng"))
    followers.catch_up()
    notice = next(iter(world.stage.pages(None, f"/api/v1/notices/?deal={shown.deal}")))
    clerk = actor(MemberFactory.create(role=Role.ORGANISER, party=world.cast.parties["housing_bureau"]))
    asker = visitor(User.objects.get(email="mo@demo.invalid"))
    request = requests.file_request(
        name="x", identity="11010519491231002X", contact="x", what="x", form="paper", by=asker
    )
    draft = revisions.withdraw(notice_id=notice["id"], ground="inaccurate", reason="x", by=clerk)
    person = Member.objects.get(user__email="lin@demo.invalid")
    return {
        "account": registered["account"],
        "asked": asked.id,
        "attachment": attachment.id,
        "avoidance": avoidance.id,
        "certificate": certificate.id,
        "complaint": complaint.id,
        "deal": hidden.deal,
        "draft_of_notice": draft.id,
        "draft_of_notice_number": draft.number,
        "draw": draw.id,
        "expert": expert.id,
        "leave": leave.id,
        "draft_number": world.deal(hidden).number,
        "header": filing.header,
        "hold": hold.id,
        "invitation": invitation.id,
        "lot": hidden.lot,
        "member": bai.id,
        "notice": notice["id"],
        "notice_number": notice["number"],
        "number": world.deal(shown).number,
        "objection": objection.id,
        "party": bai.party_id,
        "person": person.party_id,
        "policy": policy.id,
        "proposal": proposal.id,
        "public_lot": shown.lot,
        "organiser_code": world.cast.members["sun"].party.code or "",
        "question": question,
        "registration": registered["id"],
        "rehearsal": rehearsal.id,
        "request": request.id,
        "request_number": request.number,
        "room": hall.lot.id,
        "sha256": upload.sha256,
        "token": ApiToken.objects.get(member=bai).id,
    }


def _rehearsal(deal: str) -> bytes:
    policy = Policy.from_bytes(_policy(deal, f"rehearsal-{'0' * 32}"))
    return objects.Rehearsal(**(policy.model_dump() | {"v": "sbe1/rehearsal"})).to_bytes()


def _policy(deal: str, lot: str) -> bytes:
    key = dict.fromkeys(("receipt_cert", "freeze_cert", "opening_cert", "tsa_cert"), "eA==")
    return Policy(
        suite="p256", deal=deal, lots=[lot], version=1, prev="", deadline=1, organiser="9" * 18, supervisor="",
        operators=["9" * 18],
        mode="bidder", k=0, n=0, units=[PolicyUnit(unit="form", stage=1, audience="public")], custodians=[],
        log="x", log_size=0, log_root="0" * 64,
        witnesses=["x"], witness_quorum=1, evaluation_cert="", committee_quorum=0, objection_s=1, posting_s=1, rescue_s=1, **key,
    ).to_bytes()  # fmt: skip
