"""What anybody may take away, as the page of open data and the catalogues for machines (DCAT, schema.org) say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from archive.bulk import shelf
from archive.bulk.shelf import File
from foundation.text import Text

_MEDIA_TYPES: Final = {
    "jsonl.gz": "application/gzip",
    "csv.zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OCDS: Final = "https://standard.open-contracting.org/1.1/"
MONTHS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Way:
    """One way to take a set: an address, what comes from there, and for a file its size and digest."""

    address: str
    title: Text
    media_type: str
    file: File | None = None

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{settings.PUBLIC_URL}{self.address}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """Something that is published as a whole, and all ways to take it."""

    id: str
    title: Text
    about: Text
    keywords: tuple[str, ...]
    ways: tuple[Way, ...]
    conforms_to: str = ""


def files() -> list[File]:
    """Return the files of the open feed, the wholes first and then the newest months and parts."""
    found = sorted(shelf.listed(settings.BULK_ROOT), key=lambda one: (one.part, one.name), reverse=True)
    return [one for one in found if not one.part] + [one for one in found if one.part]


def datasets() -> tuple[Dataset, ...]:
    """Return all that is published."""
    return (
        Dataset(
            "contracting",
            Text("交易全过程数据（OCDS 1.1.5）", "Contracting processes (OCDS 1.1.5)"),
            Text(
                "每个标段从公告到合同的全过程：公告、期限、开标后的投标、评审结果、中标、合同。每次公开都是一条新的发布，旧的不再改动。",
                "Each lot from its announcement to its contract: notices, periods, bids once they are open, results, awards, contracts."
                " Whatever becomes public is a new release; old ones are never changed.",
            ),
            ("公共资源交易", "招标投标", "政府采购", "OCDS", "open contracting", "procurement"),
            (*_apis(), *map(_way, files())),
            _OCDS,
        ),
        Dataset(
            "notices",
            Text("公告公示", "Notices"),
            Text(
                "全部已发布的公告、公示和更正，中英文。",
                "All published notices, publicities and corrections, in both languages.",
            ),
            ("公告", "公示", "notices"),
            (
                Way(
                    "/feeds/notices.atom",
                    Text("Atom 订阅（可按类型、地区）", "Atom feed, by kind and place"),
                    "application/atom+xml",
                ),
                Way("/api/v1/notices/", Text("接口（JSON）", "API (JSON)"), "application/json"),
            ),
        ),
        Dataset(
            "deadlines",
            Text("截止与开标日历", "Calendar of deadlines and openings"),
            Text(
                "正在进行的期限和开标时间，随变更更新。",
                "Periods that run and openings to come, with every change.",
            ),
            ("截止时间", "开标", "deadlines"),
            (
                Way(
                    "/feeds/deadlines.ics",
                    Text("日历订阅（可按类型、地区）", "Calendar, by family and place"),
                    "text/calendar",
                ),
            ),
        ),
        Dataset(
            "changes",
            Text("公开数据流", "The public feed"),
            Text(
                "连续编号、不缺号的公开事件：从 0 读起可以重建全部状态。",
                "Public events, numbered without gaps: whoever reads from 0 can rebuild every state.",
            ),
            ("数据流", "events"),
            (
                Way(
                    "/api/v1/changes/",
                    Text("接口（JSON，可等待新事件）", "API (JSON, waits for what is new)"),
                    "application/json",
                ),
            ),
        ),
        Dataset(
            "log",
            Text("透明日志", "Transparency log"),
            Text(
                "只增不改的日志及见证人签名，任何人可以核验公告没有被事后改动。",
                "An append-only log cosigned by witnesses, by which anybody can check that nothing was changed afterwards.",
            ),
            ("透明日志", "transparency log"),
            (
                Way(
                    "/log/checkpoint",
                    Text("最新检查点（C2SP tlog-tiles）", "Newest checkpoint (C2SP tlog-tiles)"),
                    "text/plain",
                ),
            ),
            "https://c2sp.org/tlog-tiles",
        ),
    )


def _apis() -> Iterator[Way]:
    yield Way(
        "/ocds/releases",
        Text("发布包（接口，按游标翻页）", "Release packages (API, by cursor)"),
        "application/json",
    )
    yield Way(
        "/ocds/records",
        Text("记录包（接口，按游标翻页）", "Record packages (API, by cursor)"),
        "application/json",
    )
    yield Way(
        "/ocds/bulk/index.json",
        Text("文件目录及摘要", "Index of the files with their digests"),
        "application/json",
    )
    yield Way("/ocds/red-flags.json", Text("风险指标参数", "Settings of the red flags"), "application/json")


def _way(file: File) -> Way:
    whole = Text("全部", "all")
    part = Text(file.part, file.part) if file.part else whole
    held = {"releases": Text("发布", "Releases"), "compiled": Text("过程现状", "Processes as they stand")}[
        file.holds
    ]
    title = Text(f"{held.zh}，{part.zh}（{file.format}）", f"{held.en}, {part.en} ({file.format})")
    return Way(f"/ocds/bulk/{file.name}", title, _MEDIA_TYPES[file.format], file)


def _both(words: Text) -> list[dict[str, str]]:
    return [{"@language": "zh-Hans", "@value": words.zh}, {"@language": "en", "@value": words.en}]


def catalogue() -> Mapping[str, Any]:
    """Return all of it as a DCAT 3 catalogue in JSON-LD."""
    publisher = {"@type": "foaf:Organization", "foaf:name": settings.PUBLISHER_NAME}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{settings.PUBLIC_URL}/data/",
        "@type": "dcat:Catalog",
        "dct:title": _both(Text("公共资源交易开放数据", "Open data of public-resource trading")),
        "dct:publisher": publisher,
        "dct:license": {"@id": settings.LICENCE_URL},
        "dct:language": ["zh-Hans", "en"],
        "foaf:homepage": {"@id": f"{settings.PUBLIC_URL}/"},
        "dcat:dataset": [_dcat(one, publisher) for one in datasets()],
    }


def _dcat(one: Dataset, publisher: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@id": f"{settings.PUBLIC_URL}/data/#{one.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": one.id,
        "dct:title": _both(one.title),
        "dct:description": _both(one.about),
        "dct:publisher": publisher,
        "dct:license": {"@id": settings.LICENCE_URL},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/CONT"},
        "dcat:landingPage": {"@id": f"{settings.PUBLIC_URL}/data/"},
        "dcat:keyword": list(one.keywords),
        "dcat:distribution": [_distribution(way) for way in one.ways],
    }
    return found | ({"dct:conformsTo": {"@id": one.conforms_to}} if one.conforms_to else {})


def _distribution(way: Way) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "dcat:Distribution",
        "dct:title": _both(way.title),
        "dct:license": {"@id": settings.LICENCE_URL},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{way.media_type}"},
        "dcat:accessURL": {"@id": way.url},
    }
    if way.file is not None:
        found |= {
            "dcat:downloadURL": {"@id": way.url},
            "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(way.file.bytes)},
            "dct:modified": {"@type": "xsd:dateTime", "@value": way.file.modified},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": way.file.sha256,
            },
        }
    return found
