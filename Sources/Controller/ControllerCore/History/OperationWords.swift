package import Model
package import Trust

/// What people said about an operation, whether or not the operation itself is in the log yet.
package struct OperationWords: Hashable, Sendable {
    package internal(set) var approvals: [Logged<Approval>] = []
    package internal(set) var denials: [Logged<Denial>] = []
    package internal(set) var cancels: [Logged<Cancel>] = []
    package internal(set) var reviews: [Logged<Review>] = []

    package init() {}

    /// The approvals below a size, one fact a signature, judged by the pages that a root lists.
    package func approvalFacts(below size: UInt64 = .max, under root: TrustRoot) -> [ApprovalFact] {
        approvals.filter { $0.index < size }.flatMap { approval in
            approval.facts.map { ApprovalFact(approval.content, signer: SignerFact($0, under: root)) }
        }
    }

    package func denialFacts(below size: UInt64 = .max, under root: TrustRoot) -> [WordFact] {
        denials.filter { $0.index < size }.flatMap { denial in
            denial.facts.map { WordFact(denial.content, signer: SignerFact($0, under: root)) }
        }
    }

    package func cancelFacts(below size: UInt64 = .max, under root: TrustRoot) -> [WordFact] {
        cancels.filter { $0.index < size }.flatMap { cancel in
            cancel.facts.map { WordFact(cancel.content, signer: SignerFact($0, under: root)) }
        }
    }

    /// The leaves of everything said, in log order.
    package var indexes: [UInt64] {
        (approvals.map(\.index) + denials.map(\.index) + cancels.map(\.index) + reviews.map(\.index)).sorted()
    }
}
