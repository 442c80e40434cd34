package import Model
package import TransparencyLog

/// Whether somebody who may has taken an operation back.
package enum Cancellation {
    /// Roles whose cancel counts for any operation of the tenant.
    package static let roles: Set<Role> = [.technician, .contact]

    /// `cancelled` where a cancel names this statement and device, by a technician, a contact, or a signer of it.
    package static func refusal(
        _ operation: OperationFacts,
        cancels: [WordFact],
        signatures: [SignerFact],
        device: DeviceID,
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        let signers = OperationSigners.requesters(signatures, trust: trust)
        let isCancelled = cancels.contains { cancel in
            guard cancel.concerns(operation), cancel.devices?.contains(device) ?? true else { return false }
            return switch authority(of: cancel.signer, trust: trust, now: now) {
            case .byRole: true
            case .ifSigner(let person): signers.contains(person)
            case .none: false
            }
        }
        return isCancelled ? .cancelled : nil
    }

    /// How far somebody's cancel reaches.
    package enum Authority: Hashable, Sendable {
        /// To any operation of the tenant.
        case byRole(PersonID)
        /// To operations that the person has signed, which may come later.
        case ifSigner(PersonID)
        /// A key that doesn't count cancels nothing.
        case none
    }

    /// Judges a cancel when it arrives.
    package static func authority(of signer: SignerFact, trust: TrustState, now: Timestamp) -> Authority {
        guard signer.isValid, let person = trust.standing(of: signer.key, at: now).person else { return .none }
        return roles.isDisjoint(with: person.roles) ? .ifSigner(person.id) : .byRole(person.id)
    }
}

/// Whether somebody has said no.
package enum Refutation {
    /// `denied` where any person of the current root has denied this statement, even if the rule is met without them.
    package static func refusal(
        _ operation: OperationFacts,
        denials: [WordFact],
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        let isDenied = denials.contains { $0.concerns(operation) && counts($0.signer, trust: trust, now: now) }
        return isDenied ? .denied : nil
    }

    /// Whether a denial by this signer counts: any role will do.
    package static func counts(_ signer: SignerFact, trust: TrustState, now: Timestamp) -> Bool {
        signer.isValid && trust.standing(of: signer.key, at: now).person != nil
    }
}

/// An id runs once.
package enum Replay {
    /// `replay` where the ledger holds the id, whatever the digest.
    package static func refusal(_ operation: OperationFacts, recorded: Digest?) -> RefusalCode? {
        recorded == nil ? nil : .replay
    }

    /// Whether the id came before with another statement, which is refused and flagged.
    package static func isOtherStatement(_ operation: OperationFacts, recorded: Digest?) -> Bool {
        recorded.map { $0 != operation.sha256 } ?? false
    }
}
