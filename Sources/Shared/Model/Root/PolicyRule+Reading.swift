extension PolicyRule {
    private static let required = ["name", "require"]
    private static let optional = [
        "kinds", "groups", "items", "profiles", "emergency", "hours", "requesterCounts", "userVerification",
        "independentDisplay", "witnesses", "maxValiditySeconds", "ticketRequired", "reviewSeconds", "limits",
    ]
    /// Two years, as for the root itself.
    private static let seconds: ClosedRange<UInt64> = 1...UInt64(TrustRoot.maximumValiditySeconds)

    /// Reads one rule; what a root says beside it is judged by the root.
    static func parse(_ field: Field, zones: any TimeZoneDirectory) throws(Refusal) -> PolicyRule {
        let object = try field.object(required, optional: optional)
        let rule = PolicyRule(
            name: try object("name").identifier(),
            kinds: try object.optional("kinds") { list throws(Refusal) in try list.distinctList(1...16, kind) },
            groups: try object.optional("groups", names),
            items: try object.optional("items") { list throws(Refusal) in try list.distinctList(1...64, pattern) },
            profiles: try object.optional("profiles", names),
            emergency: try object.optional("emergency") { flag throws(Refusal) in try flag.bool() },
            hours: try object.optional("hours") { hours throws(Refusal) in try Hours.parse(hours, zones: zones) },
            require: try object("require").distinctList(1...8, by: \.role, requirement),
            requesterCounts: try flag("requesterCounts", of: object) ?? true,
            userVerification: try flag("userVerification", of: object) ?? false,
            independentDisplay: try flag("independentDisplay", of: object) ?? false,
            witnesses: try object.optional("witnesses") { count throws(Refusal) in Int(try count.integer(in: 0...16)) },
            maximumValiditySeconds: try object.optional("maxValiditySeconds", duration),
            ticketRequired: try flag("ticketRequired", of: object) ?? false,
            reviewSeconds: try object.optional("reviewSeconds", duration),
            limits: try object.optional("limits", RuleLimits.parse) ?? RuleLimits()
        )
        guard rule.slots.count <= slotLimit else { throw object.refusal(.tooMany, "require") }
        if rule.emergency == true, rule.reviewSeconds == nil {
            throw object.refusal(.missingMember, "reviewSeconds")
        }
        if rule.emergency != true, rule.reviewSeconds != nil {
            throw object.refusal(.unknownMember, "reviewSeconds")
        }
        return rule
    }

    private static func kind(_ field: Field) throws(Refusal) -> RuleKind {
        guard !RuleKind.reserved.contains(try field.string()) else { throw field.refusal(.unsupported) }
        return try field.word()
    }

    private static func names<Name: TextIdentifier>(_ field: Field) throws(Refusal) -> [Name] {
        try field.distinctList(1...64) { name throws(Refusal) in try name.identifier() }
    }

    private static func pattern(_ field: Field) throws(Refusal) -> ItemPattern {
        guard let pattern = ItemPattern(try field.string()) else { throw field.refusal(.format) }
        return pattern
    }

    private static func requirement(_ field: Field) throws(Refusal) -> Requirement {
        let object = try field.object(["role", "count"])
        return Requirement(role: try object("role").word(), count: Int(try object("count").integer(in: 1...8)))
    }

    private static func flag(_ name: String, of object: ClosedObject) throws(Refusal) -> Bool? {
        try object.optional(name) { flag throws(Refusal) in try flag.bool() }
    }

    private static func duration(_ field: Field) throws(Refusal) -> Int64 {
        Int64(try field.integer(in: seconds))
    }
}

extension RuleLimits {
    static func parse(_ field: Field) throws(Refusal) -> RuleLimits {
        let object = try field.object([], optional: ["seconds", "memoryBytes", "outputBytes", "processes"])
        let limits = RuleLimits(
            seconds: try bound("seconds", in: Limits.seconds, of: object),
            memoryBytes: try bound("memoryBytes", in: Limits.memoryBytes, of: object),
            outputBytes: try bound("outputBytes", in: Limits.outputBytes, of: object),
            processes: try bound("processes", in: Limits.processes, of: object)
        )
        guard !object.isEmpty else { throw field.refusal(.empty) }
        return limits
    }

    private static func bound(
        _ name: String,
        in range: ClosedRange<UInt64>,
        of object: ClosedObject
    ) throws(Refusal) -> UInt64? {
        try object.optional(name) { bound throws(Refusal) in try bound.integer(in: range) }
    }
}
