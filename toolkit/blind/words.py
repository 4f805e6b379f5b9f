"""The words of blind documents: where a name was found, and why a file is not shown. Codes are part of the format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from toolkit.refusals import Refused
from toolkit.words import Words

PLACES: Final[dict[str, Words]] = {
    "text": Words("正文（含不可见文字）", "text, seen or not"),
    "properties": Words("文件属性", "document properties"),
    "outline": Words("书签", "outline"),
    "annotation": Words("批注、链接或者签章", "annotation, link or signature"),
    "form": Words("表单", "form"),
    "attachment": Words("附件", "attached file"),
    "layer": Words("图层名称", "name of a layer"),
    "structure": Words("标签和替代文字", "tags and alternative text"),
    "font": Words("字体名称或者字体文件", "name or program of a font"),
    "image": Words("图片的附加信息", "what is written beside an image's pixels"),
    "content": Words("页面内容的注记", "remarks in a page's content"),
    "file": Words("文件其他部分（如早先的版本）", "elsewhere in the file, such as an earlier version"),
}

REFUSALS: Final[dict[str, Words]] = {
    "blind_media": Words(
        "暗标只接受 PDF 和纯文本文件，其他格式不予展示", "Only PDF and plain text are shown blind; anything else is not"
    ),
    "blind_encrypted": Words("PDF 已加密，不予展示", "The PDF is encrypted, and is not shown"),
    "blind_damaged": Words("PDF 已损坏，不予展示", "The PDF is damaged, and is not shown"),
    "blind_too_large": Words(
        "文件过大或者页数过多，不予展示", "The file is too large or has too many pages, and is not shown"
    ),
    "blind_exhausting": Words(
        "处理该文件所需的时间或者内存超过上限，不予展示",
        "The file takes more time or memory than there is, and is not shown",
    ),
}  # fmt: skip


class Unshown(Refused):
    """A file of which no copy without names can be made."""

    vocabulary: ClassVar[Mapping[str, Words]] = REFUSALS
