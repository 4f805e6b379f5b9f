"""PDFs with a bidder's name in each place where one may lie; made with reportlab, and by pikepdf where reportlab cannot."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

NAME = "柏氏建设有限公司"
SHOWN = "施工组织设计"
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def drawn(*pages: Callable[[Canvas], None]) -> bytes:
    """Return a PDF with these pages, each headed alike."""
    file = BytesIO()
    canvas = Canvas(file, invariant=True)
    for draw in pages or (lambda _: None,):
        write(canvas, SHOWN, 700)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def write(canvas: Canvas, text: str, y: int = 600) -> None:
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(72, y, text)


def changed(change: Callable[[Pdf], None], content: bytes | None = None) -> bytes:
    with Pdf.open(BytesIO(content or drawn())) as source:
        change(source)
        file = BytesIO()
        source.save(file, static_id=True)
        return file.getvalue()


def jpeg() -> bytes:
    """Return a JPEG whose EXIF, XMP and remark have the name."""
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Bai Construction"
    Image.new("RGB", (16, 16), "white").save(
        file, "JPEG", exif=exif, comment=NAME.encode(), xmp=f"<x>{NAME}</x>".encode()
    )
    return file.getvalue()


def _properties(source: Pdf) -> None:
    source.docinfo["/Author"] = String(NAME)


def _xmp(source: Pdf) -> None:
    with source.open_metadata() as made:
        made["dc:creator"] = [NAME]


def _annotation(source: Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], T=String(NAME), Contents=String("?")
    )
    source.pages[0].obj.Annots = Array([source.make_indirect(note)])


def _attachment(source: Pdf) -> None:
    source.attachments["a.txt"] = pikepdf.AttachedFileSpec(source, f"我们是{NAME}".encode())


def _form(source: Pdf) -> None:
    field = source.make_indirect(
        Dictionary(FT=Name.Tx, T=String("a"), V=String(NAME), Subtype=Name.Widget, Rect=[0, 0, 9, 9])
    )
    source.Root.AcroForm = Dictionary(Fields=Array([field]))


def _script(source: Pdf) -> None:
    source.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{NAME}')"))


def _pieces(source: Pdf) -> None:
    source.pages[0].obj.PieceInfo = Dictionary(Word=Dictionary(Private=String(NAME)))


def _thumbnail(source: Pdf) -> None:
    source.pages[0].obj.Thumb = source.make_stream(
        b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, ColorSpace=Name.DeviceGray,
        BitsPerComponent=8, Note=String(NAME),
    )  # fmt: skip


def _signature(source: Pdf) -> None:
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Name=String(NAME), Contents=String("00"))
    field = Dictionary(FT=Name.Sig, T=String("s"), V=source.make_indirect(value))
    source.Root.AcroForm = Dictionary(Fields=Array([source.make_indirect(field)]), SigFlags=3)


def _tags(source: Pdf) -> None:
    element = Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=String(NAME))
    source.Root.StructTreeRoot = Dictionary(
        Type=Name.StructTreeRoot, K=Array([source.make_indirect(element)])
    )


def _layer(source: Pdf) -> None:
    layer = source.make_indirect(Dictionary(Type=Name.OCG, Name=String(NAME)))
    source.pages[0].obj.Resources.Properties = Dictionary(MC0=layer)
    source.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    page = source.pages[0]
    page.contents_add(b"/OC /MC0 BDC 0 0 5 5 re f EMC")


def _marked(source: Pdf) -> None:
    told = NAME.encode("utf-16-be").hex().encode()
    source.pages[0].contents_add(b"/Span <</ActualText <FEFF" + told + b">>> BDC 0 0 5 5 re f EMC")


def _remark(source: Pdf) -> None:
    source.pages[0].contents_add(b"% " + NAME.encode() + b"\n0 0 5 5 re f")


def _image(source: Pdf) -> None:
    """As reportlab writes it: wrapped in ASCII."""
    _draw(source, base64.a85encode(jpeg()) + b"~>", [Name.ASCII85Decode, Name.DCTDecode])


def _bare_image(source: Pdf) -> None:
    _draw(source, jpeg(), [Name.DCTDecode])


def _draw(source: Pdf, data: bytes, filters: list[Name]) -> None:
    image = source.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )  # fmt: skip
    image.write(data, filter=Array(filters))
    source.pages[0].obj.Resources.XObject = Dictionary(Im=image)
    source.pages[0].contents_add(b"q 9 0 0 9 0 0 cm /Im Do Q")


def _outline(source: Pdf) -> None:
    with source.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(NAME, 0))


def _link(source: Pdf) -> None:
    goes = Dictionary(S=Name.URI, URI=String(f"https://example.org/{NAME}"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=goes)
    source.pages[0].obj.Annots = Array([source.make_indirect(link)])


REMOVED: dict[str, tuple[str, Callable[[Pdf], None]]] = {
    "properties": ("properties", _properties),
    "xmp": ("properties", _xmp),
    "outline": ("outline", _outline),
    "annotation": ("annotation", _annotation),
    "link": ("annotation", _link),
    "attachment": ("attachment", _attachment),
    "form": ("form", _form),
    "script": ("file", _script),
    "pieces": ("properties", _pieces),
    "thumbnail": ("image", _thumbnail),
    "signature": ("form", _signature),
    "tags": ("structure", _tags),
    "layer": ("layer", _layer),
    "marked": ("content", _marked),
    "remark": ("content", _remark),
    "image": ("image", _image),
    "bare image": ("image", _bare_image),
}
"""By what is planted: where the search says that it was, and how it is planted. A copy has none of it."""


def with_history() -> bytes:
    """Return a PDF that was changed: its first version had the name, and lies in the file still."""
    named = changed(_properties)
    plain = named.index(b"startxref")
    older = f"<< /Author {NAME} >>".encode()
    return named[:plain] + b"% " + older + b"\n" + named[plain:]


def bomb(size: int) -> bytes:
    """Return a small PDF whose page is `size` bytes when it is unpacked."""
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(b" " * 2**20) for _ in range(size // 2**20)]) + packer.flush()

    def grow(source: Pdf) -> None:
        stream = source.make_stream(b"")
        stream.write(packed, filter=Name.FlateDecode)
        source.pages[0].obj.Contents = stream

    with Pdf.open(BytesIO(drawn())) as source:
        grow(source)
        file = BytesIO()
        source.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return file.getvalue()
