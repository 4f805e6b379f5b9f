"""What a witness says on its console."""

from __future__ import annotations

from toolkit.words import Words

SAYINGS = {
    "begun": Words("见证开始。本见证人公钥：{detail}", "Witnessing. This witness's key: {detail}"),
    "demonstration": Words(
        "演示见证人：时间取自平台，不具证明力（{detail}）。",
        "A demonstration witness: its time is the platform's and proves nothing ({detail}).",
    ),
    "cosigned": Words("已见证，第 {detail} 条。", "Cosigned up to leaf {detail}."),
    "unchanged": Words("日志没有增长，仍为 {detail} 条。", "The log has not grown; it has {detail} leaves."),
    "shrunk": Words(
        "警告：日志短于本机见过的 {detail} 条。可能是缓存，也可能恢复了旧库；不签名，已告知平台。",
        "Warning: the log is shorter than the {detail} leaves seen before: a stale cache or a restored copy. "
        "Not cosigned; the platform is told.",
    ),
    "forked": Words(
        "警告：日志分叉，平台签过互相矛盾的检查点。不再签名；证据存于 {detail}",
        "Warning: the log has forked; the platform signed heads that contradict each other. Not cosigned; the evidence is in {detail}",
    ),
    "clock": Words(
        "警告：本机时钟倒退，暂不签名（最后见证 {detail} 条）。",
        "Warning: this machine's clock went back; not cosigning (last at leaf {detail}).",
    ),
    "refused": Words("日志不可信，不签名：{detail}", "The log cannot be believed; not cosigned: {detail}"),
    "unreachable": Words("日志无法访问：{detail}", "The log cannot be reached: {detail}"),
    "not_taken": Words("平台未接受签名：{detail}", "The platform did not take the cosignature: {detail}"),
    "cannot_start": Words("无法开始：{detail}", "Cannot begin: {detail}"),
}
