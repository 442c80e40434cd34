package import TransparencyLog

/// A secret's commitment: it binds the value without letting anybody guess it.
package struct SecretCommitment: Hashable, Sendable, JSONConvertible {
    package let commitment: Digest

    package init(
        commitment: Digest
    ) {
        self.commitment = commitment
    }

    package static func parse(_ field: Field) throws(Refusal) -> SecretCommitment {
        let object = try field.object(
            ["commitment"]
        )
        return SecretCommitment(
            commitment: try object("commitment").digest()
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("commitment", commitment)
        return object.json
    }
}
