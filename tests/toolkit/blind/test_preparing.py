from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pypdf
import pytest
from pikepdf import Pdf

from tests.toolkit.blind.planted import NAME, REMOVED, SHOWN, bomb, changed, drawn, jpeg, with_history, write
from toolkit.blind import images
from toolkit.blind.apart import prepare_apart
from toolkit.blind.names import named_in, sought
from toolkit.blind.preparing import prepare
from toolkit.blind.words import PLACES, Unshown

ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030")


def places(content: bytes, *words: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    made = prepare(content, words or (NAME,))
    before, after = made.before.found, made.after.found
    return [(one.page, one.place) for one in before], [(one.page, one.place) for one in after]


def unpacked(content: bytes) -> bytes:
    """Return every byte of a file by another way than that of the search: qpdf's own, with nothing packed."""
    with Pdf.open(BytesIO(content)) as source:
        file = BytesIO()
        source.save(
            file, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip
        return file.getvalue()


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Unshown) as refused:
        act()
    return refused.value.code


class TestCopy:
    @pytest.mark.parametrize("planted", REMOVED)
    def test_has_nothing_of_what_is_beside_the_pages(self, planted: str) -> None:
        place, plant = REMOVED[planted]
        content = changed(plant)
        made = prepare(content, (NAME,))
        assert place in {one.place for one in made.before.found}
        assert made.after.found == ()
        plain = unpacked(made.content) + made.content
        assert not [encoding for encoding in ENCODINGS if NAME.encode(encoding) in plain]
        assert NAME.encode("utf-16-be").hex().encode() not in plain.lower()
        assert SHOWN in pypdf.PdfReader(BytesIO(made.content)).pages[0].extract_text()

    def test_shows_the_same_pages(self) -> None:
        content = drawn(lambda canvas: write(canvas, "第一页"), lambda canvas: write(canvas, "第二页"))
        read, copied = (pypdf.PdfReader(BytesIO(one)) for one in (content, prepare(content, (NAME,)).content))
        assert [one.extract_text() for one in copied.pages] == [one.extract_text() for one in read.pages]
        assert [one.mediabox for one in copied.pages] == [one.mediabox for one in read.pages]
        assert (copied.metadata or {}) == {}
        assert copied.xmp_metadata is None
        assert set(copied.root_object) == {"/Type", "/Pages"}

    def test_is_the_same_each_time_and_says_nothing_of_the_original(self) -> None:
        content = changed(REMOVED["properties"][1])
        first, again = prepare(content, (NAME,)), prepare(content, ())
        assert first.content == again.content
        other = changed(lambda source: source.docinfo.__setitem__("/Author", "Deng"))
        assert prepare(other, ()).content == first.content
        assert prepare(first.content, ()).content == first.content

    def test_has_no_older_version(self) -> None:
        content = with_history()
        found, left = places(content)
        assert found
        assert left == []
        assert NAME.encode() not in prepare(content, (NAME,)).content

    def test_keeps_hidden_layers_hidden(self) -> None:
        copy = prepare(changed(REMOVED["layer"][1]), (NAME,)).content
        with Pdf.open(BytesIO(copy)) as made:
            shown = made.Root.OCProperties
            assert [one.objgen for one in shown.D.OFF] == [one.objgen for one in shown.OCGs]
            assert [str(one.Name) for one in shown.OCGs] == ["-"]
            assert b"/OC /MC0 BDC" in made.pages[0].Contents.read_bytes()

    @pytest.mark.parametrize("planted", ["image", "bare image"])
    def test_tells_which_pages_show_pictures_that_nobody_read(self, planted: str) -> None:
        made = prepare(changed(REMOVED[planted][1]), (NAME,))
        assert (made.after.pictured, made.after.unchecked) == ((1,), [1])
        assert not [one for one in made.after.found if one.page == 1]  # the picture may still say anything
        assert prepare(changed(REMOVED["layer"][1]), (NAME,)).after.pictured == ()

    def test_finds_pictures_within_what_a_page_draws_and_among_its_instructions(self) -> None:
        def inline(source: Pdf) -> None:
            source.pages[0].contents_add(b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q")

        def nested(source: Pdf) -> None:
            REMOVED["bare image"][1](source)
            drawn = source.pages[0].obj.Resources.XObject
            form = source.make_stream(
                b"/Im Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9],
                Resources=pikepdf.Dictionary(XObject=drawn),
            )  # fmt: skip
            source.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Fm=form)

        for plant in (inline, nested):
            assert prepare(changed(plant), (NAME,), both=True).before.pictured == (1,)

    def test_draws_an_image_as_it_was(self) -> None:
        from PIL import Image

        bare = images.bare_jpeg(jpeg())
        assert NAME.encode() not in bare
        assert b"Bai Construction" not in bare
        assert Image.open(BytesIO(bare)).tobytes() == Image.open(BytesIO(jpeg())).tobytes()

    def test_of_an_unsound_image_is_refused(self) -> None:
        def spoil(source: Pdf) -> None:
            REMOVED["bare image"][1](source)
            for one in source.objects:
                if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == pikepdf.Name.Image:
                    one.write(NAME.encode(), filter=pikepdf.Name.DCTDecode)

        content = changed(spoil)
        assert refusal(lambda: prepare(content, (NAME,))) == "blind_damaged"


class TestSearch:
    @pytest.mark.parametrize(
        "written",
        [
            "投标人柏氏建设有限公司编制", "柏 氏 建 设 有 限 公 司", "柏氏建設有限公司", "柏氏建设公司", "「柏氏建设」", "柏-氏_建.设",
            "柏氏⽤建设有限公司柏氏建设",
        ],
    )  # fmt: skip
    def test_finds_a_name_however_it_is_written(self, written: str) -> None:
        assert named_in(written, sought([NAME])) == [NAME]

    @pytest.mark.parametrize(
        ("word", "written"),
        [
            ("91110000MA01ABCD3X", "91110000 ma01 abcd 3x"),
            ("91110000MA01ABCD3X", "９１１１００００ＭＡ０１ＡＢＣＤ３Ｘ"),
            ("bai.example.com", "请联系 info@BAI.example.com"),
            ("+86 010-62345678", "电话：(010) 6234 5678"),
            ("柏某", "法定代表人柏某"),
        ],
    )
    def test_finds_codes_numbers_and_people(self, word: str, written: str) -> None:
        assert named_in(written, sought([word])) == [word]

    def test_leaves_alone_what_names_nobody(self) -> None:
        assert named_in("本工程由柏木模板支护，项目经理一名", sought([NAME, "李", "abc", ""])) == []

    def test_finds_text_on_its_page_seen_or_not(self) -> None:
        def unseen(canvas: object) -> None:
            text = canvas.beginText(72, 500)  # type: ignore[attr-defined]
            text.setTextRenderMode(3)
            text.setFont("STSong-Light", 8)
            text.textOut("柏氏建设")
            canvas.drawText(text)  # type: ignore[attr-defined]

        content = drawn(lambda _: None, lambda canvas: write(canvas, "柏氏 建设"), unseen)
        found, left = places(content)
        assert found == left == [(2, "text"), (3, "text")]

    def test_finds_the_name_of_a_font_in_the_encoding_of_old_programs(self) -> None:
        def rename(source: Pdf) -> None:
            for one in source.pages[0].obj.Resources.Font.values():
                one.Name = pikepdf.Object.parse(
                    b"/" + "".join(f"#{byte:02x}" for byte in NAME.encode("gb18030")).encode()
                )

        content = changed(rename)
        found, left = places(content)
        assert found == left == [(1, "font")]

    def test_says_which_pages_have_nothing_to_read_and_what_is_not_drawn(self) -> None:
        def empty(source: Pdf) -> None:
            source.add_blank_page()
            REMOVED["annotation"][1](source)

        made = prepare(changed(empty), (NAME,))
        assert (made.before.unread, made.before.undrawn, made.after.undrawn) == ((2,), (1,), ())

    def test_reads_plain_text(self) -> None:
        made = prepare(f"技术方案\r\n{NAME}".encode("gb18030"), (NAME,))
        assert (made.media, made.content) == ("text", f"技术方案\n{NAME}".encode())
        assert [one.place for one in made.after.found] == ["text"]

    def test_has_words_for_each_place(self) -> None:
        assert {place for place, _ in REMOVED.values()} <= set(PLACES)


class TestRefusal:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"PK\x03\x04\x00\x00", "blind_media"),
            (jpeg(), "blind_media"),
            (b"%PDF-1.7\nnothing", "blind_damaged"),
            (drawn()[:200], "blind_damaged"),
        ],
    )
    def test_of_what_is_not_to_be_read(self, content: bytes, code: str) -> None:
        assert refusal(lambda: prepare(content, (NAME,))) == code

    def test_of_an_encrypted_one_though_it_opens_without_a_word(self) -> None:
        with Pdf.open(BytesIO(drawn())) as source:
            file = BytesIO()
            source.save(file, encryption=pikepdf.Encryption(owner="o", user="", R=6))
        assert refusal(lambda: prepare(file.getvalue(), (NAME,))) == "blind_encrypted"

    def test_of_too_many_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("toolkit.blind.cleaning.MOST_PAGES", 1)
        content = drawn(lambda _: None, lambda _: None)
        assert refusal(lambda: prepare(content, (NAME,))) == "blind_too_large"


class TestApart:
    def test_gives_the_same(self) -> None:
        content = changed(REMOVED["outline"][1])
        assert prepare_apart(content, (NAME,)) == prepare(content, (NAME,))

    def test_survives_what_unpacks_without_end(self) -> None:
        content = bomb(600 * 2**20)
        assert len(content) < 2**20
        assert refusal(lambda: prepare_apart(content, (NAME,), memory=500 * 2**20)) == "blind_exhausting"

    def test_passes_on_why_not(self) -> None:
        assert refusal(lambda: prepare_apart(b"\x00", (NAME,))) == "blind_media"

    def test_needs_no_reader_of_pdfs_in_this_process(self) -> None:
        code = (
            "import sys, toolkit.command.main; sys.exit('pikepdf' in sys.modules or 'pypdf' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
