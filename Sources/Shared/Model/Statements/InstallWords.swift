package import TransparencyLog

/// The controller's own words on an installation over SSH; nobody signs them (docs/protocol.md, install/v1).
package struct InstallWords: StatementContent {
    package static let type = StatementType.install

    package let tenant: TenantID
    package let person: PersonID
    package let host: String
    package let hostKey: KeyFingerprint
    package let packageSha256: Digest?
    package let outcome: InstallOutcome
    package let code: Keyword?

    package init(
        tenant: TenantID,
        person: PersonID,
        host: String,
        hostKey: KeyFingerprint,
        packageSha256: Digest? = nil,
        outcome: InstallOutcome,
        code: Keyword? = nil
    ) {
        self.tenant = tenant
        self.person = person
        self.host = host
        self.hostKey = hostKey
        self.packageSha256 = packageSha256
        self.outcome = outcome
        self.code = code
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> InstallWords {
        let object = try Field(value).object(
            ["type", "tenant", "person", "host", "hostKey", "outcome"],
            optional: ["packageSha256", "code"]
        )
        return InstallWords(
            tenant: try object("tenant").identifier(),
            person: try object("person").identifier(),
            host: try object("host").freeText(),
            hostKey: try object("hostKey").identifier(),
            packageSha256: try object.optional("packageSha256") { f throws(Refusal) in try f.digest() },
            outcome: try object("outcome").word(),
            code: try object.optional("code") { f throws(Refusal) in try f.identifier() }
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("person", person)
        object.set("host", host)
        object.set("hostKey", hostKey)
        object.set("packageSha256", packageSha256)
        object.set("outcome", outcome)
        object.set("code", code)
        return object.json
    }
}
