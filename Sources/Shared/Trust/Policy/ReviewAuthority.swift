package import Model
package import TransparencyLog

/// Whose review of an emergency counts.
package enum ReviewAuthority {
    /// The people whose signatures make a review of this operation, those who signed the operation itself left out.
    ///
    /// Any person of the current root may review; both verdicts count, since what is asked is that somebody looked.
    /// - Parameters:
    ///   - operation: the emergency's id and the digest of its statement.
    ///   - signers: who signed the operation's own leaf.
    package static func reviewers(
        of operation: (id: OperationID, sha256: Digest),
        signedBy signers: Set<PersonID>,
        review: Review,
        signatures: [SignerFact],
        trust: TrustState,
        now: Timestamp
    ) -> Set<PersonID> {
        guard review.operation == operation.id, review.statementSha256 == operation.sha256,
            LeafPolicy.refusal(
                tenant: review.tenant,
                root: review.root,
                issued: review.issued,
                signatures: signatures,
                trust: trust,
                now: now
            ) == nil
        else { return [] }
        return Set(signatures.compactMap { trust.holder(of: $0.key)?.id }).subtracting(signers)
    }
}
