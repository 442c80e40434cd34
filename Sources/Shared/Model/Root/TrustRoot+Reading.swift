import SSHSIG

extension TrustRoot {
    private static let required = [
        "type", "tenant", "version", "issued", "expires", "rootThreshold", "people", "log", "witnesses", "status",
        "controllers", "policy",
    ]
    private static let optional = ["timestamps", "webauthnOrigins", "privacy", "mirrors"]

    /// Reads a document and judges it alone: members, bounds, keys, threshold.
    ///
    /// Signatures are judged in Trust.
    ///
    /// - Throws: `Refusal` with the first rule broken and its member.
    package static func parse(_ value: JSONValue, zones: any TimeZoneDirectory) throws(Refusal) -> TrustRoot {
        let object = try Field(value).object(required, optional: optional)
        let log = try RootLog.parse(object("log"))
        let root = TrustRoot(
            tenant: try object("tenant").identifier(),
            version: try object("version").integer(in: 1...Field.largestInteger),
            issued: try object("issued").time(),
            expires: try object("expires").time(),
            // 0 would mean anyone.
            rootThreshold: Int(try object("rootThreshold").integer(in: 1...64)),
            people: try object("people").distinctList(1...peopleLimit, by: \.id, Person.parse),
            log: log,
            witnesses: try WitnessPolicy.parse(object("witnesses"), log: log),
            status: try StatusPolicy.parse(object("status")),
            timestamps: try object.optional("timestamps") { list throws(Refusal) in
                try list.distinctList(0...8, by: \.certificateSHA256, TimestampAuthority.parse)
            } ?? [],
            webauthnOrigins: try object.optional("webauthnOrigins") { list throws(Refusal) in
                try list.addresses(withPath: false)
            } ?? [],
            privacyAllow: try object.optional("privacy", allowedFacts) ?? [],
            controllers: try object("controllers").distinctList(1...16, by: \.address, ControllerAddress.parse),
            mirrors: try object.optional("mirrors") { list throws(Refusal) in
                try list.addresses(withPath: true)
            } ?? [],
            policy: try object("policy").distinctList(1...PolicyRule.limit, by: \.name) { rule throws(Refusal) in
                try PolicyRule.parse(rule, zones: zones)
            }
        )
        guard root.issued < root.expires else { throw object.refusal(.order, "expires") }
        guard root.expires.seconds(since: root.issued) <= maximumValiditySeconds else {
            throw object.refusal(.range, "expires")
        }
        try root.refuseSharedKeys(at: object.path.member("people"))
        guard root.rootThreshold <= root.people.count(where: { $0.roles.contains(.root) }) else {
            throw object.refusal(.threshold, "rootThreshold")
        }
        try root.refuseWitnessCounts(at: object.path.member("policy"))
        return root
    }

    private static func allowedFacts(_ field: Field) throws(Refusal) -> [String] {
        try field.object(["allow"])("allow").distinctList(0...32) { name throws(Refusal) in
            try name.text(where: AddressShape.factName.matches)
        }
    }

    /// A key signs for one person: a person fills one slot, so nobody may be two.
    private func refuseSharedKeys(at path: MemberPath) throws(Refusal) {
        var owners: [[UInt8]: PersonID] = [:]
        for (index, person) in people.enumerated() {
            for (keyIndex, key) in person.keys.enumerated() {
                guard let owner = owners.updateValue(person.id, forKey: key.key.blob) else { continue }
                throw Refusal(
                    owner == person.id ? .duplicate : .keyShared,
                    at: path.element(index).member("keys").element(keyIndex).member("key")
                )
            }
        }
    }

    /// A rule may ask for fewer witnesses than the quorum, but for none only in an emergency.
    private func refuseWitnessCounts(at path: MemberPath) throws(Refusal) {
        for (index, rule) in policy.enumerated() {
            guard let count = rule.witnesses else { continue }
            let asksForNone = count == 0 && witnesses.quorum > 0
            guard count <= witnesses.quorum, !asksForNone || rule.emergency == true else {
                throw Refusal(.range, at: path.element(index).member("witnesses"))
            }
        }
    }
}

extension Field {
    fileprivate func addresses(withPath: Bool) throws(Refusal) -> [String] {
        try distinctList(0...16) { address throws(Refusal) in
            try address.text { AddressShape.isHTTPS($0, withPath: withPath) }
        }
    }
}
