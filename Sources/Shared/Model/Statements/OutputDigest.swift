package import TransparencyLog

/// One stream of output: masked first, then cut, then digested with a salt.
package struct OutputDigest: Hashable, Sendable, JSONConvertible {
    /// Over the salt and the bytes kept.
    package let sha256: Digest
    /// All output after masking.
    package let bytes: UInt64
    package let keptBytes: UInt64
    /// True exactly if fewer bytes were kept than came.
    package let truncated: Bool
    package let masked: Bool

    package init(
        sha256: Digest,
        bytes: UInt64,
        keptBytes: UInt64,
        truncated: Bool,
        masked: Bool
    ) {
        self.sha256 = sha256
        self.bytes = bytes
        self.keptBytes = keptBytes
        self.truncated = truncated
        self.masked = masked
    }

    package static func parse(_ field: Field) throws(Refusal) -> OutputDigest {
        let object = try field.object(
            ["sha256", "bytes", "keptBytes", "truncated", "masked"]
        )
        let output = OutputDigest(
            sha256: try object("sha256").digest(),
            bytes: try object("bytes").integer(),
            keptBytes: try object("keptBytes").integer(in: 0...64 << 20),
            truncated: try object("truncated").bool(),
            masked: try object("masked").bool()
        )
        guard output.keptBytes <= output.bytes, output.truncated == (output.keptBytes < output.bytes) else {
            throw object.refusal(.range, "keptBytes")
        }
        return output
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("sha256", sha256)
        object.set("bytes", bytes)
        object.set("keptBytes", keptBytes)
        object.set("truncated", truncated)
        object.set("masked", masked)
        return object.json
    }
}
