from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.toolkit import forging
from tests.toolkit.competition import Competition
from tests.toolkit.pki import NOW, Authority
from tests.toolkit.world import BIDDERS, DEAL, LOT
from toolkit import cms, filings, intake
from toolkit.filings import Folder
from toolkit.intake import Account
from toolkit.objects import Core, End
from toolkit.refusals import Refused
from toolkit.sealing import SEALED_FOLDER
from toolkit.signers import KeySigner


def codes(
    competition: Competition, folder: Path, account: Account | None = None, at: datetime = NOW
) -> list[str]:
    examined = intake.examine(
        Folder(folder), account or Account(BIDDERS[0]), competition.custody, competition.world.authority.trust(), lot=LOT,
        received_at=at, is_taken=lambda _: False,
    )  # fmt: skip
    return [one.code for one in examined.reasons]


@pytest.fixture
def folder(competition: Competition) -> Path:
    return competition.file().folder / SEALED_FOLDER


class TestExamining:
    def test_accepts_what_the_client_sealed(self, competition: Competition, folder: Path) -> None:
        assert codes(competition, folder) == []

    def test_gives_every_reason_at_once(self, competition: Competition, folder: Path) -> None:
        (folder / filings.part_name("form", "manifest")).unlink()
        (folder / filings.capsule_name("form", 2)).write_bytes(b"")
        found = codes(competition, folder, Account(BIDDERS[1], "1" * 32, 4, "2" * 64))
        assert found == [
            "signer_is_another_organisation",
            "sequence_mismatch",
            "capsule_hash",
            "part_missing",
        ]

    @pytest.mark.parametrize("name", [filings.CORE, filings.HEADER, filings.SIGNATURE])
    def test_misses_a_file(self, competition: Competition, folder: Path, name: str) -> None:
        (folder / name).unlink()
        assert codes(competition, folder) == ["file_missing"]

    def test_refuses_a_changed_bit_anywhere_in_a_filing(self, competition: Competition, folder: Path) -> None:
        """Bits all over every file; nothing is accepted that was not signed, nothing breaks."""
        accepted = []
        for file in sorted(folder.iterdir()):
            content = file.read_bytes()
            step = max(1, len(content) // 40)
            for at in range(0, len(content), step):
                file.write_bytes(content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :])
                if not codes(competition, folder):
                    accepted.append((file.name, at))
            file.write_bytes(content)
        # In the signature only what says nothing about who signed what may differ, such as a version number.
        assert {name for name, _ in accepted} <= {filings.SIGNATURE}
        assert len(accepted) < 6

    def test_refuses_truncation_and_exchange(self, competition: Competition, folder: Path) -> None:
        for file in sorted(folder.iterdir()):
            content = file.read_bytes()
            for other in (content[:-1], content + b"\0", b"", content[: len(content) // 2]):
                file.write_bytes(other)
                assert codes(competition, folder), file.name
            file.write_bytes(content)
        one, two = (folder / filings.capsule_name("form", x) for x in (1, 2))
        first, second = one.read_bytes(), two.read_bytes()
        one.write_bytes(second)
        two.write_bytes(first)
        assert codes(competition, folder) == ["capsule_hash"]

    def test_refuses_a_capsule_for_another_or_off_the_curve(
        self, competition: Competition, folder: Path
    ) -> None:
        one = competition.filed[0]
        signer = competition.world.bidders[BIDDERS[0]]
        foreign = one.filing.capsule("form", 2)
        point = bytearray(one.filing.capsule("form", 1))
        at = point.index(b"\x03\x42\x00\x04") + 10
        point[at] ^= 1
        for made, code in (
            (foreign, "capsule_recipient"),
            (bytes(point), "capsule_point"),
            (b"\x30\x00", "capsule_malformed"),
        ):
            copy = folder.parent.parent / f"copy-{code}"
            shutil.copytree(folder.parent, copy)
            forging.with_capsules(one.filing, signer, copy, {("form", 1): made})
            assert codes(competition, copy / SEALED_FOLDER) == [code]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda core: core.model_copy(update={"suite": "sm-draft"}), "suite_mismatch"),
            (lambda core: core.model_copy(update={"units": core.units * 2}), "units_mismatch"),
            (lambda core: core.model_copy(update={"parts": core.parts * 2}), "parts_malformed"),
            (
                lambda core: core.model_copy(
                    update={"parts": [core.parts[0].model_copy(update={"part": "other"})]}
                ),
                "parts_malformed",
            ),
            (
                lambda core: core.model_copy(
                    update={"parts": [*core.parts, core.parts[0].model_copy(update={"unit": "x"})]}
                ),
                "parts_malformed",
            ),
            (
                lambda core: core.model_copy(
                    update={"parts": [core.parts[0].model_copy(update={"size": 2**50})]}
                ),
                "parts_malformed",
            ),
        ],
    )
    def test_refuses_another_shape(
        self, competition: Competition, folder: Path, change: Callable[[Core], Core], code: str
    ) -> None:
        core = change(competition.filed[0].filing.core)
        header = competition.filed[0].filing.header.model_copy(update={"core": core.hash})
        signer = competition.world.bidders[BIDDERS[0]]
        (folder / filings.CORE).write_bytes(core.to_bytes())
        (folder / filings.HEADER).write_bytes(header.to_bytes())
        (folder / filings.SIGNATURE).write_bytes(cms.sign(signer, header.to_bytes(), at=NOW))
        assert codes(competition, folder)[0] == code

    def test_judges_the_certificate_when_it_was_received(
        self, competition: Competition, folder: Path
    ) -> None:
        serial = competition.filed[0].filing.signed.certificate.serial_number
        competition.world.authority.revoked = {serial: NOW}
        assert codes(competition, folder, at=NOW - timedelta(seconds=1)) == []
        assert codes(competition, folder, at=NOW) == ["certificate_revoked"]
        assert codes(competition, folder, at=NOW + timedelta(days=30_000)) == ["certificate_expired"]

    def test_refuses_a_foreign_authority(self, competition: Competition, tmp_path: Path) -> None:
        stranger = Authority("Test Root").issue("Bidder 1", BIDDERS[0])
        competition.world.bidders[BIDDERS[0]] = stranger
        competition.world.seal(tmp_path / "foreign", custody=competition.custody)
        assert codes(competition, tmp_path / "foreign" / SEALED_FOLDER) == ["certificate_untrusted"]

    @examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from([filings.CORE, filings.HEADER, filings.SIGNATURE]), st.binary(max_size=500))
    def test_answers_any_bytes(
        self, competition: Competition, folder: Path, name: str, content: bytes
    ) -> None:
        path = folder / name
        before = path.read_bytes()
        path.write_bytes(content)
        try:
            assert codes(competition, folder)
        finally:
            path.write_bytes(before)

    def test_is_not_kept_busy(self, competition: Competition, folder: Path) -> None:
        for name in (filings.CORE, filings.HEADER, filings.SIGNATURE, filings.capsule_name("form", 1)):
            before = (folder / name).read_bytes()
            with (folder / name).open("wb") as file:
                file.truncate(2_000_000_000)
            began = time.process_time()
            assert codes(competition, folder)
            assert time.process_time() - began < 2
            (folder / name).write_bytes(before)


class TestEnd:
    def account(self, competition: Competition) -> Account:
        core = competition.filed[0].filing.core
        return Account(BIDDERS[0], core.bid, core.seq, competition.filed[0].filing.name, is_live=True)

    def check(self, competition: Competition, signer: KeySigner, account: Account, **changed: object) -> End:
        filing = competition.filed[0].filing
        core = filing.core
        values = {
            "deal": DEAL,
            "lot": LOT,
            "bid": core.bid,
            "seq": 1,
            "header": filing.name,
            "replaced_by": "",
        }
        content = End(**(values | changed)).to_bytes()
        signature = cms.sign(signer, content, at=NOW)
        return intake.check_end(content, signature, filing, account, competition.trust, at=NOW)

    def test_by_the_bidder_is_accepted(self, competition: Competition, folder: Path) -> None:
        assert folder
        account = self.account(competition)
        assert (
            self.check(competition, competition.world.bidders[BIDDERS[0]], account).header == account.header
        )

    def test_by_a_colleague_is_accepted_by_others_not(self, competition: Competition, folder: Path) -> None:
        assert folder
        colleague = competition.world.authority.issue("Colleague", BIDDERS[0])
        assert self.check(competition, colleague, self.account(competition))
        with pytest.raises(Refused, match="signer_is_another_organisation"):
            self.check(competition, competition.world.bidders[BIDDERS[1]], self.account(competition))

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"header": "0" * 64}, "withdrawal_unknown"),
            ({"seq": 2}, "context_mismatch"),
            ({"lot": "x"}, "context_mismatch"),
        ],
    )
    def test_of_something_else_is_refused(
        self, competition: Competition, folder: Path, changed: dict[str, object], code: str
    ) -> None:
        assert folder
        with pytest.raises(Refused, match=code):
            self.check(
                competition, competition.world.bidders[BIDDERS[0]], self.account(competition), **changed
            )

    def test_of_what_has_ended_is_refused(self, competition: Competition, folder: Path) -> None:
        assert folder
        account = Account(BIDDERS[0], header=competition.filed[0].filing.name)
        with pytest.raises(Refused, match="withdrawal_unknown"):
            self.check(competition, competition.world.bidders[BIDDERS[0]], account)
