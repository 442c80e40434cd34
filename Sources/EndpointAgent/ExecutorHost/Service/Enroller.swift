package import ExecutorCore
package import Model
package import SSHSIG
import TransparencyLog
package import Trust

/// Makes an executor a client's: reads the enrolment file, once, while no root is held.
package enum Enroller {
    package enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
        case unreadable(Refusal)
        case root(Refusal)
        case expired(Timestamp)
        case checkpoint
        case otherRoot(expected: String, found: String)

        package var description: String {
            switch self {
            case .unreadable(let refusal): "not an enrolment file (\(refusal)); ask the provider for a new one"
            case .root(let refusal):
                "the trust root in the file does not hold (\(refusal)); ask the provider for a new file"
            case .expired(let time): "the trust root in the file expired on \(time); ask the provider for a new file"
            case .checkpoint:
                "the checkpoint in the file is not signed by the log that its root names; ask for a new file"
            case .otherRoot(let expected, let found):
                "the file holds the trust root \(found), not \(expected); compare both with the client's paper before you go on"
            }
        }
    }

    /// What an enrolment file holds, checked as far as it can be without asking anybody.
    package struct Checked: Sendable {
        package let root: HeldRoot
        package let stored: StoredRoot
        package let checkpoint: StoredCheckpoint
        package let token: [UInt8]
        /// The latest time that the file shows, signed by somebody other than this device.
        package let floor: Timestamp
    }

    /// Checks a file: form, root threshold, expiry, checkpoint, and the digest that people have compared.
    package static func check(
        _ bytes: [UInt8],
        expecting sha256: String?,
        now: Timestamp,
        zones: any TimeZoneSource
    ) throws(Fault) -> Checked {
        let file: EnrolmentFile
        do throws(Refusal) { file = try EnrolmentFile.parse(bytes) } catch { throw .unreadable(error) }
        let found = file.root.sha256.hex
        if let sha256, sha256 != found { throw .otherRoot(expected: sha256, found: found) }
        let root: HeldRoot
        do throws(Refusal) {
            root = try RootUpdate.judgeFirst(file.root, signatures: file.signatures, zones: zones)
        } catch {
            throw .root(error)
        }
        guard now < root.root.expires else { throw .expired(root.root.expires) }
        guard
            let checkpoint = try? VerifiedCheckpoint.verify(
                note: file.checkpoint,
                origin: root.root.log.origin,
                logKey: root.root.log.key,
                witnesses: root.root.witnesses.list.map(\.key)
            )
        else { throw .checkpoint }
        return Checked(
            root: root,
            stored: StoredRoot(version: root.root.version, statement: file.root, signatures: file.signatures),
            checkpoint: StoredCheckpoint(checkpoint),
            token: file.token,
            floor: max(root.root.issued, checkpoint.credibleTime(at: now) ?? root.root.issued)
        )
    }

    /// Makes the device's keys and writes them with root and checkpoint in one transaction.
    ///
    /// When this returns the device has its id. Secrets cannot be sealed to it before the sealing key's statement is logged.
    package static func establish(
        _ checked: Checked,
        signer: Ed25519Signer,
        sealing: (privateKey: [UInt8], publicKey: String),
        in store: any ExecutorStore
    ) throws -> DeviceID {
        let device = DeviceID(receiptKey: signer.publicKey)
        try store.establish(
            ExecutorIdentity(
                tenant: checked.root.root.tenant,
                device: device,
                receiptSeed: signer.seed,
                sealingPrivateKey: sealing.privateKey,
                sealingKey: sealing.publicKey,
                token: checked.token
            ),
            root: checked.stored,
            checkpoint: checked.checkpoint,
            floor: checked.floor
        )
        return device
    }
}
