import Model

/// Collects remarks and counts.
struct AuditTally: Sendable {
    private(set) var remarks: [AuditReport.Remark] = []
    private(set) var counts: [AuditWord: UInt64] = [:]
    private(set) var checked: [String: UInt64] = [:]

    /// Words whose remarks are not listed, since they concern every other leaf.
    private static let silent: Set<AuditWord> = [.time, .access, .install, .system, .noWitness]

    mutating func note(_ word: AuditWord, index: UInt64? = nil, _ detail: @autoclosure () -> String) {
        counts[word, default: 0] += 1
        guard !Self.silent.contains(word), remarks.count < AuditReport.listLimit else { return }
        remarks.append(AuditReport.Remark(word, index: index, detail: detail()))
    }

    mutating func check(_ what: String, _ count: UInt64 = 1) {
        checked[what, default: 0] += count
    }
}
