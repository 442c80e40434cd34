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
            return switch cancel.judged ?? authority(of: cancel.signer, trust: trust, now: now) {
            case .byRole: true
            case .ifSigner(let person): signers.contains(person)
            case .none: false
            }
        }
        return isCancelled ? .cancelled : nil
    }

    /// Judges a cancel when it arrives.
    package static func authority(of signer: SignerFact, trust: TrustState, now: Timestamp) -> WordAuthority {
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
        let isDenied = denials.contains { denial in
            denial.concerns(operation)
                && (denial.judged ?? authority(of: denial.signer, trust: trust, now: now)) != .none
        }
        return isDenied ? .denied : nil
    }

    /// Judges a denial when it arrives: any role will do.
    package static func authority(of signer: SignerFact, trust: TrustState, now: Timestamp) -> WordAuthority {
        guard signer.isValid, let person = trust.standing(of: signer.key, at: now).person else { return .none }
        return .byRole(person.id)
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
