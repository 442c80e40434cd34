package import Model
package import SSHSIG
import TransparencyLog

/// A throw-away Ed25519 key that belongs to a name: the same name has the same key in all tests.
package struct TestKey: Sendable {
    package let name: String
    package let signer: Ed25519Signer

    package init(_ name: String) {
        let seed = Digest(sha256Of: "test key of \(name)".utf8).bytes
        guard let signer = Ed25519Signer(seed: seed) else { preconditionFailure("a digest has the length of a seed") }
        self.name = name
        self.signer = signer
    }

    package var publicKey: SSHPublicKey { signer.publicKey }

    package var fingerprint: KeyFingerprint { KeyFingerprint(of: publicKey) }

    /// The id of the device whose receipt key this is.
    package var deviceID: DeviceID { DeviceID(receiptKey: publicKey) }

    /// Signs a statement as an entry of a kind wants it.
    package func sign(_ text: StatementText, for kind: EntryKind) -> String {
        signer.sign(text.bytes, namespace: kind.namespace ?? "nobody@countersign")
    }
}
