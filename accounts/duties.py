"""
Separation of duties, as far as it concerns who may be a member at all (domain rules; pure, no database).

Each rule gives its reason with the text it stands on. The exclusion constraints of `Member` hold the same rules
against races; this module says them in words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.roles import Role
from foundation.errors import Reason
from foundation.text import Text

TRADING_ROLES = frozenset(
    {Role.ORGANISER, Role.AGENCY, Role.BIDDER, Role.EXPERT, Role.AUCTIONEER, Role.EXCHANGE}
)
"""Roles whose holder has a part in a deal."""

STAFF_ROLES = frozenset(
    {Role.CENTRE, Role.AUCTIONEER, Role.SUPERVISOR, Role.AUDITOR, Role.CUSTODIAN, Role.ADMINISTRATOR}
)
"""Roles that see or move other parties' deals: a second factor is asked of them."""

OPERATOR_ROLES = frozenset({Role.CENTRE, Role.ADMINISTRATOR})
"""A party that has members in one of these runs the platform."""

OPEN_ROLES = frozenset({Role.ORGANISER, Role.AGENCY, Role.BIDDER})
"""Roles that a party takes itself; every other role is given by an administrator."""

SHAREHOLDER_PERCENT = Decimal(25)

E_BIDDING_23 = Text(
    "《电子招标投标办法》第二十三条：运营机构及与其有控股或者管理关系的单位和个人，不得在该交易平台进行的招标项目中投标和代理投标",
    "Measures for Electronic Tendering and Bidding, art. 23: the operator of a platform, and whoever it controls or is "
    "controlled by, shall not bid on that platform",
)
TENDER_RULES_34 = Text(
    "《招标投标法实施条例》第三十四条：与招标人存在利害关系可能影响招标公正性的，不得参加投标；"
    "单位负责人为同一人或者存在控股、管理关系的不同单位，不得参加同一标段投标",
    "Regulations for the Tendering and Bidding Law, art. 34: whoever has an interest with the organiser shall not bid; "
    "units under one head, or of which one controls the other, shall not bid for the same lot",
)
SEPARATE_ADMINISTRATORS = Text(
    "GB/T 22239—2019 8.1.4、8.1.5：管理用户权限分离，系统、审计、安全管理相互分立（条号待核）",
    "GB/T 22239-2019, 8.1.4 and 8.1.5: separation of administrative privileges (number to be checked)",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known before a member is added: the roles that user and party hold already."""

    user_roles: frozenset[Role] = frozenset()
    party_roles: frozenset[Role] = frozenset()
    related_operator: bool = False


def reasons_against(role: Role, standing: Standing) -> list[Reason]:
    """Return every reason why `role` must not be added; empty if there is none."""
    return [*_against_the_user(role, standing.user_roles), *_against_the_party(role, standing)]


def _against_the_user(role: Role, held: Collection[Role]) -> Iterable[Reason]:
    together = {role, *held}
    if Role.ADMINISTRATOR in together and Role.CUSTODIAN in together:
        yield Reason(
            "custodian_is_administrator",
            Text("密钥保管人不得兼任系统管理员", "A key custodian is not a system administrator"),
            SEPARATE_ADMINISTRATORS,
        )
    if Role.ADMINISTRATOR in together and together & TRADING_ROLES:
        yield Reason(
            "administrator_trades",
            Text("系统管理员不得担任任何交易角色", "A system administrator holds no trading role"),
            SEPARATE_ADMINISTRATORS,
        )
    if Role.ADMINISTRATOR in together and together & {Role.CENTRE, Role.SUPERVISOR, Role.AUDITOR}:
        yield Reason(
            "administrator_works_on_deals",
            Text(
                "系统管理员不得兼任业务、监督或者审计岗位",
                "A system administrator does not also work on, supervise or audit deals",
            ),
            SEPARATE_ADMINISTRATORS,
        )
    if Role.CENTRE in together and Role.BIDDER in together:
        yield Reason(
            "centre_staff_bids",
            Text(
                "交易中心工作人员不得担任投标人一方的成员",
                "Staff of the trading centre do not act for a bidder",
            ),
            E_BIDDING_23,
        )


def _against_the_party(role: Role, standing: Standing) -> Iterable[Reason]:
    together = {role, *standing.party_roles}
    if Role.BIDDER in together and together & OPERATOR_ROLES:
        yield Reason(
            "operator_bids",
            Text("平台运营机构不得投标", "The operator of the platform does not bid on it"),
            E_BIDDING_23,
        )
    if standing.related_operator and (role is Role.BIDDER or role in OPERATOR_ROLES):
        yield Reason(
            "operator_affiliate_bids",
            Text(
                "与平台运营机构有控股或者管理关系的单位不得投标",
                "An affiliate of the platform's operator does not bid on it",
            ),
            E_BIDDING_23,
        )


ONE_UNIT = Text("统一社会信用代码相同，为同一主体", "The same social credit code: one and the same unit")
ONE_HEAD = Text("法定代表人（单位负责人）为同一人", "The same legal representative")
CONTROL = Text("一方控股另一方", "One of the two controls the other")
CONTROLLING_PERCENT = Decimal(50)
"""More than this is control (公司法第265条，条号待核)."""

SAME_CODE = Reason("same_code", ONE_UNIT, TENDER_RULES_34)
SAME_REPRESENTATIVE = Reason("same_legal_representative", ONE_HEAD, TENDER_RULES_34)


def shareholding(percent: Decimal) -> Reason | None:
    """Return the reason that a share of `percent`, direct or through others, makes; None below 25 per cent."""
    if percent < SHAREHOLDER_PERCENT:
        return None
    return Reason(
        "shareholding",
        Text(
            f"一方直接或者间接持有另一方 {percent.normalize():f}% 的股权（不低于 25%）",
            f"One holds {percent.normalize():f} per cent of the other, directly or through others (25 or more)",
        ),
        TENDER_RULES_34,
    )
