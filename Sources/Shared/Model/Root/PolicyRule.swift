/// A rule of a trust root: conditions, and what is asked where they hold.
///
/// The first rule that matches decides.
package struct PolicyRule: Hashable, Sendable {
    /// The most rules of a root.
    package static let limit = 64
    /// The most slots that `require` may sum up to.
    package static let slotLimit = 8

    package let name: RuleName
    // Conditions; nil is any.
    package let kinds: [RuleKind]?
    package let groups: [GroupName]?
    package let items: [ItemPattern]?
    package let profiles: [ProfileName]?
    package let emergency: Bool?
    package let hours: Hours?
    // Demands.
    package let require: [Requirement]
    /// Whether those who signed the operation itself may fill slots.
    package let requesterCounts: Bool
    /// Whether only signatures made after user verification (PIN, biometrics) count.
    package let userVerification: Bool
    /// Whether passkey signatures made on a page of a controller don't count.
    package let independentDisplay: Bool
    /// Witnesses that must have cosigned the checkpoint; nil is the quorum of the root.
    package let witnesses: Int?
    package let maximumValiditySeconds: Int64?
    package let ticketRequired: Bool
    /// For emergency rules: how long a review may take before the person's next emergency is refused.
    package let reviewSeconds: Int64?
    package let limits: RuleLimits

    package init(
        name: RuleName,
        kinds: [RuleKind]? = nil,
        groups: [GroupName]? = nil,
        items: [ItemPattern]? = nil,
        profiles: [ProfileName]? = nil,
        emergency: Bool? = nil,
        hours: Hours? = nil,
        require: [Requirement],
        requesterCounts: Bool = true,
        userVerification: Bool = false,
        independentDisplay: Bool = false,
        witnesses: Int? = nil,
        maximumValiditySeconds: Int64? = nil,
        ticketRequired: Bool = false,
        reviewSeconds: Int64? = nil,
        limits: RuleLimits = RuleLimits()
    ) {
        self.name = name
        self.kinds = kinds
        self.groups = groups
        self.items = items
        self.profiles = profiles
        self.emergency = emergency
        self.hours = hours
        self.require = require
        self.requesterCounts = requesterCounts
        self.userVerification = userVerification
        self.independentDisplay = independentDisplay
        self.witnesses = witnesses
        self.maximumValiditySeconds = maximumValiditySeconds
        self.ticketRequired = ticketRequired
        self.reviewSeconds = reviewSeconds
        self.limits = limits
    }

    /// One role for each slot that must be filled, in the order of the rule.
    package var slots: [Role] {
        require.flatMap { Array(repeating: $0.role, count: $0.count) }
    }
}

/// How many people of one role a rule asks for.
package struct Requirement: Hashable, Sendable {
    package let role: Role
    /// 1 to 8.
    package let count: Int

    package init(role: Role, count: Int) {
        self.role = role
        self.count = count
    }
}

/// The most that an operation under a rule may ask for; nil is as much as the statement's own bounds allow.
package struct RuleLimits: Hashable, Sendable {
    package let seconds: UInt64?
    package let memoryBytes: UInt64?
    package let outputBytes: UInt64?
    package let processes: UInt64?

    package init(
        seconds: UInt64? = nil,
        memoryBytes: UInt64? = nil,
        outputBytes: UInt64? = nil,
        processes: UInt64? = nil
    ) {
        self.seconds = seconds
        self.memoryBytes = memoryBytes
        self.outputBytes = outputBytes
        self.processes = processes
    }
}
