from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit import forging
from tests.toolkit.competition import Competition
from tests.toolkit.world import ENVELOPES, LOT, PASSPHRASE, World
from toolkit import files, filings, keeping, names, shapes, units
from toolkit.certificates import fingerprint, to_base64
from toolkit.command import judging
from toolkit.command.console import Console
from toolkit.objects import ManifestFile
from toolkit.proceedings import UnitKey
from toolkit.refusals import Refused
from toolkit.sealing import KEPT, SEALED_FOLDER
from toolkit.suites import SM_DRAFT

ROOT = Path(__file__).parents[2]


class TestSealing:
    @pytest.mark.parametrize("size", [0, 1, 4088, 4089, 1_000_000])
    def test_gives_files_back_whole(self, competition: Competition, tmp_path: Path, size: int) -> None:
        content = os.urandom(size)
        (tmp_path / "a.bin").write_bytes(content)
        one = competition.file(files={"文件.bin": tmp_path / "a.bin", "b.bin": tmp_path / "a.bin"})
        key = forging.keys_of(one.folder, PASSPHRASE)["form"]
        found: dict[str, bytearray] = {}

        def sink(file: ManifestFile) -> units.Sink:
            found[file.name] = bytearray()
            return found[file.name].extend

        manifest = units.open_unit(one.filing, "form", key, sink)
        assert {name: bytes(got) for name, got in found.items()} == {"文件.bin": content, "b.bin": content}
        assert [file.size for file in manifest.files] == [size, size]

    def test_shows_neither_names_nor_prices_nor_their_lengths(
        self, competition: Competition, tmp_path: Path
    ) -> None:
        (tmp_path / "a.bin").write_bytes(b"")
        sizes = set()
        for price in ("1.00", "128450000000.01", "7", "98765.43"):
            one = competition.file(price=price, files={"白鲸.bin": tmp_path / "a.bin"})
            folder = one.folder / SEALED_FOLDER
            everything = b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
            assert price.encode() not in everything or len(price) < 5
            assert "白鲸".encode() not in everything
            sizes.add(tuple(sorted(file.stat().st_size for file in folder.glob("*.sealed"))))
        assert len(sizes) == 1

    def test_draws_new_keys_every_time(self, competition: Competition) -> None:
        found = [forging.keys_of(competition.file().folder, PASSPHRASE)["form"] for _ in range(3)]
        assert len(set(found)) == 3

    def test_keeps_units_apart(self, tmp_path: Path) -> None:
        competition = Competition(tmp_path, World(units=ENVELOPES))
        one = competition.file()
        keys = forging.keys_of(one.folder, PASSPHRASE)
        assert len(set(keys.values())) == 2
        for unit, other in (("form", "tech"), ("tech", "form")):
            with pytest.raises(Refused, match="key_commitment"):
                units.open_unit(one.filing, unit, keys[other], lambda _: bytearray().extend)
        swapped = one.folder / SEALED_FOLDER
        a, b = (swapped / filings.part_name(unit, "manifest") for unit in ("form", "tech"))
        a.write_bytes(b.read_bytes())
        with pytest.raises(Refused, match="part_hash"):
            units.open_unit(one.filing, "form", keys["form"], lambda _: bytearray().extend)

    def test_of_the_draft_suite_works_and_is_not_offered(
        self, competition: Competition, tmp_path: Path
    ) -> None:
        custody = competition.world.custody(competition.world.policy(suite=SM_DRAFT.id))
        (tmp_path / "a.bin").write_bytes(os.urandom(50_000))
        filing = competition.world.seal(tmp_path / "sm", custody=custody, files={"a.bin": tmp_path / "a.bin"})
        assert filing.core.suite == "sm-draft"
        with pytest.raises(Refused, match="suite_not_offered"):
            shapes.check(custody.policy)

    def test_keeps_memory_flat(self, tmp_path: Path) -> None:
        """Half a gigabyte, sealed and read back, in little more memory than the program itself needs."""
        script = """
import resource, sys
from pathlib import Path
from tests.toolkit.world import World
from toolkit import keeping
keeping.ROUNDS = 100_000
folder = Path(sys.argv[1])
world = World()
custody = world.custody()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
world.seal(folder / "bid", custody=custody, files={"a.bin": folder / "a.bin"})
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
        with (tmp_path / "a.bin").open("wb") as file:
            file.truncate(500_000_000)
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) < 40


RESTRICTED = {"units": list(ENVELOPES), "committee_quorum": 2}


class TestPolicyShape:
    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"k": 3, "n": 4}, "policy_quorum"),
            ({"k": 1, "n": 1}, "policy_quorum"),
            ({"k": 0, "n": 0}, "policy_quorum"),
            ({"lots": [LOT, LOT]}, "policy_lots"),
            ({"witness_quorum": 3}, "policy_witnesses"),
            ({"version": 2}, "policy_version"),
            ({"prev": "0" * 64}, "policy_version"),
            ({"operators": ["11310000MB1FL00011"]}, "policy_operator_is_custodian"),
            ({"suite": "rot13"}, "suite_unknown"),
            ({"units": list(ENVELOPES)}, "policy_committee"),
            ({"units": [ENVELOPES[1], ENVELOPES[0]]}, "policy_units"),
            ({"units": [ENVELOPES[0]]}, "policy_units"),
            (RESTRICTED | {"evaluation_cert": ""}, "policy_evaluation"),
            ({"evaluation_cert": to_base64(World().evaluation.certificate)}, "policy_evaluation"),
        ],
    )
    def test_refuses(self, changed: dict[str, object], code: str) -> None:
        with pytest.raises(Refused) as caught:
            shapes.check(World().policy(**changed))
        assert caught.value.code == code

    def test_lets_nobody_read_for_a_committee_with_a_key_that_opens(self) -> None:
        world = World()
        shapes.check(world.policy(**RESTRICTED))
        for holder in (world.opening, world.custodian_keys[1]):
            policy = world.policy(**RESTRICTED, evaluation_cert=to_base64(holder.certificate))
            with pytest.raises(Refused, match="policy_evaluation"):
                shapes.check(policy)

    def test_shows_through_whose_certificate_a_committee_reads(self) -> None:
        world, heard = World(), StringIO()
        judging.say_readers(Console(err=heard), world.policy())
        assert heard.getvalue() == ""
        judging.say_readers(Console(err=heard), world.policy(**RESTRICTED))
        assert fingerprint(world.evaluation.certificate) in heard.getvalue()

    def test_lets_no_organisation_hold_a_quorum(self) -> None:
        """3 of 5 needs three organisations: of two, one always has a quorum."""
        policy = World().policy()
        two = [
            one.model_copy(update={"org": policy.custodians[at % 2].org})
            for at, one in enumerate(policy.custodians)
        ]
        with pytest.raises(Refused, match="policy_"):
            shapes.check(policy.model_copy(update={"custodians": two}))

    def test_lets_nobody_in_twice(self) -> None:
        policy = World().policy()
        first, second = policy.custodians[0], policy.custodians[1]
        for changed in (
            {"cert": first.cert},
            {"signer": first.signer},
            {"cert": first.signer},
            {"signer": second.cert},
        ):
            custodians = [first, second.model_copy(update=changed), *policy.custodians[2:]]
            with pytest.raises(Refused, match="policy_custodians"):
                shapes.check(policy.model_copy(update={"custodians": custodians}))


class TestKeeping:
    KEPT = keeping.Kept(header="0" * 64, keys=[UnitKey(unit="form", key="1" * 64)])

    def test_opens_with_the_passphrase_only(self) -> None:
        locked = keeping.lock(self.KEPT, PASSPHRASE)
        assert keeping.unlock(locked, PASSPHRASE) == self.KEPT
        assert b"1" * 64 not in locked
        with pytest.raises(Refused, match="passphrase_wrong"):
            keeping.unlock(locked, PASSPHRASE + " ")
        with pytest.raises(Refused, match="passphrase_too_short"):
            keeping.lock(self.KEPT, "short")

    def test_is_not_kept_busy_by_a_crafted_file(self) -> None:
        locked = keeping.Locked.from_bytes(keeping.lock(self.KEPT, PASSPHRASE))
        for rounds in (1, 2**40):
            crafted = locked.model_copy(update={"rounds": rounds}).to_bytes()
            with pytest.raises(Refused, match="object_malformed"):
                keeping.unlock(crafted, PASSPHRASE)

    def test_is_readable_by_its_owner_alone(self, competition: Competition) -> None:
        folder = competition.file().folder
        assert folder.stat().st_mode & 0o077 == 0
        assert (folder / KEPT).exists()


class TestNames:
    @pytest.mark.parametrize(
        "name", ["投标函.pdf", "a", "报价 表（终）.xlsx", "x" * 240, "résumé.pdf", "😀.pdf"]
    )
    def test_harmless_pass(self, name: str) -> None:
        names.check(name)

    @pytest.mark.parametrize(
        "name",
        [
            "", ".", "..", "../../etc/cron.d/x", "/etc/passwd", "a/b", "a\\b", "a\0.pdf", "a\n.pdf", "CON", "con.txt", "nul",
            "COM1", "LPT9.doc", "a:b", "a*", "x" * 241, "发票\u202efdp.exe", "a\u200b", "a.", "a ", " a", ".hidden", "~a", "-rf",
            "e\u0301.pdf", "\ud800", "\ue000", "a\u2028b", "投" * 100,
        ],
    )  # fmt: skip
    def test_harmful_do_not(self, name: str) -> None:
        with pytest.raises(Refused, match="file_name"):
            names.check(name)

    def test_that_some_systems_take_for_one_do_not(self) -> None:
        for pair in (["a.pdf", "A.PDF"], ["ﬁle", "file"], ["ａ", "a"], ["a", "a"]):
            with pytest.raises(Refused, match="file_name_twice"):
                names.check_all(pair)

    @given(st.text(max_size=50))
    def test_never_leave_their_folder(self, name: str) -> None:
        try:
            names.check(name)
        except Refused:
            return
        assert (Path("/base") / name).parent == Path("/base")


class TestFiles:
    def test_appear_whole_or_not_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(KeyError), files.new_file(tmp_path / "a") as file:
            file.write(b"half")
            raise KeyError
        with pytest.raises(KeyError), files.new_folder(tmp_path / "b") as draft:
            files.write(draft / "x", b"half")
            raise KeyError
        assert list(tmp_path.iterdir()) == []

    def test_overwrite_nothing_that_appears_meanwhile(self, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="would_overwrite"), files.new_file(tmp_path / "a") as file:
            (tmp_path / "a").write_bytes(b"theirs")
            file.write(b"ours")
        with pytest.raises(Refused, match="would_overwrite"), files.new_folder(tmp_path / "b"):
            (tmp_path / "b").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "nowhere")
        with pytest.raises(Refused, match="would_overwrite"):
            files.write(tmp_path / "link", b"")
        assert (tmp_path / "a").read_bytes() == b"theirs"
        assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b", "link"]
