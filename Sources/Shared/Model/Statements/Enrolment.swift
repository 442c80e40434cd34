package import SSHSIG
package import TransparencyLog

/// A device's first words, made and signed by its executor (docs/protocol.md, enrolment/v1).
///
/// The id belongs to the receipt key; the agent key is another one.
package struct Enrolment: StatementContent {
    package static let type = StatementType.enrolment

    package let tenant: TenantID
    package let device: DeviceID
    /// Signs receipts and this statement.
    package let receiptKey: SSHPublicKey
    /// Signs inventory and renewals.
    package let agentKey: SSHPublicKey
    package let sealingKey: SealingKey
    /// Over the DER form of the certificate signing request.
    package let csrSha256: Digest
    /// Over the 32 bytes of the token.
    package let tokenSha256: Digest
    package let rootSha256: Digest
    package let issued: Timestamp

    package init(
        tenant: TenantID,
        device: DeviceID,
        receiptKey: SSHPublicKey,
        agentKey: SSHPublicKey,
        sealingKey: SealingKey,
        csrSha256: Digest,
        tokenSha256: Digest,
        rootSha256: Digest,
        issued: Timestamp
    ) {
        self.tenant = tenant
        self.device = device
        self.receiptKey = receiptKey
        self.agentKey = agentKey
        self.sealingKey = sealingKey
        self.csrSha256 = csrSha256
        self.tokenSha256 = tokenSha256
        self.rootSha256 = rootSha256
        self.issued = issued
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> Enrolment {
        let object = try Field(value).object(
            [
                "type", "tenant", "device", "receiptKey", "agentKey", "sealingKey", "csrSha256", "tokenSha256",
                "rootSha256", "issued",
            ]
        )
        let statement = Enrolment(
            tenant: try object("tenant").identifier(),
            device: try object("device").identifier(),
            receiptKey: try object("receiptKey").ed25519Key(),
            agentKey: try object("agentKey").ed25519Key(),
            sealingKey: try SealingKey.parse(object("sealingKey")),
            csrSha256: try object("csrSha256").digest(),
            tokenSha256: try object("tokenSha256").digest(),
            rootSha256: try object("rootSha256").digest(),
            issued: try object("issued").time()
        )
        guard DeviceID(receiptKey: statement.receiptKey) == statement.device else { throw Refusal(.deviceID, "device") }
        guard statement.agentKey != statement.receiptKey else { throw Refusal(.keyShared, "agentKey") }
        return statement
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("device", device)
        object.set("receiptKey", receiptKey)
        object.set("agentKey", agentKey)
        object.set("sealingKey", sealingKey)
        object.set("csrSha256", csrSha256)
        object.set("tokenSha256", tokenSha256)
        object.set("rootSha256", rootSha256)
        object.set("issued", issued)
        return object.json
    }
}
