import Model

/// Collects remarks and counts.
struct AuditTally: Sendable {
    private(set) var remarks: [AuditReport.Remark] = []
    private(set) var counts: [AuditWord: UInt64] = [:]
    private var kinds: [EntryKind: UInt64] = [:]
    private var signatures: UInt64 = 0
    private var others: [String: UInt64] = [:]

    /// Words whose remarks are not listed, since they concern every other leaf.
    private static let silent: Set<AuditWord> = [.time, .access, .install, .system, .noWitness]

    mutating func note(_ word: AuditWord, index: UInt64? = nil, _ detail: @autoclosure () -> String) {
        counts[word, default: 0] += 1
        guard !Self.silent.contains(word), remarks.count < AuditReport.listLimit else { return }
        remarks.append(AuditReport.Remark(word, index: index, detail: detail()))
    }

    mutating func check(_ entry: Entry) {
        kinds[entry.kind, default: 0] += 1
        signatures += UInt64(entry.facts.count)
    }

    mutating func check(_ what: String, _ count: UInt64 = 1) {
        if count > 0 { others[what, default: 0] += count }
    }

    /// What was checked, and how often.
    var checked: [String: UInt64] {
        var checked = others
        for (kind, count) in kinds { checked["\(kind.rawValue) entries"] = count }
        checked["entries"] = kinds.values.reduce(0, +)
        checked["signatures"] = signatures
        return checked.filter { $0.value > 0 }
    }
}
