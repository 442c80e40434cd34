package import Model
import TransparencyLog
package import Trust

/// The trust roots of a tenant that this command line holds, oldest first: `tenants/<tenant>/root.json`.
///
/// The first is trusted because a person compared its digest, or at first sight; each later one because the one before
/// says so.
package struct PinnedRoots: Codable, Hashable, Sendable {
    /// One version with its signatures, as the log has it.
    package struct Version: Codable, Hashable, Sendable {
        package var root: String
        package var signatures: [String]
        /// Of its leaf.
        package var index: UInt64

        package init(root: String, signatures: [String], index: UInt64) {
            self.root = root
            self.signatures = signatures
            self.index = index
        }
    }

    package private(set) var versions: [Version]

    package init(first: Version) {
        versions = [first]
    }

    package mutating func append(_ version: Version) {
        versions.append(version)
    }

    package static func file(_ tenant: TenantID) -> String { "tenants/\(tenant)/root.json" }

    /// The chain as judged when it was stored.
    package func chain(zones: any TimeZoneDirectory) throws(Refusal) -> RootChain {
        var held: [HeldRoot] = []
        for version in versions {
            let text = StatementText(version.root)
            guard case .root(let root) = try Statement.parse(text, as: .root, zones: zones) else { continue }
            held.append(HeldRoot(root, sha256: text.sha256))
        }
        guard let current = held.last else { throw Refusal(.empty, "versions") }
        return RootChain(trusting: current, earlier: held.dropLast())
    }
}
