"""A rehearsal in tests: organiser and custodians with the command line's own functions, through the real addresses."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from accounts import demo
from accounts.actor import Actor
from bidding.actions import rehearsing
from bidding.models import Rehearsal
from bidding.rehearser import Rehearser
from bidding.sealed import cases, opening_key
from foundation import clock
from tests.bidding.sealed.scene import Scene
from tests.journeys.transport import ClientTransport
from toolkit import fetching, rehearsals
from toolkit.bundles import Bundle
from toolkit.certificates import instant
from toolkit.custodians import Client, Memory, Post
from toolkit.platforms import HttpPlatform
from toolkit.policies import Custody, Pins
from toolkit.rehearsals import Made


@dataclass
class Studio:
    """The lot of the scene, before its notice."""

    scene: Scene
    folder: Path
    made: int = 0
    clients: dict[int, Client] = field(default_factory=dict)

    @property
    def lot(self) -> str:
        return self.scene.made.lot

    @property
    def row(self) -> Rehearsal:
        return Rehearsal.objects.get()

    @property
    def pins(self) -> Pins:
        draft = self.scene.policy(deadline=0)
        return cases.pins(Custody(draft, b"", {}), clock.now())

    # The organiser

    def make(self, *, posting_s: int = 3600, **changed: Any) -> Made:
        """Make a rehearsal of the draft, and its test bid."""
        self.made += 1
        prepared = rehearsals.prepare(
            self.scene.policy(deadline=0, **changed), at=clock.now(), posting_s=posting_s
        )
        return rehearsals.make(
            prepared, self.scene.signer("sun"), self.pins, self.folder / f"made-{self.made}", at=clock.now()
        )

    def send(
        self, made: Made, *, who: str = "sun", lot: str = "", files: Mapping[str, bytes] | None = None
    ) -> Any:
        """Send it; return the answer."""
        body = {
            "content": base64.b64encode(made.content).decode(),
            "signature": base64.b64encode(made.signature).decode(),
            "files": {name: base64.b64encode(one).decode() for name, one in (files or made.files).items()},
        }
        return self.scene.world.stage.attempt(who, f"/api/v1/lots/{lot or self.lot}/rehearsals/", body)

    def begin(self, **given: Any) -> Rehearsal:
        """Make and send one."""
        answer = self.send(self.make(**given))
        assert answer.status == 201, answer.body
        return Rehearsal.objects.get(id=answer.body["id"])

    # The platform's own processes

    def freeze(self) -> Rehearsal:
        """Let the deadline pass and the list be issued and witnessed."""
        row = Rehearsal.objects.order_by("-filed_at")[0]
        self.scene.grow()
        clock.shift_to(instant(row.deadline_ms) + timedelta(seconds=2))
        self.scene.grow()
        assert rehearsing.due(clock.now()) == [row.id]
        rehearsing.freeze(rehearsal_id=row.id, by=Actor.clock())
        self.scene.grow()
        row.refresh_from_db()
        return row

    def later(self, **time: int) -> None:
        """Let time pass; witnesses see the log at the end of it."""
        clock.shift_to(clock.now() + timedelta(**time))
        self.scene.grow()

    def settle(self) -> Rehearsal:
        """Let a fresh opening process do what is due."""
        self.scene.grow()
        Rehearser(opening_key.ring()).turn()
        row = Rehearsal.objects.order_by("-filed_at")[0]
        self.scene.grow()
        return row

    # Custodians

    def platform(self, who: str) -> HttpPlatform:
        headers = {"Authorization": f"Bearer {demo.token_of(who)}"}
        connection = httpx.Client(base_url="http://testserver/", transport=ClientTransport(), headers=headers)
        return HttpPlatform(connection, sleep=lambda _: None)

    def fetch(self, row: Rehearsal, who: str = "kang") -> Bundle:
        """Fetch what `who` is shown of a rehearsal into a new folder."""
        self.made += 1
        folder = self.folder / f"fetched-{self.made}"
        platform = self.platform(who)
        fetching.fetch(platform, row.id, folder, fetching.index(platform, row.id))
        return Bundle(folder)

    def post(self, row: Rehearsal, x: int) -> Post:
        """Check everything as custodian x and make its post."""
        signs, opens = self.scene.custodians[x - 1]
        client = Client(self.pins, signs, opens, Memory())
        case = self.fetch(row).case(row.id)
        return client.post(case, client.check(case, 1, at=clock.now()), at=clock.now())

    def tell(self, row: Rehearsal, post: Post, *, who: str = "kang") -> Any:
        """Send a post; return the answer."""
        named = {"content": post.content, "signature": post.signature, "shares": post.shares}
        body = {name: base64.b64encode(one).decode() for name, one in named.items()}
        return self.scene.world.stage.attempt(who, f"/api/v1/rehearsals/{row.id}/opening/posts/", body)

    def posted(self, row: Rehearsal, xs: Sequence[int]) -> None:
        """Have custodians post."""
        for x in xs:
            answer = self.tell(row, self.post(row, x))
            assert answer.status == 201, answer.body

    def announce(self) -> None:
        """Let the notice go out."""
        self.scene.world.tell("sun", f"/api/v1/deals/{self.scene.made.deal}/steps/announce/", {})
