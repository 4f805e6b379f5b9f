"""Every statute that a procedure cites, defined once. `verified` says how its wording was read; see `Verified`."""

from trading.law.grammar import Statute, Verified

TEXT, SECONDARY, MEMORY = Verified.TEXT, Verified.SECONDARY, Verified.MEMORY

# 通用
CIVIL_CODE = Statute("civil_code", "民法典", "2021-01-01", "Civil Code")
E_BIDDING = Statute(
    "e_bidding",
    "电子招标投标办法",
    "2013-05-01",
    "Measures for Electronic Tendering, Order 20",
    TEXT,
)
E_SIGNATURE = Statute("e_signature", "电子签名法", "2019-04-23", "Electronic Signature Law", TEXT)
OPEN_GOVERNMENT = Statute(
    "open_government",
    "政府信息公开条例",
    "2019-05-15",
    "Regulations on Open Government Information",
    TEXT,
)
AUCTION = Statute("auction", "拍卖法", "2015-04-24", "Auction Law", TEXT)
PLATFORM_39 = Statute(
    "platform_39", "公共资源交易平台管理暂行办法", "2016-08-01", "Order 39 of 14 ministries on public-resource trading platforms"
)  # fmt: skip

DATA_STANDARD = Statute(
    "data_standard",
    "公共资源交易平台系统数据规范（V2.0）",
    "2018-09-30",
    "NDRC data standard 2018 No. 1156",
    SECONDARY,
)

# 工程建设
TENDERING = Statute("tendering", "招标投标法", "2017-12-28", "Tendering and Bidding Law", TEXT)
TENDERING_RULES = Statute(
    "tendering_rules",
    "招标投标法实施条例",
    "2019-03-02",
    "Implementing Regulations of the Tendering Law",
    TEXT,
)
OPINION_1117 = Statute(
    "opinion_1117",
    "关于严格执行招标投标法规制度进一步规范招标投标主体行为的若干意见",
    "2022-09-01",
    "NDRC 2022 No. 1117",
    TEXT,
)
MUST_TENDER = Statute("must_tender", "必须招标的工程项目规定", "2018-06-01", "NDRC Order 16")
NOTICE_10 = Statute("notice_10", "招标公告和公示信息发布管理办法", "2018-01-01", "NDRC Order 10")
WORKS_TENDER = Statute(
    "works_tender",
    "工程建设项目施工招标投标办法",
    "2013-05-01",
    "Order 30 on works tenders",
)
GOODS_TENDER = Statute(
    "goods_tender",
    "工程建设项目货物招标投标办法",
    "2013-05-01",
    "Order 27 on goods tenders",
)
DESIGN_TENDER = Statute(
    "design_tender",
    "工程建设项目勘察设计招标投标办法",
    "2013-05-01",
    "Order 2 on survey and design tenders",
)
COMMITTEE = Statute(
    "committee",
    "评标委员会和评标方法暂行规定",
    "2013-05-01",
    "Order 12 on evaluation committees",
)
ROAD_TENDER = Statute(
    "road_tender",
    "公路工程建设项目招标投标管理办法",
    "2016-02-01",
    "Ministry of Transport Order 2015 No. 24",
)
WATER_TENDER = Statute(
    "water_tender",
    "水利工程建设项目招标投标管理规定",
    "2002-01-01",
    "Ministry of Water Resources Order 14",
)
WORKS_SUPERVISION_11 = Statute(
    "works_supervision_11", "关于进一步加强房屋建筑和市政基础设施工程招标投标监管的指导意见", "2019-12-19",
    "Ministry of Housing 2019 No. 11, on separating evaluation and award",
)  # fmt: skip

# 土地
LAND_RULES = Statute(
    "land_rules",
    "土地管理法实施条例",
    "2021-09-01",
    "Implementing Regulations of the Land Administration Law",
    TEXT,
)
LAND_USE_RIGHT = Statute(
    "land_use_right",
    "城镇国有土地使用权出让和转让暂行条例",
    "2020-11-29",
    "Interim Regulations on the Grant of Urban State-owned Land Use Rights",
    TEXT,
)
LAND_ORDER_39 = Statute(
    "land_order_39",
    "招标拍卖挂牌出让国有建设用地使用权规定",
    "2007-11-01",
    "Ministry of Land and Resources Order 39",
)
LAND_ORDER_11 = Statute(
    "land_order_11", "招标拍卖挂牌出让国有土地使用权规定", "2002-07-01",
    "Ministry of Land and Resources Order 11, superseded by Order 39 on 2007-11-01",
)  # fmt: skip
LAND_SPEC_114 = Statute(
    "land_spec_114",
    "招标拍卖挂牌出让国有土地使用权规范（试行）",
    "2006-08-01",
    "Ministry of Land and Resources 2006 No. 114",
)
LAND_NOTICE_34 = Statute(
    "land_notice_34",
    "关于加强房地产用地供应和监管有关问题的通知",
    "2010-03-08",
    "Ministry of Land and Resources 2010 No. 34",
)

# 政府采购
PROCUREMENT = Statute("procurement", "政府采购法", "2014-08-31", "Government Procurement Law", TEXT)
PROCUREMENT_RULES = Statute(
    "procurement_rules",
    "政府采购法实施条例",
    "2015-03-01",
    "Implementing Regulations of the Government Procurement Law",
    TEXT,
)
ORDER_87 = Statute(
    "order_87",
    "政府采购货物和服务招标投标管理办法",
    "2017-10-01",
    "Ministry of Finance Order 87",
    TEXT,
)
ORDER_74 = Statute(
    "order_74",
    "政府采购非招标采购方式管理办法",
    "2014-02-01",
    "Ministry of Finance Order 74",
    SECONDARY,
)
CONSULTATION_214 = Statute(
    "consultation_214",
    "政府采购竞争性磋商采购方式管理暂行办法",
    "2014-12-31",
    "Ministry of Finance 2014 No. 214",
    SECONDARY,
)
CONSULTATION_124 = Statute(
    "consultation_124",
    "关于政府采购竞争性磋商采购方式管理暂行办法有关问题的补充通知",
    "2015-06-30",
    "Ministry of Finance 2015 No. 124",
)
FRAMEWORK_110 = Statute(
    "framework_110",
    "政府采购框架协议采购方式管理暂行办法",
    "2022-03-01",
    "Ministry of Finance Order 110",
)
COMPLAINTS_94 = Statute(
    "complaints_94",
    "政府采购质疑和投诉办法",
    "2018-03-01",
    "Ministry of Finance Order 94",
)
INTENT_10 = Statute(
    "intent_10",
    "关于开展政府采购意向公开工作的通知",
    "2020-03-02",
    "Ministry of Finance 2020 No. 10",
)
SME_46 = Statute(
    "sme_46",
    "政府采购促进中小企业发展管理办法",
    "2021-01-01",
    "Ministry of Finance 2020 No. 46",
)
LOW_PRICE_2 = Statute(
    "low_price_2",
    "关于推动解决政府采购异常低价问题的通知",
    "2026-02-01",
    "Ministry of Finance 2026 No. 2",
    SECONDARY,
)
NOTICE_FORMAT_50 = Statute(
    "notice_format_50",
    "政府采购公告和公示信息格式规范（2020年版）",
    "2020-07-01",
    "Ministry of Finance 2020 No. 50",
)
SME_19 = Statute(
    "sme_19", "关于进一步加大政府采购支持中小企业力度的通知", "2022-07-01", "Ministry of Finance 2022 No. 19"
)
IMPORTS_119 = Statute(
    "imports_119", "政府采购进口产品管理办法", "2007-12-27", "Ministry of Finance 2007 No. 119"
)
PRISON_68 = Statute(
    "prison_68", "关于政府采购支持监狱企业发展有关问题的通知", "2014-06-10", "Ministry of Finance 2014 No. 68"
)
WELFARE_141 = Statute(
    "welfare_141", "关于促进残疾人就业政府采购政策的通知", "2017-10-01", "Ministry of Finance 2017 No. 141"
)
DOMESTIC_34 = Statute(
    "domestic_34", "关于在政府采购中实施本国产品标准及相关政策的通知", "2026-01-01",
    "General Office of the State Council 2025 No. 34", SECONDARY,
)  # fmt: skip
SME_PAYMENT = Statute(
    "sme_payment",
    "保障中小企业款项支付条例",
    "2025-06-01",
    "Regulations on Payments to SMEs",
    TEXT,
)

# 产权
STATE_ASSETS = Statute(
    "state_assets",
    "企业国有资产法",
    "2009-05-01",
    "Law on State-owned Assets of Enterprises",
    TEXT,
)
PROPERTY_ORDER_32 = Statute(
    "property_order_32",
    "企业国有资产交易监督管理办法",
    "2016-06-24",
    "SASAC and Ministry of Finance Order 32",
)
PROPERTY_NOTICE_39 = Statute(
    "property_notice_39",
    "关于企业国有资产交易流转有关事项的通知",
    "2022-05-16",
    "SASAC 2022 No. 39",
)
PROPERTY_RULES_17 = Statute(
    "property_rules_17", "企业国有资产交易操作规则", "2025-02-18", "SASAC 2025 No. 17"
)
COMPANY = Statute("company", "公司法", "2024-07-01", "Company Law")

# 惯例：没有法条规定的默认值
PRACTICE = Statute(
    "practice",
    "交易规则（惯例，非法定）",
    "2026-01-01",
    "Practice default, not law",
    TEXT,
)
