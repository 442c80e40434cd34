/// A narrowing of a trust root: keys and items that no longer count until the next version.
///
/// It only adds and can't name a root key, so whoever steals a narrowing key can stop work and never start it.
package struct Status: StatementContent {
    package static let type = StatementType.status

    package let tenant: TenantID
    /// The version that this narrows.
    package let root: RootReference
    package let issued: Timestamp
    /// Until when it may stand for a recent status; what it revokes stays revoked.
    package let expires: Timestamp
    package let revokedKeys: [KeyFingerprint]
    package let revokedItems: [RevokedItem]

    package init(
        tenant: TenantID,
        root: RootReference,
        issued: Timestamp,
        expires: Timestamp,
        revokedKeys: [KeyFingerprint],
        revokedItems: [RevokedItem]
    ) {
        self.tenant = tenant
        self.root = root
        self.issued = issued
        self.expires = expires
        self.revokedKeys = revokedKeys
        self.revokedItems = revokedItems
    }

    /// Reads a status statement; whether its signer may narrow the root is judged in Trust.
    ///
    /// - Throws: `Refusal` with the first rule broken and its member.
    package static func parse(_ value: JSONValue) throws(Refusal) -> Status {
        let object = try Field(value).object([
            "type", "tenant", "root", "issued", "expires", "revokedKeys", "revokedItems",
        ])
        let status = Status(
            tenant: try object("tenant").identifier(),
            root: try RootReference.parse(object("root")),
            issued: try object("issued").time(),
            expires: try object("expires").time(),
            revokedKeys: try object("revokedKeys").distinctList(0...256) { key throws(Refusal) in
                try key.identifier()
            },
            revokedItems: try object("revokedItems").distinctList(0...256, RevokedItem.parse)
        )
        guard status.issued < status.expires else { throw object.refusal(.order, "expires") }
        return status
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("root", root)
        object.set("issued", issued)
        object.set("expires", expires)
        object.set("revokedKeys", revokedKeys)
        object.set("revokedItems", revokedItems)
        return object.json
    }
}

/// A catalogue item, or one version of it, that must not run any more.
package struct RevokedItem: Hashable, Sendable, JSONConvertible {
    package let item: ItemID
    /// Nil is all versions.
    package let version: UInt64?

    package init(item: ItemID, version: UInt64? = nil) {
        self.item = item
        self.version = version
    }

    static func parse(_ field: Field) throws(Refusal) -> RevokedItem {
        let object = try field.object(["item"], optional: ["version"])
        return RevokedItem(
            item: try object("item").identifier(),
            version: try object.optional("version") { version throws(Refusal) in
                try version.integer(in: 1...Field.largestInteger)
            }
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("item", item)
        object.set("version", version)
        return object.json
    }

    /// Whether this names an item in a version.
    package func covers(_ item: ItemID, version: UInt64?) -> Bool {
        self.item == item && (self.version == nil || self.version == version)
    }
}
