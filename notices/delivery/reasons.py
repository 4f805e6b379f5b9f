"""Why something was not delivered, in words for its owner and for staff. Codes are kept, words are not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from foundation.text import Text

UNREACHABLE, TIMEOUT, UNTRUSTED, FORBIDDEN_ADDRESS = (
    "unreachable",
    "timeout",
    "untrusted",
    "forbidden_address",
)
MALFORMED, MAIL_REFUSED, MAIL_FAILED, GONE = "malformed_answer", "mail_refused", "mail_failed", "gone"
NO_GATEWAY, GATEWAY_FAILED, WORKER_LOST = "no_gateway", "gateway_failed", "worker_lost"
NOT_WANTED, NO_MEMBER, UNEXPECTED = "not_wanted", "no_member", "unexpected"

REASONS: Mapping[str, Text] = {
    UNREACHABLE: Text("连接不上对方服务器", "The server could not be reached"),
    TIMEOUT: Text("对方服务器超时未答复", "The server did not answer in time"),
    UNTRUSTED: Text("对方服务器的证书不可信", "The server's certificate is not to be trusted"),
    FORBIDDEN_ADDRESS: Text("地址指向内部网络，不予发送", "The address leads into an internal network"),
    MALFORMED: Text("对方服务器的答复无法识别", "The server's answer is no HTTP"),
    MAIL_REFUSED: Text("邮件服务器拒收该地址", "The mail server refuses the address"),
    MAIL_FAILED: Text("邮件服务器暂时不可用", "The mail server failed"),
    GONE: Text("对方答复不再接收（410）", "The server answered that it takes no more (410)"),
    NO_GATEWAY: Text("本平台没有配置短信网关", "No gateway for text messages is set up"),
    GATEWAY_FAILED: Text("短信网关暂时不可用", "The gateway for text messages failed"),
    WORKER_LOST: Text("发送进程多次中断", "The sending process was lost again and again"),
    NOT_WANTED: Text("已暂停或退订", "Paused, or not wanted any more"),
    NO_MEMBER: Text("该成员已停用", "The member was revoked"),
    UNEXPECTED: Text("发送时出错，详见日志", "Sending failed; see the log"),
}
_HTTP = re.compile(r"http_([0-9]{3})")


def http(status: int) -> str:
    """Return the code of an answer that was not 2xx."""
    return f"http_{status:03}"


def words(code: str) -> Text | None:
    """Return what a code says; nothing for none."""
    if found := _HTTP.fullmatch(code):
        return Text(f"对方服务器答复 {found[1]}", f"The server answered {found[1]}")
    return REASONS.get(code)
