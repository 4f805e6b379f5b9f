"""Documents and records of a deal in the public record: what visitors may read, to the byte, and nothing before its time."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest

from archive.models import PublicFile
from archive.record import keeping, of_deals
from archive.record.publisher import Publisher
from archive.record.tree import Tree
from bidding.evaluation import results
from foundation import clock, followers, storage
from tests.archive.record.test_publishing import SIGNER
from tests.bidding.results.bench import PRICES, Bench
from tests.bidding.sealed.scene import Scene
from tests.world import World, build
from toolkit.mirroring import checking, places
from trading.models import Attachment, Document, Lot

pytestmark = pytest.mark.django_db


def on_record() -> list[tuple[str, str]]:
    """Return what is on record, as paths with digests, in order."""
    followers.catch_up()
    return list(PublicFile.objects.order_by("id").values_list("path", "stored_id"))


class TestADocument:
    def test_is_on_record_with_its_files_from_the_announcement_on(self, tmp_path: Path) -> None:
        world: World = build()
        made = world.draft()
        deal = Document.objects.get(deal=made.deal).deal
        blob = storage.put(io.BytesIO(b"%PDF-1.7 a plan"))
        file = Attachment.objects.create(
            deal=deal, name="图纸 (1).PDF", media_type="application/pdf", size=blob.size, digest=blob.digest,
            created_at=clock.now(), created_by="mem_x",
        )  # fmt: skip
        assert not [path for path, _ in on_record() if path.startswith("documents/")]
        made = world.announced()
        Attachment.objects.filter(pk=file.pk).update(published_at=clock.now(), deal_id=made.deal)
        document = Document.objects.get(deal=made.deal, kind="tender")
        keep = [*of_deals.attachments([made.deal])]
        assert [one.path for one in keep] == [f"documents/{document.deal.number}/files/{file.id}.pdf"]
        keeping.keep(keep)
        paths = dict(on_record())
        Publisher(Tree(tmp_path), SIGNER).turn()
        assert checking.check(places.Folder(tmp_path), SIGNER.verifier).differences == []
        assert (tmp_path / keep[0].path).read_bytes() == b"%PDF-1.7 a plan"
        path = f"documents/{document.deal.number}/tender/1.json"
        assert path in paths
        told = json.loads((tmp_path / path).read_bytes())
        assert (told["content"], told["digest"]) == (document.content, document.digest)

    @pytest.mark.parametrize(
        ("name", "ending"),
        [
            ("a.PDF", ".pdf"),
            ("投标函.docx", ".docx"),
            ("x.html", ".bin"),
            ("x.pdf.svg", ".bin"),
            ("x", ".bin"),
            ("x.pdf\n", ".bin"),
        ],
    )
    def test_file_has_an_ending_that_no_browser_runs(self, name: str, ending: str) -> None:
        assert of_deals._ending(name) == ending


class TestATenderUnderSeal:
    def test_leaves_the_record_as_it_is_whoever_bids(self, scene: Scene) -> None:
        before = on_record()
        scene.register("deng")
        for who, price in PRICES.items():
            scene.filed(who, price=price)
        assert on_record() == before


class TestAnEvaluation:
    def test_is_on_record_once_everybody_may_read_it(self, bench: Bench) -> None:
        path = f"lots/{bench.hall.lot}/evaluation.json"
        assert path not in dict(on_record())
        bench.publicised(deng="licence")
        found = results.reported(Lot.objects.get(id=bench.hall.lot))
        assert found is not None
        assert dict(on_record())[path] == hashlib.sha256(bytes(found.result or b"")).hexdigest()
