/// A public key that may sign: its exact SSH wire blob, checked when it was read.
///
/// Two blobs that differ are two keys. Weak keys never become a value of this type: Ed25519 points of small order,
/// RSA below 3072 bits, points off their curve (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4, OpenSSH PROTOCOL.u2f).
package struct SSHPublicKey: Sendable {
    /// The longest blob that is read.
    package static let blobLimit = 16 * 1024

    /// The wire form: what is hashed, compared and stored.
    package let blob: [UInt8]
    package let algorithm: SSHKeyAlgorithm
    /// For security keys the application, usually `ssh:`; for a passkey its relying party id.
    package let application: [UInt8]?
    let material: KeyMaterial

    /// Reads a wire blob.
    ///
    /// - Throws: `key-type`, `key-malformed` or `key-weak`.
    package init(blob: [UInt8]) throws(SSHSIGError) {
        guard blob.count <= Self.blobLimit else { throw SSHSIGError(.keyMalformed) }
        var reader = WireReader(blob, truncated: .keyMalformed)
        let name = try reader.string()
        guard let algorithm = SSHKeyAlgorithm(rawValue: String(decoding: name, as: UTF8.self)) else {
            throw SSHSIGError(.keyType)
        }
        material = try KeyMaterial.read(algorithm, from: &reader)
        application = algorithm.isSecurityKey ? try reader.string() : nil
        try reader.end(else: .keyMalformed)
        self.blob = blob
        self.algorithm = algorithm
    }

    /// Reads exactly `type base64`: one space, no comment, no options.
    ///
    /// - Throws: `key-type`, `key-malformed` or `key-weak`.
    package init(line: String) throws(SSHSIGError) {
        guard line.utf8.count <= 2 * Self.blobLimit else { throw SSHSIGError(.keyMalformed) }
        let fields = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count == 2, let blob = Base64Text.decode(fields[1]) else { throw SSHSIGError(.keyMalformed) }
        let key = try SSHPublicKey(blob: blob)
        guard key.algorithm.rawValue.utf8.elementsEqual(fields[0]) else { throw SSHSIGError(.keyMalformed) }
        self = key
    }

    /// `type base64`, as OpenSSH writes it, without comment.
    package var line: String {
        "\(algorithm.rawValue) \(Base64Text.encode(blob))"
    }

    /// The fingerprint as `ssh-keygen -l` prints it: `SHA256:` and unpadded base64 over the blob.
    package var fingerprint: String {
        Self.fingerprint(ofBlob: blob)
    }

    /// The fingerprint of any key blob, also of one that may not sign: a refusal can name it.
    package static func fingerprint(ofBlob blob: [UInt8]) -> String {
        "SHA256:" + Base64Text.encodeUnpadded(SSHSIGHash.sha256.digest(of: blob))
    }

    /// The 32 bytes of a plain Ed25519 key, nil for every other type.
    package var ed25519: [UInt8]? {
        guard algorithm == .ed25519, case .ed25519(let point) = material else { return nil }
        return point
    }
}

extension SSHPublicKey {
    /// A plain Ed25519 key from its 32 bytes (RFC 8709 §4).
    ///
    /// - Throws: `key-malformed` or `key-weak`.
    package init(ed25519 point: [UInt8]) throws(SSHSIGError) {
        var writer = WireWriter()
        writer.string(SSHKeyAlgorithm.ed25519.rawValue)
        writer.string(point)
        try self.init(blob: writer.bytes)
    }
}

extension SSHPublicKey: Hashable {
    package static func == (left: SSHPublicKey, right: SSHPublicKey) -> Bool {
        left.blob == right.blob
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(blob)
    }
}

extension SSHPublicKey: CustomStringConvertible {
    package var description: String { line }
}
