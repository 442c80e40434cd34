/// The signed, versioned document that says whose signatures count for a tenant, and for what (docs/protocol.md, root).
///
/// A value obeys all rules for one document alone. Whether it follows another one is judged with signatures, in Trust.
package struct TrustRoot: Hashable, Sendable {
    /// The most bytes of a document.
    package static let byteLimit = 49_152
    /// The most signatures of a document.
    package static let signatureLimit = 16
    /// The most seconds from `issued` to `expires`: two years, counted as 731 days.
    package static let maximumValiditySeconds: Int64 = 731 * 86_400
    /// The most people.
    package static let peopleLimit = 200

    package let tenant: TenantID
    package let version: UInt64
    package let issued: Timestamp
    package let expires: Timestamp
    /// How many people of role root must sign the next version.
    package let rootThreshold: Int
    package let people: [Person]
    package let log: RootLog
    package let witnesses: WitnessPolicy
    package let status: StatusPolicy
    package let timestamps: [TimestampAuthority]
    /// The pages on which a passkey signature may have been made.
    package let webauthnOrigins: [String]
    /// The names of the further facts about people that agents may report; none unless listed.
    package let privacyAllow: [String]
    package let controllers: [ControllerAddress]
    package let mirrors: [String]
    package let policy: [PolicyRule]

    package init(
        tenant: TenantID,
        version: UInt64,
        issued: Timestamp,
        expires: Timestamp,
        rootThreshold: Int,
        people: [Person],
        log: RootLog,
        witnesses: WitnessPolicy,
        status: StatusPolicy,
        timestamps: [TimestampAuthority] = [],
        webauthnOrigins: [String] = [],
        privacyAllow: [String] = [],
        controllers: [ControllerAddress],
        mirrors: [String] = [],
        policy: [PolicyRule]
    ) {
        self.tenant = tenant
        self.version = version
        self.issued = issued
        self.expires = expires
        self.rootThreshold = rootThreshold
        self.people = people
        self.log = log
        self.witnesses = witnesses
        self.status = status
        self.timestamps = timestamps
        self.webauthnOrigins = webauthnOrigins
        self.privacyAllow = privacyAllow
        self.controllers = controllers
        self.mirrors = mirrors
        self.policy = policy
    }
}
