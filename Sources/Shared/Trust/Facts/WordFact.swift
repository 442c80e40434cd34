package import Model
package import TransparencyLog

/// A proven cancel or denial that the device has seen: who signed it, and what it is about.
package struct WordFact: Hashable, Sendable {
    package let signer: SignerFact
    package let operation: OperationID
    package let statementSHA256: Digest
    /// The devices that a cancel is limited to; nil is all, as for every denial.
    package let devices: [DeviceID]?

    package init(
        signer: SignerFact,
        operation: OperationID,
        statementSHA256: Digest,
        devices: [DeviceID]? = nil
    ) {
        self.signer = signer
        self.operation = operation
        self.statementSHA256 = statementSHA256
        self.devices = devices
    }

    package init(_ cancel: Cancel, signer: SignerFact) {
        self.init(
            signer: signer,
            operation: cancel.operation,
            statementSHA256: cancel.statementSha256,
            devices: cancel.devices
        )
    }

    package init(_ denial: Denial, signer: SignerFact) {
        self.init(signer: signer, operation: denial.operation, statementSHA256: denial.statementSha256)
    }

    /// Whether this speaks of exactly that statement; another one under the same id is not meant.
    func concerns(_ operation: OperationFacts) -> Bool {
        self.operation == operation.id && statementSHA256 == operation.sha256
    }
}
