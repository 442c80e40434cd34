package import Model

extension Catalogue {
    package static func confirm(count: Int) -> Localized {
        Localized("sign for \(count) target(s)? [y/N] ", "签署，共 \(count) 个目标？[y/N] ")
    }

    package static func confirmCount(_ count: Int) -> Localized {
        Localized("\(count) targets: type their number to sign: ", "共 \(count) 个目标：请输入数量以签署：")
    }

    package static let confirmWord = Localized("sign this? [y/N] ", "签署？[y/N] ")

    package static func signing(_ key: String) -> Localized {
        Localized("signing with \(key)", "使用 \(key) 签署")
    }

    package static func orderLogged(_ id: OperationID, index: UInt64) -> Localized {
        Localized("operation \(id) is entry \(index) of the log", "操作 \(id) 为日志条目 \(index)")
    }

    package static func waiting(_ missing: [String], id: OperationID) -> Localized {
        let what = missing.joined(separator: ", ")
        return Localized(
            "waiting for \(what): they sign with  countersign approve \(id)",
            "等待会签：\(missing.map(ChineseWords.demand).joined(separator: "、"))；会签命令  countersign approve \(id)"
        )
    }

    package static let waitingForReceipts = Localized("waiting for receipts", "正在等待回执")

    /// Who stopped an order, in one line.
    package static func stopped(_ kind: EntryKind, by people: [String], at: Timestamp, index: UInt64, reason: String?)
        -> Localized
    {
        let (who, why) = (people.joined(separator: ", "), reason.map { ": \($0)" } ?? "")
        let whyChinese = reason.map { "：\($0)" } ?? ""
        return kind == .denial
            ? Localized(
                "denied by \(who) at \(at), entry \(index)\(why)",
                "已由 \(who) 于 \(at) 否决，日志条目 \(index)\(whyChinese)"
            )
            : Localized(
                "cancelled by \(who) at \(at), entry \(index)\(why)",
                "已由 \(who) 于 \(at) 取消，日志条目 \(index)\(whyChinese)"
            )
    }

    package static let reconnecting = Localized(
        "the controller hung up; asking again (the operation goes on)",
        "与控制器的连接中断，正在重连（操作不受影响）"
    )

    package static func proven(_ count: Int) -> Localized {
        Localized(
            "\(count) receipt(s) verified: signed by the device, proven in the log",
            "已校验 \(count) 份回执：设备签名有效，并证明在日志中"
        )
    }

    package static func erased(_ what: String) -> Localized {
        Localized("\(what): erased, or not kept", "\(ChineseWords.thing(what))：已删除或未保留")
    }

    /// - Parameter demands: `1 × contact` and the like.
    package static func rule(_ name: String, demands: [String]) -> Localized {
        let both = Self.demands(demands)
        return Localized("rule \(name): \(both.english)", "规则 \(name)：\(both.chinese)")
    }

    package static func demands(_ demands: [String]) -> Localized {
        Localized(
            demands.joined(separator: ", "),
            demands.map(ChineseWords.demand).joined(separator: "、")
        )
    }

    /// Why a receipt is no success.
    package static func exit(_ code: UInt64) -> Localized { Localized(" (exit \(code))", "（退出码 \(code)）") }

    package static func signal(_ number: UInt64) -> Localized { Localized(" (signal \(number))", "（信号 \(number)）") }

    package static func refusedDelivery(_ target: String, code: String) -> Localized {
        Localized(
            "\(target): not yet admitted (\(code)); the controller will try again where that can help",
            "\(target)：暂未准入（\(code)）；若有帮助，控制器会重试"
        )
    }

    package static func submitted(_ kind: String, index: UInt64) -> Localized {
        let chinese = ["approval": "会签", "denial": "否决", "cancel": "取消", "device": "设备登记"][kind] ?? kind
        return Localized("\(kind) is entry \(index) of the log", "\(chinese)为日志条目 \(index)")
    }

    package static let unforeseen = Localized(
        "hint: run the command again; if it fails again, report this line and countersign --version",
        "提示：请重新执行命令；若仍失败，请连同 countersign --version 的输出报告此行"
    )

    package static let inboxEmpty = Localized("nothing waits for your signature", "没有等待您会签的操作")
    package static let noOperations = Localized("no operations yet", "尚无操作")
    package static let noDevices = Localized(
        "no devices yet; make an enrolment file: countersign enrol-file",
        "尚无设备；请生成登记文件：countersign enrol-file"
    )

    // Labels of an order.
    package static let labelReason = Localized("reason", "原因")
    package static let labelTicket = Localized("ticket", "工单")
    package static let labelScript = Localized("script", "脚本")
    package static let labelParameter = Localized("parameter", "参数")
    package static let labelTargets = Localized("targets", "目标")
    package static let labelLimits = Localized("limits", "限制")
    package static let labelValid = Localized("valid", "有效期")
    package static let labelSigners = Localized("signed by", "签署人")
    package static let labelStatement = Localized("statement", "声明")
    package static let labelCollect = Localized("collect", "采集")
    package static let labelNotBefore = Localized("not before", "最早时间")
    package static let labelWindow = Localized("window", "执行时段")

    package static let unverifiedList = Localized(
        "this list is the controller's word; verify one: countersign operation show ID",
        "此列表为控制器所述；校验某项：countersign operation show 标识"
    )

    /// What was shown while an order ran is not what the device signed.
    package static func shownOtherwise(_ what: String) -> Localized {
        Localized(
            "\(what): what was shown above is not what the device signed; this is:",
            "\(ChineseWords.thing(what))：上面显示的内容与设备签署的不符；设备签署的内容如下："
        )
    }

    /// Something was shown, and no receipt can confirm it.
    package static func shownUnsigned(_ what: String) -> Localized {
        Localized(
            "\(what): what was shown above is the controller's word; no kept output that a device signed confirms it",
            "\(ChineseWords.thing(what))：上面显示的内容仅为控制器所述；没有设备签署并保留的输出可以证实"
        )
    }
}
