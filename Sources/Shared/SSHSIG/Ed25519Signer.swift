import Crypto

/// Signs as `ssh-keygen -Y sign` does with an Ed25519 key in a file, byte for byte.
///
/// For machines that sign their own receipts and inventories. People sign with ssh-keygen or a passkey.
package struct Ed25519Signer: Sendable {
    package let publicKey: SSHPublicKey
    private let privateKey: Curve25519.Signing.PrivateKey

    /// Makes a new key from the system's random source.
    package init() {
        // A random key of small order would need a scalar that is zero; asking again costs nothing.
        while true {
            let key = Curve25519.Signing.PrivateKey()
            if let signer = Ed25519Signer(key) {
                self = signer
                return
            }
        }
    }

    /// Takes up a stored key, nil unless the seed has 32 bytes.
    package init?(seed: [UInt8]) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            return nil
        }
        self.init(key)
    }

    private init?(_ key: Curve25519.Signing.PrivateKey) {
        guard let publicKey = try? SSHPublicKey(ed25519: Array(key.publicKey.rawRepresentation)) else { return nil }
        self.publicKey = publicKey
        privateKey = key
    }

    /// The 32 bytes of the private key, for the owner to store (RFC 8032 §5.1.5).
    package var seed: [UInt8] {
        Array(privateKey.rawRepresentation)
    }

    /// The armored signature over a message for one purpose, hashed with SHA-512.
    package func sign(_ message: [UInt8], namespace: String) -> String {
        let signed = SignedBytes.make(message: message, namespace: namespace, hash: .sha512)
        guard let value = try? privateKey.signature(for: signed) else {
            // Signing with a key that was checked when read fails only when memory ends.
            preconditionFailure("Ed25519 signing failed")
        }
        var signature = WireWriter()
        signature.string(SSHKeyAlgorithm.ed25519.rawValue)
        signature.string(Array(value))
        var blob = WireWriter()
        blob.raw("SSHSIG".utf8)
        blob.uint32(1)
        blob.string(publicKey.blob)
        blob.string(namespace)
        blob.string("")
        blob.string(SSHSIGHash.sha512.rawValue)
        blob.string(signature.bytes)
        return SignatureArmor.encode(blob.bytes)
    }
}
