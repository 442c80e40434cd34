/// The `signature` string of an SSHSIG blob, read to the last byte and matched with the key's type.
struct SignatureBody: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        /// R and S, 64 bytes, S below the group order.
        case ed25519([UInt8])
        /// r and s in fixed width.
        case ecdsa([UInt8])
        /// As long as the modulus.
        case rsa(SSHSIGHash, [UInt8])
    }

    /// What an authenticator adds and signs (OpenSSH PROTOCOL.u2f).
    struct Authenticator: Hashable, Sendable {
        let flags: AuthenticatorFlags
        let counter: UInt32
        /// The rest of a passkey's assertion, nil for a security key that ssh-keygen used.
        let webauthn: WebauthnFields?
    }

    let value: Value
    let authenticator: Authenticator?

    /// Reads a signature that a key of this type could have made.
    ///
    /// - Throws: `sig-type` or `sig-malformed`.
    init(_ bytes: [UInt8], by key: SSHPublicKey) throws(SSHSIGError) {
        var reader = WireReader(bytes, truncated: .sigMalformed)
        let name = String(decoding: try reader.string(), as: UTF8.self)
        let form = try Form(name, for: key.algorithm)
        value = try Self.value(try reader.string(), form: form, material: key.material)
        if key.algorithm.isSecurityKey {
            let flags = AuthenticatorFlags(rawValue: try reader.byte())
            let counter = try reader.uint32()
            let webauthn = form == .webauthn ? try WebauthnFields(from: &reader, flags: flags) : nil
            authenticator = Authenticator(flags: flags, counter: counter, webauthn: webauthn)
        } else {
            authenticator = nil
        }
        try reader.end(else: .sigMalformed)
    }

    /// The signature's own type string: only RSA and passkeys have one that differs from the key's.
    private enum Form: Equatable {
        case plain
        case rsa(SSHSIGHash)
        case webauthn

        init(_ name: String, for algorithm: SSHKeyAlgorithm) throws(SSHSIGError) {
            switch (algorithm, name) {
            // `ssh-rsa` itself would be RSA with SHA-1.
            case (.rsa, "rsa-sha2-256"): self = .rsa(.sha256)
            case (.rsa, "rsa-sha2-512"): self = .rsa(.sha512)
            case (.rsa, _): throw SSHSIGError(.sigType)
            case (.securityKeyECDSA, "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"): self = .webauthn
            case (_, algorithm.rawValue): self = .plain
            default: throw SSHSIGError(.sigType)
            }
        }
    }

    private static func value(
        _ content: [UInt8],
        form: Form,
        material: KeyMaterial
    ) throws(SSHSIGError) -> Value {
        switch material {
        case .ed25519:
            guard content.count == 64, Ed25519Scalar.isReduced(content[32...]) else { throw SSHSIGError(.sigMalformed) }
            return .ed25519(content)
        case .ecdsa(let curve, _):
            var reader = WireReader(content, truncated: .sigMalformed)
            let r = try reader.positiveInteger(else: .sigMalformed)
            let s = try reader.positiveInteger(else: .sigMalformed)
            try reader.end(else: .sigMalformed)
            guard let first = curve.scalar(r), let second = curve.scalar(s) else { throw SSHSIGError(.sigMalformed) }
            return .ecdsa(first + second)
        case .rsa(_, let modulus):
            // ssh-keygen pads a short one: here each signature has one form.
            guard case .rsa(let hash) = form, content.count == modulus.count else { throw SSHSIGError(.sigMalformed) }
            return .rsa(hash, content)
        }
    }
}
