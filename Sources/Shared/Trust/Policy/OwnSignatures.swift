package import Model

/// The signatures of a leaf itself: all of them must count, or the statement is refused.
package enum OwnSignatures {
    /// `signature`, `signer-unknown`, `signer-removed` or `revoked`, in this order whichever signature it concerns.
    package static func refusal(_ signatures: [SignerFact], trust: TrustState, now: Timestamp) -> RefusalCode? {
        guard !signatures.isEmpty, signatures.allSatisfy(\.isValid) else { return .signature }
        let codes = Set(signatures.compactMap { trust.standing(of: $0.key, at: now).refusal })
        return [RefusalCode.signerUnknown, .signerRemoved, .revoked].first { codes.contains($0) }
    }
}

/// A catalogue item that a status takes back.
package enum ItemRevocation {
    package static func refusal(_ operation: OperationFacts, trust: TrustState) -> RefusalCode? {
        guard let item = operation.subject.item else { return nil }
        return trust.revocations.cover(item, version: operation.itemVersion) ? .revoked : nil
    }
}
