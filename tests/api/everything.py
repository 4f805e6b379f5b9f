"""One of everything that an address may name, for the access matrix."""

from __future__ import annotations

from django.core.files.base import ContentFile

from accounts.actions.certificates import issue_certificate
from accounts.actions.members import invite_member
from accounts.models import ApiToken, Member
from accounts.roles import Role
from foundation import clock, followers, storage
from tests.accounts.keys import new_key, request_for
from tests.world import World
from trading.models import Acceptance, Attachment, Complaint, Contract, Hold, Objection, Payment


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
    invitation, _ = invite_member(
        party_id=bai.party_id, email="new@example.invalid", role=Role.BIDDER, by=world.actor("bai")
    )
    certificate = issue_certificate(
        party_id=bai.party_id, csr_pem=request_for(new_key()), by=world.actor("bai")
    )
    followers.catch_up()
    notice = next(iter(world.stage.pages(None, "/api/v1/notices/")))
    person = Member.objects.get(user__email="lin@demo.invalid")
    return {
        "account": registered["account"],
        "attachment": attachment.id,
        "certificate": certificate.id,
        "complaint": complaint.id,
        "deal": hidden.deal,
        "draft_number": world.deal(hidden).number,
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
        "public_lot": shown.lot,
        "question": question,
        "registration": registered["id"],
        "token": ApiToken.objects.get(member=bai).id,
    }
