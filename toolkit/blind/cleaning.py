"""
A fresh PDF with the pages of another and nothing else: of each page what is kept is listed, and all that is not listed is gone.

Nothing here looks for names. It is called in a process of its own (`apart`), for a PDF may be made to exhaust whoever reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel

from toolkit.blind import images
from toolkit.blind.words import Unshown

MOST_PAGES = 2000
MOST_OBJECTS = 300_000

_PAGE: Final = frozenset(
    ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group")
)
_RESOURCES: Final = frozenset(
    ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/Properties")
)
_STREAM: Final = frozenset(("/Length", "/Filter", "/DecodeParms", "/Type", "/Subtype"))
_IMAGE: Final = _STREAM | frozenset(
    (
        "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode", "/Interpolate", "/SMask",
        "/SMaskInData", "/Matte", "/OC",
    )
)  # fmt: skip
_FORM: Final = _STREAM | frozenset(("/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/OC"))
_NOWHERE: Final = (
    "/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents", "/ActualText", "/OPI",
)  # fmt: skip
"""What no object keeps."""
_NOT_OF_TYPED: Final = (
    "/AF", "/Alternates", "/AA", "/A", "/JS", "/EF", "/Thumb", "/Lang", "/Measure", "/PtData", "/F", "/FFilter", "/FDecodeParms", "/DL",
    "/ID", "/Ref", "/Usage", "/Alt", "/E", "/Author", "/Title", "/Creator", "/Producer", "/Desc",
)  # fmt: skip
"""What no stream and no object with a type keeps; in the others such a word may be the name of a font or a glyph."""
BROKEN: Final = (
    pikepdf.PdfError, pikepdf.DataDecodingError, pikepdf.ForeignObjectError,
    ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError,
)  # fmt: skip
"""What reading a PDF raises that is not what it says."""
_LAYERS: Final = ("/OCG", "/OCMD")


def opened(content: bytes) -> Pdf:
    """
    Return a PDF that can be read.

    :raises Unshown: `blind_encrypted`, `blind_damaged`, `blind_too_large`.
    """
    try:
        found = Pdf.open(BytesIO(content))
        if found.is_encrypted:
            raise Unshown("blind_encrypted")
        if len(found.pages) > MOST_PAGES or len(found.objects) > MOST_OBJECTS:
            raise Unshown("blind_too_large")
        if not len(found.pages):
            raise Unshown("blind_damaged")
    except pikepdf.PasswordError as error:
        raise Unshown("blind_encrypted") from error
    except BROKEN as error:
        raise Unshown("blind_damaged") from error
    return found


def cleaned(content: bytes) -> bytes:
    """
    Return a PDF with nothing but the pages: the same bytes for the same content.

    :raises Unshown: as `opened`.
    """
    with opened(content) as source, Pdf.new() as made:
        try:
            for page in source.pages:
                _keep(page.obj, _PAGE)
            made.pages.extend(source.pages)
            hidden = [made.copy_foreign(one) for one in _hidden(source)]
            for page in made.pages:
                _keep_resources(page.obj)
                if "/Contents" in page.obj:
                    page.obj.Contents = made.make_stream(_bare(page.obj))
            layers = [one for one in list(made.objects) if _strip(one)]
            if layers:
                made.Root.OCProperties = Dictionary(
                    OCGs=Array(layers), D=Dictionary(OFF=Array(hidden), Order=Array([]))
                )
            return _written(made)
        except BROKEN as error:
            raise Unshown("blind_damaged") from error


def _written(made: Pdf) -> bytes:
    """Return a file that was never changed, each stream packed anew, its id a digest of what it holds."""
    file = BytesIO()
    made.save(
        file,
        deterministic_id=True,
        compress_streams=True,
        recompress_flate=True,
        stream_decode_level=StreamDecodeLevel.generalized,
        object_stream_mode=ObjectStreamMode.generate,
    )
    return file.getvalue()


def _strip(one: Object, /) -> bool:
    """Take from an object what is not needed to show it; tell whether it is a layer."""
    if not isinstance(one, Dictionary | Stream):
        for inner in _direct(one):
            _strip(inner)
        return False
    kind, subtype = str(one.get("/Type", "")), str(one.get("/Subtype", ""))
    if kind == "/OCG":
        _keep(one, ("/Type",))
        one.Name = pikepdf.String("-")
        return True
    if isinstance(one, Stream) and subtype == "/Image":
        _keep(one, _IMAGE)
        _bare_image(one)
    elif isinstance(one, Stream) and subtype == "/Form":
        _keep(one, _FORM)
        _bare_stream(one)
    elif isinstance(one, Stream) and one.get("/PatternType") == 1:
        _bare_stream(one)
    elif subtype == "/Type3":
        _keep_resources(one)
        for glyph in one.get("/CharProcs", Dictionary()).values():
            _bare_stream(glyph)
    _drop(one, _NOWHERE)
    if kind or isinstance(one, Stream):
        _drop(one, _NOT_OF_TYPED)
    for inner in _direct(one):
        _strip(inner)
    return False


def _direct(one: Object) -> Iterator[Object]:
    """Yield the dictionaries and lists that stand inside an object, not those that it refers to: these have their own turn."""
    inside: Any = (
        one.values() if isinstance(one, Dictionary | Stream) else iter(one) if isinstance(one, Array) else ()
    )
    for inner in inside:
        if isinstance(inner, Dictionary | Array) and not inner.is_indirect:
            yield inner


def _keep_resources(of: Object) -> None:
    """Keep of the resources of a page, a form or a font what is drawn with, and of properties the layers."""
    found = of.get("/Resources")
    if not isinstance(found, Dictionary):
        return
    _keep(found, _RESOURCES)
    properties = found.get("/Properties")
    if isinstance(properties, Dictionary):
        _keep(properties, [key for key, one in properties.items() if _is_layer(one)])


def _is_layer(one: Any) -> bool:
    return isinstance(one, Dictionary) and str(one.get("/Type", "")) in _LAYERS


def _hidden(source: Pdf) -> list[Object]:
    """Return the layers that a reader does not show at first, which is no reason to show them now."""
    properties = source.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return []
    shown: Any = properties.get("/D", Dictionary())
    if shown.get("/BaseState") == Name.OFF:
        on = {one.objgen for one in shown.get("/ON", Array())}
        return [one for one in properties.get("/OCGs", Array()) if _is_layer(one) and one.objgen not in on]
    return [one for one in shown.get("/OFF", Array()) if _is_layer(one)]


def _bare_stream(one: Any) -> None:
    _keep_resources(one)
    one.write(_bare(one))


def _bare(drawn: Object) -> bytes:
    """Return instructions that draw the same, without remarks and without what marked content says of itself but for its layer."""
    kept: list[Any] = []
    for one in pikepdf.parse_content_stream(drawn):
        operator = str(one.operator)
        if operator in ("MP", "DP"):
            continue
        if operator in ("BMC", "BDC"):
            operands: Any = one.operands
            is_layer = operator == "BDC" and operands[0] == Name.OC and isinstance(operands[1], Name)
            kept.append(one if is_layer else ([Name.P], pikepdf.Operator("BMC")))
            continue
        kept.append(one)
    return pikepdf.unparse_content_stream(kept)


def _bare_image(one: Any) -> None:
    """Cut what is written beside the pixels out of the two formats that hold such; the others are pixels alone."""
    name, parameters, data = drawn_by(one)
    if name not in ("/DCTDecode", "/JPXDecode"):
        return
    bare = images.bare_jpeg(data) if name == "/DCTDecode" else images.bare_jpeg2000(data)
    one.write(bare, filter=Name(name))
    if isinstance(parameters, Dictionary):
        one.DecodeParms = parameters


def drawn_by(one: Any) -> tuple[str, Any, bytes]:
    """Return the last filter of a stream, its parameters, and the bytes that it reads: what other filters had wrapped is unwrapped."""
    filters, parameters, data = one.get("/Filter"), one.get("/DecodeParms"), bytes(one.read_raw_bytes())
    if not isinstance(filters, Array):
        return (str(filters) if isinstance(filters, Name) else ""), parameters, data
    if not len(filters):
        return "", None, data
    own = list(parameters) if isinstance(parameters, Array) else [None] * len(filters)
    if len(filters) > 1:
        if any(isinstance(one, Dictionary) for one in own[:-1]):
            raise ValueError("parameters of a filter around an image")
        with Pdf.new() as aside:
            wrapped = aside.make_stream(b"")
            wrapped.write(data, filter=Array([Name(str(one)) for one in list(filters)[:-1]]))
            data = bytes(wrapped.read_bytes())
    return str(filters[-1]), own[-1], data


def _keep(one: Any, names: Collection[str]) -> None:
    _drop(one, [key for key in one.keys() if key not in names])  # noqa: SIM118  not a dict


def _drop(one: Any, names: Collection[str]) -> None:
    for name in names:
        if name in one and name != "/Length":
            del one[name]
