package import Model
package import Trust

/// What people said about an operation, whether or not the operation itself is in the log yet.
package struct OperationWords: Hashable, Sendable {
    package internal(set) var approvals: [Logged<Approval>] = []
    package private(set) var denials: [Logged<Denial>] = []
    package private(set) var cancels: [Logged<Cancel>] = []
    package internal(set) var reviews: [Logged<Review>] = []

    private var reaches: [UInt64: [WordAuthority]] = [:]

    package init() {}

    /// The approvals below a size, one fact a signature, judged by the pages that a root lists.
    package func approvalFacts(below size: UInt64 = .max, under root: TrustRoot) -> [ApprovalFact] {
        approvals.filter { $0.index < size }.flatMap { approval in
            approval.facts.map { ApprovalFact(approval.content, signer: SignerFact($0, under: root)) }
        }
    }

    package func denialFacts(below size: UInt64 = .max, under root: TrustRoot) -> [WordFact] {
        denials.filter { $0.index < size }.flatMap { denial in
            zip(denial.facts, reach(of: denial.index)).map { facts, reach in
                WordFact(denial.content, signer: SignerFact(facts, under: root), judged: reach)
            }
        }
    }

    package func cancelFacts(below size: UInt64 = .max, under root: TrustRoot) -> [WordFact] {
        cancels.filter { $0.index < size }.flatMap { cancel in
            zip(cancel.facts, reach(of: cancel.index)).map { facts, reach in
                WordFact(cancel.content, signer: SignerFact(facts, under: root), judged: reach)
            }
        }
    }

    /// How far a denial or cancel reaches, signature by signature, as judged when it came.
    package func reach(of index: UInt64) -> [WordAuthority] {
        reaches[index] ?? []
    }

    mutating func deny(_ denial: Logged<Denial>, reach: [WordAuthority]) {
        denials.append(denial)
        reaches[denial.index] = reach
    }

    mutating func cancel(_ cancel: Logged<Cancel>, reach: [WordAuthority]) {
        cancels.append(cancel)
        reaches[cancel.index] = reach
    }

    /// The leaves of what stops it.
    package var stops: [UInt64] { denials.map(\.index) + cancels.map(\.index) }

    /// The leaves of everything said, in log order.
    package var indexes: [UInt64] {
        (approvals.map(\.index) + denials.map(\.index) + cancels.map(\.index) + reviews.map(\.index)).sorted()
    }
}
