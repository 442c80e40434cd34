/// An order to devices (docs/protocol.md, operation/v1).
package struct Operation: StatementContent {
    package static let type = StatementType.operation

    package let id: OperationID
    package let tenant: TenantID
    /// The root by which the first signer judged.
    package let root: RootReference
    package let issued: Timestamp
    package let expires: Timestamp
    package let notBefore: Timestamp?
    package let action: Action
    package let targets: Targets
    package let limits: Limits
    package let reason: SaltedDigest
    package let ticket: String?
    package let emergency: Bool
    package let plan: RolloutPlan?
    package let window: Hours?
    /// Of one conflict group one operation runs at a time on a device.
    package let conflict: ConflictName?
    /// An operation that has to have succeeded on the same device.
    package let after: OperationID?
    package let consent: ConsentRequest?
    /// Whether the device restarts after success.
    package let reboot: Bool
    package let profile: RunProfile?

    package init(
        id: OperationID,
        tenant: TenantID,
        root: RootReference,
        issued: Timestamp,
        expires: Timestamp,
        notBefore: Timestamp? = nil,
        action: Action,
        targets: Targets,
        limits: Limits,
        reason: SaltedDigest,
        ticket: String? = nil,
        emergency: Bool = false,
        plan: RolloutPlan? = nil,
        window: Hours? = nil,
        conflict: ConflictName? = nil,
        after: OperationID? = nil,
        consent: ConsentRequest? = nil,
        reboot: Bool = false,
        profile: RunProfile? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.root = root
        self.issued = issued
        self.expires = expires
        self.notBefore = notBefore
        self.action = action
        self.targets = targets
        self.limits = limits
        self.reason = reason
        self.ticket = ticket
        self.emergency = emergency
        self.plan = plan
        self.window = window
        self.conflict = conflict
        self.after = after
        self.consent = consent
        self.reboot = reboot
        self.profile = profile
    }

    package static func parse(
        _ value: JSONValue,
        zones: any TimeZoneDirectory = SystemTimeZones()
    ) throws(Refusal) -> Operation {
        let object = try Field(value).object(
            ["type", "id", "tenant", "root", "issued", "expires", "action", "targets", "limits", "reason"],
            optional: [
                "notBefore", "ticket", "emergency", "plan", "window", "conflict", "after", "consent", "reboot",
                "profile",
            ]
        )
        let statement = Operation(
            id: try object("id").identifier(),
            tenant: try object("tenant").identifier(),
            root: try RootReference.parse(object("root")),
            issued: try object("issued").time(),
            expires: try object("expires").time(),
            notBefore: try object.optional("notBefore") { f throws(Refusal) in try f.time() },
            action: try Action.parse(object("action")),
            targets: try Targets.parse(object("targets")),
            limits: try Limits.parse(object("limits")),
            reason: try SaltedDigest.parse(object("reason")),
            ticket: try object.optional("ticket") { f throws(Refusal) in try f.freeText() },
            emergency: try object.optional("emergency") { f throws(Refusal) in try f.presentTrue() } ?? false,
            plan: try object.optional("plan") { f throws(Refusal) in try RolloutPlan.parse(f) },
            window: try object.optional("window") { f throws(Refusal) in try Hours.parse(f, zones: zones) },
            conflict: try object.optional("conflict") { f throws(Refusal) in try f.identifier() },
            after: try object.optional("after") { f throws(Refusal) in try f.identifier() },
            consent: try object.optional("consent") { f throws(Refusal) in try ConsentRequest.parse(f) },
            reboot: try object.optional("reboot") { f throws(Refusal) in try f.presentTrue() } ?? false,
            profile: try object.optional("profile") { f throws(Refusal) in try f.word() }
        )
        try statement.checkOrder()
        return statement
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("id", id)
        object.set("tenant", tenant)
        object.set("root", root)
        object.set("issued", issued)
        object.set("expires", expires)
        object.set("notBefore", notBefore)
        object.set("action", action)
        object.set("targets", targets)
        object.set("limits", limits)
        object.set("reason", reason)
        object.set("ticket", ticket)
        object.setFlag("emergency", emergency)
        object.set("plan", plan)
        object.set("window", window)
        object.set("conflict", conflict)
        object.set("after", after)
        object.set("consent", consent)
        object.setFlag("reboot", reboot)
        object.set("profile", profile)
        return object.json
    }
}
