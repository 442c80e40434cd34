package import Model

/// Who can change a trust root, and what it rests on.
///
/// Keys past their `until` are counted here: a new root is judged by its own `issued`, which its signers write.
package struct RootAuthority: Hashable, Sendable {
    package let threshold: Int
    /// The people of role root.
    package let changers: [Person]
    /// Witnesses that must have seen what devices run.
    package let witnessQuorum: Int

    package init(_ root: TrustRoot) {
        threshold = root.rootThreshold
        changers = root.people.filter { $0.roles.contains(.root) }
        witnessQuorum = root.witnesses.quorum
    }

    /// The people who can change the root by themselves.
    package var alone: [PersonID] {
        threshold <= 1 ? changers.map(\.id) : []
    }

    /// Whether an organisation's people reach the threshold without the other's.
    package func canAct(alone organisation: Organisation) -> Bool {
        changers.count { $0.organisation == organisation } >= threshold
    }

    /// What a tool says before somebody signs such a root.
    package var lines: [String] {
        let names = changers.map { "\($0.id) (\($0.organisation))" }.joined(separator: ", ")
        var lines = ["the root is changed by \(threshold) of: \(names)"]
        if !alone.isEmpty {
            lines.append("each of these can change the root alone: \(alone.map(\.text).joined(separator: ", "))")
        }
        if canAct(alone: .provider) {
            lines.append("the provider can change the root without the client")
        }
        if canAct(alone: .client) {
            lines.append("the client can change the root without the provider")
        }
        lines.append(contentsOf: withoutWitness)
        return lines
    }

    /// What a root without witness gives up; empty where there are witnesses.
    package var withoutWitness: [String] {
        guard witnessQuorum == 0 else { return [] }
        return [
            "no witness watches the log: a dishonest controller can show a device another log than it shows you,",
            "and replaying an old state of the log goes unnoticed until logs are compared by hand",
        ]
    }
}

extension RootExpiry {
    /// How many days before the end tools warn.
    package static let warningDays: [Int64] = [7, 30, 90]

    /// Whole days left, once the first warning is due; nil before.
    package static func daysLeft(_ root: TrustRoot, now: Timestamp) -> Int64? {
        let left = root.expires.seconds(since: now)
        guard let first = warningDays.last, left <= first * 86_400 else { return nil }
        return max(0, left / 86_400)
    }
}
