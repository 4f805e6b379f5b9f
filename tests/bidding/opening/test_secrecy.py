"""Before the record nobody reads a price or learns who bid, and a process that dies half way shows nothing either."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from bidding.actions import openings
from bidding.models import CustodianPost, OpenedUnit, Opening
from bidding.sealed import opening_key
from config.environment import Environment, Refused
from foundation import journal, sequencer, transparency
from foundation.followers import catch_up
from tests.api.matrix import PEOPLE
from tests.bidding.opening.hall import Hall, outcomes
from tests.bidding.test_silence import READ
from toolkit import opening
from toolkit.log import tiles
from toolkit.log.leaves import Line
from toolkit.log.leaves import read as read_leaf

pytestmark = pytest.mark.django_db
CANARY = "73219.47-白鲸"
# What a bidder may write into its own form, to break what stores or shows it.
NASTY = "1\x00\x1b\u2028'\";--<script>"
OF_OPENINGS = tuple(
    f"/api/v1/lots/{{lot}}/{tail}"
    for tail in (
        "opening/",
        "opening/bids/",
        "opening/bids/{header}/form/f0001/",
        "bundle/",
        "freeze/",
        "custody/",
        "filings/",
    )
)


@pytest.fixture
def filed(hall: Hall, tmp_path: Path) -> dict[str, str]:
    plan = tmp_path / f"{CANARY}.txt"
    plan.write_text(CANARY * 50)
    planted = hall.scene.filed("bai", price=CANARY, files={plan.name: plan})[0]
    return {
        "bai": planted.name,
        "cui": hall.scene.filed("cui", price=NASTY)[0].name,
        "deng": hall.scene.filed("deng")[0].name,
    }


def read(hall: Hall, who: str | None, path: str) -> str:
    headers = {"Authorization": f"Bearer {hall.scene.world.stage._tokens[who]}"} if who else {}
    return str(hall.scene.world.stage._client.get(path, headers=headers).text)


def everything(hall: Hall, header: str) -> Iterator[tuple[str, str]]:
    """Yield whatever anybody is answered anywhere, by who asked what."""
    sequencer.drain()
    catch_up()
    number = hall.scene.world.deal(hall.scene.made).number
    for who in PEOPLE:
        for path in (*READ, *OF_OPENINGS):
            asked = path.format(lot=hall.lot, deal=hall.scene.made.deal, number=number, header=header)
            yield f"{who} {asked}", read(hall, None if who in ("public", "mo") else who, asked)


def stored(tmp_path: Path) -> Iterator[str]:
    """Yield each file and table that holds a planted word in any writing."""
    words = [CANARY, CANARY.encode().hex(), CANARY.encode("unicode_escape").decode()]
    for folder in ("media", "log", "keys"):
        for path in (tmp_path / folder).rglob("*"):
            if path.is_file() and any(word.encode() in path.read_bytes() for word in words):
                yield str(path)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            assert re.fullmatch(r"\w+", table)
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY(%s)',
                [[f"%{word}%" for word in words]],
            )
            if cursor.fetchone()[0]:
                yield table


class TestBeforeTheRecord:
    def test_nobody_reads_a_price_or_a_name_and_afterwards_everybody_does(
        self, hall: Hall, filed: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        name = hall.scene.world.cast.members["bai"].party.name
        hall.begin()
        hall.posted([1])
        hall.later(seconds=1801)
        assert (
            hall.record().status == "settling"
        )  # every share is there, and every bidder is asked for its key
        told = dict(everything(hall, filed["bai"]))
        assert [asked for asked, answer in told.items() if CANARY in answer] == []
        strangers = [
            asked for asked in told if asked.split()[0] in ("public", "mo", "fang", "lu", "yan", "zheng")
        ]
        assert strangers
        assert [asked for asked in strangers if name in told[asked]] == []
        assert list(stored(tmp_path)) == []
        assert CANARY not in caplog.text
        shown = hall.scene.world.stage.get(None, f"/api/v1/lots/{hall.lot}/bundle/")["files"]
        assert not any("/filings/" in one["name"] or "/posted." in one["name"] for one in shown)

    def test_a_bidder_cannot_break_the_record(self, hall: Hall, filed: dict[str, str]) -> None:
        hall.begin()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        found = {one["header"]: one["units"][0] for one in hall.bids()}
        assert found[filed["cui"]]["fields"] == {"price": NASTY}
        (file,) = found[filed["bai"]]["files"]
        assert found[filed["bai"]]["fields"] == {"price": CANARY}
        address = f"/api/v1/lots/{hall.lot}/opening/bids/{filed['bai']}/form/{file['part']}/"
        answer = hall.scene.world.stage._client.get(address)
        assert (answer.text, answer.headers["Content-Type"]) == (CANARY * 50, "application/octet-stream")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert hall.scene.world.stage._client.get(address.replace("f0001", "manifest")).status_code == 404

    def test_what_came_in_and_what_was_recorded_is_never_altered(
        self, hall: Hall, filed: dict[str, str]
    ) -> None:
        hall.begin()
        hall.posted([1, 2, 3])
        row = hall.record()
        for change in (
            lambda: Opening.objects.filter(id=row.id).update(sha256="0" * 64),
            lambda: OpenedUnit.objects.update(outcome="revoked"),
            lambda: CustodianPost.objects.all().delete(),
            lambda: row.delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        assert filed


class TestAProcessThatDies:
    @pytest.mark.parametrize("moment", ["close", "key_of", "settle", "record", "add", "append"])
    def test_shows_nothing_and_is_repeated(
        self, begun: Hall, moment: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hall = begun
        hall.posted([1, 2, 3])
        owner: Any = {
            "close": openings, "key_of": opening, "settle": opening, "record": opening, "add": transparency, "append": journal,
        }[moment]  # fmt: skip
        honest, calls = getattr(owner, moment), []

        def dies(*given: Any, **named: Any) -> Any:
            calls.append(given)
            # The second call: work is half done then, where there is more than one.
            if len(calls) == (2 if moment in ("key_of", "settle", "append") else 1):
                raise KeyboardInterrupt
            return honest(*given, **named)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(owner, moment, dies)
            hall.opener().turn()
        assert hall.bids() == [] and not OpenedUnit.objects.exists()
        assert Opening.objects.get().status in ("collecting", "settling")
        assert hall.record().status == "recorded"
        assert set(map(tuple, outcomes(hall).values())) == {("opened",)}
        assert len(outcomes(hall)) == 3
        hall.opener().turn()
        hall.scene.grow()
        head = hall.scene.log.step().checkpoint
        lines = [read_leaf(leaf) for leaf in tiles.leaves_of(transparency.files(), head)]
        assert [one.kind for one in lines if isinstance(one, Line)].count("opening") == 1

    def test_of_itself_tells_no_words_of_what_failed(
        self,
        hall: Hall,
        filed: dict[str, str],
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        hall.begin()
        hall.posted([1, 2, 3])

        def fails(**given: Any) -> Any:
            raise RuntimeError(f"Failing row contains ({given['units'][0].manifest!r}, {CANARY}).")

        monkeypatch.setattr(openings, "record", fails)
        assert hall.opener().turn() == 0
        assert "RuntimeError" in caplog.text and CANARY not in caplog.text
        assert filed


class TestTheOpeningProcess:
    def test_does_what_is_due(self, hall: Hall) -> None:
        for who in ("bai", "cui", "deng"):
            hall.scene.filed(who)
        hall.freeze()
        hall.later(seconds=601)
        call_command("open_bids", "--once")
        assert Opening.objects.get().status == "collecting"

    def test_does_not_start_without_its_key_or_with_another(
        self, hall: Hall, settings: Any, tmp_path: Path
    ) -> None:
        settings.OPENING_KEY_PASSWORD = "wrong"
        with pytest.raises(CommandError):
            call_command("open_bids", "--once")
        settings.OPENING_KEY_PATH = None
        with pytest.raises(CommandError):
            call_command("open_bids", "--once")
        settings.OPENING_KEY_PATH, settings.OPENING_KEY_PASSWORD = tmp_path / "new.p12", "x"
        settings.MODE = "production"
        (tmp_path / "new.p12").write_bytes((tmp_path / "opening.p12").read_bytes())
        with pytest.raises(CommandError):
            call_command("open_bids", "--once")
        assert hall.lot

    def test_alone_may_be_told_of_the_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Environment().refuse_keys_of_others()
        monkeypatch.setenv("YANGGUANG_OPENING_KEY_PATH", "/srv/opening.p12")
        with pytest.raises(Refused, match="open_bids"):
            Environment().refuse_keys_of_others()

    def test_makes_its_key_where_nobody_else_looks(self, hall: Hall) -> None:
        assert not list(Path(settings.SEALED_KEYS_PATH).rglob("opening.p12"))
        assert len(list(Path(settings.SEALED_KEYS_PATH).rglob("opening.pem"))) == 1
        assert opening_key.current(opening_key.ring()).certificate
        assert hall.lot
