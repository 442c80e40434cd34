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
        let parts = checked.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        lines.append((language == .english ? "checked: " : "已核验：") + parts)
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
        return lines
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
                let place = remark.index.map { language == .english ? "leaf \($0)" : "叶子 \($0)" } ?? "-"
                lines.append("  \(place)  \(remark.detail)")
            }
        }
        return lines
    }
}
