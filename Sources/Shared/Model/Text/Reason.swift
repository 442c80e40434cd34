/// Why a text, a statement, an entry or a log was refused: one word each, fixed in docs/protocol.md.
///
/// Other implementations answer with the same words, so a case is never renamed.
package enum Reason: String, Hashable, Sendable, CaseIterable {
    // The text itself.
    case tooLarge = "too-large"
    case firstByte = "first-byte"
    case lastByte = "last-byte"
    case utf8
    case whitespace
    case syntax
    case depth
    case duplicateMember = "duplicate-member"
    case null
    case number
    case escape
    case surrogate
    case character

    // Members and their values.
    case unsupported
    case unknownMember = "unknown-member"
    case missingMember = "missing-member"
    case wrongType = "wrong-type"
    case notListed = "not-listed"
    case range
    case empty
    case tooLong = "too-long"
    case tooMany = "too-many"
    case order
    case duplicate
    case format
    case name
    case tenant
    case uuid
    case deviceID = "device-id"
    case digest
    case time
    case hours
    case zone
    case fingerprint
    case collision
    case outcome
    case chain
    case checkpoint
    case threshold

    // Keys.
    case keyMalformed = "key-malformed"
    case keyType = "key-type"
    case keyWeak = "key-weak"
    case keyShared = "key-shared"
    case verifierKeyFormat = "vkey-format"
    case verifierKeyType = "vkey-type"
    case verifierKeyID = "vkey-id"
    case verifierKeyName = "vkey-name"

    // Entries.
    case kind
    case signatureCount = "signature-count"
    case signer

    // Signatures (OpenSSH PROTOCOL.sshsig).
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
    case signatureType = "sig-type"
    case signatureMalformed = "sig-malformed"
    case noUserPresence = "sk-no-user-presence"
    case signatureInvalid = "sig-invalid"
    case signerNotAllowed = "signer-not-allowed"
    case webauthnOrigin = "webauthn-origin"
    case webauthnCrossOrigin = "webauthn-cross-origin"
    case webauthnClientData = "webauthn-client-data"

    // Updates of the trust root.
    case structure
    case version
    case equivocation
    case thresholdOld = "threshold-old"
    case thresholdNew = "threshold-new"
    case tooManySignatures = "too-many-signatures"
}
