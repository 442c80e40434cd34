package import Model
package import TransparencyLog

/// All that one admission depends on, apart from proofs, contents and local state.
package struct AdmissionFacts: Sendable {
    package let trust: TrustState
    package let device: DeviceID
    /// Nil without any device statement.
    package let standing: DeviceStanding?
    package let now: Timestamp
    /// The time floor; nil where nothing has set one yet.
    package let floor: Timestamp?
    package let operation: OperationFacts
    /// On the operation's own leaf.
    package let signatures: [SignerFact]
    package let approvals: [ApprovalFact]
    package let cancels: [WordFact]
    package let denials: [WordFact]
    package let witnesses: WitnessFacts
    /// The digest that the ledger holds under this id.
    package let recorded: Digest?
    package let running: Set<ConflictName>
    package let emergencies: [EmergencyFact]
    package let predecessor: PredecessorFact
    package let zones: any TimeZoneSource
    /// The rule of the current root that decides.
    package let choice: RuleChoice

    package init(
        trust: TrustState,
        device: DeviceID,
        standing: DeviceStanding?,
        now: Timestamp,
        floor: Timestamp?,
        operation: OperationFacts,
        signatures: [SignerFact],
        approvals: [ApprovalFact],
        cancels: [WordFact],
        denials: [WordFact],
        witnesses: WitnessFacts,
        recorded: Digest?,
        running: Set<ConflictName>,
        emergencies: [EmergencyFact],
        predecessor: PredecessorFact,
        zones: any TimeZoneSource
    ) {
        self.trust = trust
        self.device = device
        self.standing = standing
        self.now = now
        self.floor = floor
        self.operation = operation
        self.signatures = signatures
        self.approvals = approvals
        self.cancels = cancels
        self.denials = denials
        self.witnesses = witnesses
        self.recorded = recorded
        self.running = running
        self.emergencies = emergencies
        self.predecessor = predecessor
        self.zones = zones
        choice = RuleMatcher.choose(
            from: trust.root.policy,
            for: operation.subject,
            groups: standing?.groups ?? [],
            now: now,
            zones: zones
        )
    }
}

/// What the policy says to an operation.
package enum AdmissionVerdict: Hashable, Sendable {
    case admitted(rule: RuleName)
    case refused(RefusalCode)
}
