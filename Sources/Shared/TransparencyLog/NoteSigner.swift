import Crypto

/// The key with which a log signs its checkpoints: Ed25519 over the text, type 0x01 (c2sp.org/signed-note).
package struct NoteSigner: Sendable {
    /// The public half.
    package let verifierKey: NoteVerifierKey
    private let key: Curve25519.Signing.PrivateKey

    /// Takes up a stored key.
    ///
    /// - Throws: `keyFormat` for an invalid name or a seed that has not 32 bytes.
    package init(name: String, seed: [UInt8]) throws(NoteError) {
        key = try SigningKey.make(seed: seed)
        verifierKey = try SigningKey.verifierKey(name: name, type: .ed25519, of: key)
    }

    /// Makes a new key from the system's random source.
    package static func generate(name: String) throws(NoteError) -> NoteSigner {
        try NoteSigner(name: name, seed: Array(Curve25519.Signing.PrivateKey().rawRepresentation))
    }

    /// The private half, 32 bytes, to be stored where only the log's process can read it.
    package var seed: [UInt8] { Array(key.rawRepresentation) }

    /// Signs a text that ends in a newline.
    ///
    /// - Returns: the signature line with its newline.
    package func sign(_ text: String) throws(NoteError) -> String {
        let signature = try SigningKey.sign(Array(text.utf8), with: key, named: verifierKey)
        return NoteSignatureLine.render(key: verifierKey, payload: signature)
    }

    /// Signs a checkpoint of this log.
    ///
    /// The log must never sign two checkpoints that are not consistent: store each one in the transaction that grows
    /// the tree, before it leaves the process.
    /// - Throws: `originMismatch` if the checkpoint is of a log with another name than this key.
    package func sign(_ checkpoint: Checkpoint) throws(NoteError) -> SignedNote {
        guard checkpoint.origin.utf8.elementsEqual(verifierKey.name.utf8) else {
            throw .originMismatch(expected: verifierKey.name, presented: checkpoint.origin)
        }
        return try SignedNote(text: checkpoint.text, signatureLines: [sign(checkpoint.text)])
    }
}

/// The key with which a witness cosigns checkpoints: Ed25519, type 0x04 (c2sp.org/tlog-cosignature).
///
/// Each witness has a key of its own: the signed message does not hold the witness's name.
package struct CosignatureSigner: Sendable {
    /// The public half.
    package let verifierKey: NoteVerifierKey
    private let key: Curve25519.Signing.PrivateKey

    /// Takes up a stored key.
    ///
    /// - Throws: `keyFormat` for an invalid name or a seed that has not 32 bytes.
    package init(name: String, seed: [UInt8]) throws(NoteError) {
        key = try SigningKey.make(seed: seed)
        verifierKey = try SigningKey.verifierKey(name: name, type: .cosignature, of: key)
    }

    /// Makes a new key from the system's random source.
    package static func generate(name: String) throws(NoteError) -> CosignatureSigner {
        try CosignatureSigner(name: name, seed: Array(Curve25519.Signing.PrivateKey().rawRepresentation))
    }

    /// The private half, 32 bytes.
    package var seed: [UInt8] { Array(key.rawRepresentation) }

    /// States that at this Unix time the checkpoint was the largest consistent tree that this witness had seen.
    ///
    /// - Returns: the signature line with its newline.
    /// - Throws: `signingFailed` for a time of 0 or from 2^63.
    package func sign(_ checkpoint: Checkpoint, time: UInt64) throws(NoteError) -> String {
        guard CosignatureMessage.times.contains(time) else { throw .signingFailed(verifierKey.label) }
        let message = CosignatureMessage.make(text: Array(checkpoint.text.utf8), time: time)
        let signature = try SigningKey.sign(message, with: key, named: verifierKey)
        let timeBytes = withUnsafeBytes(of: time.bigEndian) { Array($0) }
        return NoteSignatureLine.render(key: verifierKey, payload: timeBytes + signature)
    }
}

// A signer that ends up in a message or a log shows its public half only.
extension NoteSigner: CustomStringConvertible {
    package var description: String { verifierKey.text }
}

extension CosignatureSigner: CustomStringConvertible {
    package var description: String { verifierKey.text }
}

/// What both kinds of signer do with their Ed25519 key.
private enum SigningKey {
    static func make(seed: [UInt8]) throws(NoteError) -> Curve25519.Signing.PrivateKey {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .keyFormat("the private key has \(seed.count) bytes, not 32")
        }
        return key
    }

    static func verifierKey(
        name: String,
        type: NoteVerifierKey.KeyType,
        of key: Curve25519.Signing.PrivateKey
    ) throws(NoteError) -> NoteVerifierKey {
        try NoteVerifierKey(name: name, type: type, publicKey: Array(key.publicKey.rawRepresentation))
    }

    static func sign(
        _ message: [UInt8],
        with key: Curve25519.Signing.PrivateKey,
        named verifierKey: NoteVerifierKey
    ) throws(NoteError) -> [UInt8] {
        guard let signature = try? key.signature(for: message) else { throw .signingFailed(verifierKey.label) }
        return Array(signature)
    }
}
