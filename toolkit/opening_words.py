"""What is said of log, receipts and openings, and by the tool itself, by the codes of `toolkit.refusals`."""

from __future__ import annotations

from toolkit.words import Words

WORDS: dict[str, Words] = {
    # Log
    "note_key_malformed": Words("日志或见证人的公钥无法读取", "The key of a log or witness cannot be read"),
    "note_malformed": Words("日志检查点无法读取", "The checkpoint cannot be read"),
    "proof_malformed": Words("日志证明无法读取", "The log proof cannot be read"),
    "checkpoint_origin": Words("检查点属于另一个日志", "The checkpoint is another log's"),
    "checkpoint_signature": Words(
        "检查点没有日志的有效签名", "The checkpoint bears no valid signature of the log"
    ),
    "checkpoint_unwitnessed": Words("检查点的见证人不足", "Too few witnesses cosigned the checkpoint"),
    "checkpoint_stale": Words("检查点太旧", "The checkpoint is too old"),
    "checkpoint_inconsistent": Words(
        "日志与本机以前见过的不一致：有人改写了日志",
        "The log contradicts what this machine saw before: it was rewritten",
    ),
    "log_root": Words("日志内容与检查点不符", "The log's content does not add up to the checkpoint"),
    "log_tile_missing": Words("日志文件缺失", "A file of the log is missing"),
    "log_tile_malformed": Words("日志文件损坏", "A file of the log is malformed"),
    "evidence_proves_nothing": Words(
        "两份检查点并不矛盾，证据不成立", "The two checkpoints do not contradict each other"
    ),
    "event_malformed": Words("事件文件无法读取", "The file of events cannot be read"),
    "event_differs": Words(
        "所示事件与其条目所含内容不符", "What is shown of the event is not what its leaf covers"
    ),
    "leaf_not_yet": Words("日志还没有长到这一条", "The log has not grown to this leaf yet"),
    "leaf_differs": Words("日志此处不是这个事件", "The log has another leaf there than this event's"),
    # Receipt
    "receipt_signer": Words(
        "回执不是由平台的回执证书签名", "The receipt is not signed by the policy's receipt certificate"
    ),
    "receipt_context": Words(
        "回执是另一个项目、标段或者另一份投标的", "The receipt is for another deal, lot or filing"
    ),
    "receipt_leaf": Words(
        "回执的日志叶与盐值、投标不符", "The receipt's leaf is not that of its salt and filing"
    ),
    "receipt_unproven": Words("日志中没有回执所述的叶", "The log does not hold the receipt's leaf"),
    # Freeze list and opening
    "freeze_signer": Words(
        "冻结清单不是由冻结证书签名", "The freeze list is not signed by the policy's freeze certificate"
    ),
    "freeze_context": Words(
        "冻结清单是另一个标段或者另一版方案的", "The freeze list is for another lot or policy"
    ),
    "freeze_deadline": Words(
        "冻结清单的截止时间不是现行的", "The freeze list's deadline is not the one in force"
    ),
    "freeze_early": Words("截止时间未到", "The deadline has not passed"),
    "freeze_cut": Words(
        "截断检查点的见证时间不在截止后一分钟内", "The cut was not witnessed in the minute after the deadline"
    ),
    "freeze_unseen": Words(
        "没有见证或者时间戳证明这份投标在截止前到达",
        "Neither a witness nor a timestamp shows that the bid came in time",
    ),
    "cut_context": Words(
        "监督部门签署的截断是另一个标段、截止时间或者检查点的",
        "The supervisor's cut is for another lot, deadline or checkpoint",
    ),
    "cut_seen": Words(
        "截断所写的最后见证，不是截止后一分钟内最后看到的日志状态",
        "What the cut says that witnesses had seen last is not what they had by the end of the deadline's minute",
    ),
    "cut_signers": Words(
        "截断须由保管方案写明的监督单位两人签名",
        "The cut needs two persons of the supervisor that the policy names",
    ),
    "cut_unproven": Words(
        "监督部门签署的截断不是冻结清单之前日志里的第一份",
        "The supervisor's cut is not the first in the log, before the freeze list",
    ),
    "cut_needless": Words(
        "截止后一分钟内已有见证或者时间戳，或者已有更早的检查点，不由监督部门另定截断",
        "The minute was witnessed or stamped, or an earlier head is there: the supervisor chooses no other cut",
    ),
    "freeze_not_first": Words("这不是日志中的第一份冻结清单", "This is not the first freeze list in the log"),
    "freeze_unproven": Words("日志中没有冻结清单", "The log holds no freeze list for this lot"),
    "freeze_entry": Words(
        "冻结清单有一项与其投标文件不符", "An entry of the freeze list is not its filing's"
    ),
    "freeze_evidence": Words(
        "所留的证书状态证据不是清单和回执所载的那一份",
        "What was kept of the signer's certificate is not at hand as list and receipt name it",
    ),
    "freeze_leaf": Words(
        "冻结清单有一项不在截断之前的日志里", "An entry of the freeze list is not in the log below the cut"
    ),
    "freeze_ended": Words(
        "冻结清单列入了已撤回或者已替换的投标", "The freeze list holds a withdrawn or replaced filing"
    ),
    "freeze_twice": Words(
        "冻结清单中同一单位有两份投标", "The freeze list holds two filings of one organisation"
    ),
    "freeze_omits": Words(
        "冻结清单漏了持有回执的有效投标", "The freeze list omits a live filing whose holder has the receipt"
    ),
    "bid_ended": Words(
        "日志载明这份投标已撤回或者被替换，所以不在清单上；如非贵单位所为，请提出异议",
        "The log says that this bid was withdrawn or replaced, so the list does not name it; object if that was not you",
    ),
    "objection_period": Words("异议期未满", "The time for objections has not passed"),
    "objection_open": Words("有成立的异议尚未处理", "A valid objection is open"),
    "objection_invalid": Words("异议不成立", "The objection does not hold"),
    "stage_signers": Words(
        "阶段开启缺少评委会或者招标人的签名", "The stage lacks signatures of committee or organiser"
    ),
    "stage_result": Words(
        "阶段结果没有先公布在日志里", "The stage's result is not in the log before the stage"
    ),
    "stage_bids": Words(
        "阶段名单不在冻结清单或者前一阶段之内",
        "The stage names bids beyond the freeze list or the stage before",
    ),
    "stage_unknown": Words("保管方案没有这个阶段", "The policy has no such stage"),
    "already_posted": Words(
        "本机已就该标段该阶段提交过另一份", "This machine has posted another list for this lot and stage"
    ),
    "not_a_custodian": Words("本证书不在保管人名单内", "This certificate is not among the custodians"),
    "posted_signer": Words("份额清单不是由该保管人签名", "The posted list is not signed by that custodian"),
    "posted_context": Words(
        "份额清单是另一份冻结清单或者阶段的", "The posted list is for another freeze list or stage"
    ),
    "posted_twice": Words(
        "该保管人签署了两份内容不同的份额清单，两份并列即是证据",
        "This custodian signed two lists that say different things; the two together prove it",
    ),
    "posted_incomplete": Words(
        "份额清单没有覆盖每份投标的每个单元", "The posted list does not cover every bid and unit"
    ),
    "shares_unreadable": Words("份额与其清单不符", "The shares do not match their list"),
    "keys_signer": Words("密钥不是由投标人签名送来", "The keys were not sent under the bidder's signature"),
    "keys_context": Words("密钥是另一次开标或者另一份投标的", "The keys are for another opening or filing"),
    "remedy_context": Words(
        "补救决定是另一次开标的，或者编号不衔接",
        "The remedy is for another opening, or its number does not follow",
    ),
    "remedy_interval": Words(
        "补救期限不得早于现在的期限；所述故障须在送出密钥的时间之内，不早于前一次补救所述的故障",
        "The time may not end before it does now; the fault lies within the time for keys, and not before that of the remedy before",
    ),
    "remedy_signers": Words("补救决定须由招标人两人签名", "A remedy needs two persons of the organiser"),
    "opening_mismatch": Words(
        "开标记录与公开材料推算的不一致", "The opening record is not what the public files give"
    ),
    "not_opened": Words(
        "这一部分没有开启，原因见开标记录", "This part was not opened; the record names the cause"
    ),
    # Tool
    "system_error": Words("操作系统报告错误", "The operating system reported an error"),
    "not_confirmed": Words("没有确认，什么也没做", "Not confirmed; nothing was done"),
    "content_malformed": Words("内容清单不是规定的 JSON", "The list of contents is not the JSON described"),
    "price_malformed": Words(
        '报价应为大于零、至多两位小数的数字，写成文本，如 "1280.50"',
        'A price is above zero, in plain digits with at most two decimals, written as text: "1280.50"',
    ),
    "would_overwrite": Words(
        "目标已存在，不覆盖", "There is something there already; nothing is overwritten"
    ),
    "usage": Words("命令用法不对", "The command was not used as described"),
    "server_refused": Words("平台拒绝了请求", "The platform refused the request"),
    "server_unavailable": Words(
        "平台暂时无法联系，可以重试", "The platform cannot be reached; trying again is safe"
    ),
    "server_answer": Words("平台的答复无法读懂", "The platform's answer cannot be understood"),
}
