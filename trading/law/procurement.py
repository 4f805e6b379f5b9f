"""What all procedures of government procurement have in common."""

from __future__ import annotations

from foundation.text import Text
from trading.law.procurement_notices import NOTICE_KINDS as NOTICE_KINDS

KIND = "procurement"
KIND_TITLE = Text("政府采购", "Government procurement")
PURCHASER = Text("采购人", "Purchaser")
SUPPLIER = Text("供应商", "Supplier")
# 财库〔2026〕2号异常低价规则施行之日：共用环节中最晚施行的规定
EDITION = "2026-02-01"
# 公共资源交易平台系统数据规范：政府采购实体
FIELD_PACKS = {"procurement": ("550", "551", "552", "553", "554", "556", "557")}
