"""What gives a bidder away in a text, and how it is looked for: widths, gaps, punctuation, case and common traditional forms aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SHORTEST = 2
SHORTEST_ASCII = 5
"""Of Latin letters and digits fewer are found everywhere."""
_KEPT = frozenset("LN")
_TRADITIONAL = str.maketrans(
    "國東華電氣車門馬龍鳳興業實藝聯發廠廣場設備機構創達盛億萬豐寶鋼鐵銀錢順運遠進遙陽陰陳張趙孫許鄧馮蕭葉蘇葛劉鄭錢衛蔣謝鄒"
    "經濟貿環園區縣鄉鎮灣島漢濱寧連隊陸際項頭題顧問諮詢諾證監測繪計劃標準務團體義無爲為樂學醫藥衞術處態農網絡線維護質"
    "檢驗試練習師資產產權責總圖書館號橋樑樓築築層歲歷曆麗偉強當風飛濤淨潔漁滬贛湯溫澤瀾熱燈爾獅環瑩畫異療盧眾礦碼確祥禮穩",
    "国东华电气车门马龙凤兴业实艺联发厂广场设备机构创达盛亿万丰宝钢铁银钱顺运远进遥阳阴陈张赵孙许邓冯萧叶苏葛刘郑钱卫蒋谢邹"
    "经济贸环园区县乡镇湾岛汉滨宁连队陆际项头题顾问咨询诺证监测绘计划标准务团体义无为为乐学医药卫术处态农网络线维护质"
    "检验试练习师资产产权责总图书馆号桥梁楼筑筑层岁历历丽伟强当风飞涛净洁渔沪赣汤温泽澜热灯尔狮环莹画异疗卢众矿码确祥礼稳",
)
_SUFFIX = re.compile(r"(集团)?(股份|责任)?(有限责任|有限)?(公司|事务所|研究院|设计院|合作社|集团)(\(.*\))?$")
_REGION = re.compile(r"\([^()]{1,10}\)")
_DIGITS = re.compile(r"(?:00|\+)?86(?=\d{7})|^0(?=\d{7})")


@dataclass(frozen=True, slots=True)
class Sought:
    """A word that gives somebody away: as it was told, and as it is looked for."""

    told: str
    key: str


def sought(words: Iterable[str]) -> list[Sought]:
    """
    Return what is looked for: each word, the short form of a company's name, telephone numbers without their prefix.

    What is too short to tell anybody is left out.
    """
    found: dict[str, Sought] = {}
    for word in words:
        for form in (word, *_shorter(word)):
            key = normal(form)
            if len(key) >= (SHORTEST_ASCII if key.isascii() else SHORTEST):
                found.setdefault(key, Sought(word, key))
    return list(found.values())


def named_in(text: str, those: Iterable[Sought]) -> list[str]:
    """Return which of these a text has, as they were told."""
    plain = normal(text)
    return sorted({one.told for one in those if one.key in plain}) if plain else []


def named_in_bytes(data: bytes, those: Iterable[Sought]) -> list[str]:
    """Return which of these stand in bytes in an encoding that people use, as they were told or as they are looked for."""
    found = set()
    for one in those:
        forms = {one.told, one.key}
        if any(_encoded(form, encoding) in data for form in forms for encoding in _ENCODINGS):
            found.add(one.told)
    return sorted(found)


def normal(text: str) -> str:
    """Return a text's letters and digits alone: full width as half, capitals as small, traditional forms as simplified."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_TRADITIONAL)
    return "".join(one for one in folded if unicodedata.category(one)[0] in _KEPT)


_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def _encoded(form: str, encoding: str) -> bytes:
    return form.encode(encoding, "replace")


def _shorter(word: str) -> Iterator[str]:
    name = unicodedata.normalize("NFKC", word).strip()
    if number := re.sub(r"[\s()\-]", "", name).removeprefix("+"):
        stripped = _DIGITS.sub("", number)
        if number.isdigit() and stripped != number and len(stripped) >= 7:
            yield stripped
    short = _SUFFIX.sub("", name)
    if short != name:
        yield short
        yield _REGION.sub("", short)
