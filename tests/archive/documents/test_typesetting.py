"""What is typeset: PDF/A-3a that outside tools find well made, the same bytes each time, and text that stays text."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import orjson
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from archive.documents.characters import printable
from archive.documents.paper import Paper
from archive.documents.setting import NOT_FIRST, NOT_LAST, lines
from archive.documents.typesetting import ATTACHED, typeset
from config.environment import BASE
from tests.archive.documents.papers import NAME, a_long_one, a_paper, ask, kept, section

QPDF, INFO = "qpdf", "pdfinfo"
TOOLS = ("qpdf", "pdfinfo")


@pytest.fixture(scope="module")
def long_one() -> tuple[Paper, bytes]:
    paper = a_long_one()
    return paper, typeset(paper)


class TestTypeset:
    def test_gives_the_same_bytes_in_another_process(self, long_one: tuple[Paper, bytes]) -> None:
        code = (
            "import hashlib; from archive.documents.typesetting import typeset;"
            "from tests.archive.documents.papers import a_long_one;"
            "print(hashlib.sha256(typeset(a_long_one())).hexdigest())"
        )
        told = subprocess.run(
            [sys.executable, "-c", code], cwd=BASE, capture_output=True, check=True,
            env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(BASE), "TZ": "America/New_York"},
        )  # fmt: skip
        assert told.stdout.decode().strip() == hashlib.sha256(long_one[1]).hexdigest()

    def test_is_sound_and_has_all_its_fonts(self, long_one: tuple[Paper, bytes], tmp_path: Path) -> None:
        file = kept(tmp_path, long_one[1])
        assert "No syntax or stream encoding errors" in ask(QPDF, "--check", file)
        fonts = ask("pdffonts", file).splitlines()[2:]
        assert len(fonts) == 3
        # Embedded, a subset, and with a map to Unicode.
        assert all(line.split()[4:7] == ["yes", "yes", "yes"] for line in fonts)
        about = ask(INFO, file)
        assert "Tagged:          yes" in about
        assert "JavaScript:      no" in about

    def test_says_that_it_is_pdf_a_and_what_its_colours_are(self, long_one: tuple[Paper, bytes]) -> None:
        with pikepdf.open(io.BytesIO(long_one[1])) as file:
            with file.open_metadata() as described:
                assert (described["pdfaid:part"], described["pdfaid:conformance"]) == ("3", "A")
                assert described["dc:title"] == str(file.docinfo["/Title"])
            assert file.Root.Lang == "zh-CN"
            assert file.Root.OutputIntents[0].S == "/GTS_PDFA1"
            assert file.Root.OutputIntents[0].DestOutputProfile.N == 3
            assert all("/Helvetica" not in str(page.Resources) for page in file.pages)

    def test_attaches_the_data_by_whose_digest_it_is_known(
        self, long_one: tuple[Paper, bytes], tmp_path: Path
    ) -> None:
        paper, content = long_one
        file, attached = kept(tmp_path, content), tmp_path / "attached.json"
        ask("pdfdetach", "-savefile", ATTACHED, "-o", attached, file)
        assert attached.read_bytes() == paper.content
        text = ask("pdftotext", "-raw", file, "-")
        pages = text.count("页，共")
        assert text.count(hashlib.sha256(attached.read_bytes()).hexdigest()) == pages
        with pikepdf.open(io.BytesIO(content)) as opened:
            assert opened.Root.AF[0].AFRelationship == "/Source"
        assert Paper.from_json(orjson.loads(paper.content)).content == paper.content

    def test_counts_its_pages_and_names_itself_on_each(
        self, long_one: tuple[Paper, bytes], tmp_path: Path
    ) -> None:
        paper, content = long_one
        text = ask("pdftotext", "-raw", kept(tmp_path, content), "-").split("\f")[:-1]
        assert len(text) > 2
        for n, page in enumerate(text, start=1):
            assert f"第 {n} 页，共 {len(text)} 页" in page
            assert page.count(paper.number) >= 2

    def test_repeats_the_headings_of_a_table_to_the_eye_and_reads_them_once(
        self, long_one: tuple[Paper, bytes], tmp_path: Path
    ) -> None:
        file = kept(tmp_path, long_one[1])
        pages = ask("pdftotext", "-raw", file, "-").split("\f")[:-1]
        holding = [page for page in pages if "号建设工程集团" in page]
        assert len(holding) > 1
        assert all("报价（元）" in page for page in holding)
        told = ask(INFO, "-struct-text", file)
        assert told.count("报价（元）") == 1
        assert told.count("/Scope /Column") == 4
        assert (
            told.index("一、基本情况") < told.index("二、报价") < told.index("第60号建设工程集团有限公司"[:4])
        )

    def test_shows_markup_as_it_was_written_and_names_what_hides(
        self, long_one: tuple[Paper, bytes], tmp_path: Path
    ) -> None:
        text = ask("pdftotext", "-raw", kept(tmp_path, long_one[1]), "-").replace("\n", "")
        assert "A & B <b>Co</b> <img src='/etc/passwd'/> 〔U+202E〕evil〔U+0007〕" in text
        assert "𠮷野家" in text
        assert "≒" in text
        assert "〔U+1F642〕" in text
        assert "\u202e" not in text
        assert text.count("很长的名称") == NAME.count("很长的名称")

    def test_leads_to_its_page_by_a_square_code(self, long_one: tuple[Paper, bytes], tmp_path: Path) -> None:
        paper, content = long_one
        file = kept(tmp_path, content)
        ask("pdftoppm", "-r", "110", "-png", "-f", "2", "-l", "2", "-singlefile", file, tmp_path / "page")
        found = zxingcpp.read_barcodes(Image.open(tmp_path / "page.png"))
        assert [one.text for one in found] == [paper.url]

    @pytest.mark.parametrize("length", [0, 1, 40, 3000])
    def test_sets_a_cell_of_any_length(self, length: int, tmp_path: Path) -> None:
        paper = a_paper(section("一", header=["甲", "乙"], table=[["字" * length, "x" * length]]))
        text = ask("pdftotext", "-raw", kept(tmp_path, typeset(paper)), "-").replace("\n", "")
        assert text.count("字") == length

    def test_says_so_where_a_page_has_only_the_seal(self, tmp_path: Path) -> None:
        seen = set()
        for rows in range(14, 24):
            paper = a_paper(section("一", rows=[("项目", "值")] * rows))
            text = ask("pdftotext", "-raw", kept(tmp_path, typeset(paper)), "-").split("\f")
            seen.add((len(text) - 1, "此页无正文" in text[-2]))
        assert (2, True) in seen
        assert (1, True) not in seen


class TestPrintable:
    def test_keeps_every_character_of_the_national_standard(self) -> None:
        """Implementation level 1 of GB 18030-2022: one and two bytes, and the ideographs of extension A and of U+9FA6 to U+9FEF."""
        codes = {ord(one) for one in "︐︑︒︓︔︕︖︗︘︙"} | {
            *range(0x3400, 0x4DB6),
            *range(0x4E00, 0x9FF0),
        }
        codes |= {n for n in range(0x20, 0xE000) if len(chr(n).encode("gb18030", "ignore")) in (1, 2)}
        codes |= {n for n in range(0xF900, 0x10000) if len(chr(n).encode("gb18030", "ignore")) == 2}
        assert len(codes) > 27_584
        missing = [f"{n:04X}" for n in sorted(codes - {0x7F}) if printable(chr(n)) != chr(n)]
        assert missing == []


class TestLines:
    def test_begin_and_end_as_they_may(self) -> None:
        said = (
            "（一）招标人应当“依法”确定中标人，并在《电子招标投标办法》规定的期限内公示；金额为￥12,345.00元！"
            * 5
        )
        for width in range(60, 300, 7):
            made = lines(said, style="serif", size=10, width=width)
            assert "".join(one.text for one in made) == said
            assert not [one.text for one in made[1:] if one.text[0] in NOT_FIRST]
            assert not [one.text for one in made[:-1] if one.text[-1] in NOT_LAST]
            assert max(one.width for one in made) <= width + 0.02

    def test_break_a_word_only_where_a_line_is_too_short_for_it(self) -> None:
        made = lines("见 91320100MA1TEST001 号", style="serif", size=10, width=120)
        assert "91320100MA1TEST001" in "|".join(one.text for one in made)
        assert len(lines("a" * 500, style="serif", size=10, width=100)) > 10
