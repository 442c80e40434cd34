package import TransparencyLog

/// The package of one architecture.
package struct ReleasePackage: Hashable, Sendable, JSONConvertible {
    package let arch: Keyword
    package let sha256: Digest
    package let bytes: UInt64

    package init(
        arch: Keyword,
        sha256: Digest,
        bytes: UInt64
    ) {
        self.arch = arch
        self.sha256 = sha256
        self.bytes = bytes
    }

    package static func parse(_ field: Field) throws(Refusal) -> ReleasePackage {
        let object = try field.object(
            ["arch", "sha256", "bytes"]
        )
        return ReleasePackage(
            arch: try object("arch").identifier(),
            sha256: try object("sha256").digest(),
            bytes: try object("bytes").integer(in: 1...Field.largestInteger)
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("arch", arch)
        object.set("sha256", sha256)
        object.set("bytes", bytes)
        return object.json
    }
}
