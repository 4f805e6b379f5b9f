"""What is said to who makes a policy, seals a bid or hands it in, by the codes of `toolkit.refusals`."""

from __future__ import annotations

from toolkit.words import Words

WORDS: dict[str, Words] = {
    # Encoding
    "json_too_long": Words("文件超过格式规定的长度", "The object is longer than the format allows"),
    "json_malformed": Words("不是格式规定的 JSON 对象", "Not a JSON object of the format"),
    "json_not_canonical": Words(
        "JSON 不是规范写法，同一内容只允许一种字节",
        "The JSON is not in canonical form; one content has one encoding",
    ),
    "object_malformed": Words("对象的字段不符合格式", "A field of the object is not as the format says"),
    "suite_unknown": Words("不认识的算法套件", "An unknown suite of algorithms"),
    "suite_not_offered": Words("该算法套件尚未开放使用", "This suite of algorithms is not offered"),
    "suite_mismatch": Words("投标文件与保管方案的算法套件不一致", "The bid's suite is not the policy's"),
    # Certificates
    "certificate_malformed": Words("证书无法读取", "The certificate cannot be read"),
    "certificate_weak": Words(
        "证书的密钥或者摘要算法强度不足", "The certificate's key or digest is too weak"
    ),
    "certificate_expired": Words("证书已过期", "The certificate has expired"),
    "certificate_not_yet_valid": Words("证书尚未生效", "The certificate is not valid yet"),
    "certificate_usage": Words("证书的用途不符", "The certificate is not for this use"),
    "certificate_untrusted": Words(
        "证书不是由受信任的认证机构签发", "No trusted authority issued this certificate"
    ),
    "certificate_revoked": Words("证书当时已被吊销", "The certificate was revoked by then"),
    "revocation_unknown": Words(
        "无法核实证书是否被吊销", "Whether the certificate was revoked cannot be told"
    ),
    "certificate_names_no_organisation": Words(
        "证书没有写明统一社会信用代码", "The certificate names no organisation by its social credit code"
    ),
    # Signatures
    "cms_too_long": Words("签名数据过长", "The signature is too long"),
    "cms_malformed": Words(
        "签名数据不是规定的 DER 结构", "The signature is not strict DER of the required form"
    ),
    "cms_content": Words("签名与被签内容的形式不符", "The signature is not over content of this form"),
    "cms_signers": Words("签名必须恰好有一个签名人", "The signature must have exactly one signer"),
    "cms_attributes": Words(
        "签名缺少必需的属性或者属性有误", "A signed attribute is missing, doubled or malformed"
    ),
    "cms_digest": Words("签名的不是这份内容", "The signature is over other content"),
    "cms_algorithm": Words("签名算法不在允许之列", "The signature's algorithm is not among those allowed"),
    "cms_certificate": Words(
        "签名与所附证书不对应", "The signature does not belong to the certificate it brings"
    ),
    "cms_signature": Words("签名值不正确", "The signature's value is wrong"),
    "timestamp_malformed": Words("时间戳无法读取", "The timestamp cannot be read"),
    "timestamp_mismatch": Words("时间戳盖的不是这份内容", "The timestamp is over other content"),
    "timestamp_late": Words(
        "时间戳的时间与所述时间相差太多", "The timestamp's time is too far from the stated one"
    ),
    # Keys at hand
    "key_file_unreadable": Words(
        "证书文件无法打开：文件损坏、密码不对或者里面没有可用的密钥",
        "The key file cannot be opened: damaged, another password, or no usable key in it",
    ),
    "device_unavailable": Words("密码设备无法使用", "The cryptographic device cannot be used"),
    "passphrase_too_short": Words("口令太短", "The passphrase is too short"),
    "passphrase_wrong": Words("口令不对或者文件已被改动", "Another passphrase, or an altered file"),
    # Policy of custody
    "policy_log_not_pinned": Words(
        "保管方案用的日志不是本程序认可的", "The policy's log is not one this program knows"
    ),
    "policy_witness_not_pinned": Words(
        "保管方案用的见证人不是本程序认可的", "The policy names a witness this program does not know"
    ),
    "policy_signer": Words("保管方案不是由招标人签名", "The policy is not signed by the organiser"),
    "policy_units": Words("保管方案的开启单元不成立", "The policy's units are not in order"),
    "policy_lots": Words("保管方案的标段不成立", "The policy's lots are not in order"),
    "policy_version": Words(
        "保管方案的版本与前一版不衔接", "The policy's version does not follow the previous one"
    ),
    "policy_committee": Words("分阶段开启须写明评委会签名人数", "Stages need a quorum of the committee"),
    "policy_quorum": Words(
        "保管人数与门限不成立（n = 2k−1，k ≥ 2）", "The quorum is not n = 2k−1 with k at least 2"
    ),
    "policy_custodians": Words("保管人名单不成立", "The list of custodians is not in order"),
    "policy_organisation_holds_quorum": Words(
        "有一个单位的保管人达到了开启门限", "One organisation alone has enough custodians to open"
    ),
    "policy_operator_is_custodian": Words(
        "平台运营方不得担任保管人", "Whoever operates the platform holds no key"
    ),
    "policy_witnesses": Words("见证人名单不成立", "The list of witnesses is not in order"),
    "policy_not_accepted": Words("有保管人尚未签名接受", "A custodian has not accepted under signature"),
    "policy_unproven": Words("日志中没有这份保管方案", "The log does not hold this policy"),
    "policy_times": Words(
        "给异议、提交或者送钥的时间太短", "There is too little time to object, post or send keys"
    ),
    "policy_supervisor": Words(
        "监督单位不得是招标人或者平台运营方",
        "The supervisor is neither the organiser nor operates the platform",
    ),
    "policy_evaluation": Words(
        "只给评标委员会看的部分须写明评标阅读程序的证书，其密钥不得另作他用；没有这类部分的不写",
        "Parts for a committee need the certificate of the process it reads them through, with a key for nothing else; without such "
        "parts there is none",
    ),
    "policy_missing": Words("本项目另有保管方案没有提供", "Another policy of this deal was not given"),
    "policy_superseded": Words(
        "保管方案在截止前已被取代", "Another policy took this one's place before the deadline"
    ),
    "policy_earlier": Words(
        "后一版保管方案的截止时间早于前一版现行的",
        "A later policy has an earlier deadline than was in force before",
    ),
    "policy_late": Words(
        "保管方案距截止不足一小时才生效", "The policy came less than an hour before the deadline"
    ),
    "change_malformed": Words("截止时间变更不衔接", "The changes of the deadline do not follow each other"),
    "change_signers": Words(
        "截止时间变更须由招标人两人签名", "A change of the deadline needs two persons of the organiser"
    ),
    "change_earlier": Words("截止时间不得提前", "A deadline never moves to earlier"),
    "change_late": Words(
        "截止时间变更没有在原截止时间之前公布", "The deadline was changed after it had passed"
    ),
    "change_missing": Words(
        "日志里的截止时间变更没有全部提供", "The log knows changes of the deadline that were not given"
    ),
    # Filing
    "lot_unknown": Words("没有这个标段", "There is no such lot"),
    "file_missing": Words("缺少文件", "A file is missing"),
    "core_hash": Words("投标核心与首部不一致", "Core and header do not belong together"),
    "signer_is_another": Words("签名人不是投标核心写明的签名人", "The signer is not the one the core names"),
    "signer_is_another_organisation": Words(
        "签名证书属于另一个单位", "The signing certificate is another organisation's"
    ),
    "context_mismatch": Words(
        "投标文件是为另一个项目、标段或者另一版保管方案做的",
        "The bid was made for another deal, lot or policy",
    ),
    "units_mismatch": Words("开启单元与保管方案不一致", "The units are not the policy's"),
    "parts_malformed": Words("密文清单不符合格式", "The list of parts is not as the format says"),
    "shares_mismatch": Words("密钥分份与保管方案不一致", "The shares are not the policy's"),
    "sequence_mismatch": Words("投标次序与上一次不衔接", "The filing does not follow the previous one"),
    "bid_id_taken": Words("投标编号已被其他单位使用", "Another organisation uses this bid's id"),
    "already_filed": Words("这份投标已经递交过", "This filing was accepted before"),
    "part_missing": Words("缺少一部分密文", "A sealed part is missing"),
    "unencrypted": Words(
        "这个文件没有加密：请先用客户端或网页密封，再递交密封后的文件",
        "The file is not encrypted: seal it with the client or on the page first, and submit what comes out",
    ),
    "part_hash": Words("密文与投标核心写明的不一致", "A sealed part is not the one the core names"),
    "part_too_large": Words("文件太大", "A file is too large"),
    "part_changed_while_read": Words("读取时文件发生了变化", "A file changed while it was read"),
    "capsule_missing": Words("缺少密钥分份", "A capsule is missing"),
    "capsule_hash": Words("密钥分份与首部写明的不一致", "A capsule is not the one the header names"),
    "capsule_malformed": Words("密钥分份不是规定的结构", "A capsule is not of the one form"),
    "capsule_recipient": Words("密钥分份不是给这位保管人的", "A capsule is for another recipient"),
    "capsule_point": Words("密钥分份中的点不在曲线上", "A capsule's point is not on the curve"),
    "capsule_does_not_open": Words("密钥分份打不开", "A capsule does not open"),
    "withdrawal_unknown": Words("没有可以撤回的投标", "There is no live filing to withdraw"),
    # Opening a unit
    "key_commitment": Words("密钥与承诺不一致", "The key is not the one committed to"),
    "part_does_not_open": Words("密文用正确的密钥也打不开", "A sealed part does not open with the right key"),
    "frame_malformed": Words("明文的长度或者填充有误", "The length or padding of the content is wrong"),
    "manifest_signer": Words("投标内容不是由投标人签名", "The content is not signed by the bidder"),
    "manifest_context": Words("投标内容是为另一次投标做的", "The content was made for another filing"),
    "manifest_files": Words("文件清单与密文不一致", "The list of files is not that of the sealed parts"),
    "file_hash": Words("文件与清单写明的不一致", "A file is not the one its manifest names"),
    "file_name": Words("文件名不允许", "A file's name is not allowed"),
    "file_name_twice": Words("文件名重复", "Two files have one name"),
    "fingerprint_mismatch": Words(
        "这份投标的指纹不是所给的那个", "The bid has another fingerprint than the one given"
    ),
    "dealing_wrong": Words("密钥分份做得不对", "The shares were dealt wrongly"),
}
