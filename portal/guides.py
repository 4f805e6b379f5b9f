"""What each of those who come here can do, in order: where the step is done, and what is needed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.text import Text


@dataclass(frozen=True)
class Task:
    """
    Something to do.

    `page` names the address where it is done, empty where there is none of its own; `is_own` if it is for who signed in.
    """

    title: Text
    how: Text
    page: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Guide:
    """The tasks of those who come for one purpose."""

    name: str
    title: Text
    tasks: Sequence[Task]


GUIDES: Sequence[Guide] = (
    Guide(
        "reading",
        Text("查阅与核对", "Read and check"),
        (
            Task(
                Text("查找项目和公告", "Find deals and notices"),
                Text(
                    "按名称、编号、单位查找，繁体和简体都可以；结果按类别、地区、金额等收窄。地址可以收藏和转发。",
                    "By title, number or organisation, in traditional or simplified characters; narrow what was "
                    "found by family, region or amount. Addresses can be kept and passed on.",
                ),
                "portal-search",
            ),
            Task(
                Text("看一个项目走到哪一步", "See how far a deal has come"),
                Text(
                    "项目页按时间列出公告、答疑、变更、开标、公示、结果和合同；每一版公告都在，改动处有标记。",
                    "A deal's page tells its notices, answers, changes, opening, publicity, result and contract "
                    "in order; every version of a notice stays, with its changes marked.",
                ),
                "portal-deals",
            ),
            Task(
                Text("看今天的开标", "See today's openings"),
                Text(
                    "开标页在截止以后显示进展；全部打开后一次公布每家报价，可用公开文件核验。",
                    "An opening's page shows its progress once bids are closed; when all are open every "
                    "offer is shown at once, and can be verified from public files.",
                ),
                "portal-openings",
            ),
            Task(
                Text("旁观竞价", "Watch an auction"),
                Text(
                    "不用登录；竞买人以号牌显示，结束后公布成交。",
                    "Without signing in; bidders are numbers, and the result is told at the end.",
                ),
                "portal-auctions",
            ),
            Task(
                Text("看谁中标、多少钱", "See who won, and for how much"),
                Text(
                    "成交结果按时间排列；点单位名称看它发包和中标的全部项目。评标项目可以用公布的分数重新计算名次。",
                    "Results are listed by date; an organisation's name leads to all that it let and "
                    "won. Rankings can be computed anew from the published scores.",
                ),
                "portal-results",
            ),
        ),
    ),
    Guide(
        "bidding",
        Text("参加投标、竞价", "Bid"),
        (
            Task(
                Text("注册并证明单位身份", "Register, and prove your organisation"),
                Text(
                    "个人先注册账号；单位身份由数字证书证明，不能靠填写代码取得。同一单位的其他人由已有成员邀请。",
                    "Register yourself first; an organisation is proved by its certificate, never by typing "
                    "its code. Colleagues are invited by those who are members already.",
                ),
                "account_signup",
            ),
            Task(
                Text("报名、下载文件、提问", "Apply, download the documents, ask"),
                Text(
                    "在项目页报名；澄清和答复同时发给所有人，影响编制的，截止时间依法顺延。",
                    "On the deal's page. Answers reach everybody at the same time, and where "
                    "they bear on the bids the deadline moves as the law says.",
                ),
                "portal-deals",
            ),
            Task(
                Text("交保证金", "Pay the deposit"),
                Text(
                    "向系统给出的账户缴纳；到账、退还、利息都能看到。",
                    "To the account you are given; you see when it arrives, when it is returned and with what interest.",
                ),
                "portal-deposits",
                is_own=True,
            ),
            Task(
                Text("在自己的设备上密封并递交", "Seal on your own device, and submit"),
                Text(
                    "投标在您的设备上加密、签名。“已上传”不是“已递交”："
                    "递交成功会得到带时间和日志位置的回执。截止前可以撤回和替换。",
                    "The bid is encrypted and signed on your device. “Uploaded” is not “submitted”: what was submitted has a receipt "
                    "with its time and its place in the log. Until the deadline it can be withdrawn and replaced.",
                ),
                "portal-several",
                is_own=True,
            ),
            Task(
                Text("进入竞价室", "Enter the auction room"),
                Text(
                    "可先在试用室练习。出价前显示大写金额并再次确认；倒计时以服务器为准。",
                    "Practise in a trial room first. Before a price counts you see it in "
                    "words and confirm it; the countdown is the server's.",
                ),
                "portal-trials",
            ),
            Task(
                Text("看自己的评审结果，提出异议", "See why you ranked where you did, and object"),
                Text(
                    "公示后可以看到自己的得分和名次；异议在公示期内提出，期限和答复时间显示在项目页。",
                    "Once the result is publicised you see your own scores and rank; objections are raised while "
                    "it is, and the deal's page shows until when and when they are answered.",
                ),
                "portal-letters",
                is_own=True,
            ),
        ),
    ),
    Guide(
        "letting",
        Text("组织交易", "Let, sell or buy"),
        (
            Task(
                Text("登记项目、编制文件", "File the deal and its documents"),
                Text(
                    "按交易方式的规则表填写；短于法定期限的安排会被拒绝，并写明条文。",
                    "As the table of its procedure asks; an arrangement shorter than "
                    "the law allows is refused, with the article.",
                ),
                "portal-procedures",
            ),
            Task(
                Text("发布、答疑、变更", "Announce, answer, change"),
                Text(
                    "公告由登记内容生成，缺法定内容不能发布；变更与顺延同时公布。",
                    "Notices write themselves from what was filed, and lack nothing that the "
                    "law asks for; a change is published with its extension.",
                ),
            ),
            Task(
                Text("公示、定标、签约、归档", "Publicise, award, sign, archive"),
                Text(
                    "每一步写明由谁办理、何时可办、依据哪一条；办不了时一次说明全部原因。",
                    "Each step names who takes it, from when, and by which article; what "
                    "is not possible says all its reasons at once.",
                ),
            ),
        ),
    ),
    Guide(
        "judging",
        Text("评审、保管、监督", "Judge, keep keys, supervise"),
        (
            Task(
                Text("专家：应邀、声明、评分、签名", "Experts: accept, declare, score, sign"),
                Text(
                    "抽取前公布承诺，抽取后公开种子，任何人可以重抽核对。各自独立评分，全部签名前互相看不到。",
                    "The draw is committed to beforehand and its seed revealed afterwards, for anybody to draw "
                    "again. Each scores alone and sees nothing of the others before all have signed.",
                ),
                "portal-invitations",
                is_own=True,
            ),
            Task(
                Text(
                    "保管人：接受、演练、开标时提供份额",
                    "Custodians: accept, rehearse, give your share at the opening",
                ),
                Text(
                    "用安装的客户端办理，平台网页只显示进展。",
                    "With the installed client; the pages only show how far it is.",
                ),
                "portal-rehearsals",
                is_own=True,
            ),
        ),
    ),
)
