"""Names compared as eyes compare them: two that look alike have one key."""

from __future__ import annotations

import unicodedata

# Homoglyphs that NFKC leaves apart (after Unicode TR 39, cut down to what occurs in organisation names), each
# group folded to its first character. The key is for warning a person who looks, never for deciding.
_LOOK_ALIKES = (
    "aаαɑ", "bьв", "cсϲ", "dԁ", "eеεє", "hһн", "iіιıl1|!ӏ", "jј", "kкκ", "mм", "nпηո", "oоοσ0〇○◯零",
    "pрρ", "sѕ", "tтτ", "uυս", "vνѵ", "wԝω", "xхχ", "yуγү", "zᴢ",
    "未末", "己已巳", "士土", "干千于", "曰日目", "人入八", "大太犬", "刀力", "天夭", "贝见", "风凤", "兔免", "戌戍戊", "口囗",
    "一－ー—", "二ニ", "工エ", "卜ト", "夕タ", "岗冈", "侯候", "鸟乌", "泰秦", "晴睛",
)  # fmt: skip
_FOLDED = {ord(other): group[0] for group in _LOOK_ALIKES for other in group[1:]}
# 简繁 pairs that organisation names are often typed in both ways.
_SIMPLER = str.maketrans(
    "島國華東業電設廣開發貿實經濟車長億達興慶麗龍團責區縣鎮鄉",
    "岛国华东业电设广开发贸实经济车长亿达兴庆丽龙团责区县镇乡",
)


def fold(name: str) -> str:
    """
    Return the key under which names that look the same are equal.

    Compatibility forms, case, look-alike letters, spaces, punctuation and invisible characters are folded away.
    """
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_SIMPLER)
    seen = plain.translate(_FOLDED)
    kept = "".join(letter for letter in seen if unicodedata.category(letter)[0] in "LN")
    return unicodedata.normalize("NFC", kept)[:400]


def tidy(name: str) -> str:
    """
    Return `name` as it is stored: NFC, single spaces, no control or direction characters.

    Full-width brackets and the writer's own spelling stay: it is a registered name.
    """
    composed = unicodedata.normalize("NFC", name)
    spaced = " ".join(composed.split())
    return "".join(
        letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cs"}
    )
