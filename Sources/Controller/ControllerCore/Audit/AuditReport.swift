/// What came out of checking a log.
package struct AuditReport: Codable, Hashable, Sendable {
    /// Findings and shortfalls listed at most; all are counted.
    package static let listLimit = 1_000

    /// One remark on one leaf or checkpoint.
    package struct Remark: Codable, Hashable, Sendable {
        package var word: AuditWord
        /// The leaf, or a checkpoint's size, where there is one.
        package var index: UInt64?
        /// What exactly: a reader's word and member, a gate code, sizes.
        package var detail: String

        package init(_ word: AuditWord, index: UInt64?, detail: String) {
            self.word = word
            self.index = index
            self.detail = detail
        }
    }

    package var tenant: String
    /// Number of leaves.
    package var size: UInt64
    /// Merkle root over them, as hexadecimal digits.
    package var treeRoot: String
    /// The root that the caller vouches for.
    package var rootVersion: UInt64
    package var rootSha256: String
    /// At most ``listLimit``, in log order.
    package var remarks: [Remark]
    /// How often each word applies, findings, shortfalls and what is asserted.
    package var counts: [String: UInt64]
    /// What was checked: entries by kind, signatures, checkpoints, cosignatures, runs.
    package var checked: [String: UInt64]

    /// Whether nothing is wrong.
    package var isSound: Bool {
        AuditWord.allCases.allSatisfy { $0.severity != .finding || counts[$0.rawValue] == nil }
    }

    /// 0 sound, 1 findings; 2, unreadable, is the caller's where there is no report.
    package var exitCode: Int32 { isSound ? 0 : 1 }

    package func count(_ word: AuditWord) -> UInt64 { counts[word.rawValue] ?? 0 }

    /// The remarks of one weight.
    package func remarks(_ severity: AuditWord.Severity) -> [Remark] {
        remarks.filter { $0.word.severity == severity }
    }
}
