import Crypto

extension SSHSignature {
    /// Verifies the signature over a message for one purpose, with passkeys used on the given pages.
    package func verify(
        message: [UInt8],
        namespace: String,
        webauthnOrigins: [String]
    ) throws(SSHSIGError) -> SignatureFacts {
        try verify(message: message, namespace: namespace, passkeys: .listed(webauthnOrigins))
    }

    /// Verifies the signature over a message for one purpose.
    ///
    /// Proves that ``publicKey`` signed exactly these bytes. Whether that key may sign is the caller's question.
    ///
    /// - Parameters:
    ///   - message: the bytes as they are: no line end, charset or normal form is changed.
    ///   - namespace: the purpose that the caller expects, compared byte for byte.
    ///   - passkeys: the pages on which a passkey counts.
    /// - Throws: `namespace-mismatch`, `sk-no-user-presence`, `sig-type` for a passkey where none may be, a
    ///   `webauthn-…` word, or `sig-invalid`.
    package func verify(
        message: [UInt8],
        namespace: String,
        passkeys: PasskeyOrigins
    ) throws(SSHSIGError) -> SignatureFacts {
        guard self.namespace.utf8.elementsEqual(namespace.utf8) else { throw SSHSIGError(.namespaceMismatch) }
        let signed = SignedBytes.make(message: message, namespace: namespace, hash: hash)
        guard let authenticator = body.authenticator else {
            guard isValid(for: signed) else { throw SSHSIGError(.sigInvalid) }
            return SignatureFacts(key: publicKey, userPresent: false, userVerified: false, origin: nil, counter: nil)
        }
        if authenticator.webauthn != nil, passkeys == .noPasskeys { throw SSHSIGError(.sigType) }
        // ssh-keygen verifies without a touch; a key that signs by itself gives no consent.
        guard authenticator.flags.contains(.userPresent) else { throw SSHSIGError(.userAbsent) }
        let origin = try authenticator.webauthn?.check(challenge: signed, origins: passkeys)
        guard isValid(for: attested(signed, by: authenticator)) else { throw SSHSIGError(.sigInvalid) }
        return SignatureFacts(
            key: publicKey,
            userPresent: true,
            userVerified: authenticator.flags.contains(.userVerified),
            origin: origin,
            counter: authenticator.counter
        )
    }

    /// What an authenticator signs: application and client data only as digests (OpenSSH PROTOCOL.u2f).
    ///
    /// ```
    /// byte[32]  SHA-256(application)
    /// byte      flags
    /// uint32    counter
    /// byte[]    extensions                    passkeys only
    /// byte[32]  SHA-256(signed bytes), for a passkey SHA-256(clientData)
    /// ```
    private func attested(_ signed: [UInt8], by authenticator: SignatureBody.Authenticator) -> [UInt8] {
        var writer = WireWriter()
        writer.raw(SSHSIGHash.sha256.digest(of: publicKey.application ?? []))
        writer.byte(authenticator.flags.rawValue)
        writer.uint32(authenticator.counter)
        writer.raw(authenticator.webauthn?.extensions ?? [])
        writer.raw(SSHSIGHash.sha256.digest(of: authenticator.webauthn?.clientData ?? signed))
        return writer.bytes
    }

    /// The mathematics alone, over the bytes that the algorithm hashes.
    private func isValid(for bytes: [UInt8]) -> Bool {
        switch (publicKey.material, body.value) {
        case (.ed25519(let point), .ed25519(let signature)):
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: point) else { return false }
            return key.isValidSignature(signature, for: bytes)
        case (.ecdsa(let curve, let point), .ecdsa(let signature)):
            return curve.verify(signature, for: bytes, point: point)
        case (.rsa(let exponent, let modulus), .rsa(let hash, let signature)):
            return RSAKey.verify(signature, for: bytes, hash: hash, exponent: exponent, modulus: modulus)
        default:
            return false
        }
    }
}
