package import TransparencyLog

/// Takes an operation back, for all of its devices or some (docs/protocol.md, cancel/v1).
package struct Cancel: StatementContent {
    package static let type = StatementType.cancel

    package let tenant: TenantID
    package let operation: OperationID
    /// The digest of the operation's statement.
    package let statementSha256: Digest
    /// The devices that it is taken back for; all of them where absent.
    package let devices: [DeviceID]?
    package let issued: Timestamp
    package let reason: SaltedDigest

    package init(
        tenant: TenantID,
        operation: OperationID,
        statementSha256: Digest,
        devices: [DeviceID]? = nil,
        issued: Timestamp,
        reason: SaltedDigest
    ) {
        self.tenant = tenant
        self.operation = operation
        self.statementSha256 = statementSha256
        self.devices = devices
        self.issued = issued
        self.reason = reason
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> Cancel {
        let object = try Field(value).object(
            ["type", "tenant", "operation", "statementSha256", "issued", "reason"],
            optional: ["devices"]
        )
        return Cancel(
            tenant: try object("tenant").identifier(),
            operation: try object("operation").identifier(),
            statementSha256: try object("statementSha256").digest(),
            devices: try object.optional("devices") { f throws(Refusal) in
                try f.ascendingList(1...500) { id throws(Refusal) in try id.identifier(DeviceID.self) }
            },
            issued: try object("issued").time(),
            reason: try SaltedDigest.parse(object("reason"))
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("operation", operation)
        object.set("statementSha256", statementSha256)
        object.set("devices", devices)
        object.set("issued", issued)
        object.set("reason", reason)
        return object.json
    }
}
