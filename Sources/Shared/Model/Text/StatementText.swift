package import TransparencyLog

/// The exact bytes of a statement: what is signed, hashed, stored and sent, never a text made again from its meaning.
package struct StatementText: Hashable, Sendable {
    package let bytes: [UInt8]
    /// The digest by which other statements name this one.
    package let sha256: Digest

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        sha256 = Digest(sha256Of: bytes)
    }

    package init(_ string: String) {
        self.init(Array(string.utf8))
    }

    /// The bytes as text; damaged UTF-8, which no parsed statement has, shows as U+FFFD.
    package var string: String {
        String(decoding: bytes, as: UTF8.self)
    }
}
