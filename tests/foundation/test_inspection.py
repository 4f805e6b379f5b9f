"""Files for everybody: an allow-list by ending and content, and whatever hides in containers is found within bounds or refused."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from foundation.errors import Invalid
from foundation.inspection import looking

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = b'<?xml version="1.0"?><Types/>'


def verdict(name: str, content: bytes, folder: Path) -> str:
    """Return the code of the refusal, or nothing."""
    path = folder / "file"
    path.write_bytes(content)
    with path.open("rb") as file:
        try:
            looking.check(name, file)
        except Invalid as refused:
            assert refused.fields["file"] and str(refused.message).strip()
            return refused.code
    return ""


def packed(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(**members: bytes) -> bytes:
    return packed(
        {"[Content_Types].xml": TYPES} | {name.replace("__", "/"): one for name, one in members.items()}
    )


def pdf(more: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R"
        + more
        + b">>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def objects(inside: bytes, *, filters: bytes = b"/Filter/FlateDecode") -> bytes:
    body = zlib.compress(inside)
    head = b"5 0 obj\n<</Type/ObjStm/N 1/First 4%s/Length %d>>\nstream\n" % (filters, len(body))
    return b"%PDF-1.7\n" + head + body + b"\nendstream\nendobj\n%%EOF"


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(20)


def jpeg(width: int, height: int) -> bytes:
    return (
        b"\xff\xd8\xff\xe0"
        + struct.pack(">H", 4)
        + b"xx"
        + b"\xff\xc0"
        + struct.pack(">HBHH", 11, 8, height, width)
        + bytes(9)
    )


def written(pages: int = 2) -> bytes:
    made, writer = io.BytesIO(), PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.write(made)
    return made.getvalue()


GOOD = {
    "招标文件.pdf": pdf(), "一.PDF": written(), "动作.pdf": pdf(b"/OpenAction[3 0 R/Fit]"), "对象.pdf": objects(b"1 0 <</Type/Page>>"),
    "表.docx": office(word__document=b"<w/>"), "量.xlsx": office(xl__sharedStrings=b"<s/>"), "版式.ofd": packed({"OFD.xml": b"<o/>"}),
    "旧.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "图.png": png(20_000, 300), "照.jpg": jpeg(300, 400),
    "清单.csv": "名称,数量\n钢筋,1\n".encode("gb18030"), "说明.txt": "说明".encode(), "图纸.dwg": b"AC1032" + bytes(99),
    "包.zip": packed({"图纸/一.pdf": pdf(), "图纸/": b"", "表.docx": office(word__document=b"<w/>")}),
}  # fmt: skip
BAD = {
    "file_kind_unknown": [("run.exe", b"MZ"), ("表.docm", office()), ("a.html", b"<html>"), ("a", b"x"), ("图.svg", b"<svg/>"),
                          ("包.rar", b"Rar!"), ("包.zip", packed({"run.exe": b"MZ"})), ("发票.pdf.js", pdf())],
    "file_content_differs": [("a.pdf", b"MZ\x90"), ("a.pdf", b" %PDF-1.7"), ("a.png", pdf()), ("a.docx", pdf()), ("a.txt", b"a\0b"),
                             ("a.csv", b"\xff\xff\xff"), ("a.doc", office()), ("a.pdf", b""), ("包.zip", packed({"a.pdf": b"MZ"}))],
    "file_malware": [("a.txt", EICAR), ("a.txt", b"x" * 1_048_550 + EICAR), ("包.zip", packed({"a.txt": EICAR})),
                     ("a.pdf", pdf() + EICAR), ("a.docx", office(word__x=EICAR))],
    "file_ambiguous": [("a.pdf", pdf(b"/X(<script>alert(1)</script>)")), ("a.pdf", b"%PDF-1.4\n<!DOCTYPE html><body>"),
                       ("a.pdf", pdf() + packed({"a.txt": b"x"})), ("a.txt", b"  <HTML><script>"), ("a.xml", b'<?xml?><!ENTITY x "y">')],
    "file_active": [("a.pdf", pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")), ("a.pdf", pdf(b"/OpenAction 9 0 R")),
                    ("a.pdf", pdf(b"/AA<</O 3 0 R>>")), ("a.pdf", pdf(b"/S/J#61vaScript")), ("a.pdf", pdf(b"/S/Launch/F(cmd.exe)")),
                    ("a.pdf", objects(b"1 0 <</S/JavaScript/JS(x)>>")), ("a.pdf", pdf(b"/Names<</EmbeddedFiles 4 0 R>>")),
                    ("a.pdf", objects(b"x", filters=b"/Filter[/ASCIIHexDecode/FlateDecode]")),
                    ("a.pdf", pdf() + b"1 0 obj<<>>stream\n7 0 obj<</S/JavaScript>>endobj\nendstream"),
                    ("a.docx", packed({"[Content_Types].xml": TYPES, "word/_rels/settings.xml.rels":
                     b'<Relationship TargetMode="External" Type="http://x/attachedTemplate" Target="http://x/a.dotm"/>'}))],
    "file_macro": [("a.docx", packed({"[Content_Types].xml": TYPES, "word/vbaProject.bin": b"x"})),
                   ("a.xlsx", packed({"[Content_Types].xml": b"<T ContentType='x.macroEnabled.main+xml'/>"})),
                   ("a.docx", packed({"word/activeX/activeX1.bin": b"x"})),
                   ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le")),
                   ("a.docx", office(word__embeddings__oleObject1="_VBA_PROJECT".encode("utf-16-le"))),
                   ("包.zip", packed({"a.docx": packed({"word/vbaProject.bin": b"x"})}))],
    "file_nested": [("包.zip", packed({"一.zip": packed({"二.zip": packed({"a.txt": b"x"})})}))],
    "file_encrypted": [("a.pdf", pdf(b"/Encrypt 8 0 R")), ("a.docx", b"PK\x03\x04" + b"x" * 9 + "EncryptedPackage".encode("utf-16-le"))],
    "file_name": [("包.zip", packed({"../../etc/cron.d/x.txt": b"x"})), ("包.zip", packed({"/a.txt": b"x"}))],
    "file_broken": [("包.zip", packed({"a.txt": b"abc" * 99})[:-30]), ("a.docx", b"PK\x03\x04" + bytes(99)),
                    ("a.pdf", pdf() + b"<<>>stream\nx"),

                    ("包.zip", packed({"a.txt": b"x" * 999}, method=zipfile.ZIP_LZMA)), ("a.png", b"\x89PNG\r\n\x1a\n"),
                    ("a.jpg", b"\xff\xd8\xff\xe0")],
    "file_image_too_large": [("a.png", png(30_000, 30_000)), ("a.jpg", jpeg(30_000, 30_000)), ("a.pdf", pdf(b"/Width 30000/Height 30000"))],
    "file_too_many_pages": [("a.pdf", pdf(b"/Count 100000"))],
}  # fmt: skip


class TestCheck:
    @pytest.mark.parametrize("name", GOOD)
    def test_takes_what_is_what_it_says(self, tmp_path: Path, name: str) -> None:
        assert verdict(name, GOOD[name], tmp_path) == ""
        assert "/" in looking.media_type_of(name)

    @pytest.mark.parametrize(
        ("code", "name", "content"), [(code, *case) for code, cases in BAD.items() for case in cases],
        ids=lambda one: one if isinstance(one, str) else "",
    )  # fmt: skip
    def test_refuses_by_name_what_is_not(self, tmp_path: Path, code: str, name: str, content: bytes) -> None:
        assert verdict(name, content, tmp_path) == code

    @given(st.sampled_from(sorted(GOOD)), st.binary(max_size=200), st.integers(0, 400))
    def test_ends_for_any_bytes_in_a_verdict(
        self, tmp_path_factory: pytest.TempPathFactory, name: str, noise: bytes, at: int
    ) -> None:
        """Damaged in any way it is taken or refused, and nothing else happens."""
        content = GOOD[name]
        verdict(name, content[:at] + noise + content[at + len(noise) :], tmp_path_factory.getbasetemp())

    def test_reads_what_a_library_wrote(self, tmp_path: Path) -> None:
        writer, made = PdfWriter(), io.BytesIO()
        writer.add_blank_page(100, 100)
        act = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
        )
        writer.root_object[NameObject("/OpenAction")] = act
        writer.write(made)
        assert verdict("a.pdf", made.getvalue(), tmp_path) == "file_active"


BOMBS = {
    # A gigabyte of nothing, as the list says; and where the list says otherwise.
    "xlsx": ("sheet.xlsx", "make(gigabyte, 'xl/sharedStrings.xml')"),
    "lying": ("sheet.xlsx", "lying(make(gigabyte, 'xl/sharedStrings.xml'))"),
    "overlapping": ("files.zip", "overlapping()"),
    "listing": ("files.zip", "listing()"),
    "pdf": ("file.pdf", "objstm()"),
    "streams": ("file.pdf", "b'%PDF-1.7\\n' + b'stream\\nendstream\\n' * 1_000_000"),
}
CHILD = """
import io, struct, sys, zipfile, zlib
gigabyte = 1 << 30
def make(size, name):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive, archive.open(name, "w") as member:
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))
    return made.getvalue()
def lying(content):
    return content.replace(struct.pack("<I", gigabyte), struct.pack("<I", 9))
def overlapping():
    kernel = make(64 << 20, "a.txt")
    listed = kernel[kernel.rindex(b"PK\\x01\\x02"):kernel.rindex(b"PK\\x05\\x06")]
    at = len(kernel) - len(listed) - 22
    end = struct.pack("<4s4H2IH", b"PK\\x05\\x06", 0, 0, 500, 500, len(listed) * 500, at, 0)
    return kernel[:at] + listed * 500 + end
def listing():
    return b"PK\\x03\\x04" + bytes(100) + struct.pack("<4s4H2IH", b"PK\\x05\\x06", 0, 0, 65535, 65535, 1 << 31, 9, 0)
def objstm():
    body = zlib.compress(bytes(gigabyte), 3)
    return b"%PDF-1.7\\n5 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\\n" + body + b"\\nendstream"
"""
JUDGED = """
open(sys.argv[1], "wb").write(content)
del content
"""
JUDGE = """
import resource, sys, time
from foundation.errors import Invalid
from foundation.inspection import looking
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.process_time()
try:
    with open(sys.argv[1], "rb") as file:
        looking.check(sys.argv[2], file)
    code = "taken"
except Invalid as refused:
    code = refused.code
print(code, time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


class TestBombs:
    @pytest.mark.parametrize("bomb", BOMBS)
    def test_cost_seconds_and_little_memory(self, tmp_path: Path, bomb: str) -> None:
        """Judged in a process of its own, whose memory and time are told."""
        name, how = BOMBS[bomb]
        path = str(tmp_path / "bomb")
        subprocess.run([sys.executable, "-c", f"{CHILD}\ncontent = {how}\n{JUDGED}", path], check=True)
        told = subprocess.run(
            [sys.executable, "-c", JUDGE, path, name], check=True, capture_output=True, text=True
        ).stdout.split()
        assert told[0] in ("file_unpacks_too_large", "file_broken")
        assert float(told[1]) < 20 and int(told[2]) < 150_000, told  # seconds, KiB
