"""What is said of passkeys, signed prices, receipts of moves and the log that has them, by the codes of `toolkit.refusals`."""

from __future__ import annotations

from toolkit.words import Words

WORDS: dict[str, Words] = {
    # Passkeys
    "passkey_malformed": Words(
        "通行密钥的签名数据不符合规定的结构", "What the passkey gave is not of the required form"
    ),
    "passkey_key": Words(
        "通行密钥的种类不支持或者强度不足", "A passkey of this kind, or so weak, is not accepted"
    ),
    "passkey_challenge": Words("通行密钥签的不是这份内容", "The passkey signed something else"),
    "passkey_origin": Words(
        "通行密钥不是在本平台的页面上签名的", "The passkey did not sign on the platform's own pages"
    ),
    "passkey_site": Words("通行密钥属于另一个网站", "The passkey belongs to another site"),
    "passkey_unverified": Words(
        "通行密钥签名时没有核实本人（指纹、面容或者口令）",
        "The passkey signed without verifying its holder (finger, face or PIN)",
    ),
    "passkey_signature": Words("通行密钥的签名值不正确", "The value of the passkey's signature is wrong"),
    "passkey_copied": Words(
        "通行密钥的签名计数没有增加，可能被复制", "The passkey's count did not grow: it may have been copied"
    ),
    # Signed prices of an auction
    "price_unsigned": Words("报价没有按规则签名", "A price is not signed as the rules ask"),
    "price_signature_unasked": Words(
        "有签名或者密钥不属于任何须签名的报价", "A signature or key belongs to no price that is signed"
    ),
    "price_signature_repeated": Words("一个签名用了两次", "One signature was used twice"),
    "auction_key_foreign": Words(
        "登记的密钥属于另一场竞价、另一份规则或者未获准的竞买号",
        "A key was bound for another auction, other rules or a bidder who was not admitted",
    ),
    "auction_key_shared": Words("一把密钥登记了两次", "One key was bound twice"),
    "auction_key_sites": Words(
        "密钥登记的网站不一致，或者网站与页面地址不符",
        "Keys were bound for several sites, or for a site that is not that of the pages",
    ),
    "auction_key_signer": Words("密钥登记的签名人不一致", "Keys were bound by different signers"),
    # Receipts of moves
    "move_receipt_foreign": Words("回执属于另一场竞价", "The receipt is of another auction"),
    "move_missing": Words("竞价记录里没有回执所写的操作", "The record lacks the move of a receipt"),
    "move_judged_otherwise": Words(
        "竞价记录对该操作的认定与回执不同", "The record judges the move otherwise than its receipt"
    ),
    # Moves in the log
    "logbook_foreign": Words("日志明细属于另一场竞价", "What opens the log is of another auction"),
    "logbook_moves": Words(
        "日志明细与竞价记录的操作不是同样的", "What opens the log and the record do not have the same moves"
    ),
    "move_unlogged": Words("该操作起的操作不在日志里", "From this move on nothing stands in the log"),
    "head_differs": Words(
        "日志此处不是到该操作为止的竞价过程：其中有操作事后被改动、添加或者抽去",
        "The log has another course of the auction until this move: one was changed, added or left out afterwards",
    ),
}
