extension AuditReport {
    /// The report for people, line by line: verdict, what was checked, findings, shortfalls, what is asserted only.
    ///
    /// Words and numbers only: no text out of the log is in here.
    package func lines(_ language: AuditLanguage) -> [String] {
        var lines = [verdict(language)]
        lines.append(
            language == .english
                ? "\(tenant): \(size) entries, tree \(treeRoot), root \(rootVersion) SHA-256 \(rootSha256)"
                : "\(tenant)：\(size) 个条目，树 \(treeRoot)，信任根 \(rootVersion) SHA-256 \(rootSha256)"
        )
        let parts = checked.sorted { $0.key < $1.key }
        lines.append(
            language == .english
                ? "checked: " + parts.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
                : "已核验：" + parts.map { "\(Self.chinese($0.key)) \($0.value)" }.joined(separator: "，")
        )
        lines += section(.finding, language)
        lines += section(.shortfall, language)
        let asserted = AuditWord.allCases.filter { $0.severity == .asserted && count($0) > 0 }
            .map { "\(count($0)) \($0.text(language))" }
        if !asserted.isEmpty {
            lines.append(
                (language == .english ? "asserted by the controller only: " : "仅为控制器所称：")
                    + asserted.joined(separator: language == .english ? ", " : "，")
            )
        }
        return lines + Self.notChecked(language)
    }

    /// What was counted, in Chinese; kinds of entries keep their name, which is that of the format.
    private static func chinese(_ counted: String) -> String {
        switch counted {
        case "entries": "条目"
        case "signatures": "签名"
        case "checkpoints": "检查点"
        case "cosignatures": "见证签名"
        case "runs": "执行"
        case "notes kept as evidence": "留作证据的检查点"
        default: counted.hasSuffix(" entries") ? "\(counted.dropLast(" entries".count)) 条目" : counted
        }
    }

    /// What no log can tell, so that a sound one is not taken for more than it is.
    private static func notChecked(_ language: AuditLanguage) -> [String] {
        switch language {
        case .english:
            [
                "what blobs say: reasons, comments, outputs, inventories and scripts are named by digest only",
                "whether a refusal or an outcome is what really happened: "
                    + "a device's root can forge that device's receipts",
                "what a device knew beside the log: "
                    + "its clock, its own limits, what else ran, earlier ids in its ledger",
                "entries withheld from the log, or a log shown to nobody but these devices: "
                    + "compare checkpoints elsewhere",
                "time-stamps; what happened to a log that another one continues",
            ].map { "not checked: \($0)" }
        case .chinese:
            [
                "二进制对象的内容：原因、备注、输出、清单和脚本在日志中只有摘要",
                "拒绝与结果是否属实：设备上的 root 能伪造该设备的回执",
                "设备在日志之外所知的：其时钟、本机限制、同时运行的操作、账本中更早的编号",
                "未写入日志的条目，或只给这些设备看的日志：请与别处的检查点比对",
                "时间戳；由另一日志接续的日志",
            ].map { "未核验：\($0)" }
        }
    }

    private func verdict(_ language: AuditLanguage) -> String {
        let findings = AuditWord.allCases.filter { $0.severity == .finding }.reduce(0) { $0 + count($1) }
        if findings == 0 { return language == .english ? "sound" : "完好" }
        return language == .english ? "\(findings) findings" : "发现 \(findings) 处问题"
    }

    private func section(_ severity: AuditWord.Severity, _ language: AuditLanguage) -> [String] {
        var lines: [String] = []
        for word in AuditWord.allCases where word.severity == severity && count(word) > 0 {
            let own = remarks.filter { $0.word == word }
            let title =
                severity == .finding
                ? (language == .english ? "finding" : "问题") : (language == .english ? "shortfall" : "不足")
            lines.append("\(title) \(word.rawValue) × \(count(word)): \(word.text(language))")
            for remark in own.prefix(severity == .finding ? 20 : 5) {
                lines.append("  \(place(of: remark, language))  \(remark.detail)")
            }
        }
        return lines
    }

    private func place(of remark: Remark, _ language: AuditLanguage) -> String {
        guard let index = remark.index else { return "-" }
        switch remark.word {
        case .checkpoint, .checkpointRoot, .cosignature:
            return language == .english ? "checkpoint \(index)" : "检查点 \(index)"
        default:
            return language == .english ? "leaf \(index)" : "叶子 \(index)"
        }
    }
}
