"""Words of this floor that users read, in both languages."""

from __future__ import annotations

from django.utils.translation import get_language

from accounts.roles import Role
from foundation.text import Text

ROLES = {
    Role.ORGANISER: Text("招标人/采购人/出让人/转让方", "Organiser"),
    Role.AGENCY: Text("代理机构", "Agency"),
    Role.BIDDER: Text("投标人/供应商/竞买人/意向受让方", "Bidder"),
    Role.EXPERT: Text("评审专家", "Expert"),
    Role.CENTRE: Text("交易中心", "Trading centre"),
    Role.AUCTIONEER: Text("主持人/拍卖师", "Auctioneer"),
    Role.SUPERVISOR: Text("监督部门", "Supervisor"),
    Role.AUDITOR: Text("审计", "Auditor"),
    Role.CUSTODIAN: Text("密钥保管人", "Key custodian"),
    Role.ADMINISTRATOR: Text("系统管理员", "Administrator"),
    Role.EXCHANGE: Text("其他交易系统", "Another trading system"),
    Role.CLOCK: Text("系统时钟", "The clock"),
    Role.PUBLIC: Text("公众", "The public"),
}

PAGES = {
    "capacities": Text("选择身份", "Choose a capacity"),
    "capacities_lead": Text(
        "同一时间只能以一种身份办理业务。请选择本次使用的身份。",
        "You act in one capacity at a time. Choose the one for now.",
    ),
    "acting_now": Text("当前身份", "Acting now"),
    "act_as": Text("使用此身份", "Act in this capacity"),
    "act_as_nobody": Text("退出当前身份", "Lay this capacity down"),
    "no_capacity": Text(
        "您还没有可用的身份。请登记主体并绑定单位证书，或者使用邀请加入。",
        "You have no capacity yet. Register a party and bind its certificate, or use an invitation.",
    ),
    "party": Text("主体", "Party"),
    "role": Text("角色", "Role"),
    "action": Text("操作", "Action"),
    "invitation": Text("接受邀请", "Accept an invitation"),
    "invitation_lead": Text(
        "请粘贴邀请邮件中的邀请码。只有收到邀请的电子邮箱所对应的账户才能使用。",
        "Paste the code of the invitation. It works only for the account whose e-mail address was invited.",
    ),
    "invitation_code": Text("邀请码", "Invitation code"),
    "accept": Text("加入", "Join"),
    "problem": Text("出现问题", "There is a problem"),
    "second_factor": Text("双重验证与通行密钥", "Two-factor authentication and passkeys"),
    "change_password": Text("修改密码", "Change password"),
    "display_name": Text("姓名", "Name"),
}

JOINED = Text("您已加入。", "You have joined.")
SECOND_FACTOR_NEEDED = Text(
    "该身份需要双重验证，请先完成验证再选择。", "This capacity needs a second factor; verify yourself first."
)
DEMO_ACCOUNT_REFUSED = Text(
    "演示账户不能用于正式环境。", "Demonstration accounts do not work on a production instance."
)


def said(message: Text | str) -> str:
    """Return a message in the language of the present request."""
    return message.to(get_language() or "zh-hans") if isinstance(message, Text) else message


def page_words() -> dict[str, str]:
    """Return the words of this floor's pages in the language of the present request."""
    return {name: said(text) for name, text in PAGES.items()}
