/// The public half of a note key, in the text form `name+id+base64(type || key)` (c2sp.org/signed-note).
package struct NoteVerifierKey: Sendable {
    /// What the key signs; the byte is part of the key's identifier.
    package enum KeyType: UInt8, Hashable, Sendable {
        /// Ed25519 over the note's text: a log.
        case ed25519 = 0x01
        /// Ed25519 over a time and the checkpoint: a witness (c2sp.org/tlog-cosignature).
        case cosignature = 0x04
    }

    /// The number of bytes of an Ed25519 public key.
    package static let publicKeyByteCount = 32

    /// The key's name: for a log, the origin of its checkpoints.
    package let name: String
    /// The first four bytes of a hash over name, type and key.
    ///
    /// With 32 bits it names a key and proves nothing.
    package let keyID: UInt32
    /// What the key signs.
    package let type: KeyType
    /// The 32 bytes of the Ed25519 public key.
    package let publicKey: [UInt8]

    /// Reads the text form and recomputes the identifier.
    ///
    /// - Throws: `keyFormat`, `keyType`, or `keyIdentifier` when the id does not belong to the name and key.
    package init(_ text: String) throws(NoteError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw .keyFormat("it has \(parts.count) of the 3 parts that \"+\" separates")
        }
        guard let name = String(parts[0]), NoteKeyName.isValid(name) else {
            throw .keyFormat("the name is empty or holds a space")
        }
        guard let idText = String(parts[1]), let id = Hex.decode(idText), id.count == 4 else {
            throw .keyFormat("the id is not 8 lower-case hexadecimal digits")
        }
        guard let payload = Base64.decode(utf8: parts[2]), let typeByte = payload.first else {
            throw .keyFormat("the key is not canonical base64")
        }
        guard let type = KeyType(rawValue: typeByte) else { throw .keyType(typeByte) }
        try self.init(name: name, type: type, publicKey: Array(payload.dropFirst()))
        let presented = KeyIdentifier.value(of: id)
        guard presented == keyID else { throw .keyIdentifier(presented: presented, computed: keyID) }
    }

    /// Names a public key.
    ///
    /// - Throws: `keyFormat` for an invalid name or a key that has not 32 bytes.
    package init(name: String, type: KeyType, publicKey: [UInt8]) throws(NoteError) {
        guard NoteKeyName.isValid(name) else {
            throw .keyFormat("the name is empty or holds a space, a control character or \"+\"")
        }
        guard publicKey.count == Self.publicKeyByteCount else {
            throw .keyFormat("the key has \(publicKey.count) bytes, not \(Self.publicKeyByteCount)")
        }
        self.name = name
        self.type = type
        self.publicKey = publicKey
        keyID = KeyIdentifier.make(name: name, type: type, publicKey: publicKey)
    }

    /// The text form; reading it gives the same key again.
    package var text: String {
        "\(name)+\(KeyIdentifier.text(keyID))+\(Base64.encode([type.rawValue] + publicKey))"
    }

    /// Name and identifier, as messages mention a key.
    var label: String { "\(name)+\(KeyIdentifier.text(keyID))" }
}

extension NoteVerifierKey: Hashable {
    /// Compares bytes: Swift calls two spellings of an accented name equal, a signature does not.
    package static func == (left: NoteVerifierKey, right: NoteVerifierKey) -> Bool {
        left.keyID == right.keyID && left.type == right.type && left.publicKey == right.publicKey
            && left.name.utf8.elementsEqual(right.name.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(publicKey)
    }
}

extension NoteVerifierKey: CustomStringConvertible {
    package var description: String { text }
}

/// The 32-bit key identifier: the start of `SHA256(name || 0x0A || type || public key)`.
enum KeyIdentifier {
    static func make(name: String, type: NoteVerifierKey.KeyType, publicKey: [UInt8]) -> UInt32 {
        let digest = Digest(sha256Of: Array(name.utf8) + [0x0A, type.rawValue] + publicKey)
        return digest.withUnsafeBytes { value(of: $0.prefix(4)) }
    }

    /// Big-endian value of four bytes.
    static func value(of bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func bytes(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    static func text(_ value: UInt32) -> String { Hex.encode(bytes(value)) }
}

/// The rule for names of keys: not empty, no Unicode space, no `+` (c2sp.org/signed-note); no control characters either.
enum NoteKeyName {
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { scalar in
                scalar != "+" && scalar.value >= 0x20 && scalar.value != 0x7F && !scalar.properties.isWhitespace
            }
    }
}
