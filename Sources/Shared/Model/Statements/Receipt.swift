package import TransparencyLog

/// What became of an operation on one device, signed by its receipt key (docs/protocol.md, receipt/v1).
package struct Receipt: StatementContent {
    package static let type = StatementType.receipt

    package let tenant: TenantID
    package let device: DeviceID
    /// 1 for a device's first receipt, then rising by one.
    package let sequence: UInt64
    /// The digest of the statement before; zeros for the first.
    package let previous: Digest
    package let operation: OperationID
    /// The digest of the operation's statement.
    package let statementSha256: Digest
    /// Where the operation stands in the log.
    package let leafIndex: UInt64
    /// The exact note by which the operation was proven.
    package let checkpoint: String
    /// The root by which the device judged.
    package let root: RootReference
    /// The rule that decided; absent only where none was matched.
    package let rule: RuleName?
    package let outcome: Outcome
    package let code: FinalCode?
    package let exit: UInt64?
    package let signal: UInt64?
    package let admitted: Timestamp?
    package let started: Timestamp?
    package let ended: Timestamp?
    package let clock: ReceiptClock
    package let limits: ReceiptLimits
    package let usage: ReceiptUsage
    package let stdout: OutputDigest?
    package let stderr: OutputDigest?
    package let consent: ConsentAnswer?
    package let leftover: Leftover
    package let executorVersion: VersionText

    package init(
        tenant: TenantID,
        device: DeviceID,
        sequence: UInt64,
        previous: Digest,
        operation: OperationID,
        statementSha256: Digest,
        leafIndex: UInt64,
        checkpoint: String,
        root: RootReference,
        rule: RuleName? = nil,
        outcome: Outcome,
        code: FinalCode? = nil,
        exit: UInt64? = nil,
        signal: UInt64? = nil,
        admitted: Timestamp? = nil,
        started: Timestamp? = nil,
        ended: Timestamp? = nil,
        clock: ReceiptClock,
        limits: ReceiptLimits,
        usage: ReceiptUsage,
        stdout: OutputDigest? = nil,
        stderr: OutputDigest? = nil,
        consent: ConsentAnswer? = nil,
        leftover: Leftover,
        executorVersion: VersionText
    ) {
        self.tenant = tenant
        self.device = device
        self.sequence = sequence
        self.previous = previous
        self.operation = operation
        self.statementSha256 = statementSha256
        self.leafIndex = leafIndex
        self.checkpoint = checkpoint
        self.root = root
        self.rule = rule
        self.outcome = outcome
        self.code = code
        self.exit = exit
        self.signal = signal
        self.admitted = admitted
        self.started = started
        self.ended = ended
        self.clock = clock
        self.limits = limits
        self.usage = usage
        self.stdout = stdout
        self.stderr = stderr
        self.consent = consent
        self.leftover = leftover
        self.executorVersion = executorVersion
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> Receipt {
        let object = try Field(value).object(
            [
                "type", "tenant", "device", "sequence", "previous", "operation", "statementSha256", "leafIndex",
                "checkpoint", "root", "outcome", "clock", "limits", "usage", "leftover", "executorVersion",
            ],
            optional: ["rule", "code", "exit", "signal", "admitted", "started", "ended", "stdout", "stderr", "consent"]
        )
        let statement = Receipt(
            tenant: try object("tenant").identifier(),
            device: try object("device").identifier(),
            sequence: try object("sequence").integer(in: 1...Field.largestInteger),
            previous: try object("previous").digest(),
            operation: try object("operation").identifier(),
            statementSha256: try object("statementSha256").digest(),
            leafIndex: try object("leafIndex").integer(),
            checkpoint: try checkpointNote(object("checkpoint")),
            root: try RootReference.parse(object("root")),
            rule: try object.optional("rule") { f throws(Refusal) in try f.identifier() },
            outcome: try object("outcome").word(),
            code: try object.optional("code") { f throws(Refusal) in try f.word() },
            exit: try object.optional("exit") { f throws(Refusal) in try f.integer(in: 0...255) },
            signal: try object.optional("signal") { f throws(Refusal) in try f.integer(in: 1...64) },
            admitted: try object.optional("admitted") { f throws(Refusal) in try f.time() },
            started: try object.optional("started") { f throws(Refusal) in try f.time() },
            ended: try object.optional("ended") { f throws(Refusal) in try f.time() },
            clock: try ReceiptClock.parse(object("clock")),
            limits: try ReceiptLimits.parse(object("limits")),
            usage: try ReceiptUsage.parse(object("usage")),
            stdout: try object.optional("stdout") { f throws(Refusal) in try OutputDigest.parse(f) },
            stderr: try object.optional("stderr") { f throws(Refusal) in try OutputDigest.parse(f) },
            consent: try object.optional("consent") { f throws(Refusal) in try f.word() },
            leftover: try object("leftover").word(),
            executorVersion: try object("executorVersion").identifier()
        )
        try statement.checkOutcome()
        return statement
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("device", device)
        object.set("sequence", sequence)
        object.set("previous", previous)
        object.set("operation", operation)
        object.set("statementSha256", statementSha256)
        object.set("leafIndex", leafIndex)
        object.set("checkpoint", checkpoint)
        object.set("root", root)
        object.set("rule", rule)
        object.set("outcome", outcome)
        object.set("code", code)
        object.set("exit", exit)
        object.set("signal", signal)
        object.set("admitted", admitted)
        object.set("started", started)
        object.set("ended", ended)
        object.set("clock", clock)
        object.set("limits", limits)
        object.set("usage", usage)
        object.set("stdout", stdout)
        object.set("stderr", stderr)
        object.set("consent", consent)
        object.set("leftover", leftover)
        object.set("executorVersion", executorVersion)
        return object.json
    }
}
