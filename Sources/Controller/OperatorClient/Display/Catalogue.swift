package import Model
package import TransparencyLog
package import Trust

/// What the command line says, both languages side by side.
package enum Catalogue {
    // Columns and labels.
    package static let device = Localized("DEVICE", "设备")
    package static let name = Localized("NAME", "名称")
    package static let state = Localized("STATE", "状态")
    package static let groups = Localized("GROUPS", "分组")
    package static let connected = Localized("CONNECTED", "在线")
    package static let lastSeen = Localized("LAST SEEN", "最近在线")
    package static let hold = Localized("HOLD", "暂停原因")
    package static let operation = Localized("OPERATION", "操作")
    package static let title = Localized("TITLE", "内容")
    package static let targets = Localized("TARGETS", "目标")
    package static let signers = Localized("SIGNED BY", "签署人")
    package static let missing = Localized("STILL MISSING", "尚缺")
    package static let issued = Localized("ISSUED", "签发时间")
    package static let expires = Localized("EXPIRES", "失效时间")
    package static let tenant = Localized("CLIENT", "客户")
    package static let root = Localized("ROOT", "信任根")
    package static let entries = Localized("ENTRIES", "日志条数")
    package static let devices = Localized("DEVICES", "设备数")
    package static let outcome = Localized("OUTCOME", "结果")
    package static let receipt = Localized("RECEIPT", "回执")
    package static let kind = Localized("KIND", "类型")
    package static let time = Localized("TIME", "时间")
    package static let subject = Localized("WHAT", "事项")
    package static let index = Localized("ENTRY", "条目")
    package static let yes = Localized("yes", "是")
    package static let no = Localized("no", "否")
    package static let error = Localized("error:", "错误：")
    package static let hint = Localized("hint:", "提示：")
    package static let none = Localized("none", "无")

    package static func state(_ state: DeviceState, admitted: Bool) -> Localized {
        switch state {
        case .active: Localized("active", "启用")
        case .retired: Localized("retired", "已退役")
        case .quarantined: admitted ? Localized("quarantined", "隔离") : Localized("not admitted", "未准入")
        }
    }

    /// States and outcomes; a word that isn't known stands for itself.
    package static func outcome(_ word: String) -> Localized {
        let chinese: [String: String] = [
            "waiting": "待会签", "queued": "排队中", "delivered": "已送达", "running": "执行中", "unknown": "未知",
            "denied": "已否决", "cancelled": "已取消", "done": "已完成", "succeeded": "成功", "failed": "失败",
            "signalled": "被信号终止", "timed-out": "超时", "refused": "被拒绝", "expired": "已过期", "interrupted": "中断",
        ]
        return Localized(word, chinese[word] ?? word)
    }

    // Roots.
    package static func trustingRoot(version: UInt64, tenant: TenantID, sha256: Digest) -> Localized {
        Localized(
            "trusting root \(version) of \(tenant), SHA-256 \(sha256); compare it with the client's paper",
            "信任 \(tenant) 的信任根 \(version)，SHA-256 \(sha256)；请与客户纸面核对"
        )
    }

    package static func newRoot(version: UInt64, tenant: TenantID, sha256: Digest) -> Localized {
        Localized(
            "root \(version) of \(tenant) follows from the pinned one, SHA-256 \(sha256)",
            "\(tenant) 的信任根 \(version) 由已固定的信任根推出，SHA-256 \(sha256)"
        )
    }

    package static func pinned(version: UInt64, tenant: TenantID, sha256: Digest) -> Localized {
        Localized(
            "pinned root \(version) of \(tenant), SHA-256 \(sha256)",
            "已固定 \(tenant) 的信任根 \(version)，SHA-256 \(sha256)"
        )
    }

    /// Who can change a root, and what having no witness gives up.
    package static func authority(_ authority: RootAuthority) -> [Localized] {
        var chinese = [
            "修改信任根需要以下人员中的 \(authority.threshold) 人："
                + authority.changers.map { "\($0.id)（\($0.organisation == .client ? "客户" : "服务商")）" }.joined(
                    separator: "、"
                )
        ]
        if !authority.alone.isEmpty {
            chinese.append("以下每人可单独修改信任根：\(authority.alone.map(\.text).joined(separator: "、"))")
        }
        if authority.canAct(alone: .provider) { chinese.append("服务商可在没有客户参与的情况下修改信任根") }
        if authority.canAct(alone: .client) { chinese.append("客户可在没有服务商参与的情况下修改信任根") }
        if authority.witnessQuorum == 0 {
            chinese.append("没有见证方监督日志：不诚实的控制器可以向设备出示与您所见不同的日志，")
            chinese.append("日志旧状态被重放也不会被发现，除非人工比对日志")
        }
        let english = authority.lines
        return (0..<max(english.count, chinese.count)).map { line in
            Localized(line < english.count ? english[line] : "", line < chinese.count ? chinese[line] : "")
        }
    }

    package static func signRoot(_ person: PersonID, file: String) -> Localized {
        let command = "ssh-keygen -Y sign -f KEY -n root@countersign < \(file) > \(file).\(person).sig"
        return Localized("  \(person) signs:  \(command)", "  \(person) 签署：  \(command)")
    }

    package static func submitRoot(_ file: String, signatures: [String]) -> Localized {
        let command = (["countersign tenant create --root \(file)"] + signatures.map { "--signature \($0)" })
            .joined(separator: " ")
        return Localized("then:  \(command)", "然后：  \(command)")
    }

    package static func rootWritten(_ file: String, sha256: Digest) -> Localized {
        Localized("wrote \(file), SHA-256 \(sha256)", "已写入 \(file)，SHA-256 \(sha256)")
    }

    package static func tenantCreated(_ tenant: TenantID, version: UInt64, sha256: String) -> Localized {
        Localized(
            "created client \(tenant) with root \(version), SHA-256 \(sha256)",
            "已创建客户 \(tenant)，信任根 \(version)，SHA-256 \(sha256)"
        )
    }

    package static func youngZone(_ zone: ZoneName, year: Int) -> Localized {
        Localized(
            "the time zone \(zone) is of \(year): systems with older tzdata will refuse this root",
            "时区 \(zone) 始于 \(year) 年：tzdata 较旧的系统会拒绝此信任根"
        )
    }

    package static func expiresSoon(days: Int64, tenant: TenantID) -> Localized {
        Localized(
            "the trust root of \(tenant) ends in \(days) day(s): its root people have to sign the next one",
            "\(tenant) 的信任根将在 \(days) 天后失效：须由 root 人员签署新版本"
        )
    }

    // Sessions and files.
    package static func signedIn(_ url: String, until: String, tenants: String) -> Localized {
        Localized("signed in to \(url) until \(until): \(tenants)", "已登录 \(url)，有效至 \(until)：\(tenants)")
    }

    package static let signedOut = Localized("signed out", "已退出登录")

    package static func written(_ path: String) -> Localized {
        Localized("wrote \(path)", "已写入 \(path)")
    }

    package static func enrolmentWritten(_ path: String, uses: Int, expires: String, root: String) -> Localized {
        Localized(
            "wrote \(path): \(uses) use(s) until \(expires); keep it secret. Root SHA-256 \(root)",
            "已写入 \(path)：可用 \(uses) 次，至 \(expires)；请保密。信任根 SHA-256 \(root)"
        )
    }

    package static func statementWritten(_ path: String, sha256: Digest) -> Localized {
        Localized("wrote \(path), SHA-256 \(sha256)", "已写入 \(path)，SHA-256 \(sha256)")
    }

    package static func signStatement(_ path: String, namespace: String) -> Localized {
        let command = "ssh-keygen -Y sign -f KEY -n \(namespace) < \(path) > \(path).WHO.sig"
        return Localized("  each signs:  \(command)", "  每人签署：  \(command)")
    }

    package static func submitStatement(_ path: String) -> Localized {
        let command = "countersign device submit \(path) --signature \(path).A.sig --signature \(path).B.sig"
        return Localized("then:  \(command)", "然后：  \(command)")
    }

    package static func enrolNext(_ path: String) -> Localized {
        Localized(
            "on each device, as root: countersign-agent enrol \(path)",
            "在每台设备上以 root 执行：countersign-agent enrol \(path)"
        )
    }
}
