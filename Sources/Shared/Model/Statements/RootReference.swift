package import TransparencyLog

/// Names one version of a trust root by number and digest.
package struct RootReference: Hashable, Sendable, JSONConvertible {
    package let version: UInt64
    package let sha256: Digest

    package init(version: UInt64, sha256: Digest) {
        self.version = version
        self.sha256 = sha256
    }

    package static func parse(_ field: Field) throws(Refusal) -> RootReference {
        let object = try field.object(["version", "sha256"])
        return RootReference(
            version: try object("version").integer(in: 1...Field.largestInteger),
            sha256: try object("sha256").digest()
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("version", version)
        object.set("sha256", sha256)
        return object.json
    }
}
