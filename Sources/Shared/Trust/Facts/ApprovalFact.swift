package import Model
package import TransparencyLog

/// One signature of a proven approval leaf, with what the statement says.
package struct ApprovalFact: Hashable, Sendable {
    package let signer: SignerFact
    package let operation: OperationID
    package let statementSHA256: Digest
    package let contentSHA256: Digest?
    package let root: RootReference
    package let issued: Timestamp
    package let expires: Timestamp

    package init(
        signer: SignerFact,
        operation: OperationID,
        statementSHA256: Digest,
        contentSHA256: Digest?,
        root: RootReference,
        issued: Timestamp,
        expires: Timestamp
    ) {
        self.signer = signer
        self.operation = operation
        self.statementSHA256 = statementSHA256
        self.contentSHA256 = contentSHA256
        self.root = root
        self.issued = issued
        self.expires = expires
    }

    package init(_ approval: Approval, signer: SignerFact) {
        self.init(
            signer: signer,
            operation: approval.operation,
            statementSHA256: approval.statementSha256,
            contentSHA256: approval.scriptSha256,
            root: approval.root,
            issued: approval.issued,
            expires: approval.expires
        )
    }
}
