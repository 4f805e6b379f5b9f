"""The published client against the platform's real addresses: seal, submit, replace, withdraw, and believe receipts alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts import ca
from bidding.models import Filing, Upload
from foundation import clock
from tests.bidding.sealed.scene import Scene
from tests.toolkit import openssl
from toolkit import filings, receipts
from toolkit.filings import Folder
from toolkit.log.proof import read_proof
from toolkit.sealing import Before

pytestmark = pytest.mark.django_db


class TestTheClient:
    def test_submits_and_gets_a_receipt_that_the_log_proves_soon(self, scene: Scene) -> None:
        folder = scene.seal()
        taken = scene.desk().submit(folder)
        assert (taken.receipt.kind, taken.is_witnessed) == ("filed", False)
        scene.grow()
        again = scene.desk().fetch(filings.load(Folder(folder)))
        assert again.is_witnessed and again.issued == taken.issued

    def test_submits_twice_and_gets_the_same_receipt(self, scene: Scene) -> None:
        folder = scene.seal()
        one, two = scene.desk().submit(folder), scene.desk().submit(folder)
        assert one.issued == two.issued
        assert Filing.objects.count() == 1

    def test_gets_a_receipt_that_holds_for_another_program(self, scene: Scene, tmp_path: Path) -> None:
        issued, at = scene.desk().submit(scene.seal()).issued, clock.now()
        for name, content in (
            ("receipt.json", issued.content), ("receipt.p7s", issued.signature), ("receipt.tst", issued.token)
        ):  # fmt: skip
            (tmp_path / name).write_bytes(content)
        by = ca.authority(at)
        openssl.pem(tmp_path, "root.pem", by.root)
        openssl.pem(tmp_path, "issuing.pem", by.issuing)
        trusted = ["-CAfile", "root.pem", "-attime", str(int(at.timestamp()))]
        signed = openssl.run(
            "cms", "-verify", "-binary", "-inform", "DER", "-in", "receipt.p7s", "-content", "receipt.json",
            "-certfile", "issuing.pem", "-purpose", "any", *trusted, cwd=tmp_path,
        )  # fmt: skip
        assert (signed.returncode, signed.stdout) == (0, issued.content), signed.stderr
        stamped = openssl.run(
            "ts", "-verify", "-data", "receipt.p7s", "-in", "receipt.tst", "-token_in", "-untrusted", "issuing.pem",
            *trusted, cwd=tmp_path,
        )  # fmt: skip
        assert stamped.returncode == 0, stamped.stderr

    def test_replaces_and_both_leaves_are_proven(self, scene: Scene) -> None:
        first = filings.load(Folder(scene.seal()))
        scene.desk().submit(first.store.path)  # type: ignore[attr-defined]
        second = scene.seal(before=Before(first.core.bid, 1, first.name))
        taken = scene.desk().submit(second)
        assert (taken.receipt.kind, taken.receipt.ended) == ("replaced", first.name)
        scene.grow()
        again = scene.desk().fetch(filings.load(Folder(second)))
        assert again.is_witnessed
        assert list(Filing.objects.order_by("id").values_list("status", flat=True)) == ["ended", "accepted"]

    def test_withdraws_and_the_end_is_proven(self, scene: Scene) -> None:
        folder = scene.seal()
        scene.desk().submit(folder)
        filing = filings.load(Folder(folder))
        taken = scene.desk().withdraw(filing, scene.signer("bai", 2), clock.now())
        assert (taken.receipt.kind, taken.receipt.ended) == ("withdrawn", filing.name)
        scene.grow()
        assert scene.desk().withdraw(filing, scene.signer("bai"), clock.now()).is_witnessed
        proofs = [read_proof(one) for one in scene.desk().fetch(filing).proofs]
        receipts.check_proofs(taken.receipt, scene.custody, proofs)

    def test_files_again_after_a_withdrawal(self, scene: Scene) -> None:
        folder = scene.seal()
        scene.desk().submit(folder)
        filing = filings.load(Folder(folder))
        scene.desk().withdraw(filing, scene.signer("bai"), clock.now())
        taken = scene.desk().submit(scene.seal(before=Before(filing.core.bid, 1, filing.name)))
        assert taken.receipt.kind == "filed"

    def test_goes_on_where_an_upload_stopped(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("toolkit.submitting.BLOCK", 1000)
        plan = scene.folder / "plan.bin"
        plan.write_bytes(bytes(30_000))
        folder = scene.seal(files={"plan.bin": plan})
        part = folder / "form.f0001.sealed"
        digest = filings.load(Folder(folder)).core.parts[0].sha256
        scene.platform().append(digest, 0, part.stat().st_size, part.read_bytes()[:5000])
        assert scene.platform().offset(digest) == 5000
        assert scene.desk().submit(folder).receipt.kind == "filed"
        assert not Upload.objects.filter(is_filed=False).exists()
