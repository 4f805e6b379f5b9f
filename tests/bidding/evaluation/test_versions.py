"""A later version of the tender document: what the notice would have been refused for, and what bidders learnt, do not change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from config.demo import documents
from portal.bid_page import price_form
from tests.bidding.sealed.scene import Scene
from trading.models import Document

REQUIREMENT = {"code": "safety", "name": "安全生产许可证", "kind": "qualification", "evidence": "扫描件"}


def content(ceiling: str | None = "48000000.00", **changed: Any) -> dict[str, Any]:
    """Return the document that was announced, with something else in it."""
    made = documents.tender_document("测试工程", ceiling)
    said = Document.objects.filter(kind="tender").latest("version").content
    made["decryption"] = said["decryption"]
    return made | changed


def saved(scene: Scene, said: dict[str, Any]) -> tuple[int, set[str]]:
    """Save a version; return the status and the codes of the reasons."""
    body = {"kind": "tender", "content": said}
    answer = scene.world.stage.attempt("sun", f"/api/v1/deals/{scene.made.deal}/documents/", body)
    return answer.status, {one["code"] for one in answer.body.get("reasons", [])}


def reweighted() -> dict[str, Any]:
    """Return a sound document whose criteria weigh otherwise."""
    said = content()
    first, second = said["criteria"][:2]
    first["weight"], second["weight"] = (
        str(Decimal(first["weight"]) - 5),
        str(Decimal(second["weight"]) + 5),
    )
    return said


class TestBeforeTheDeadline:
    def test_contradicts_neither_the_lot_nor_itself(self, bare: Scene) -> None:
        assert saved(bare, content("47000000.00")) == (409, {"ceiling_otherwise"})
        said = content()
        said["evaluation"]["scoring"] = {"trim": 9}
        assert saved(bare, said) == (409, {"no_score_left"})
        assert Document.objects.filter(deal=bare.made.deal).count() == 1
        assert saved(bare, reweighted())[0] == 201

    def test_shows_bidders_the_ceiling_that_holds_though_the_document_names_none(self, bare: Scene) -> None:
        assert saved(bare, content(None))[0] == 201
        form, _ = price_form(bare.lot, bare.world.actor("bai"))
        assert form.ceiling == Decimal("48000000.00")


class TestAfterTheDeadline:
    def test_compares_bids_in_no_other_way(self, opened: Scene) -> None:
        assert saved(opened, reweighted()) == (409, {"rule_fixed"})
        # Something else of it may still be put right.
        assert saved(opened, content(requirements=[*content()["requirements"], REQUIREMENT]))[0] == 201
