/// The language of a report.
package enum AuditLanguage: Hashable, Sendable {
    case english
    case chinese
}

extension AuditWord {
    /// What the word means, for people.
    package func text(_ language: AuditLanguage) -> String {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }

    private var english: String {
        switch self {
        case .gap: "the file is damaged or an entry is missing"
        case .entry: "the leaf is no valid entry"
        case .timeOrder: "the entry's time lies before one above it"
        case .tenant: "the entry belongs to another client"
        case .enrolment: "the device was enrolled before"
        case .enrolmentRoot: "the device was enrolled under a root that is not in the log"
        case .inventorySigner: "the inventory is not signed by the device's agent key"
        case .receiptChain: "the receipt does not continue its device's chain"
        case .rootChain: "the trust root does not follow the one before it"
        case .rootPinned: "the trust root given is not in this log"
        case .deviceStatement: "the device statement was not signed as the rules demand"
        case .publication: "the item or release was not signed as the rules demand"
        case .operationID: "the operation's id was used before"
        case .leafIndex: "the receipt does not name the leaf of its operation"
        case .target: "the receipt is by a device that the operation does not name"
        case .rootUnknown: "the receipt was made under a trust root that is not in the log"
        case .receiptCheckpoint: "the checkpoint in the receipt does not hold"
        case .fork: "somebody was shown another tree than this log"
        case .inclusion: "the checkpoint in the receipt does not cover its operation"
        case .admission: "it ran although the rules did not admit it"
        case .rule: "it ran under another rule than the receipt says"
        case .runAfterDenial: "it ran after somebody had denied it"
        case .runAfterCancel: "it ran after it had been cancelled"
        case .checkpoint: "the checkpoint's signature or form does not hold"
        case .checkpointRoot: "the checkpoint is not over these entries"
        case .checkpointMissing: "there is no checkpoint"
        case .cosignature: "a witness's line does not hold"
        case .uncovered: "the last checkpoint does not cover the last entries"
        case .noWitness: "ran without a witness having seen the log"
        case .cancelUnseen: "it had been cancelled in the log; the device was not shown it"
        case .rootOlder: "trust roots older than the one given vouch for themselves only; compare their digests"
        case .orderRefused: "orders whose signer the root does not name; no device ran them"
        case .signerNotCounted: "words by keys that did not count"
        case .statusIgnored: "statuses by people who may not narrow the root"
        case .unanswered: "orders past their end without a receipt of every device"
        case .unproven: "could not be judged from the log alone"
        case .time: "the time of each entry"
        case .access: "access entries"
        case .install: "installation entries"
        case .system: "system entries"
        }
    }

    private var chinese: String {
        switch self {
        case .gap: "文件损坏或缺少条目"
        case .entry: "该叶子不是有效条目"
        case .timeOrder: "条目时间早于前面的条目"
        case .tenant: "条目属于另一客户"
        case .enrolment: "该设备此前已登记"
        case .enrolmentRoot: "设备登记所依据的信任根不在日志中"
        case .inventorySigner: "清单不是由该设备的代理密钥签署"
        case .receiptChain: "回执未接续该设备的回执链"
        case .rootChain: "信任根未接续前一版本"
        case .rootPinned: "所给信任根不在此日志中"
        case .deviceStatement: "设备登记的签署不符合规则"
        case .publication: "条目或发布版本的签署不符合规则"
        case .operationID: "操作编号此前已被使用"
        case .leafIndex: "回执所指的叶子不是其操作"
        case .target: "出具回执的设备不在操作目标之列"
        case .rootUnknown: "回执依据的信任根不在日志中"
        case .receiptCheckpoint: "回执中的检查点不成立"
        case .fork: "有人所见的树与此日志不同"
        case .inclusion: "回执中的检查点未覆盖其操作"
        case .admission: "规则不允许却已执行"
        case .rule: "实际依据的规则与回执所写不同"
        case .runAfterDenial: "已有人否决之后仍执行"
        case .runAfterCancel: "取消之后仍执行"
        case .checkpoint: "检查点的签名或格式不成立"
        case .checkpointRoot: "检查点与这些条目不符"
        case .checkpointMissing: "没有检查点"
        case .cosignature: "见证方的签名行不成立"
        case .uncovered: "最后的检查点未覆盖最后的条目"
        case .noWitness: "执行时没有见证方看过日志"
        case .cancelUnseen: "日志中已取消，但未告知设备"
        case .rootOlder: "早于所给版本的信任根只能自证，请核对其摘要"
        case .orderRefused: "签署人不在信任根中的操作，没有设备执行"
        case .signerNotCounted: "由不计数的密钥签署的言辞"
        case .statusIgnored: "由无权收窄信任根者签署的状态"
        case .unanswered: "已过期而并非每台设备都有回执的操作"
        case .unproven: "仅凭日志无法判断"
        case .time: "每个条目的时间"
        case .access: "访问条目"
        case .install: "安装条目"
        case .system: "系统条目"
        }
    }
}
