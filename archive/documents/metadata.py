"""What a document says of itself to programs: its description (XMP), and the data from which it was made, attached."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from archive.documents.characters import printable
from archive.documents.paper import Paper

PRODUCER = "Yangguang 阳光"
_XMP = """<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{issuer}</rdf:li></rdf:Seq></dc:creator>
<dc:identifier>{url}</dc:identifier>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class Info(pdfdoc.PDFInfo):  # type: ignore[misc]
    """The older description, which says the same."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.title, self.author, self.producer = title_of(paper), printable(paper.issuer), PRODUCER
        self._at = date_of(paper)

    def format(self, document: Any) -> bytes:
        """Return it as it stands in the file."""
        said = {
            "Title": pdfdoc.PDFString(self.title),
            "Author": pdfdoc.PDFString(self.author),
            "Producer": pdfdoc.PDFString(self.producer),
            "CreationDate": pdfdoc.PDFString(self._at),
            "ModDate": pdfdoc.PDFString(self._at),
        }
        return pdfdoc.PDFDictionary(said).format(document)


class Described(pdfdoc.PDFStream):  # type: ignore[misc]
    """The description as XMP, which anybody's tools can read without decompressing it."""

    def __init__(self, paper: Paper) -> None:
        said = _XMP.format(
            mark="\ufeff", title=escape(title_of(paper)), issuer=escape(printable(paper.issuer)), url=escape(printable(paper.url)),
           producer=PRODUCER,
            at=f"{_utc(paper):%Y-%m-%dT%H:%M:%SZ}",
        )  # fmt: skip
        names = {"Type": "/Metadata", "Subtype": "/XML"}
        super().__init__(dictionary=pdfdoc.PDFDictionary(names), content=said.encode("utf-8"), filters=[])


def title_of(paper: Paper) -> str:
    """Return the title that a window shows."""
    return printable(f"{paper.title.zh} {paper.number}").replace("\n", " ")


def date_of(paper: Paper) -> str:
    """Return when the paper was issued, as PDF writes it."""
    return f"D:{_utc(paper):%Y%m%d%H%M%S}Z"


def attach(document: Any, name: str, paper: Paper) -> Any:
    """Attach the paper's content as the data that the pages show; return the reference to it."""
    file = pdfdoc.PDFStream(content=paper.content, filters=[pdfdoc.PDFZCompress])
    parameters = {
        "Size": len(paper.content),
        "ModDate": pdfdoc.PDFString(date_of(paper)),
        "CheckSum": f"<{hashlib.md5(paper.content, usedforsecurity=False).hexdigest().upper()}>",
    }
    file.dictionary = pdfdoc.PDFDictionary(
        {
            "Type": "/EmbeddedFile",
            "Subtype": "/application#2Fjson",
            "Params": pdfdoc.PDFDictionary(parameters),
        }
    )
    reference = document.Reference(file)
    return document.Reference(
        pdfdoc.PDFDictionary(
            {
                "Type": "/Filespec",
                "F": pdfdoc.PDFString(name),
                "UF": pdfdoc.PDFString(name),
                "Desc": pdfdoc.PDFString("Machine-readable content"),
                "AFRelationship": "/Source",
                "EF": pdfdoc.PDFDictionary({"F": reference, "UF": reference}),
            }
        )
    )


def _utc(paper: Paper) -> datetime:
    return paper.issued_at.astimezone(UTC)
