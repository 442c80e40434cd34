package import TransparencyLog

/// A script by digest; its bytes travel apart from the statement.
package struct ScriptReference: Hashable, Sendable, JSONConvertible {
    /// 1 MiB.
    package static let largestSize: UInt64 = 1 << 20

    package let name: FileName
    package let sha256: Digest
    package let bytes: UInt64

    package init(
        name: FileName,
        sha256: Digest,
        bytes: UInt64
    ) {
        self.name = name
        self.sha256 = sha256
        self.bytes = bytes
    }

    package static func parse(_ field: Field) throws(Refusal) -> ScriptReference {
        let object = try field.object(
            ["name", "sha256", "bytes"]
        )
        return ScriptReference(
            name: try object("name").identifier(),
            sha256: try object("sha256").digest(),
            bytes: try object("bytes").integer(in: 1...largestSize)
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("name", name)
        object.set("sha256", sha256)
        object.set("bytes", bytes)
        return object.json
    }
}
