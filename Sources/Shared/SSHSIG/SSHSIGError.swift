/// Why a key or a signature is refused: one word of the signature profile.
package struct SSHSIGError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The words of the profile, in the order in which a verifier meets them.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case armorHeader = "armor-header"
        case armorFooter = "armor-footer"
        case armorTrailing = "armor-trailing"
        case armorBase64 = "armor-base64"
        case blobMagic = "blob-magic"
        case blobVersion = "blob-version"
        case blobTruncated = "blob-truncated"
        case blobTrailing = "blob-trailing"
        case namespaceEmpty = "namespace-empty"
        case namespaceMismatch = "namespace-mismatch"
        case reservedNotEmpty = "reserved-not-empty"
        case hashUnsupported = "hash-unsupported"
        case keyType = "key-type"
        case keyMalformed = "key-malformed"
        case keyWeak = "key-weak"
        case sigType = "sig-type"
        case sigMalformed = "sig-malformed"
        case userAbsent = "sk-no-user-presence"
        case webauthnClientData = "webauthn-client-data"
        case webauthnOrigin = "webauthn-origin"
        case webauthnCrossOrigin = "webauthn-cross-origin"
        case sigInvalid = "sig-invalid"
        case signerNotAllowed = "signer-not-allowed"
    }

    package let reason: Reason

    package init(_ reason: Reason) {
        self.reason = reason
    }

    package var description: String {
        "\(reason.rawValue): \(reason.explanation)"
    }
}

extension SSHSIGError.Reason {
    /// What the word means, and what to do about it.
    package var explanation: String {
        switch self {
        case .armorHeader:
            "not an SSH signature file; sign with `ssh-keygen -Y sign` and send the .sig file as it is"
        case .armorFooter: "the signature file ends without its footer line; send the whole file"
        case .armorTrailing: "something follows the footer of the signature; send one signature a file"
        case .armorBase64: "the signature's base64 text is damaged; send the .sig file as it is"
        case .blobMagic: "the armored bytes do not start with SSHSIG; sign with `ssh-keygen -Y sign`"
        case .blobVersion: "the signature's format version is not 1; sign with `ssh-keygen -Y sign`"
        case .blobTruncated: "the signature ends early; send the whole file"
        case .blobTrailing: "bytes follow the signature; send the .sig file as it is"
        case .namespaceEmpty: "the signature names no purpose; sign with `-n` and the purpose's namespace"
        case .namespaceMismatch: "the signature was made for another purpose; sign again with the namespace asked for"
        case .reservedNotEmpty: "the signature's reserved field is not empty; sign with `ssh-keygen -Y sign`"
        case .hashUnsupported: "the message hash is neither sha256 nor sha512; sign again with one of them"
        case .keyType: "keys of this type are not accepted; use an Ed25519, ECDSA, security key or RSA key"
        case .keyMalformed: "the public key is damaged or has extra text; give `type base64` and nothing else"
        case .keyWeak: "the key is too weak; use Ed25519, or RSA with at least 3072 bits"
        case .sigType: "the kind of signature does not fit the key; sign again with this key"
        case .sigMalformed: "the signature's inner encoding is damaged or not the shortest; sign again"
        case .userAbsent: "the security key was not touched; sign again without `no-touch-required`"
        case .webauthnClientData: "the passkey's client data is not one JSON object without repeated members"
        case .webauthnOrigin: "the passkey was used on a page that the trust root does not list"
        case .webauthnCrossOrigin: "the passkey was used from a frame of another site; open the page itself"
        case .sigInvalid: "the signature does not fit these bytes and this key; sign exactly the bytes shown"
        case .signerNotAllowed: "this key may not sign for this name, purpose and time"
        }
    }
}
