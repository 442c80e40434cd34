package import Model

/// What decides whose signature counts: the current root, earlier ones that were held, and the statuses seen.
///
/// A value: made anew when a root or a status comes, then only read.
package struct TrustState: Sendable {
    package let current: HeldRoot
    /// Versions before the current one, in any order.
    package let earlier: [HeldRoot]
    package let revocations: Revocations
    private let owners: [KeyFingerprint: Owner]
    private let formerKeys: Set<KeyFingerprint>

    private struct Owner: Sendable {
        let person: Person
        let key: PersonKey
    }

    package init(current: HeldRoot, earlier: [HeldRoot] = [], statuses: [Status] = []) {
        self.current = current
        self.earlier = earlier
        revocations = Revocations(statuses, narrowing: current)
        var owners: [KeyFingerprint: Owner] = [:]
        for person in current.root.people {
            for key in person.keys {
                owners[KeyFingerprint(of: key.key)] = Owner(person: person, key: key)
            }
        }
        self.owners = owners
        formerKeys = Set(
            earlier.flatMap { $0.root.people }.flatMap(\.keys).map { KeyFingerprint(of: $0.key) }
        )
    }

    package var root: TrustRoot { current.root }

    /// The person who holds a key in the current root, whether or not the key still counts.
    package func holder(of key: KeyFingerprint) -> Person? {
        owners[key]?.person
    }

    /// Whether, and for whom, a key counts at a time.
    package func standing(of key: KeyFingerprint, at now: Timestamp) -> KeyStanding {
        guard let owner = owners[key] else { return formerKeys.contains(key) ? .removed : .unknown }
        guard owner.key.counts(at: now) else { return .removed }
        return revocations.keys.contains(key) ? .revoked : .counts(for: owner.person)
    }

    /// Whether this is a root that is or was held here: version and digest both.
    package func holds(_ reference: RootReference) -> Bool {
        current.reference == reference || earlier.contains { $0.reference == reference }
    }

    /// Why a statement made under this root can't be judged, nil where it can.
    package func refusal(of reference: RootReference) -> RefusalCode? {
        if reference.version > root.version { return .rootBehind }
        return holds(reference) ? nil : .rootUnknown
    }
}

/// Whether a key counts, and why not.
package enum KeyStanding: Hashable, Sendable {
    case counts(for: Person)
    /// In no root held here.
    case unknown
    /// In an earlier root only, or past its `until`.
    case removed
    case revoked

    package var person: Person? {
        guard case .counts(let person) = self else { return nil }
        return person
    }

    /// The gate's code for an operation signed by such a key.
    package var refusal: RefusalCode? {
        switch self {
        case .counts: nil
        case .unknown: .signerUnknown
        case .removed: .signerRemoved
        case .revoked: .revoked
        }
    }
}
