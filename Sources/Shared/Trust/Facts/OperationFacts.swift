package import Model
package import TransparencyLog

/// What the policy needs to know of an operation.
package struct OperationFacts: Hashable, Sendable {
    package let id: OperationID
    /// The digest of the statement.
    package let sha256: Digest
    package let tenant: TenantID
    package let root: RootReference
    package let issued: Timestamp
    package let notBefore: Timestamp?
    package let expires: Timestamp
    /// What rules are matched with.
    package let subject: RuleSubject
    /// The version of a catalogue item.
    package let itemVersion: UInt64?
    /// The digest of the script, item or release; nil for `collect`.
    package let contentSHA256: Digest?
    /// Whether the device that judges is among the targets, by list or by inclusion proof.
    package let namesDevice: Bool
    package let hasTicket: Bool
    package let window: Hours?
    package let conflict: ConflictName?
    /// What the operation asks for.
    package let limits: RuleLimits

    package init(
        id: OperationID,
        sha256: Digest,
        tenant: TenantID,
        root: RootReference,
        issued: Timestamp,
        notBefore: Timestamp? = nil,
        expires: Timestamp,
        subject: RuleSubject,
        itemVersion: UInt64? = nil,
        contentSHA256: Digest?,
        namesDevice: Bool,
        hasTicket: Bool = false,
        window: Hours? = nil,
        conflict: ConflictName? = nil,
        limits: RuleLimits = RuleLimits()
    ) {
        self.id = id
        self.sha256 = sha256
        self.tenant = tenant
        self.root = root
        self.issued = issued
        self.notBefore = notBefore
        self.expires = expires
        self.subject = subject
        self.itemVersion = itemVersion
        self.contentSHA256 = contentSHA256
        self.namesDevice = namesDevice
        self.hasTicket = hasTicket
        self.window = window
        self.conflict = conflict
        self.limits = limits
    }

    /// The facts of a statement.
    ///
    /// - Parameters:
    ///   - sha256: the digest of the statement's exact bytes.
    ///   - namesDevice: whether the judging device is among the targets; more than 500 need an inclusion proof.
    package init(_ operation: Operation, sha256: Digest, namesDevice: Bool) {
        var itemVersion: UInt64?
        if case .catalog(let action) = operation.action { itemVersion = action.version }
        self.init(
            id: operation.id,
            sha256: sha256,
            tenant: operation.tenant,
            root: operation.root,
            issued: operation.issued,
            notBefore: operation.notBefore,
            expires: operation.expires,
            subject: RuleSubject(operation.action, emergency: operation.emergency),
            itemVersion: itemVersion,
            contentSHA256: operation.action.contentSha256,
            namesDevice: namesDevice,
            hasTicket: operation.ticket != nil,
            window: operation.window,
            conflict: operation.conflict,
            limits: RuleLimits(
                seconds: operation.limits.seconds,
                memoryBytes: operation.limits.memoryBytes,
                outputBytes: operation.limits.outputBytes,
                processes: operation.limits.processes
            )
        )
    }
}
