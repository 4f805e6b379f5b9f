"""
Codes that the country has given to organisations, deals, classes and regions.

Codes of our own making are strict; codes that come in from elsewhere are checked for their format only, where
the field is known to break its own rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Self

from stdnum.cn import uscc as _uscc
from stdnum.iso7064 import mod_37_2

from foundation.errors import Invalid
from foundation.text import Text

# GB 32100-2015, table 1: the authorities that register organisations. `stdnum` knows only the digits among
# them (a village co-operative begins with N), so we take its check digit and look at the parts ourselves.
USCC_AUTHORITIES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "1": Text("机构编制", "Public institutions"),
        "2": Text("外交", "Foreign affairs"),
        "3": Text("司法行政", "Justice"),
        "4": Text("文化", "Culture"),
        "5": Text("民政", "Civil affairs"),
        "6": Text("旅游", "Tourism"),
        "7": Text("宗教", "Religious affairs"),
        "8": Text("工会", "Trade unions"),
        "9": Text("市场监督管理（工商）", "Market regulation"),
        "A": Text("中央军委改革和编制办公室", "Central Military Commission"),
        "N": Text("农业", "Agriculture"),
        "Y": Text("其他", "Other"),
    }
)
_USCC_ALPHABET: Final = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")

# 公共资源交易平台系统数据规范 V2.0, classes of deals; A10 and above are given out locally. The names of A01
# to A09, A99, B01 and D01 to D03 were read in samples and a dictionary; the others are from memory.
CLASSES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "A01": Text("房屋建筑", "Buildings"),
        "A02": Text("市政", "Municipal works"),
        "A03": Text("公路", "Highways"),
        "A04": Text("铁路", "Railways"),
        "A05": Text("民航", "Civil aviation"),
        "A06": Text("水运", "Waterways"),
        "A07": Text("水利", "Water conservancy"),
        "A08": Text("能源", "Energy"),
        "A09": Text("邮电通信", "Post and telecommunications"),
        "A99": Text("其他工程", "Other works"),
        "B01": Text("土地使用权", "Land-use rights"),
        "B02": Text("探矿权", "Exploration rights"),
        "B03": Text("采矿权", "Mining rights"),
        "C01": Text("实物产权", "Property in things"),
        "C02": Text("股权", "Equity"),
        "D01": Text("货物", "Goods"),
        "D02": Text("工程", "Works"),
        "D03": Text("服务", "Services"),
    }
)

# GB/T 2260, the model city and what is above it. Other regions are taken by their format.
REGIONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "370000": Text("山东省", "Shandong Province"),
        "370200": Text("青岛市", "Qingdao"),
        "370202": Text("市南区", "Shinan District"),
        "370203": Text("市北区", "Shibei District"),
        "370211": Text("黄岛区", "Huangdao District"),
        "370212": Text("崂山区", "Laoshan District"),
        "370213": Text("李沧区", "Licang District"),
        "370214": Text("城阳区", "Chengyang District"),
        "370215": Text("即墨区", "Jimo District"),
        "370281": Text("胶州市", "Jiaozhou"),
        "370283": Text("平度市", "Pingdu"),
        "370285": Text("莱西市", "Laixi"),
    }
)


def check_uscc(code: str) -> str:
    """
    Return `code` if it is a unified social credit code (统一社会信用代码, GB 32100-2015), else say why not.

    Only the written form of the standard passes, without spaces and in capitals, so that one organisation has
    one spelling.

    :raises Invalid: `uscc_length`, `uscc_alphabet`, `uscc_authority`, `uscc_region` or `uscc_check_digit`.
    """
    if len(code) != 18:
        raise _uscc_invalid("length", "应为 18 位", "has 18 characters")
    _check_uscc_body(code[:17])
    if code[17] not in _USCC_ALPHABET:
        raise _uscc_alphabet()
    if code[17] != _uscc.calc_check_digit(code[:17]):
        raise _uscc_invalid("check_digit", "校验码不符，请核对", "does not match its check digit")
    return code


def complete_uscc(body: str) -> str:
    """Return the 17 characters of `body` with their check digit, for organisations that are made up."""
    if len(body) != 17:
        raise _uscc_invalid("length", "本体应为 17 位", "has 17 characters before its check digit")
    _check_uscc_body(body)
    return body + _uscc.calc_check_digit(body)


def _check_uscc_body(body: str) -> None:
    if not _USCC_ALPHABET.issuperset(body):
        raise _uscc_alphabet()
    if body[0] not in USCC_AUTHORITIES:
        raise _uscc_invalid("authority", "首位登记管理部门代码无效", "begins with no registration authority")
    if not re.fullmatch(r"[0-9]{6}", body[2:8]):
        raise _uscc_invalid("region", "第 3–8 位应为行政区划数字", "has a region of six digits at 3 to 8")


def _uscc_alphabet() -> Invalid:
    return _uscc_invalid(
        "alphabet",
        "只能用半角数字和大写字母，不含 I、O、S、V、Z",
        "has digits and capitals without I, O, S, V, Z",
    )


def _uscc_invalid(code: str, zh: str, en: str) -> Invalid:
    return Invalid(f"uscc_{code}", Text(f"统一社会信用代码{zh}", f"A unified social credit code {en}"))


@dataclass(frozen=True, slots=True)
class DealCode:
    """
    A 统一交易标识码 of 40 characters: class, organisation, day, serial number, ISO 7064 MOD 37-2 check digit.

    `uscc` stands as written: codes are in circulation whose organisation code is false.
    """

    classification: str
    uscc: str
    on: date
    serial: int
    check_digit: str

    @classmethod
    def make(cls, classification: str, uscc: str, on: date, serial: int) -> Self:
        """
        Return the code of a deal of ours; its organisation code must be right.

        :raises Invalid: if the class is unknown, the organisation code wrong or the serial beyond six digits.
        """
        if classification not in CLASSES:
            raise Invalid(
                "deal_class_unknown",
                Text(f"没有交易分类代码 {classification}", f"There is no class of deals {classification}"),
            )
        check_uscc(uscc)
        _digits(serial, 6)
        return cls(
            classification,
            uscc,
            on,
            serial,
            mod_37_2.calc_check_digit(_bare(classification, uscc, on, serial)),
        )

    @classmethod
    def parse(cls, code: str) -> Self:
        """
        Read a code by its format alone.

        Never by its check digit: of the four published samples none has the one that the standard asks for.

        :raises Invalid: if it is not in the format, or its day is in no calendar.
        """
        match = _DEAL_CODE.fullmatch(code)
        try:
            if match is None:
                raise ValueError(code)
            on = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError as error:
            raise Invalid(
                "deal_code_malformed",
                Text("统一交易标识码格式不符", "Not in the format of a unified deal code"),
                detail={"example": "D01-12350100MB02709751-20190627-527731-5"},
            ) from error
        return cls(match["class"], match["uscc"], on, int(match["serial"]), match["check"])

    @property
    def has_standard_check_digit(self) -> bool:
        """Whether the check digit is the one that the standard asks for; no ground to refuse if not."""
        bare = _bare(self.classification, self.uscc, self.on, self.serial)
        return bool(mod_37_2.is_valid(bare + self.check_digit))

    def __str__(self) -> str:
        return f"{self.classification}-{self.uscc}-{_compact(self.on)}-{self.serial:06d}-{self.check_digit}"


_DEAL_CODE: Final = re.compile(
    r"(?P<class>[A-Z][0-9]{2})-(?P<uscc>[0-9A-Z]{18})-(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"-(?P<serial>[0-9]{6})-(?P<check>[0-9A-Z*])",
    re.ASCII,
)


def _bare(classification: str, uscc: str, on: date, serial: int) -> str:
    """Return what the check digit is computed over: the parts without their hyphens."""
    return f"{classification}{uscc}{_compact(on)}{serial:06d}"


def _compact(day: date) -> str:
    return day.isoformat().replace("-", "")


def project_number(platform: str, serial: int) -> str:
    """
    Return a 项目编号 (C17): the platform's code (a capital and ten digits) and a serial number of six.

    :raises Invalid: if the platform's code is malformed or the serial number does not fit.
    """
    if not re.fullmatch(r"[A-Z][0-9]{10}", platform, re.ASCII):
        raise Invalid(
            "platform_code_malformed", Text("平台标识码应为 1 位字母加 10 位数字", "Not a platform code")
        )
    return platform + _digits(serial, 6)


def deal_number(project: str, serial: int) -> str:
    """Return a 招标项目编号 (C20): the number of its project and a serial number of three."""
    return _numbered(project, 17) + _digits(serial, 3)


def lot_number(deal: str, serial: int) -> str:
    """Return a 标段（包）编号 (C23): the number of its deal and a serial number of three."""
    return _numbered(deal, 20) + _digits(serial, 3)


def _numbered(parent: str, length: int) -> str:
    if len(parent) != length or not re.fullmatch(r"[A-Z][0-9]+", parent, re.ASCII):
        raise Invalid(
            "number_malformed",
            Text(f"上级编号应为 {length} 位", f"The number above it has {length} characters"),
        )
    return parent


def _digits(serial: int, width: int) -> str:
    if not 1 <= serial < 10**width:
        raise Invalid(
            "serial_out_of_range", Text(f"流水号应在 {width} 位以内", f"A serial has 1 to {width} digits")
        )
    return f"{serial:0{width}d}"


def check_region(code: str) -> str:
    """Return `code` if it has the format of a GB/T 2260 region: six digits, the first not zero."""
    if not re.fullmatch(r"[1-9][0-9]{5}", code, re.ASCII):
        said = Text("行政区划代码应为 6 位数字", "A region code has six digits")
        raise Invalid("region_malformed", said, fields={"region": [said]})
    return code


def region_name(code: str) -> Text:
    """Return the name of a region, or its code where we keep no name."""
    return REGIONS.get(code) or Text(code, code)


def is_within(region: str, outer: str) -> bool:
    """Return whether `region` is `outer` or lies in it: 370202 is within 370200, and both within 370000."""
    return check_region(region).startswith(region_prefix(outer))


def region_prefix(region: str) -> str:
    """Return the digits with which the codes of all places in `region` begin: 3702 for 370200, 3710 for 371000."""
    check_region(region)
    # Two digits for the province, two for the city, two for the district; zeros fill up.
    return region[: 2 if region.endswith("0000") else 4 if region.endswith("00") else 6]
