package import TransparencyLog

/// The digest of text or output that may have to be erased: SHA-256 over 32 random bytes and the content.
///
/// Salt and content lie in a blob, salt first. Without the blob the digest says nothing about the content.
package struct SaltedDigest: Hashable, Sendable, JSONConvertible {
    package static let saltLength = 32
    package static let largestContent: UInt64 = 67_108_864

    package let sha256: Digest
    /// Bytes of the content, without the salt.
    package let bytes: UInt64

    package init(sha256: Digest, bytes: UInt64) {
        self.sha256 = sha256
        self.bytes = bytes
    }

    package static func make(salt: [UInt8], content: [UInt8]) -> SaltedDigest {
        SaltedDigest(sha256: Digest(sha256Of: salt + content), bytes: UInt64(content.count))
    }

    /// Whether a blob, salt first, is what this digest was made of.
    package func matches(blob: [UInt8]) -> Bool {
        blob.count >= SaltedDigest.saltLength && UInt64(blob.count - SaltedDigest.saltLength) == bytes
            && Digest(sha256Of: blob) == sha256
    }

    package static func parse(_ field: Field) throws(Refusal) -> SaltedDigest {
        let object = try field.object(["sha256", "bytes"])
        return SaltedDigest(
            sha256: try object("sha256").digest(),
            bytes: try object("bytes").integer(in: 0...largestContent)
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("sha256", sha256)
        object.set("bytes", bytes)
        return object.json
    }
}
