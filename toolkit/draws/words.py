"""The words of a draw: what each act says, and why a file is no sound draw. Codes are part of the format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from toolkit.refusals import Refused
from toolkit.words import Words

PURPOSES: Final[dict[str, Words]] = {
    "experts": Words("抽取评标（评审）专家", "Experts of a committee"),
    "coefficient": Words("开标时抽取系数", "A coefficient at the opening"),
    "tie": Words("并列时抽取次序", "The order of equal bids"),
}

ACTS: Final[dict[str, Words]] = {
    "called": Words("已通知", "called"),
    "accepted": Words("接受", "accepted"),
    "declined": Words("谢绝", "declined"),
    "expired": Words("逾时未答复", "did not answer in time"),
    "avoided": Words("回避", "stands aside"),
    "same_unit": Words("与已通知或者接受者同一单位，不再通知", "of a unit that is there already: not called"),
    "absent": Words("接受后缺席", "accepted and did not come"),
}

ENDS: Final[dict[str, Words]] = {
    "complete": Words("抽取完成", "all places are taken"),
    "exhausted": Words("名单用尽，人数不足", "the pool is exhausted and places are empty"),
    "void": Words("有人未按时揭示，抽取作废", "void: somebody did not reveal in time"),
    "set_aside": Words("因故停止，另行抽取", "set aside: drawn anew"),
}

WORDS: Final[dict[str, Words]] = {
    "draw_contributors": Words(
        "随机数应由两方以上提供，各属不同主体，且不全是交易中心",
        "Two or more parties contribute, each once, and not the centre alone",
    ),
    "draw_groups": Words("分组重复，或者没有分组", "A group is listed twice, or there is none"),
    "draw_pool": Words(
        "名单没有按序排列、有重复，或者写有未列出的分组",
        "The pool is not in order, names an entry twice, or a group that is not listed",
    ),
    "draw_earlier": Words("此前各次抽取没有逐次列明", "The draws before are not listed one by one"),
    "draw_times": Words(
        "承诺须早于名单固定，揭示须在其后、期限之前",
        "Commitments come before the pool is fixed, secrets after it and before their deadline",
    ),
    "draw_secret": Words("揭示的随机数与承诺不符", "A secret that was revealed is not the one committed to"),
    "draw_seed": Words("种子不是由各方随机数与固定的名单得出的", "The seed does not follow from the secrets and what was fixed"),
    "draw_order": Words("次序不是由种子得出的", "An order does not follow from the seed"),
    "draw_act": Words("通知或者替补没有按次序进行", "Somebody was called, or answered, out of turn"),
    "draw_act_time": Words("过程记录的时间倒置", "The acts are not in the order of time"),
    "draw_end": Words("结束的方式与过程不符", "The draw did not end as it says"),
    "draw_names": Words("公布的姓名与名单中的摘要不符", "A name that was published is not of an entry that accepted"),
    "draw_announced": Words(
        "固定的内容与揭示前公布的摘要不符", "What was fixed is not what was announced before the secrets"
    ),
    "draw_kept": Words("文件中的承诺不是本人所留的", "The commitment in the file is not the one that was kept"),
}  # fmt: skip


class Unsound(Refused):
    """The file is no sound draw; the detail names the place."""

    vocabulary: ClassVar[Mapping[str, Words]] = WORDS
