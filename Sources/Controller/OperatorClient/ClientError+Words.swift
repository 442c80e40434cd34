import ControllerCore
import InventoryReport
import Model
import TransparencyLog

extension ClientError {
    /// What failed, with the real values.
    package var message: Localized {
        switch self {
        case .usage(let message, _): message
        case .unreadable(let path, let cause):
            Localized("can't read \(path): \(cause)", "无法读取 \(path)：\(ChineseWords.cause(cause))")
        case .unwritable(let path, let cause):
            Localized("can't write \(path): \(cause)", "无法写入 \(path)：\(ChineseWords.cause(cause))")
        case .notSignedIn: Localized("nobody is signed in", "尚未登录")
        case .sessionOver: Localized("the session is over", "会话已结束")
        case .tenantMissing(let known):
            known.isEmpty
                ? Localized("your key is in no client's trust root", "您的密钥不在任何客户的信任根中")
                : Localized(
                    "which client? you may read \(known.joined(separator: ", "))",
                    "哪个客户？您可以查看 \(known.joined(separator: "、"))"
                )
        case .confirmationMissing(let count):
            Localized("nobody confirmed \(count) target(s), and this is no terminal", "未确认 \(count) 个目标，且当前不是终端")
        case .countMismatch(let given, let count):
            Localized("there are \(count) targets, not \(given)", "共有 \(count) 个目标，而不是 \(given) 个")
        case .declined: Localized("nothing was signed", "未签署任何内容")
        case .refused(let error): refusal(error)
        case .answer(let status, let path):
            Localized("\(path) answered \(status)", "\(path) 返回 \(status)")
        case .unreachable(let url, let cause):
            Localized("can't reach \(url): \(cause)", "无法连接 \(url)：\(ChineseWords.cause(cause))")
        case .authorityMismatch(let url, let expected, let presented):
            Localized(
                "\(url) shows no authority with SHA-256 \(expected); it shows \(Self.list(presented))",
                "\(url) 未出示 SHA-256 为 \(expected) 的 CA，出示的是 \(Self.list(presented))"
            )
        case .originMismatch(let dialled, let presented):
            Localized(
                "the controller asks to sign in to \(DisplayText.escaped(presented)), dialled was \(dialled)",
                "控制器要求登录 \(DisplayText.escaped(presented))，而您连接的是 \(dialled)"
            )
        case .keyMissing, .keyUnreadable, .passphrase, .agentRefused, .keygenMissing, .keygen: signingMessage
        case .targetUnknown, .targetAmbiguous, .targetInactive, .noTargets: targetMessage
        default: verificationMessage
        }
    }

    private func refusal(_ error: APIError) -> Localized {
        Localized(
            "refused (\(DisplayText.escaped(error.code))): \(DisplayText.escaped(error.message))",
            ChineseWords.refusal(error.code).map { meaning in
                "被拒绝（\(DisplayText.escaped(error.code))）：\(meaning)；控制器原话：\(DisplayText.escaped(error.message))"
            } ?? "被拒绝（\(DisplayText.escaped(error.code))）：\(DisplayText.escaped(error.message))"
        )
    }

    private static func list(_ digests: [Digest]) -> String {
        digests.isEmpty ? "-" : digests.map(\.hex).joined(separator: ", ")
    }

    private var signingMessage: Localized {
        switch self {
        case .keyMissing(let path): Localized("there is no key file \(path)", "没有密钥文件 \(path)")
        case .keyUnreadable(let path, let cause):
            Localized("ssh-keygen can't use the key \(path): \(cause)", "ssh-keygen 无法使用密钥 \(path)：\(cause)")
        case .passphrase(let path): Localized("wrong passphrase for the key \(path)", "密钥 \(path) 的口令错误")
        case .agentRefused(let path, let cause):
            Localized("the ssh-agent did not sign with \(path): \(cause)", "ssh-agent 未用 \(path) 签名：\(cause)")
        case .keygenMissing(let path): Localized("there is no \(path)", "没有 \(path)")
        case .keygen(let path, let cause):
            Localized("ssh-keygen did not sign with \(path): \(cause)", "ssh-keygen 未用 \(path) 签名：\(cause)")
        default: Localized("signing failed", "签名失败")
        }
    }

    private var targetMessage: Localized {
        switch self {
        case .targetUnknown(let text):
            Localized("no verified device is called \"\(text)\"", "没有名为“\(text)”的已校验设备")
        case .targetAmbiguous(let name, let ids):
            Localized(
                "\"\(name)\" is the name of \(ids.count) devices: \(ids.map(\.text).joined(separator: ", "))",
                "“\(name)”是 \(ids.count) 台设备的名称：\(ids.map(\.text).joined(separator: "、"))"
            )
        case .targetInactive(let name, let state):
            Localized(
                "\"\(name)\" is \(state?.rawValue ?? "quarantined"), so nothing runs on it",
                "“\(name)”处于“\(Catalogue.state(state ?? .quarantined, admitted: state != nil).chinese)”状态，不会执行任何操作"
            )
        default: Localized("no device matches", "没有匹配的设备")
        }
    }

    private var verificationMessage: Localized {
        switch self {
        case .rootRefused(let tenant, let version, let reason):
            Localized(
                "trust root \(version) of \(tenant) does not follow from the pinned one: \(reason)",
                "\(tenant) 的信任根 \(version) 不能由已固定的信任根推出：\(reason)"
            )
        case .rootDigest(let tenant, let expected, let presented):
            Localized(
                "the trust root of \(tenant) has SHA-256 \(presented), expected was \(expected)",
                "\(tenant) 的信任根 SHA-256 为 \(presented)，应为 \(expected)"
            )
        case .rootOlder(let tenant, let held, let presented):
            Localized(
                "the controller shows trust root \(presented) of \(tenant), version \(held) is known",
                "控制器出示 \(tenant) 的信任根 \(presented)，而已知版本为 \(held)"
            )
        case .checkpointRefused(let cause):
            Localized("the log's checkpoint does not hold: \(cause)", "日志检查点无效：\(ChineseWords.cause(cause))")
        case .checkpointOlder(let held, let presented):
            Localized(
                "the controller shows a log of \(presented) entries, \(held) were proven before",
                "控制器出示的日志只有 \(presented) 条，此前已证明 \(held) 条"
            )
        case .fork(let size, let kept):
            Localized(
                "FORK: the log signed two different trees of size \(size); both notes are kept in \(kept)",
                "分叉：日志对大小 \(size) 签署了两棵不同的树；两份检查点保存于 \(kept)"
            )
        case .inconsistent(let from, let to):
            Localized(
                "the log of \(to) entries does not continue the proven one of \(from)",
                "\(to) 条的日志不是已证明的 \(from) 条日志的延续"
            )
        case .leafUnproven(let index):
            Localized("entry \(index) is not proven to be in the log", "日志条目 \(index) 未被证明在日志中")
        case .leafRefused(let index, let reason):
            Localized("entry \(index) of the log does not hold: \(reason)", "日志条目 \(index) 无效：\(reason)")
        case .leafUnexpected(let index, let wanted):
            Localized("entry \(index) of the log is not \(wanted)", "日志条目 \(index) 不是\(ChineseWords.thing(wanted))")
        case .deviceMoved(let name, let from, let to):
            Localized(
                "\"\(name)\" was device \(from) and is \(to) now",
                "“\(name)”原为设备 \(from)，现为 \(to)"
            )
        case .deviceOlder(let device, let held, let presented):
            Localized(
                "the controller shows version \(presented) of device \(device), \(held) was proven before",
                "控制器出示设备 \(device) 的版本 \(presented)，此前已证明版本 \(held)"
            )
        case .contentMismatch(let what, let expected):
            Localized(
                "\(what) does not have the signed digest \(expected)",
                "\(ChineseWords.thing(what)) 与签署的摘要 \(expected) 不符"
            )
        case .findings(let count): Localized("\(count) finding(s)", "\(count) 项发现")
        default: Localized("verification failed", "校验失败")
        }
    }
}
