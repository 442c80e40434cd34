/// A release of our own packages that devices may install (docs/protocol.md, release/v1).
package struct Release: StatementContent {
    package static let type = StatementType.release

    package let tenant: TenantID
    /// Rises with each release.
    package let sequence: UInt64
    package let version: VersionText
    package let packages: [ReleasePackage]
    /// Whether a device with a higher sequence may install it.
    package let allowDowngrade: Bool
    package let issued: Timestamp

    package init(
        tenant: TenantID,
        sequence: UInt64,
        version: VersionText,
        packages: [ReleasePackage],
        allowDowngrade: Bool = false,
        issued: Timestamp
    ) {
        self.tenant = tenant
        self.sequence = sequence
        self.version = version
        self.packages = packages
        self.allowDowngrade = allowDowngrade
        self.issued = issued
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> Release {
        let object = try Field(value).object(
            ["type", "tenant", "sequence", "version", "packages", "issued"],
            optional: ["allowDowngrade"]
        )
        return Release(
            tenant: try object("tenant").identifier(),
            sequence: try object("sequence").integer(in: 1...Field.largestInteger),
            version: try object("version").identifier(),
            packages: try object("packages").distinctList(1...16, by: \.arch, ReleasePackage.parse),
            allowDowngrade: try object.optional("allowDowngrade") { f throws(Refusal) in try f.presentTrue() } ?? false,
            issued: try object("issued").time()
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("sequence", sequence)
        object.set("version", version)
        object.set("packages", packages)
        object.setFlag("allowDowngrade", allowDowngrade)
        object.set("issued", issued)
        return object.json
    }
}
