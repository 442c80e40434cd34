package import Model
package import TransparencyLog

/// A proven cancel or denial that the device has seen: who signed it, and what it is about.
package struct WordFact: Hashable, Sendable {
    package let signer: SignerFact
    package let operation: OperationID
    package let statementSHA256: Digest
    /// The devices that a cancel is limited to; nil is all, as for every denial.
    package let devices: [DeviceID]?
    /// How far it reaches by the root that was current when it arrived; nil has it judged by the current root.
    ///
    /// A device judges words once, on arrival, and keeps the answer: a later root doesn't take a cancel back.
    package let judged: WordAuthority?

    package init(
        signer: SignerFact,
        operation: OperationID,
        statementSHA256: Digest,
        devices: [DeviceID]? = nil,
        judged: WordAuthority? = nil
    ) {
        self.signer = signer
        self.operation = operation
        self.statementSHA256 = statementSHA256
        self.devices = devices
        self.judged = judged
    }

    package init(_ cancel: Cancel, signer: SignerFact, judged: WordAuthority? = nil) {
        self.init(
            signer: signer,
            operation: cancel.operation,
            statementSHA256: cancel.statementSha256,
            devices: cancel.devices,
            judged: judged
        )
    }

    package init(_ denial: Denial, signer: SignerFact, judged: WordAuthority? = nil) {
        self.init(
            signer: signer,
            operation: denial.operation,
            statementSHA256: denial.statementSha256,
            judged: judged
        )
    }

    /// Whether this speaks of exactly that statement; another one under the same id is not meant.
    func concerns(_ operation: OperationFacts) -> Bool {
        self.operation == operation.id && statementSHA256 == operation.sha256
    }
}

/// How far somebody's cancel or denial reaches.
package enum WordAuthority: Hashable, Sendable {
    /// To any operation of the tenant, by a role that suffices.
    case byRole(PersonID)
    /// To operations that the person has signed, which may come later.
    case ifSigner(PersonID)
    /// Nowhere: the key doesn't count.
    case none
}
