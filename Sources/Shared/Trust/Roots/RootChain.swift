package import Model

/// The roots that a device or reader holds, from the first on, each accepted as the successor of the one before.
///
/// Only steps of one are taken: whoever offers a version far ahead achieves nothing, even validly signed. Store what
/// `accept` returns durably before anything is judged by it.
package struct RootChain: Sendable {
    /// The most versions that one round of asking may bring.
    package static let stepLimit = 1024

    /// All versions held, oldest first; never empty.
    package private(set) var versions: [HeldRoot]

    /// A chain that begins, or begins again from storage, with this document; the caller has judged it.
    package init(trusting root: HeldRoot, earlier: [HeldRoot] = []) {
        versions = earlier.sorted { $0.root.version < $1.root.version } + [root]
    }

    /// The version that counts.
    package var current: HeldRoot { versions[versions.count - 1] }

    /// The versions before the current one.
    package var earlier: [HeldRoot] { Array(versions.dropLast()) }

    /// The version to ask for.
    package var nextVersion: UInt64 { current.root.version + 1 }

    /// Takes over the next version; a refused document changes nothing.
    ///
    /// - Throws: `Refusal` as `RootUpdate.judge` does.
    package mutating func accept(
        _ offered: StatementText,
        signatures: [String],
        zones: any TimeZoneDirectory
    ) throws(Refusal) -> HeldRoot {
        let root = try RootUpdate.judge(offered, signatures: signatures, following: current, zones: zones)
        versions.append(root)
        return root
    }

    /// Whether anything may run under the current version: not past its date.
    ///
    /// Newer roots are taken also afterwards.
    package func allowsWork(at now: Timestamp) -> Bool {
        RootExpiry.refusal(current.root, now: now) == nil
    }
}
