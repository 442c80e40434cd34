package import Model
import TransparencyLog
package import WireMessages

extension RootReference {
    /// Reads a reference out of a message.
    ///
    /// - Throws: `range` for version 0, which no root has, `length` when the digest is not 32 bytes.
    package init(_ wire: WireRootReference) throws(WireError) {
        guard wire.version > 0 else { throw .range(member: "version") }
        self.init(version: wire.version, sha256: try Digest(wire: wire.sha256, member: "sha256"))
    }

    /// The reference as a message carries it.
    package var wire: WireRootReference {
        var wire = WireRootReference()
        wire.version = version
        wire.sha256 = sha256.wire
        return wire
    }
}
