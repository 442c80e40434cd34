package import Model
package import TransparencyLog

/// A trust root together with the digest of its exact bytes, by which other statements name it.
package struct HeldRoot: Hashable, Sendable {
    package let root: TrustRoot
    package let sha256: Digest

    package init(_ root: TrustRoot, sha256: Digest) {
        self.root = root
        self.sha256 = sha256
    }

    /// Version and digest.
    package var reference: RootReference {
        RootReference(version: root.version, sha256: sha256)
    }
}
