package import Model

/// What statuses take back from one version of a root: the union of all that name its version and digest.
///
/// Expired ones count too: a revocation lasts until the next root. A status that names a key of a person with role root
/// is left out as a whole, or whoever steals a narrowing key could keep the root from changing.
package struct Revocations: Hashable, Sendable {
    package let keys: Set<KeyFingerprint>
    package let items: [RevokedItem]
    /// The statuses that count, latest `issued` first.
    package let statuses: [Status]

    package init(_ statuses: [Status], narrowing held: HeldRoot) {
        let counted = statuses.filter { Self.refusal(of: $0, narrowing: held) == nil }
        keys = Set(counted.flatMap(\.revokedKeys))
        items = counted.flatMap(\.revokedItems)
        self.statuses = counted.sorted { $0.issued > $1.issued }
    }

    /// Whether an item must not run in a version.
    package func cover(_ item: ItemID, version: UInt64?) -> Bool {
        items.contains { $0.covers(item, version: version) }
    }

    /// Why a status doesn't narrow a root, apart from who signed it.
    package static func refusal(of status: Status, narrowing held: HeldRoot) -> RefusalCode? {
        guard status.tenant == held.root.tenant else { return .tenant }
        if status.root.version > held.root.version { return .rootBehind }
        guard status.root == held.reference else { return .rootUnknown }
        let rootKeys = held.root.people.filter { $0.roles.contains(.root) }.flatMap(\.keys)
        let named = Set(status.revokedKeys)
        return rootKeys.contains { named.contains(KeyFingerprint(of: $0.key)) } ? .statement : nil
    }
}
