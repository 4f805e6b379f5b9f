"""Tiles, bundles and the edge that grows them; notes, keys and proofs as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.toolkit.log.logs import ORIGIN, TryLog, leaf
from toolkit.log import checkpoint, keys, leaves, note, policy, proof, tiles, tree
from toolkit.log.checkpoint import Checkpoint, cosign, read_head, sign
from toolkit.log.leaves import Line
from toolkit.log.note import LOG, WITNESS
from toolkit.refusals import Refused

# What other people's documents print: c2sp.org/tlog-cosignature's example, and a key that Go's note package wrote.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""
PETER_NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_NEUMANN_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"


class TestTiles:
    @pytest.mark.parametrize(
        ("level", "index", "width", "path"),
        [
            (0, 0, 256, "tile/0/000"),
            (1, 5, 17, "tile/1/005.p/17"),
            (0, 1234067, 256, "tile/0/x001/x234/067"),
            ("entries", 273, 112, "tile/entries/273.p/112"),
        ],
    )
    def test_have_the_paths_of_the_specification(
        self, level: int | str, index: int, width: int, path: str
    ) -> None:
        assert tiles.tile_path(level, index, width) == path

    def test_of_the_specifications_example(self) -> None:
        found = [
            (level, index, width) for level, index, width in tiles.files_of(70_000) if level != "entries"
        ]
        assert sum(level == 0 and width == 256 for level, _, width in found) == 273
        assert [one for one in found if one[2] < 256 or one[0] != 0] == [
            (0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1),
        ]  # fmt: skip

    @examples(30)
    @given(st.lists(st.sampled_from([1, 2, 8, 64, 255, 256, 257, 700]), min_size=1, max_size=12))
    def test_of_every_growth_are_the_trees(self, steps: list[int]) -> None:
        log, memory = TryLog(0), tree.MemoryTree()
        for step in steps:
            head = log.grow(step).checkpoint
            for content in log.leaves[memory.size :]:
                memory.append(content)
            assert head.root == tree.root(memory, head.size)
            for level, index, width in tiles.files_of(head.size):
                content = log(tiles.tile_path(level, index, width))
                if level != "entries":
                    first = index * 256
                    row = [memory.node(8 * int(level), first + n) for n in range(width)]
                    assert content == b"".join(row)
            again = tiles.Edge.load(log, head)
            assert again.extend([leaf(1)]) and again.size == head.size + 1
        assert tiles.leaves_of(log, head) == log.leaves
        middle = head.size // 2
        assert tiles.leaves_of(log, head, middle) == log.leaves[middle:]

    def test_a_full_one_stands_in_for_a_partial_one_that_is_gone(self) -> None:
        log = TryLog(0)
        old = log.grow(100).checkpoint
        log.grow(156)
        for path in [path for path in log.files if ".p/" in path and path.startswith(("tile/0", "tile/e"))]:
            del log.files[path]
        assert tiles.leaves_of(log, old) == log.leaves[:100]

    @pytest.mark.parametrize(
        "path", ["tile/entries/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"]
    )
    def test_that_were_changed_are_refused(self, path: str) -> None:
        log = TryLog(0)
        head = log.grow(300).checkpoint
        log.files[path] = log.files[path][:-1] + bytes([log.files[path][-1] ^ 1])
        with pytest.raises(Refused, match="log_root"):
            tiles.Edge.load(log, head) if path != "tile/entries/000" else tiles.leaves_of(log, head)
        log.files[path] = log.files[path][:-1]
        with pytest.raises(Refused, match="log_tile_malformed"):
            tiles.Edge.load(log, head) if path != "tile/entries/000" else tiles.leaves_of(log, head)

    def test_that_are_missing_are_named(self) -> None:
        log = TryLog(0)
        head = log.grow(300).checkpoint
        del log.files["tile/0/001.p/44"]
        with pytest.raises(Refused, match="log_tile_missing"):
            tiles.Edge.load(log, head)

    @given(st.binary(max_size=400), st.integers(1, 256))
    def test_a_bundle_of_any_bytes_is_read_whole_or_refused(self, content: bytes, width: int) -> None:
        try:
            found = tiles.split_bundle(content, width)
        except Refused:
            return
        assert tiles.bundle(found) == content and len(found) == width


class TestKeys:
    def test_of_gos_note_package_are_read(self) -> None:
        assert note.read_signer(PETER_NEUMANN_SECRET).verifier == note.read_verifier(PETER_NEUMANN)
        assert note.read_signer(PETER_NEUMANN_SECRET).secret() == PETER_NEUMANN_SECRET

    @pytest.mark.parametrize(
        "text",
        ["", "x", PETER_NEUMANN + "\n", PETER_NEUMANN[:-1], PETER_NEUMANN.replace("c74f20a3", "c74f20a4"),
         PETER_NEUMANN.replace("Peter", "Pet er"), PETER_NEUMANN.replace("ARpc", "AxpC"), PETER_NEUMANN_SECRET],
    )  # fmt: skip
    def test_that_are_none_are_refused(self, text: str) -> None:
        with pytest.raises(Refused, match="note_key_malformed"):
            note.read_verifier(text)

    def test_in_files_are_drawn_once_and_for_their_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "log"
        made = keys.load_or_make(path, ORIGIN, LOG)
        assert keys.load_or_make(path, "another/log", LOG).verifier == made.verifier
        assert path.stat().st_mode & 0o777 == 0o600 and [one.name for one in path.parent.iterdir()] == ["log"]
        with pytest.raises(FileExistsError):
            keys.make(path, ORIGIN, LOG)

    def test_are_drawn_on_the_command_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert keys.main(["w.example", str(tmp_path / "w"), "--witness"]) == 0
        assert note.read_verifier(capsys.readouterr().out.strip()) == keys.load(tmp_path / "w").verifier
        assert keys.main(["w.example", str(tmp_path / "w"), "--witness"]) == 2
        assert keys.main(["not a name", str(tmp_path / "x")]) == 2
        assert not (tmp_path / "x").exists()


class TestNotes:
    def test_of_the_specification_are_read(self) -> None:
        head = read_head(EXAMPLE)
        assert (head.checkpoint.origin, head.checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
        assert head.to_text() == EXAMPLE

    def test_signed_and_cosigned_hold(self) -> None:
        log = TryLog()
        log.grow(5)
        head = read_head(log.witnessed(77).to_text())
        checkpoint.check(head, log.signer.verifier)
        keys_of = [one.verifier for one in log.witnesses]
        assert checkpoint.quorum(head, keys_of, 2, since=77, until=77) == {"w0.example": 77, "w1.example": 77}
        with pytest.raises(Refused, match="checkpoint_unwitnessed"):
            checkpoint.quorum(head, keys_of, 2, since=78)
        with pytest.raises(Refused, match="checkpoint_unwitnessed"):
            checkpoint.quorum(head, keys_of, 3)

    def test_a_witness_counts_once_with_its_latest_time(self) -> None:
        log = TryLog(1)
        head = cosign(cosign(log.grow(5), log.witnesses[0], 5), log.witnesses[0], 9)
        assert checkpoint.witnessed(head, [log.witnesses[0].verifier] * 2) == {"w0.example": 9}

    def test_a_cosignature_is_of_its_time_size_and_root(self) -> None:
        log = TryLog(1)
        head = cosign(log.grow(5), log.witnesses[0], 5)
        name, raw = head.signatures[1]
        later = raw[:11] + b"\x06" + raw[12:]
        moved = checkpoint.Head(head.checkpoint, (head.signatures[0], (name, later)))
        assert checkpoint.witnessed(moved, [log.witnesses[0].verifier]) == {}
        other = checkpoint.Head(log.grow(1).checkpoint, head.signatures)
        assert checkpoint.witnessed(other, [log.witnesses[0].verifier]) == {}

    def test_a_logs_key_is_no_witness_and_the_other_way_round(self) -> None:
        log = TryLog(1)
        head = log.grow(5)
        assert checkpoint.witnessed(head, [log.signer.verifier]) == {}
        with pytest.raises(ValueError, match="cosigns"):
            cosign(head, log.signer, 1)
        with pytest.raises(ValueError, match="origin"):
            sign(head.checkpoint, log.witnesses[0])

    def test_every_signature_under_the_logs_key_must_hold(self) -> None:
        log = TryLog(0)
        head = log.grow(5)
        name, raw = head.signatures[0]
        spoilt = checkpoint.Head(head.checkpoint, (*head.signatures, (name, raw[:-1] + bytes([raw[-1] ^ 1]))))
        with pytest.raises(Refused, match="checkpoint_signature"):
            checkpoint.check(spoilt, log.signer.verifier)

    def test_of_another_log_or_key_are_refused(self) -> None:
        log, other = TryLog(0), TryLog(0)
        with pytest.raises(Refused, match="checkpoint_signature"):
            checkpoint.check(log.grow(5), other.signer.verifier)
        with pytest.raises(Refused, match="checkpoint_origin"):
            checkpoint.check(log.show(), TryLog(0, "x.example/log").signer.verifier)

    @given(st.data())
    @examples(300)
    def test_changed_anywhere_are_refused_or_do_not_hold(self, data: st.DataObject) -> None:
        log = TryLog(1)
        log.grow(300)
        text = log.witnessed().to_text()
        at = data.draw(st.integers(0, len(text) - 1))
        letter = data.draw(st.sampled_from("\n +=—Aa0/"))
        changed = text[:at] + letter + text[at + data.draw(st.integers(0, 1)) :]
        if changed == text:
            return
        with pytest.raises(Refused):
            head = read_head(changed)
            checkpoint.check(head, log.signer.verifier)
            checkpoint.quorum(head, [log.witnesses[0].verifier], 1)


class TestProofs:
    def test_are_read_as_they_were_written(self) -> None:
        log = TryLog()
        head = log.grow(300)
        nodes = tiles.TileTree(log, 300)
        for index in (0, 255, 256, 299):
            made = proof.prove(nodes, index, head)
            again = proof.read_proof(made.to_text())
            assert (
                again.to_text() == made.to_text() and again.proves(leaf(index)) and not again.proves(leaf(7))
            )

    def test_of_the_only_leaf_has_no_hashes(self) -> None:
        log = TryLog(0)
        made = proof.prove(tiles.TileTree(log, 1), 0, log.grow(1))
        assert proof.read_proof(made.to_text()).proves(leaf(0)) and made.hashes == []

    @given(st.data())
    @examples(300)
    def test_changed_above_the_head_are_refused_or_prove_nothing(self, data: st.DataObject) -> None:
        log = TryLog(0)
        head = log.grow(77)
        text = proof.prove(tiles.TileTree(log, 77), 5, head).to_text()
        at = data.draw(st.integers(0, text.index("\n\n")))
        changed = (
            text[:at] + data.draw(st.sampled_from("\n +=A0/x")) + text[at + data.draw(st.integers(0, 1)) :]
        )
        if changed == text:
            return
        try:
            found = proof.read_proof(changed)
        except Refused:
            return
        assert not found.proves(leaf(5)) or found.to_text() == text


class TestLeaves:
    def test_lines_are_read_as_they_were_written(self) -> None:
        line = Line("freeze", "deal_01JC", "lot_1", 3, "ab" * 32)
        assert leaves.read(line.to_bytes()) == line
        for other in (
            b"",
            b"x" * 32,
            line.to_bytes() + b"\n",
            line.to_bytes().replace(b" 3 ", b" 03 "),
            b"\xff",
        ):
            assert leaves.read(other) is None

    def test_opaque_ones_have_one_shape(self) -> None:
        found = [
            leaves.filed("ab" * 32, "cd" * 32),
            leaves.ended("cd" * 32),
            leaves.event(b"s" * 32, b"{}"),
            leaves.dummy(b"k" * 32, 7),
        ]
        assert {len(one) for one in found} == {leaves.OPAQUE_BYTES} and len(set(found)) == 4

    def test_of_an_event_depends_on_salt_and_content(self) -> None:
        assert leaves.event(b"s" * 32, b"a") != leaves.event(b"t" * 32, b"a")
        assert leaves.event(b"s" * 32, b"a") != leaves.event(b"s" * 32, b"b")
        with pytest.raises(Refused):
            leaves.event(b"", b"a")


class TestPolicy:
    def test_is_read_as_it_was_written(self) -> None:
        log = TryLog(3)
        for quorum in (0, 2, 3):
            made = policy.Policy(log.signer.verifier, [one.verifier for one in log.witnesses], quorum)
            found = policy.read(made.to_text("https://trade.example/log/"))
            assert (found.log, list(found.witnesses), found.quorum) == (made.log, made.witnesses, quorum)

    def test_of_one_witness_without_a_group(self) -> None:
        log = TryLog(1)
        text = f"# 注释\n\tlog {log.signer.verifier}\nwitness su {log.witnesses[0].verifier}\nquorum su\n"
        assert policy.read(text).quorum == 1

    @pytest.mark.parametrize(
        "text",
        ["", "quorum none", "log {log}", "log {log}\nlog {log}\nquorum none", "log {w}\nquorum none",
         "log {log}\nwitness a {w}\nwitness b {w}\nquorum a", "log {log}\nwitness a {w}\ngroup g 2 a\nquorum g",
         "log {log}\nwitness a {w}\ngroup g 1 a a\nquorum g", "log {log}\nwitness a {w}\nquorum b",
         "log {log}\nwitness a {w}\ngroup g 01 a\nquorum g", "log {log}\nwitness a {w}\nquorum a\nquorum none"],
    )  # fmt: skip
    def test_of_another_form_is_refused(self, text: str) -> None:
        log = TryLog(1)
        with pytest.raises(Refused, match="note_key_malformed"):
            policy.read(text.format(log=log.signer.verifier, w=log.witnesses[0].verifier))


def test_checkpoints_know_no_further_lines() -> None:
    signer = note.generate(ORIGIN, LOG)
    body = Checkpoint(ORIGIN, 1, bytes(32)).text + "more\n"
    text = note.write(body, [(ORIGIN, signer.verifier.id + signer.key.sign(body.encode()))])
    with pytest.raises(Refused, match="note_malformed"):
        read_head(text)
    assert note.generate("w", WITNESS).verifier.type == WITNESS
