"""What is done behind the pages while a test drives a browser; inside the site's own process."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from accounts import demo
from accounts.roles import Role
from bidding.actions import expertise
from config.demo import moves
from foundation import clock
from tests import tools
from tests.bidding.auctions import keyring
from tests.bidding.evaluation.room import EXPERTS, MEMBERS, Room
from tests.bidding.experts.scenes import Drawing
from tests.bidding.opening import test_contests as contests
from tests.bidding.opening.hall import Hall
from tests.bidding.rehearsal.studio import Studio
from tests.browser.auctioneer import Auctioned
from tests.browser.competition import CUSTODIANS, PRICES, ca_file
from tests.browser.followed import Followed
from tests.browser.listing import Listing
from tests.factories.accounts import MemberFactory


@dataclass
class Play(Followed, Listing):
    """
    The competition's scene, a folder, and the hall once an opening began.

    Each public method is an act: the test names it, with words, and is told what it returns.
    """

    hall: Hall | None = None
    studio: Studio | None = None
    room: Room | None = None
    auctioned: Auctioned | None = None

    def tell(self, line: str) -> Any:
        """Do what a line says; return what is to be known of it."""
        act, *words = line.split()
        return getattr(self, act)(*words)

    # The competition

    def file(self, *bidders: str) -> None:
        """Have these bidders file, or all three."""
        for who in bidders or PRICES:
            self.scene.filed(who, price=PRICES[who])

    def begin(self) -> dict[str, Any]:
        """
        Freeze the lot and begin its opening.

        Returns what the custodians' machines have: key files, tokens, whom they trust, how far their clocks are ahead.
        """
        self.hall = Hall(self.scene, self.folder / "hall")
        self.hall.begin()
        self.scene.grow()
        desks = self.hall.folder / "desks"
        for who, (signs, opens) in zip(CUSTODIANS, self.scene.custodians, strict=True):
            (desks / who).mkdir(parents=True)
            tools.key_file(desks / who / "signs.p12", signs)
            tools.key_file(desks / who / "opens.p12", opens)
            (desks / who / "token").write_text(demo.token_of(who))
        tools.write_pins(desks / "pins", [self.scene.witness.verifier], clock.now())
        return {"desks": str(desks), "ahead": _ahead()}

    def post(self, *xs: str) -> None:
        """Have custodians post what opens the bids."""
        assert self.hall is not None
        self.hall.posted([int(x) for x in xs])

    def record(self) -> dict[str, Any]:
        """Let the opening process do what is due, and witnesses see it."""
        assert self.hall is not None
        status = self.hall.record().status
        self.hall.scene.grow()
        return {"status": status}

    def close(self) -> None:
        """Have the centre close the opening."""
        lot = self.scene.made.lot
        self.scene.world.tell("chen", f"/api/v1/lots/{lot}/steps/record_opening/", {})

    def starve(self) -> dict[str, Any]:
        """
        Have bids filed and the opening begun, to which no custodian comes, so that bidders are asked for their keys.

        Returns the organiser's two persons: how each signs in, and its certificate file.
        """
        scene = self.scene
        self.file()
        self.hall = Hall(scene, self.folder / "hall")
        self.hall.begin()
        self.hall.later(seconds=1801)
        self.hall.record()
        sun = scene.world.cast.members["sun"]
        colleague = demo._user("sun2", "孙同事", sun.user.password, clock.now())
        colleague.save()
        demo._confirm_addresses([colleague])
        other = MemberFactory.create(user=colleague, party=sun.party, role=Role.ORGANISER.value)
        scene.colleagues["sun"] = other
        return {
            str(number): {
                "email": member.user.email,
                "file": ca_file(scene.signer("sun", number), clock.now()),
            }
            for number, member in enumerate((sun, other), start=1)
        }

    # Experts and their committee

    def register(self) -> dict[str, Any]:
        """Have four experts of different units in the register; return by what the centre knows another."""
        for number, one in enumerate(EXPERTS, start=1):
            expertise.admit(
                member_id=str(self.scene.world.actor(one).member_id), majors=["a08"], region="370200", title="正高级工程师",
                years=15, employer=f"第{number}设计院", employed_from=date(2010, 7, 1), by=self.scene.world.actor("chen"),
            )  # fmt: skip
        return {"another": self.scene.world.actor("yu").member_id}

    def commit(self) -> None:
        """Have the centre and the supervisor commit to the draw."""
        Drawing(self.scene).commit("centre", "supervisor")

    def open(self) -> None:
        """Have three bids filed and opened."""
        self.file()
        self.hall = Hall(self.scene, self.folder / "hall")
        self.hall.begin()
        self.hall.posted([1, 2, 3])
        self.hall.record()

    def reveal(self) -> None:
        """Have the centre and the supervisor reveal."""
        Drawing(self.scene).reveal("centre", "supervisor")

    def accept(self) -> None:
        """Have all accept who are called."""
        Drawing(self.scene).filled()

    def declare(self) -> dict[str, Any]:
        """
        Have all but one of the committee declare.

        Returns how that one signs in, with its certificate file and another member's.
        """
        self.room = Room(self.scene)
        for one in MEMBERS[1:]:
            assert self.room.sign(one, "declaration").status == 201
        files = {who: ca_file(self.room.signer(who), clock.now()) for who in MEMBERS[:2]}
        return {"who": MEMBERS[0], "file": files[MEMBERS[0]], "another": files[MEMBERS[1]]}

    def preside(self) -> None:
        """Have the others elect that one."""
        assert self.room is not None
        number = self.room.row.seats.get(member=self.room.member(MEMBERS[0])).number
        motion = self.room.do(
            MEMBERS[1], "motions/", {"kind": "chair", "about": str(number), "words": "推选"}
        )
        for one in MEMBERS[1:3]:
            self.room.do(one, f"motions/{motion['id']}/votes/", {"in_favour": True})

    def judge(self, part: str) -> None:
        """Have the others write and sign a part, or sign the report."""
        assert self.room is not None
        entries = {"review": {"licence": "passes"}, "scores": {"technical": "41.7", "record": "15"}}
        for one in MEMBERS[1:]:
            for bid in self.room.bids if part in entries else ():
                assert self.room.save(one, part, bid, entries[part]).status == 200
            answer = self.room.sign(one, {"review": "reviews"}.get(part, part))
            assert answer.status == 201, answer.body

    def elsewhere(self, bid: str, version: str) -> None:
        """Have that one save something else in another window."""
        assert self.room is not None
        given = {"technical": "33", "record": "12"}
        assert self.room.save(MEMBERS[0], "scores", bid, given, int(version)).status == 200

    # An auction

    def auction(self, port: str) -> dict[str, Any]:
        """
        Have an asset put up for auction among two of the cast, begun, and pushed to who looks; two whose prices are signed, and
        one whose prices are secret.

        Browsers have passkeys at a name only: the site answers to its own machine's as well.
        """
        settings.ALLOWED_HOSTS.append("localhost")
        settings.PUBLIC_URL = f"http://localhost:{port}"
        made = self.auctioned = Auctioned.of(self.scene.world.cast.members)
        made.push()
        files = {
            who: ca_file(keyring.certificate_of(made.hall.bidders[who]), clock.now())
            for who in ("bai", "cui")
        }
        files["deng"] = ca_file(keyring.certificate_of(made.secret.bidders["cui"]), clock.now())
        signed = {how: hall.lot.id for how, hall in made.signed.items()}
        return {
            "lot": made.hall.lot.id, "awaited": made.awaited.lot.id, "signed": signed, "secret": made.secret.lot.id, "files": files,
        }  # fmt: skip

    def later(self, seconds: str) -> None:
        """Walk the clock."""
        assert self.auctioned is not None
        with self.auctioned.turning:
            self.auctioned.hall.later(seconds=int(seconds))

    def leave(self) -> None:
        """Take the processes of auctions down."""
        super().leave()
        if self.auctioned is not None:
            self.auctioned.end()

    # What is rehearsed

    def rehearse(self) -> dict[str, Any]:
        """Have a rehearsal made of a tender that is being prepared, and its list issued: custodians are to post."""
        folder = self.folder / "rehearsal"
        (folder / "bids").mkdir(parents=True)
        made = self.scene.world.draft()
        scene = replace(self.scene, made=made, folder=folder / "bids", custodians=[], signers={})
        self.studio = Studio(scene, folder)
        self.studio.begin(posting_s=900)
        return {"deal": scene.lot.deal.number, "rehearsal": self.studio.freeze().id}

    def rehearsed(self, *xs: str) -> None:
        """Have some custodians post, and the rehearsal come to its end."""
        assert self.studio is not None
        self.studio.posted(self.studio.row, [int(x) for x in xs])
        self.studio.later(seconds=901)
        self.studio.settle()

    # Other deals

    def envelopes(self) -> dict[str, Any]:
        """
        Have another tender's first envelope opened and its procedure come to the second, which waits for its release.

        Returns what the organiser and two experts have on their machines.
        """
        folder = self.folder / "envelopes"
        (folder / "bids").mkdir(parents=True)
        road = self.scene.world.announced(method="double_envelope", sector="transport")
        two = replace(self.scene, made=road, folder=folder / "bids", custodians=[], signers={})
        two.register("bai", "cui", "deng")
        two.under_custody(units=list(contests.ENVELOPES), committee_quorum=2)
        for who in ("bai", "cui", "deng"):
            two.filed(who)
        self.hall, envelope = Hall(two, folder), contests.TestTheSecondEnvelope()
        self.hall.begin()
        self.hall.posted([1, 2, 3])
        self.hall.record()
        envelope.step(self.hall, "chen", "record_first_opening")
        moves.record(road, "first_envelope", first_envelope_passed=2)
        envelope.step(self.hall, "sun", "open_second_envelope")
        experts = []
        for who in ("yan", "yao"):
            signer = envelope.expert(self.hall, who)
            (folder / f"{who}.pem").write_bytes(signer.certificate.public_bytes(Encoding.PEM))
            key = tools.key_file(folder / f"{who}.p12", signer)
            experts.append({"pem": str(folder / f"{who}.pem"), "key": str(key)})
        return {
            "lot": road.lot, "email": demo.email_of("sun"), "file": ca_file(two.signer("sun"), clock.now()), "experts": experts,
            "ahead": _ahead(),
        }  # fmt: skip

    def several(self) -> dict[str, Any]:
        """Seal a bidder's bids on this tender and on another one into one folder, as the client does; the second is damaged."""
        folder = self.folder / "several"
        folder.mkdir()
        made = self.scene.world.announced()
        two = replace(self.scene, made=made, folder=folder, custodians=[], signers={})
        two.register("bai")
        two.under_custody()
        for one in (self.scene, two):
            shutil.copytree(one.seal("bai").parent, folder / "all" / one.made.lot)
        for part in (folder / "all" / made.lot).glob("filing/*.sealed"):
            content = part.read_bytes()
            part.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        return {"folder": str(folder / "all"), "good": self.scene.made.lot, "bad": made.lot}


def _ahead() -> int:
    """Return by how many nanoseconds the platform's clock is ahead of this machine's."""
    return int(clock.now().timestamp() * 1e9) - time.time_ns()
