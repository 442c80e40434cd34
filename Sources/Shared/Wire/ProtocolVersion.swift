/// The versions of the agent channel's protocol that this build speaks, and how two ends agree on one.
///
/// The agent offers its range in its hello; the controller answers with the highest version in both ranges or closes.
package struct ProtocolVersions: Hashable, Sendable {
    /// The oldest version spoken.
    package let oldest: UInt32

    /// The newest version spoken.
    package let newest: UInt32

    /// Makes a range; nil when it is empty or begins at 0, which protobuf sends for "not set".
    package init?(oldest: UInt32, newest: UInt32) {
        guard oldest >= 1, oldest <= newest else { return nil }
        self.oldest = oldest
        self.newest = newest
    }

    /// The highest version in both ranges, nil when they do not meet.
    package func common(with other: ProtocolVersions) -> UInt32? {
        let version = min(newest, other.newest)
        return version >= max(oldest, other.oldest) ? version : nil
    }

    /// Whether a version that the peer chose is one of ours.
    package func contains(_ version: UInt32) -> Bool {
        (oldest...newest).contains(version)
    }
}

/// The range of this build.
package enum ProtocolVersion {
    /// The oldest version spoken.
    package static let oldest: UInt32 = 1

    /// The newest version spoken.
    package static let newest: UInt32 = 1

    /// The version to speak with a peer that offers `oldest ... newest`, nil for none.
    package static func negotiate(oldest: UInt32, newest: UInt32) -> UInt32? {
        guard
            let theirs = ProtocolVersions(oldest: oldest, newest: newest),
            let ours = ProtocolVersions(oldest: Self.oldest, newest: Self.newest)
        else { return nil }
        return ours.common(with: theirs)
    }

    /// Whether a version that the peer chose is spoken here.
    package static func accepts(_ version: UInt32) -> Bool {
        (oldest...newest).contains(version)
    }
}
