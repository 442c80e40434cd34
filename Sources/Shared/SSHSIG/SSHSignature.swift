/// A detached SSH signature, read and found well-formed, not yet verified (OpenSSH PROTOCOL.sshsig).
///
/// ```
/// byte[6]  "SSHSIG"
/// uint32   version          1
/// string   publickey
/// string   namespace
/// string   reserved         empty
/// string   hash_algorithm   "sha256" or "sha512"
/// string   signature
/// ```
///
/// Signature bytes identify nothing: an ECDSA signature has a twin that verifies too. Count distinct keys over one
/// statement instead.
package struct SSHSignature: Hashable, Sendable {
    /// The longest namespace that is read, in bytes.
    package static let namespaceLimit = 255

    package let publicKey: SSHPublicKey
    /// The purpose that the signer named.
    ///
    /// Verification demands the reader's own and never takes this one's word.
    package let namespace: String
    package let hash: SSHSIGHash
    let body: SignatureBody

    /// Reads the text that `ssh-keygen -Y sign` writes.
    ///
    /// - Throws: the word for the first thing that does not fit the profile.
    package init(armored: String) throws(SSHSIGError) {
        try self.init(armored: Array(armored.utf8))
    }

    /// Reads the bytes of a `.sig` file.
    package init(armored: [UInt8]) throws(SSHSIGError) {
        try self.init(blob: SignatureArmor.decode(armored))
    }

    /// Reads the binary form.
    package init(blob: [UInt8]) throws(SSHSIGError) {
        let magic = Array("SSHSIG".utf8)
        guard blob.starts(with: magic) else { throw SSHSIGError(.blobMagic) }
        var reader = WireReader(blob, truncated: .blobTruncated)
        _ = try reader.take(magic.count)
        guard try reader.uint32() == 1 else { throw SSHSIGError(.blobVersion) }
        let key = try reader.string()
        let namespace = try reader.string()
        let reserved = try reader.string()
        let hash = try reader.string()
        let signature = try reader.string()
        try reader.end(else: .blobTrailing)

        guard !namespace.isEmpty else { throw SSHSIGError(.namespaceEmpty) }
        guard namespace.count <= Self.namespaceLimit, let purpose = String(validating: namespace, as: UTF8.self) else {
            throw SSHSIGError(.namespaceMismatch)
        }
        guard reserved.isEmpty else { throw SSHSIGError(.reservedNotEmpty) }
        guard let hash = SSHSIGHash(rawValue: String(decoding: hash, as: UTF8.self)) else {
            throw SSHSIGError(.hashUnsupported)
        }
        self.publicKey = try SSHPublicKey(blob: key)
        self.namespace = purpose
        self.hash = hash
        self.body = try SignatureBody(signature, by: publicKey)
    }
}
