"""Opening keys: several at a time, in files or in a device, and the end of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization as forms
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from bidding import audit
from bidding.models import DestroyedKey, OpenedUnit, Opening
from bidding.opener import Opener
from bidding.sealed import keys, opening_key
from foundation import clock
from foundation.errors import Unavailable
from foundation.models import Event, LogEntry
from tests.bidding.opening.hall import Hall
from tests.tokens import MODULE, PIN, Token
from toolkit import certificates, signers
from trading.actions import ticking

pytestmark = pytest.mark.django_db
PASSWORD = "of the opening process"


@dataclass
class Keys:
    """The opening process's folder of keys."""

    folder: Path
    first: str = ""

    def renew(self, name: str = "second") -> str:
        """Draw another key, and show it where new policies take it from."""
        made = keys.make(keys.OPENING, PASSWORD)
        (self.folder / f"{name}.p12").write_bytes(made)
        shown = keys.folder() / "opening.pem"
        signer = signers.read_pkcs12(made, PASSWORD)
        shown.write_bytes(signer.certificate.public_bytes(forms.Encoding.PEM))
        return certificates.fingerprint(signer.certificate)


@pytest.fixture
def held(hall: Hall, settings: Any, tmp_path: Path) -> Keys:
    """The hall's key in a folder, as where it is renewed from time to time."""
    folder = tmp_path / "of the opening process"
    folder.mkdir()
    (folder / "first.p12").write_bytes(Path(settings.OPENING_KEY_PATH).read_bytes())
    first = certificates.fingerprint(opening_key.current(opening_key.ring()).certificate)
    settings.OPENING_KEY_PATH = folder
    assert hall.lot
    return Keys(folder, first)


def failed(hall: Hall) -> None:
    """Let the lot fail with two bids."""
    for who in ("bai", "cui"):
        hall.scene.filed(who)
    hall.freeze()
    hall.later(seconds=700)
    ticking.tick()
    assert hall.scene.lot.state == "failed"


def destroy(name: str) -> str:
    out = StringIO()
    call_command("destroy_opening_key", name, stdout=out)
    return out.getvalue()


class TestSeveralKeys:
    def test_open_what_was_sealed_to_each(self, hall: Hall, held: Keys) -> None:
        for who in ("bai", "cui", "deng"):
            hall.scene.filed(who)
        second = held.renew()
        ring = opening_key.ring()
        assert set(ring) == {held.first, second}
        assert certificates.fingerprint(opening_key.current(ring).certificate) == second
        hall.begin()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        assert hall.verified().holds

    def test_must_have_the_one_that_new_policies_name(self, hall: Hall, held: Keys) -> None:
        held.renew()
        (held.folder / "second.p12").unlink()
        with pytest.raises(Unavailable, match="platform_key_missing"):
            opening_key.ring()
        assert hall.lot


class TestDestroying:
    def test_is_done_told_and_logged_when_every_lot_has_ended(self, hall: Hall, held: Keys) -> None:
        failed(hall)
        second = held.renew()
        words = destroy(held.first)
        assert "destroyed and logged" in words
        assert [one.name for one in held.folder.iterdir()] == ["second.p12"]
        assert set(opening_key.ring()) == {second}
        row = DestroyedKey.objects.get()
        event = Event.objects.get(type="bidding.opening_key.destroyed")
        assert (event.subject, event.data, event.actor) == (
            row.id,
            {"certificate": held.first},
            "administrator",
        )
        assert (
            bytes(LogEntry.objects.get(ref=row.ref).content) == f"sbe1 destroyed - - 1 {held.first}".encode()
        )
        assert list(audit.findings()) == []

    def test_stands_against_a_copy_that_turns_up(self, hall: Hall, held: Keys) -> None:
        failed(hall)
        copy = (held.folder / "first.p12").read_bytes()
        second = held.renew()
        destroy(held.first)
        (held.folder / "restored.p12").write_bytes(copy)
        assert set(opening_key.ring()) == {second}
        destroy(held.first)
        assert not (held.folder / "restored.p12").exists()
        assert DestroyedKey.objects.count() == 1

    def test_leaves_the_file_nowhere_on_its_place(self, hall: Hall, held: Keys, tmp_path: Path) -> None:
        failed(hall)
        before = (held.folder / "first.p12").read_bytes()
        linked = tmp_path / "linked.p12"
        linked.hardlink_to(held.folder / "first.p12")
        held.renew()
        destroy(held.first)
        assert linked.stat().st_size == len(before)
        assert linked.read_bytes() != before

    def test_waits_for_the_lots(self, hall: Hall, held: Keys) -> None:
        held.renew()
        with pytest.raises(CommandError, match="opening_key_needed.*" + hall.lot):
            destroy(held.first)
        assert (held.folder / "first.p12").exists()

    def test_is_not_for_the_key_of_new_policies(self, hall: Hall, held: Keys) -> None:
        failed(hall)
        with pytest.raises(CommandError, match="opening_key_current"):
            destroy(held.first)

    def test_is_not_for_any_number(self, hall: Hall, held: Keys) -> None:
        with pytest.raises(CommandError, match="opening_key_unknown"):
            destroy("0" * 64)
        assert hall.lot and not DestroyedKey.objects.exists()

    def test_lists_the_keys_that_there_are(self, hall: Hall, held: Keys) -> None:
        held.renew()
        listed = destroy("")
        assert len(listed.splitlines()) == 2 and held.first in listed
        assert hall.lot

    def test_is_tried_again_after_a_crash(
        self, hall: Hall, held: Keys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        failed(hall)
        held.renew()
        ended = opening_key.destroy

        def crashes(name: str) -> int:
            ended(name)
            raise RuntimeError

        with monkeypatch.context() as patch, pytest.raises(RuntimeError):
            patch.setattr(opening_key, "destroy", crashes)
            destroy(held.first)
        assert not DestroyedKey.objects.exists() and not (held.folder / "first.p12").exists()
        destroy(held.first)
        assert DestroyedKey.objects.get().fingerprint == held.first

    def test_is_not_undone_in_the_database(self, hall: Hall, held: Keys) -> None:
        failed(hall)
        held.renew()
        destroy(held.first)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM bidding_destroyedkey")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE bidding_destroyedkey DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM bidding_destroyedkey")
        assert {one.code for one in audit.findings()} == {"destroyed_key_removed", "row_removed"}


class TestAfterwards:
    def test_the_opening_process_cannot_open(self, hall: Hall, held: Keys) -> None:
        """Nobody may destroy a key that is needed; were it done all the same, nothing is opened, and nothing is signed."""
        for who in ("bai", "cui", "deng"):
            hall.scene.filed(who)
        hall.begin()
        hall.posted([1, 2, 3])
        opener = Opener(opening_key.ring())
        row = DestroyedKey(fingerprint=held.first, certificate=b"x", at=clock.now(), by="x", ref="x")
        row.save()
        opener.keys = opening_key.without_destroyed(opener.keys)
        assert opener.turn() == 0
        assert Opening.objects.get().status == "collecting"
        held.renew()
        assert Opener(opening_key.ring()).turn() == 0
        assert not OpenedUnit.objects.exists()


@pytest.fixture
def device(hall: Hall, token: Token, settings: Any) -> Callable[[str], str]:
    """Put opening keys into a device, from where alone they are taken."""
    settings.OPENING_MODULE, settings.OPENING_TOKEN, settings.OPENING_PIN = MODULE, token.label, PIN
    for label in signers.labels(token.session):
        signers.destroy(token.session, label)

    def add(label: str) -> str:
        signer = signers.read_pkcs12(keys.make(keys.OPENING, PASSWORD), PASSWORD)
        token.add(label, signer)
        shown = keys.folder() / "opening.pem"
        shown.write_bytes(signer.certificate.public_bytes(forms.Encoding.PEM))
        return certificates.fingerprint(signer.certificate)

    assert hall.lot
    return add


class TestADevice:
    def test_opens_without_giving_its_key_out(self, hall: Hall, device: Callable[[str], str]) -> None:
        name = device("opening-2026")
        hall.scene.under_custody()
        for who in ("bai", "cui", "deng"):
            hall.scene.filed(who)
        assert list(opening_key.ring()) == [name]
        hall.begin()
        hall.posted([1, 2, 3])
        assert hall.record().status == "recorded"
        assert hall.verified().holds

    def test_has_its_key_destroyed(self, hall: Hall, device: Callable[[str], str], token: Token) -> None:
        first = device("opening-2026")
        hall.scene.under_custody()
        failed(hall)
        second = device("opening-2027")
        destroy(first)
        assert signers.labels(token.session) == ["opening-2027"]
        assert list(opening_key.ring()) == [second]

    def test_that_is_not_there_stops_the_process(
        self, hall: Hall, device: Callable[[str], str], settings: Any
    ) -> None:
        device("opening")
        settings.OPENING_TOKEN = "another"
        with pytest.raises(CommandError, match="platform_key_missing"):
            call_command("open_bids", "--once")
        assert hall.lot
