package import Model
package import TransparencyLog

/// What a receipt must name of an operation, whether or not it could be admitted.
package struct Order: Hashable, Sendable {
    package let operation: OperationID
    package let statementSha256: Digest
    package let leafIndex: UInt64
    /// The exact note against which the operation was proven.
    package let checkpoint: String
    /// Absent where no rule matched.
    package let rule: RuleName?

    package init(
        operation: OperationID,
        statementSha256: Digest,
        leafIndex: UInt64,
        checkpoint: String,
        rule: RuleName?
    ) {
        self.operation = operation
        self.statementSha256 = statementSha256
        self.leafIndex = leafIndex
        self.checkpoint = checkpoint
        self.rule = rule
    }
}
