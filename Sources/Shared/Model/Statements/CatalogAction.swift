package import TransparencyLog

/// Runs one phase of an item of the catalogue.
package struct CatalogAction: Hashable, Sendable {
    package let item: ItemID
    package let version: UInt64
    /// The digest of the item's statement.
    package let sha256: Digest
    package let phase: ItemPhaseName
    package let parameters: [ParameterName: ParameterValue]
    package let secrets: [ParameterName: SecretCommitment]

    package init(
        item: ItemID,
        version: UInt64,
        sha256: Digest,
        phase: ItemPhaseName,
        parameters: [ParameterName: ParameterValue] = [:],
        secrets: [ParameterName: SecretCommitment] = [:]
    ) {
        self.item = item
        self.version = version
        self.sha256 = sha256
        self.phase = phase
        self.parameters = parameters
        self.secrets = secrets
    }

    static func parse(_ field: Field) throws(Refusal) -> CatalogAction {
        let object = try field.object(
            ["kind", "item", "version", "sha256", "phase"],
            optional: ["parameters", "secrets"]
        )
        let action = CatalogAction(
            item: try object("item").identifier(),
            version: try object("version").integer(in: 1...Field.largestInteger),
            sha256: try object("sha256").digest(),
            phase: try object("phase").word(),
            parameters: try object.optional("parameters") { f throws(Refusal) in
                try f.dictionary { value throws(Refusal) in try ParameterValue.parse(value) }
            } ?? [:],
            secrets: try SecretCommitment.parseAll(object)
        )
        try SecretCommitment.refuseCollisions(of: action.secrets.keys, with: action.parameters.keys, in: object)
        return action
    }

    func write(to object: inout JSONObject) {
        object.set("item", item)
        object.set("version", version)
        object.set("sha256", sha256)
        object.set("phase", phase)
        object.setUnlessEmpty("parameters", parameters)
        object.setUnlessEmpty("secrets", secrets)
    }
}
