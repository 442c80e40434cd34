import InventoryReport

/// What the collection `basic` printed, in lines for people in place of one long line of JSON.
package enum CollectText {
    /// The lines; nil where the bytes are not what that collection prints.
    ///
    /// All device text in them is escaped.
    package static func lines(_ output: [UInt8], language: Language) -> [String]? {
        let bytes = output.last == 0x0A ? Array(output.dropLast()) : output
        guard let facts = try? FactValue.parse(bytes), case .object(let members) = facts,
            members["clock"] != nil, members["versions"] != nil
        else { return nil }
        var lines = [clock(facts["clock"], language), versions(facts, language)].compactMap(\.self)
        if case .object(let sections) = facts["inventory"] {
            lines += ReportText.lines(report(sections), language: language == .chinese ? .chinese : .english)
        } else {
            lines.append(Localized("Inventory: could not be read", "资产清单：无法读取").text(in: language))
        }
        return lines
    }

    private static func clock(_ clock: FactValue, _ language: Language) -> String? {
        guard let now = clock["now"].text else { return nil }
        let offset = clock["offset_ms"].number ?? 0
        let isSynchronised = clock["synchronised"].flag ?? false
        return Localized(
            "Clock: \(escaped(now)), \(isSynchronised ? "synchronised" : "not synchronised"), offset \(offset) ms",
            "时钟：\(escaped(now))，\(isSynchronised ? "已同步" : "未同步")，偏差 \(offset) 毫秒"
        ).text(in: language)
    }

    private static func versions(_ facts: FactValue, _ language: Language) -> String? {
        guard let executor = facts["versions"]["executor"].text else { return nil }
        let isConnected = facts["connectivity"]["agent_connected"].flag ?? false
        return Localized(
            "Executor: \(escaped(executor)), agent \(isConnected ? "connected" : "not connected")",
            "执行器：\(escaped(executor))，代理\(isConnected ? "在线" : "离线")"
        ).text(in: language)
    }

    private static func escaped(_ text: String) -> String { DisplayText.escaped(text, limit: 200) }

    private static func report(_ sections: [String: FactValue]) -> Report {
        Report(
            bootID: nil,
            sections: sections.mapValues { facts in
                ReportSection(collectedAt: 0, source: "", privilege: .user, errors: [], facts: facts)
            },
            metrics: nil
        )
    }
}
