package import TransparencyLog

/// A file that an item brings along, by digest.
package struct ItemFile: Hashable, Sendable, JSONConvertible {
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

    package static func parse(_ field: Field) throws(Refusal) -> ItemFile {
        let object = try field.object(
            ["name", "sha256", "bytes"]
        )
        return ItemFile(
            name: try object("name").identifier(),
            sha256: try object("sha256").digest(),
            bytes: try object("bytes").integer(in: 0...64 << 20)
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
