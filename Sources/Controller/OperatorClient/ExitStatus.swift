/// The command line's exit codes.
package enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
    case success = 0
    /// A target did not succeed, or the audit found something.
    case shortfall = 1
    /// Wrong usage, or a file that can't be read.
    case usage = 2
    /// Refused by policy or controller.
    case refused = 3
    /// The controller can't be reached, or is not the one that was pinned.
    case unreachable = 4
    case signing = 5
    /// A proof, a signature or a known device does not hold.
    case verification = 6

    package var meaning: Localized {
        switch self {
        case .success: Localized("success", "成功")
        case .shortfall: Localized("a target did not succeed, or the audit has findings", "有目标未成功，或审计有发现")
        case .usage: Localized("wrong usage, or a file that can't be read", "用法错误，或文件无法读取")
        case .refused: Localized("refused by policy or controller", "被策略或控制器拒绝")
        case .unreachable: Localized("can't reach the controller, or TLS failed", "无法连接控制器，或 TLS 失败")
        case .signing: Localized("signing failed", "签名失败")
        case .verification:
            Localized("verification failed: proof, signature, or a known device moved", "校验失败：证明、签名，或已知设备发生变更")
        }
    }
}
