"""Before the opening nobody learns what is bid, and each bidder of its own; `tests/security/test_secrecy.py` asks every address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from foundation import transparency
from foundation.followers import catch_up
from tests.bidding.sealed.scene import Scene, written
from tests.bidding.test_silence import VOLATILE
from toolkit.log import tiles

pytestmark = pytest.mark.django_db
CANARY = "73219.47-白鲸"


def read(scene: Scene, who: str | None, path: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {scene.world.stage._tokens[who]}"} if who else {}
    answer = scene.world.stage._client.get(path, headers=headers)
    return answer.status_code, VOLATILE.sub("", answer.text)


class TestBids:
    def test_are_told_to_their_own_bidder(self, scene: Scene) -> None:
        filing, _ = scene.filed("bai")
        status, body = read(scene, "bai", f"/api/v1/lots/{scene.made.lot}/filings/")
        assert status == 200 and filing.name in body
        scene.file(scene.seal("bai"), "cui")
        catch_up()
        told = {who: read(scene, who, "/api/v1/me/changes/")[1] for who in ("bai", "cui")}
        assert "bidding.filing.accepted" in told["bai"] and "turned_away" not in told["bai"]
        assert "bidding.filing.turned_away" in told["cui"] and "filing.accepted" not in told["cui"]

    def test_of_others_are_as_unknown_as_what_is_not_there(self, scene: Scene) -> None:
        filing, row = scene.filed("bai")
        lot, body = scene.made.lot, written(b"{}", b"x")
        for who in ("cui", "sun", "chen", "su"):
            for tail, method in (("", "GET"), ("end/", "POST")):
                paths = [f"/api/v1/lots/{lot}/filings/{name}/{tail}" for name in (filing.name, "0" * 64)]
                theirs, nothing = (
                    scene.world.stage._send(who, method, path, body if method == "POST" else None)
                    for path in paths
                )
                assert (theirs.status, theirs.body) == (nothing.status, nothing.body)
                assert theirs.status == 404
        assert row.status == "accepted"

    def test_change_neither_size_nor_shape_of_the_log(self, scene: Scene) -> None:
        scene.grow()
        quiet = scene.log.step()
        scene.filed("bai")
        busy = scene.log.step()
        assert busy.checkpoint.size - quiet.checkpoint.size == settings.TRANSPARENCY_BATCH_LEAVES
        assert {
            len(leaf)
            for leaf in tiles.leaves_of(transparency.files(), busy.checkpoint, quiet.checkpoint.size)
        } == {32}

    def test_are_nowhere_in_the_clear(self, scene: Scene, tmp_path: Path) -> None:
        plan = scene.folder / f"{CANARY}.txt"
        plan.write_text(CANARY * 50)
        scene.filed("bai", price=CANARY, files={plan.name: plan})
        scene.grow()
        catch_up()
        words = [
            CANARY.encode(),
            CANARY.encode("utf-16-le"),
            CANARY.encode("unicode_escape"),
            CANARY.encode().hex().encode(),
        ]
        stored = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
        stored += [path for path in (tmp_path / "log").rglob("*") if path.is_file()]
        assert len(stored) > 10 and Path(settings.MEDIA_ROOT) == tmp_path / "media"
        assert [path for path in stored if any(word in path.read_bytes() for word in words)] == []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            )
            for (table,) in cursor.fetchall():
                assert re.fullmatch(r"\w+", table)
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY(%s)', [
                    [f"%{CANARY}%", f"%{CANARY.encode().hex()}%"]
                ])  # fmt: skip
                assert cursor.fetchone()[0] == 0, table
