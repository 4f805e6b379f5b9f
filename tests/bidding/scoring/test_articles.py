"""The articles behind methods and reasons."""

from __future__ import annotations

import pytest

from bidding.scoring import articles, bounds
from tests.trading.law.test_statutes import articles as articles_of
from tests.trading.law.test_statutes import needs_laws, numeral, read
from toolkit.scoring import words
from toolkit.scoring.evaluating import METHODS
from trading.law.citations import Law
from trading.law.statutes import ORDER_87, PROCUREMENT, TENDERING, TENDERING_RULES


class TestLawOf:
    def test_knows_every_method_and_reason(self) -> None:
        assert articles.METHODS.keys() == METHODS.keys() == words.METHODS.keys()
        for method in METHODS:
            assert all(articles.law_of(method, code) for code in words.REASONS)

    def test_is_the_article_on_the_order_for_a_rank(self) -> None:
        assert str(articles.law_of("comprehensive_score", "behind")) == f"《{ORDER_87.title}》第57条"
        assert articles.law_of("comprehensive_score", "tied") == ORDER_87.article("68")
        assert articles.law_of("lowest_price", "low_price_unjustified") == ORDER_87.article("60")
        assert articles.law_of("comprehensive", "above_ceiling") == TENDERING_RULES.article("51")
        assert articles.law_of("weighted_quote", "tied") == articles.METHODS["weighted_quote"]


@needs_laws
class TestArticles:
    @pytest.mark.parametrize(
        ("law", "said"),
        [
            (ORDER_87.article("31"), "以其中通过资格审查、符合性审查且报价最低的参加评标"),
            (ORDER_87.article("31"), "评审后得分最高的同品牌投标人获得中标人推荐资格"),
            (ORDER_87.article("44"), "合格投标人不足3家的，不得评标"),
            (ORDER_87.article("54"), "除了算术修正和落实政府采购政策需进行的价格扣除外"),
            (ORDER_87.article("55"), "投标报价得分=(评标基准价／投标报价)×100"),
            (ORDER_87.article("55"), "货物项目的价格分值占总分值的比重不得低于30%；服务项目的价格分值占总分值的比重不得低于10%"),
            (ORDER_87.article("55"), "不得去掉报价中的最高报价和最低报价"),
            (ORDER_87.article("55"), "以调整后的价格计算评标基准价和投标报价"),
            (ORDER_87.article("56"), "投标报价相同的并列"),
            (ORDER_87.article("57"), "得分相同的，按投标报价由低到高顺序排列。得分且投标报价相同的并列"),
            (ORDER_87.article("59"), "大写金额和小写金额不一致的，以大写金额为准"),
            (ORDER_87.article("59"), "以单价金额计算结果为准"),
            (ORDER_87.article("60"), "不能证明其报价合理性的"),
            (ORDER_87.article("63"), "报价超过招标文件中规定的预算金额或者最高限价的"),
            (ORDER_87.article("64"), "客观评审因素评分不一致"),
            (ORDER_87.article("68"), "采取随机抽取的方式确定"),
            (PROCUREMENT.article("38"), "不少于三家的供应商参加谈判"),
            (PROCUREMENT.article("40"), "一次报出不得更改的价格"),
            (TENDERING.article("40"), "按照招标文件确定的评标标准和方法"),
            (TENDERING.article("41"), "经评审的投标价格最低；但是投标价格低于成本的除外"),
            (TENDERING_RULES.article("50"), "不得以投标报价是否接近标底作为中标条件"),
            (TENDERING_RULES.article("51"), "高于招标文件设定的最高投标限价"),
            (TENDERING_RULES.article("53"), "中标候选人应当不超过3个"),
        ],
    )  # fmt: skip
    def test_say(self, law: Law, said: str) -> None:
        assert said in "".join(articles_of(law.statute)[numeral(int(law.number))])

    def test_that_are_said_to_be_read_exist(self) -> None:
        cited = {articles.law_of(method, code) for method in METHODS for code in words.REASONS}
        cited |= {one.law for one in bounds.FEWEST.values()} | {
            bounds.CANDIDATES.law,
            bounds.CRITERIA_AS_ANNOUNCED,
        }
        for law in filter(read, cited):
            assert numeral(int(law.number)) in articles_of(law.statute), law
